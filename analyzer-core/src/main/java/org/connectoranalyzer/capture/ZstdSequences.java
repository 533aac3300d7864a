package org.connectoranalyzer.capture;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The sequences of Zstandard blocks (RFC 8878, 3.1.1.3.2), with what later blocks use again. */
final class ZstdSequences {
  private static final int MOST_OFFSET_CODE = 31;
  private static final int[] LITERAL_BASE = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64,
    128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536
  };
  private static final int[] LITERAL_BITS = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11,
    12, 13, 14, 15, 16
  };
  private static final int[] MATCH_BASE = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
    29, 30, 31, 32, 33, 34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051,
    4099, 8195, 16387, 32771, 65539
  };
  private static final int[] MATCH_BITS = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
  };
  private static final int[] LITERAL_SHARES = {
    4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1,
    -1, -1, -1, -1
  };
  private static final int[] OFFSET_SHARES = {
    1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1
  };
  private static final int[] MATCH_SHARES = {
    1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1
  };

  private final ReverseBits in = new ReverseBits();
  private final int[] recent = new int[3];
  private @Nullable FseTable literals;
  private @Nullable FseTable offsets;
  private @Nullable FseTable matches;
  private int at;

  /** A new frame begins. */
  void reset() {
    literals = null;
    offsets = null;
    matches = null;
    recent[0] = 1;
    recent[1] = 4;
    recent[2] = 8;
  }

  /** Carries the sequences from {@code from} on out into the window, to the block's end. */
  void run(byte[] block, int from, int end, ZstdLiterals source, ZstdWindow window)
      throws IOException {
    require(from < end);
    int count = block[from] & 0xFF;
    at = from + 1;
    if (count >= 128) {
      require(at + 2 <= end);
      int second = block[at] & 0xFF;
      boolean three = count == 255;
      count =
          three ? (second | (block[at + 1] & 0xFF) << 8) + 0x7F00 : ((count - 128) << 8) + second;
      at += three ? 2 : 1;
    }
    int taken = 0;
    if (count > 0) {
      require(at < end);
      int modes = block[at++] & 0xFF;
      FseTable lengths = table(modes >> 6, literals, 6, LITERAL_SHARES, 9, 35, block, end);
      literals = lengths;
      FseTable distances =
          table(modes >> 4 & 3, offsets, 5, OFFSET_SHARES, 8, MOST_OFFSET_CODE, block, end);
      offsets = distances;
      FseTable copies = table(modes >> 2 & 3, matches, 6, MATCH_SHARES, 9, 52, block, end);
      matches = copies;
      in.wrap(block, at, end - at);
      taken = run(count, lengths, distances, copies, source, window);
    }
    window.append(source.bytes, taken, source.count() - taken);
  }

  private FseTable table(
      int mode,
      @Nullable FseTable before,
      int accuracy,
      int[] shares,
      int mostAccuracy,
      int mostSymbol,
      byte[] block,
      int end)
      throws IOException {
    return switch (mode) {
      case 0 -> FseTable.of(accuracy, shares);
      case 1 -> {
        require(at < end && (block[at] & 0xFF) <= mostSymbol);
        yield FseTable.of(block[at++]);
      }
      case 2 -> {
        FseTable.Reader reader = new FseTable.Reader(block, at, end);
        FseTable table = reader.read(mostAccuracy, mostSymbol);
        at = reader.position();
        yield table;
      }
      default -> {
        if (before == null) {
          throw new IOException("Zstandard table that was never written");
        }
        yield before;
      }
    };
  }

  /** Gives how many literals were taken. */
  private int run(
      int count,
      FseTable lengths,
      FseTable distances,
      FseTable copies,
      ZstdLiterals source,
      ZstdWindow window)
      throws IOException {
    int length = lengths.begin(in);
    int distance = distances.begin(in);
    int copy = copies.begin(in);
    int taken = 0;
    for (int i = 0; i < count; i++) {
      int offsetCode = distances.symbol(distance);
      long offset = (1L << offsetCode) + (in.read(offsetCode) & 0xFFFF_FFFFL);
      int copyCode = copies.symbol(copy);
      int match = MATCH_BASE[copyCode] + in.read(MATCH_BITS[copyCode]);
      int lengthCode = lengths.symbol(length);
      int fresh = LITERAL_BASE[lengthCode] + in.read(LITERAL_BITS[lengthCode]);
      if (i < count - 1) {
        length = lengths.next(length, in);
        copy = copies.next(copy, in);
        distance = distances.next(distance, in);
      }
      require(in.left() >= 0 && fresh <= source.count() - taken);
      window.append(source.bytes, taken, fresh);
      taken += fresh;
      window.repeat(resolved(offset, fresh == 0), match);
    }
    require(in.left() == 0);
    return taken;
  }

  /** The distance that an offset means: the first three values are recent ones (3.1.1.5). */
  private int resolved(long value, boolean noLiterals) throws IOException {
    if (value > 3) {
      require(value - 3 <= Integer.MAX_VALUE);
      recent[2] = recent[1];
      recent[1] = recent[0];
      recent[0] = (int) (value - 3);
      return recent[0];
    }
    int place = (int) value - (noLiterals ? 0 : 1);
    int offset = place == 3 ? recent[0] - 1 : recent[place];
    if (place > 1) {
      recent[2] = recent[1];
    }
    if (place > 0) {
      recent[1] = recent[0];
      recent[0] = offset;
    }
    return offset;
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("Zstandard sequences");
    }
  }
}
