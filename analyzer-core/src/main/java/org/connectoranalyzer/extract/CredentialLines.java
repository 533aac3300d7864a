package org.connectoranalyzer.extract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.connectoranalyzer.capture.ByteView;

/**
 * Cuts one direction of a connection, told in order, into lines and finds the credentials in them.
 * Where bytes are missing in the head of a message, the rest of that line counts as one: its
 * beginning may have said so.
 */
final class CredentialLines {
  /** Longer lines are looked at in pieces, which overlap so much. */
  private static final int LONGEST_LINE = 64 << 10;

  private static final int OVERLAP = 512;
  private static final int MOST_ORPHANS = 64;

  /** Bytes of a value whose end does not come. */
  private static final int LONGEST_VALUE = 64 << 10;

  private final Sink sink;
  private byte[] line = {};
  private int length;
  private int start;

  /** Sequence number behind all that was told. */
  private int next;

  /** A field's value may go on in the next line. */
  private boolean open;

  /** Between a start line and the empty line. */
  private boolean head;

  /** So many bytes, up to the end of the line, belong to a value. */
  private int rest;

  /** The line's beginning is not in view. */
  private boolean partial;

  /** A partial line, in which no credential was found, and lines that continue it. */
  private final List<Line> orphans = new ArrayList<>(0);

  /** The message that is under way may open a tunnel, in which TLS may begin. */
  private boolean opensTunnel;

  private boolean decided;
  private boolean encrypted;

  /** Text of a line without its end. */
  private record Line(int start, int length) {}

  /** Told of each range to be overwritten. */
  interface Sink {
    /** TCP sequence number of the first byte, and how many. */
    void secret(int sequence, int length);
  }

  /**
   * @param partial the first line's beginning may be missing
   */
  CredentialLines(boolean partial, Sink sink) {
    this.partial = partial;
    this.sink = sink;
  }

  /** TLS runs here: nothing in it can be read. */
  boolean isEncrypted() {
    return encrypted;
  }

  /** The next bytes. */
  void data(ByteView bytes, int sequence) {
    next = sequence + bytes.length();
    int from = 0;
    while (from < bytes.length() && !encrypted) {
      if (length == 0) {
        start = sequence + from;
        if (!decided && beginsTls(bytes, from)) {
          encrypted = true;
          line = new byte[0];
          return;
        }
        decided = true;
      }
      int end = lineEnd(bytes, from);
      append(bytes, from, end);
      from = end;
      if (line[length - 1] == '\n') {
        whole();
      } else if (length >= LONGEST_LINE) {
        overlong();
      }
    }
  }

  private static boolean beginsTls(ByteView bytes, int at) {
    return bytes.has(at, 3)
        && bytes.u8(at) >= 20
        && bytes.u8(at) <= 23
        && bytes.u8(at + 1) == 3
        && bytes.u8(at + 2) <= 4;
  }

  private int lineEnd(ByteView bytes, int from) {
    int most = Math.min(bytes.length(), from + LONGEST_LINE - length);
    for (int i = from; i < most; i++) {
      if (bytes.u8(i) == '\n') {
        return i + 1;
      }
    }
    return most;
  }

  private void append(ByteView bytes, int from, int end) {
    int count = end - from;
    if (line.length < length + count) {
      line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
    }
    bytes.copyTo(from, line, length, count);
    length += count;
  }

  private void whole() {
    boolean empty = length == 1 || (length == 2 && line[0] == '\r');
    boolean startLine = CredentialText.isStartLine(line, length);
    decideOrphan(empty || CredentialText.isField(line, length));
    if (rest > 0 && !startLine) {
      secret(0, Math.min(length, rest));
      open = true;
    } else if (open && isContinuation()) {
      secret(0, length);
    } else {
      open = CredentialText.find(line, length, false, this::secret);
      noteOrphan(startLine || empty);
    }
    rest = 0;
    head = startLine || (head && !empty);
    open &= !empty;
    opensTunnel = startLine ? CredentialText.opensTunnel(line, length) : opensTunnel;
    decided = !empty || !opensTunnel;
    partial = false;
    length = 0;
  }

  private boolean isContinuation() {
    return line[0] == ' ' || line[0] == '\t';
  }

  private void noteOrphan(boolean known) {
    if (partial && !known) {
      orphans.add(new Line(start, textLength(length)));
    }
  }

  /** The line before began out of view: in a head it may be the end of anything. */
  private void decideOrphan(boolean inHead) {
    if (!orphans.isEmpty() && !inHead && length > 0 && isContinuation()) {
      orphans.add(new Line(start, textLength(length)));
    } else if (inHead) {
      orphans.forEach(orphan -> sink.secret(orphan.start(), orphan.length()));
      orphans.clear();
    }
    if (!inHead && (length == 0 || !isContinuation() || orphans.size() > MOST_ORPHANS)) {
      orphans.clear();
    }
  }

  private void overlong() {
    if (rest > 0 || (open && isContinuation())) {
      secret(0, length);
      rest = Math.max(rest - length, 0);
      length = 0;
      return;
    }
    open = CredentialText.find(line, length, true, this::secret);
    if (open) {
      rest = LONGEST_VALUE;
      length = 0;
      return;
    }
    System.arraycopy(line, length - OVERLAP, line, 0, OVERLAP);
    start += length - OVERLAP;
    length = OVERLAP;
    partial = false;
  }

  /**
   * What comes next in the stream is not in the capture, or nothing comes.
   *
   * @param missing so many bytes; packets that bring them all the same, too late, after a reset or
   *     as a quote, go on where this ends
   */
  void cut(long missing) {
    if (encrypted) {
      return;
    }
    orphans.clear();
    boolean valueCut = open;
    if (length > 0) {
      if (rest > 0 || (open && isContinuation())) {
        secret(0, Math.min(length, Math.max(rest, LONGEST_VALUE)));
        valueCut = true;
      } else {
        valueCut = CredentialText.find(line, length, true, this::secret);
        head |= CredentialText.isStartLine(line, length);
      }
    }
    rest = valueCut || head ? LONGEST_VALUE : 0;
    if (rest > 0 && missing > 0) {
      sink.secret(next, (int) Math.min(missing, LONGEST_VALUE));
    }
    open = valueCut;
    partial = true;
    length = 0;
    line = new byte[0];
  }

  private void secret(int from, int to) {
    int end = textLength(to);
    if (end > from) {
      sink.secret(start + from, end - from);
    }
  }

  private int textLength(int to) {
    int end = to;
    while (end > 0 && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
      end--;
    }
    return end;
  }
}
