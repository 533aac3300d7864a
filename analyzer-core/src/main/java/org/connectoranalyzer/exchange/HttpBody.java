package org.connectoranalyzer.exchange;

import java.util.List;
import java.util.Locale;
import org.connectoranalyzer.capture.ByteView;
import org.jspecify.annotations.Nullable;

/**
 * Where the body of an HTTP/1.x message ends (RFC 9112 §6.3). Counts and drops the bytes, shown to
 * a reader if there is one; keeps no more than the digits of a chunk size.
 */
final class HttpBody {
  private static final int LONGEST_SIZE = 15;

  private enum Part {
    COUNTED,
    UNTIL_CLOSE,
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK,
    CHUNK_END,
    TRAILER_START,
    TRAILER,
    DONE
  }

  private final StringBuilder size = new StringBuilder();
  private Part part;
  private long left;
  private @Nullable ProxyScript reader;

  private HttpBody(Part part, long left) {
    this.part = part;
    this.left = left;
  }

  static HttpBody none() {
    return new HttpBody(Part.DONE, 0);
  }

  static HttpBody ofRequest(HttpHead head) {
    return framed(head, none());
  }

  /** The body of an answer; to a HEAD request, with 204 and 304 there is none. */
  static HttpBody ofResponse(HttpHead head, String method) {
    int status = head.status();
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return none();
    }
    return framed(head, new HttpBody(Part.UNTIL_CLOSE, 0));
  }

  private static HttpBody framed(HttpHead head, HttpBody otherwise) {
    List<String> codings = head.values("transfer-encoding");
    if (!codings.isEmpty()) {
      String last = codings.get(codings.size() - 1).toLowerCase(Locale.ROOT);
      return new HttpBody(last.endsWith("chunked") ? Part.CHUNK_SIZE : Part.UNTIL_CLOSE, 0);
    }
    String length = head.value("content-length");
    if (length == null) {
      return otherwise;
    }
    long bytes = HttpText.number(length);
    return bytes < 0
        ? new HttpBody(Part.UNTIL_CLOSE, 0)
        : new HttpBody(bytes == 0 ? Part.DONE : Part.COUNTED, bytes);
  }

  /** What is skipped from here on is shown to this reader first. */
  void readBy(@Nullable ProxyScript script) {
    reader = script;
  }

  private void show(ByteView bytes, int start, int count) {
    if (reader != null) {
      reader.take(bytes, start, count);
    }
  }

  boolean isDone() {
    return part == Part.DONE;
  }

  /** Drops what belongs to the body from {@code at} on; says where the rest begins. */
  int skip(ByteView bytes, int at) {
    int next = at;
    while (next < bytes.length() && part != Part.DONE) {
      if (part == Part.UNTIL_CLOSE) {
        show(bytes, next, bytes.length() - next);
        return bytes.length();
      }
      if (part == Part.COUNTED || part == Part.CHUNK) {
        long count = Math.min(left, bytes.length() - next);
        show(bytes, next, (int) count);
        left -= count;
        next += (int) count;
        ended();
      } else {
        octet(bytes.u8(next));
        next++;
      }
    }
    return next;
  }

  /** Bytes that the capture does not hold; false if the place in the body is lost by that. */
  boolean gap(long bytes) {
    if (reader != null) {
      reader.gap();
    }
    if (part == Part.UNTIL_CLOSE) {
      return true;
    }
    if (bytes < 0 || bytes > left || (part != Part.COUNTED && part != Part.CHUNK)) {
      return false;
    }
    left -= bytes;
    ended();
    return true;
  }

  private void ended() {
    if (left == 0) {
      part = part == Part.COUNTED ? Part.DONE : Part.CHUNK_END;
    }
  }

  private void octet(int c) {
    switch (part) {
      case CHUNK_SIZE -> chunkSize(c);
      case CHUNK_EXTENSION -> {
        if (c == '\n') {
          chunkBegins();
        }
      }
      case CHUNK_END -> {
        if (c == '\n') {
          part = Part.CHUNK_SIZE;
        }
      }
      case TRAILER_START -> {
        if (c == '\n') {
          part = Part.DONE;
        } else if (c != '\r') {
          part = Part.TRAILER;
        }
      }
      case TRAILER -> {
        if (c == '\n') {
          part = Part.TRAILER_START;
        }
      }
      default -> throw new IllegalStateException(part.name());
    }
  }

  private void chunkSize(int c) {
    if (c < 128 && Character.digit(c, 16) >= 0 && size.length() < LONGEST_SIZE) {
      size.append((char) c);
    } else if (c == '\n') {
      chunkBegins();
    } else if (c == '\r' || c == ';' || c == ' ' || c == '\t') {
      part = Part.CHUNK_EXTENSION;
    } else {
      part = Part.UNTIL_CLOSE;
    }
  }

  private void chunkBegins() {
    if (size.isEmpty()) {
      part = Part.UNTIL_CLOSE;
      return;
    }
    left = Long.parseLong(size.toString(), 16);
    size.setLength(0);
    part = left == 0 ? Part.TRAILER_START : Part.CHUNK;
  }
}
