package org.connectoranalyzer.exchange;

import org.connectoranalyzer.capture.ByteView;

/**
 * The DER elements of a view one after the other (X.690 §8.1, §10.1), as far as their bytes are
 * there. Ends at what is no DER: a long tag, an indefinite length, a length beyond the view.
 */
final class DerReader {
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int SEQUENCE = 0x30;

  private static final int MOST_LENGTH_BYTES = 4;

  /** Low bits of a tag that goes on in the next byte. */
  private static final int LONG_TAG = 31;

  private final ByteView bytes;
  private int at;
  private int tag;
  private ByteView content = new ByteView();

  DerReader(ByteView bytes) {
    this.bytes = bytes;
  }

  /** Goes to the next element; false at the end and where none can be read. */
  boolean next() {
    if (!bytes.has(at, 2) || bytes.u8(at) % (LONG_TAG + 1) == LONG_TAG) {
      return false;
    }
    int first = bytes.u8(at + 1);
    int start = at + 2;
    long length = first;
    if (first >= 0x80) {
      int count = first - 0x80;
      if (count == 0 || count > MOST_LENGTH_BYTES || !bytes.has(start, count)) {
        return false;
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length * 256 + bytes.u8(start + i);
      }
      start += count;
    }
    if (length > bytes.length() - start) {
      return false;
    }
    tag = bytes.u8(at);
    content = new ByteView().wrapSlice(bytes, start, (int) length);
    at = start + (int) length;
    return true;
  }

  /** Goes to the next element if it has this tag; else stays and says false. */
  boolean next(int wanted) {
    return bytes.has(at, 1) && bytes.u8(at) == wanted && next();
  }

  int tag() {
    return tag;
  }

  /** What the element holds. */
  ByteView content() {
    return content;
  }

  /** The elements in the element. */
  DerReader inside() {
    return new DerReader(content);
  }
}
