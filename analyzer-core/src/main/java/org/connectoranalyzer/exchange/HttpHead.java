package org.connectoranalyzer.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.connectoranalyzer.capture.ByteView;
import org.jspecify.annotations.Nullable;

/**
 * Start line and header fields of one HTTP/1.x message (RFC 9112), as far as they are there. Lines
 * end in CRLF or LF; the head ends with an empty one. Read once, then dropped: it may hold
 * credentials.
 */
final class HttpHead {
  private static final Pattern REQUEST_LINE =
      Pattern.compile("[A-Z]{1,20} +\\S+ +HTTP/1\\.[0-9] *");
  private static final Pattern BLANKS = Pattern.compile(" +");
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[0-9] +[1-9][0-9]{2}( .*)?");

  private final String startLine;
  private final List<Field> fields = new ArrayList<>();

  private record Field(String name, String value) {}

  private HttpHead(String startLine) {
    this.startLine = startLine;
  }

  /** Reads the whole lines of a head; what stands behind the last line's end is left out. */
  static HttpHead parse(ByteView bytes, int length) {
    int end = lineEnd(bytes, 0);
    HttpHead head = new HttpHead(line(bytes, 0, end < 0 ? length : end));
    int start = end < 0 ? length : end;
    while (start < length) {
      end = lineEnd(bytes, start);
      if (end < 0 || end > length) {
        break;
      }
      String line = line(bytes, start, end);
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        head.fields.add(new Field(name, line.substring(colon + 1).strip()));
      }
      start = end;
    }
    return head;
  }

  /**
   * Where the line that begins at {@code start} ends, behind its LF; -1 if its end is not there.
   */
  static int lineEnd(ByteView bytes, int start) {
    for (int i = start; i < bytes.length(); i++) {
      if (bytes.u8(i) == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  /** The line without its end. */
  static String line(ByteView bytes, int start, int end) {
    int last = end;
    while (last > start && (bytes.u8(last - 1) == '\n' || bytes.u8(last - 1) == '\r')) {
      last--;
    }
    return bytes.ascii(start, last - start);
  }

  static boolean isRequestLine(String line) {
    return REQUEST_LINE.matcher(line).matches();
  }

  static boolean isStatusLine(String line) {
    return STATUS_LINE.matcher(line).matches();
  }

  String method() {
    return word(0);
  }

  String target() {
    return word(1);
  }

  /** Of a request: nothing follows the target, whose end may be missing. */
  boolean isTargetCut() {
    return BLANKS.split(startLine, 3).length < 3;
  }

  int status() {
    return isStatusLine(startLine) ? Integer.parseInt(word(1)) : -1;
  }

  String reason() {
    String[] parts = BLANKS.split(startLine, 3);
    return parts.length < 3 ? "" : parts[2];
  }

  private String word(int index) {
    String[] parts = BLANKS.split(startLine, 3);
    return parts.length > index ? parts[index] : "";
  }

  /** All values of a field, in order; name in lower case. */
  List<String> values(String name) {
    return fields.stream().filter(field -> field.name.equals(name)).map(Field::value).toList();
  }

  /** The first value of a field, or null. */
  @Nullable String value(String name) {
    List<String> values = values(name);
    return values.isEmpty() ? null : values.get(0);
  }
}
