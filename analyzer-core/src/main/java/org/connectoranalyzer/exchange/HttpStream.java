package org.connectoranalyzer.exchange;

import org.connectoranalyzer.capture.ByteView;

/** Where one direction of an HTTP/1.x connection stands, and the head that is being read. */
final class HttpStream {
  final HeldBytes head;
  Place place = Place.HEAD;
  HttpBody body = HttpBody.none();

  /** The start line is there and is one. */
  boolean lineRead;

  private int lineStart;

  enum Place {
    HEAD,
    BODY,
    /** Behind a CONNECT that is not answered yet: the tunnel's first bytes, or junk. */
    AHEAD,
    /** Somewhere; the next segment that begins with a message leads on. */
    LOST
  }

  HttpStream(HeldBytes head) {
    this.head = head;
  }

  void restart(Place next) {
    head.clear();
    lineRead = false;
    lineStart = 0;
    place = next;
  }

  /**
   * Where the head ends, behind its empty line; -1 if that is not there yet. Looks on from the line
   * where it stopped, so that one-byte segments cost no more than others.
   */
  int headEnd() {
    ByteView view = head.view();
    int end = HttpHead.lineEnd(view, lineStart);
    while (end >= 0) {
      int length = end - lineStart;
      if (length == 1 || (length == 2 && view.u8(lineStart) == '\r')) {
        return end;
      }
      lineStart = end;
      end = HttpHead.lineEnd(view, end);
    }
    return -1;
  }
}
