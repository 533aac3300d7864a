package org.connectoranalyzer.capture;

import java.io.IOException;
import java.util.Arrays;

/** The literals of Zstandard blocks, with the Huffman table that later blocks may use again. */
final class ZstdLiterals {
  private static final int LONGEST_CODE = 11;
  private static final int MOST = ZstdInputStream.LONGEST_BLOCK;

  /** What was decoded last; {@code count} bytes of it. */
  final byte[] bytes = new byte[MOST];

  private final ReverseBits in = new ReverseBits();
  private final byte[] symbols = new byte[1 << LONGEST_CODE];
  private final byte[] lengths = new byte[1 << LONGEST_CODE];
  private int longest;
  private int count;

  /** Forgets the table: a new frame begins. */
  void reset() {
    longest = 0;
  }

  int count() {
    return count;
  }

  /** Reads the Literals_Section (RFC 8878, 3.1.1.3.1); gives where it ends. */
  int read(byte[] block, int end) throws IOException {
    int type = block[0] & 3;
    int format = block[0] >> 2 & 3;
    if (type < 2) {
      int header = format == 1 ? 2 : format == 3 ? 3 : 1;
      count = checked((int) (word(block, header) >> (header == 1 ? 3 : 4)));
      int stored = type == 0 ? count : 1;
      require(header + stored <= end);
      if (type == 0) {
        System.arraycopy(block, header, bytes, 0, count);
      } else {
        Arrays.fill(bytes, 0, count, block[header]);
      }
      return header + stored;
    }
    int header = format < 2 ? 3 : format + 2;
    int width = format < 2 ? 10 : format == 2 ? 14 : 18;
    long sizes = word(block, header) >> 4;
    count = checked((int) (sizes & ((1 << width) - 1)));
    int from = header;
    int behind = from + (int) (sizes >> width & ((1 << width) - 1));
    require(behind <= end);
    if (type == 2) {
      from = readTable(block, from, behind);
    }
    require(longest > 0);
    if (format == 0) {
      decode(block, from, behind, 0, count);
    } else {
      decodeFour(block, from, behind);
    }
    return behind;
  }

  private static int checked(int count) throws IOException {
    require(count <= MOST);
    return count;
  }

  private static void require(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("Zstandard literals");
    }
  }

  private static long word(byte[] block, int length) {
    long word = 0;
    for (int i = 0; i < length; i++) {
      word |= (block[i] & 0xFFL) << (8 * i);
    }
    return word;
  }

  private void decodeFour(byte[] block, int from, int behind) throws IOException {
    int start = from + 6;
    require(start <= behind);
    int each = (count + 3) / 4;
    for (int i = 0; i < 4; i++) {
      int table = from + 2 * i;
      int end = i == 3 ? behind : start + ((block[table] & 0xFF) | (block[table + 1] & 0xFF) << 8);
      int first = Math.min(i * each, count);
      require(end <= behind);
      decode(block, start, end, first, i == 3 ? count : Math.min(first + each, count));
      start = end;
    }
  }

  private void decode(byte[] block, int from, int end, int first, int last) throws IOException {
    require(end > from);
    in.wrap(block, from, end - from);
    int width = longest;
    for (int i = first; i < last; i++) {
      int code = in.peek(width);
      bytes[i] = symbols[code];
      in.skip(lengths[code]);
    }
    require(in.left() == 0);
  }

  /** Huffman_Tree_Description (4.2.1); gives where it ends. */
  private int readTable(byte[] block, int from, int end) throws IOException {
    int[] weights = new int[256];
    require(from < end);
    int header = block[from] & 0xFF;
    int known;
    int behind;
    if (header < 128) {
      behind = from + 1 + header;
      require(behind <= end);
      known = packedWeights(block, from + 1, behind, weights);
    } else {
      known = header - 127;
      behind = from + 1 + (known + 1) / 2;
      require(behind <= end);
      for (int i = 0; i < known; i++) {
        int pair = block[from + 1 + i / 2];
        weights[i] = (i % 2 == 0 ? pair >> 4 : pair) & 0xF;
      }
    }
    fillTable(weights, known);
    return behind;
  }

  /** Two states take turns until one of them has no bits left. */
  private int packedWeights(byte[] block, int from, int end, int[] weights) throws IOException {
    FseTable.Reader reader = new FseTable.Reader(block, from, end);
    FseTable table = reader.read(6, 15);
    require(reader.position() < end);
    in.wrap(block, reader.position(), end - reader.position());
    int state = table.begin(in);
    int other = table.begin(in);
    int known = 0;
    while (true) {
      require(known < 254);
      weights[known++] = table.symbol(state);
      int next = table.next(state, in);
      if (in.left() < 0) {
        weights[known++] = table.symbol(other);
        return known;
      }
      state = other;
      other = next;
    }
  }

  private void fillTable(int[] weights, int known) throws IOException {
    int sum = 0;
    for (int i = 0; i < known; i++) {
      require(weights[i] <= LONGEST_CODE);
      sum += 1 << weights[i] >> 1;
    }
    require(sum > 0);
    int width = 32 - Integer.numberOfLeadingZeros(sum);
    int left = (1 << width) - sum;
    require(width <= LONGEST_CODE && Integer.bitCount(left) == 1);
    weights[known] = 32 - Integer.numberOfLeadingZeros(left);
    int at = 0;
    for (int weight = 1; weight <= width; weight++) {
      for (int symbol = 0; symbol <= known; symbol++) {
        if (weights[symbol] == weight) {
          int size = 1 << (weight - 1);
          Arrays.fill(symbols, at, at + size, (byte) symbol);
          Arrays.fill(lengths, at, at + size, (byte) (width + 1 - weight));
          at += size;
        }
      }
    }
    require(at == 1 << width);
    longest = width;
  }
}
