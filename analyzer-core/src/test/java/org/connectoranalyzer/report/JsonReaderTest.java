package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever is done to a saved report, reading it gives a report or one kind of error. */
class JsonReaderTest {
  private final byte[] json = json();

  private static byte[] json() {
    StringBuilder out = new StringBuilder();
    try {
      new JsonWriter()
          .write(
              Report.of(ReportFixture.recording().report()),
              Messages.load("en"),
              WriteOptions.STANDARD,
              out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString().getBytes(UTF_8);
  }

  @Test
  void cutOffAnywhere() throws IOException {
    int unread = 0;
    for (int length = 0; length < json.length - 2; length += 53) {
      unread += readable(Arrays.copyOf(json, length)) ? 0 : 1;
    }
    assertThat(unread).isEqualTo((json.length - 3) / 53 + 1);
  }

  @Test
  void withBytesChanged() throws IOException {
    SplittableRandom random = new SplittableRandom(20260301);
    int unread = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] changed = json.clone();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      unread += readable(changed) ? 0 : 1;
    }
    assertThat(unread).isBetween(1, 1999);
  }

  @Test
  void withValuesSwapped() throws IOException {
    String text = new String(json, UTF_8);
    for (String value :
        new String[] {"null", "7", "-1", "1e99", "\"x\"", "[]", "{}", "true", "[null]"}) {
      for (int at = text.indexOf("\": "); at >= 0; at = text.indexOf("\": ", at + 1)) {
        int end = text.indexOf('\n', at);
        String line = text.substring(at + 3, end);
        if (!line.endsWith("{") && !line.endsWith("[")) {
          String comma = line.endsWith(",") ? "," : "";
          readable(
              (text.substring(0, at + 3) + value + comma + text.substring(end)).getBytes(UTF_8));
        }
      }
    }
  }

  /** It is JSON still, so that is not what is said of it. */
  @Test
  void withANumberBeyondItsRange() {
    String changed =
        new String(json, UTF_8)
            .replaceFirst("\"occurrences\": \\d+", "\"occurrences\": 1" + "0".repeat(30));
    assertThatExceptionOfType(ReportFormatException.class)
        .isThrownBy(() -> JsonReader.read(new ByteArrayInputStream(changed.getBytes(UTF_8))))
        .returns("occurrences", ReportFormatException::detail)
        .returns(ReportFormatException.Kind.DAMAGED, ReportFormatException::kind);
  }

  /** Any other exception fails the test. */
  private static boolean readable(byte[] bytes) throws IOException {
    try {
      JsonReader.read(new ByteArrayInputStream(bytes));
      return true;
    } catch (ReportFormatException e) {
      assertThat(e.line()).isPositive();
      return false;
    }
  }
}
