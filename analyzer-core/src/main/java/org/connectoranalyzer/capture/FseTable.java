package org.connectoranalyzer.capture;

import java.io.IOException;

/** Decoding table of Finite State Entropy (RFC 8878, 4.1); immutable. */
final class FseTable {
  private final int accuracy;
  private final byte[] symbols;
  private final byte[] bits;
  private final short[] bases;

  private FseTable(int accuracy) {
    this.accuracy = accuracy;
    symbols = new byte[1 << accuracy];
    bits = new byte[1 << accuracy];
    bases = new short[1 << accuracy];
  }

  /** Always this symbol, by no bits. */
  static FseTable of(int symbol) {
    FseTable table = new FseTable(0);
    table.symbols[0] = (byte) symbol;
    return table;
  }

  /** Of the symbols' shares in the table; -1 is less than one. */
  static FseTable of(int accuracy, int... shares) throws IOException {
    FseTable table = new FseTable(accuracy);
    table.fill(shares);
    return table;
  }

  private void fill(int[] shares) throws IOException {
    int size = symbols.length;
    int[] next = new int[shares.length];
    int high = size;
    for (int symbol = 0; symbol < shares.length; symbol++) {
      next[symbol] = Math.abs(shares[symbol]);
      if (shares[symbol] == -1) {
        symbols[--high] = (byte) symbol;
      }
    }
    int step = (size >> 1) + (size >> 3) + 3;
    int at = 0;
    for (int symbol = 0; symbol < shares.length; symbol++) {
      for (int i = 0; i < shares[symbol]; i++) {
        symbols[at] = (byte) symbol;
        do {
          at = (at + step) & (size - 1);
        } while (at >= high);
      }
    }
    if (at != 0) {
      throw new IOException("FSE shares do not fill the table");
    }
    for (int state = 0; state < size; state++) {
      int count = next[symbols[state]]++;
      int length = accuracy - (31 - Integer.numberOfLeadingZeros(count));
      bits[state] = (byte) length;
      bases[state] = (short) ((count << length) - size);
    }
  }

  int begin(ReverseBits in) {
    return in.read(accuracy);
  }

  int symbol(int state) {
    return symbols[state];
  }

  int next(int state, ReverseBits in) {
    return bases[state] + in.read(bits[state]);
  }

  /** A table as it is written in front of what it decodes. */
  static final class Reader {
    private final byte[] bytes;
    private final int from;
    private final int end;
    private int at;

    Reader(byte[] bytes, int from, int end) {
      this.bytes = bytes;
      this.from = from;
      this.end = end;
    }

    FseTable read(int mostAccuracy, int mostSymbol) throws IOException {
      int accuracy = take(4) + 5;
      if (accuracy > mostAccuracy) {
        throw new IOException("FSE accuracy " + accuracy);
      }
      int[] shares = new int[mostSymbol + 1];
      int symbol = 0;
      for (int left = 1 << accuracy; left > 0; symbol++) {
        if (symbol > mostSymbol) {
          throw new IOException("FSE symbol " + symbol);
        }
        int share = share(left);
        shares[symbol] = share;
        left -= Math.abs(share);
        if (share == 0) {
          symbol += zeros();
        }
      }
      return of(accuracy, shares);
    }

    /** As few bits as tell the numbers up to what is left, of which the first take one less. */
    private int share(int left) throws IOException {
      int count = 32 - Integer.numberOfLeadingZeros(left + 1);
      int low = (1 << (count - 1)) - 1;
      int fewer = (1 << count) - 1 - (left + 1);
      int value = take(count - 1);
      if (value < fewer) {
        return value - 1;
      }
      value |= take(1) << (count - 1);
      return (value > low ? value - fewer : value) - 1;
    }

    private int zeros() throws IOException {
      int zeros = 0;
      int more = 3;
      while (more == 3) {
        more = take(2);
        zeros += more;
      }
      return zeros;
    }

    private int take(int count) throws IOException {
      int value = 0;
      for (int i = 0; i < count; i++, at++) {
        int place = from + (at >> 3);
        if (place >= end) {
          throw new IOException("FSE table cut");
        }
        value |= (bytes[place] >> (at & 7) & 1) << i;
      }
      return value;
    }

    /** Where what the table decodes begins. */
    int position() {
      return from + ((at + 7) >> 3);
    }
  }
}
