package org.connectoranalyzer.report;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The tests of one capture, as an element "testsuite".
 *
 * @param start of the recording; null where it has no time
 * @param properties names and values in turn
 */
record JunitSuite(
    String name, @Nullable Instant start, List<String> properties, List<TestCase> tests) {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What became of a code, or of the verdict. */
  record TestCase(String name, Outcome outcome) {}

  /**
   * @param type a code, or the key of a reason
   * @param message one line
   */
  record Outcome(Kind kind, String type, String message, String text) {
    /** Element in a test case. */
    enum Kind {
      PASSED("system-out"),
      FAILURE("failure"),
      ERROR("error"),
      SKIPPED("skipped");

      private final String element;

      Kind(String element) {
        this.element = element;
      }
    }

    static final Outcome PASSED = new Outcome(Kind.PASSED, "", "", "");
  }

  private String count(Outcome.Kind kind) {
    return Long.toString(tests.stream().filter(test -> test.outcome().kind() == kind).count());
  }

  void write(XmlText xml) throws IOException {
    xml.start(
        "testsuite",
        "name",
        name,
        "tests",
        Integer.toString(tests.size()),
        "failures",
        count(Outcome.Kind.FAILURE),
        "errors",
        count(Outcome.Kind.ERROR),
        "skipped",
        count(Outcome.Kind.SKIPPED),
        "time",
        "0");
    if (start != null) {
      xml.attribute("timestamp", SECONDS.format(start));
    }
    if (!properties.isEmpty()) {
      xml.start("properties");
      for (int i = 0; i < properties.size(); i += 2) {
        xml.empty("property", "name", properties.get(i), "value", properties.get(i + 1));
      }
      xml.end();
    }
    // Jenkins takes what stands before the last point for a package.
    String className = "connector-analyzer." + name.replace('.', '_');
    for (TestCase test : tests) {
      write(xml, className, test);
    }
    xml.end();
  }

  private static void write(XmlText xml, String className, TestCase test) throws IOException {
    Outcome outcome = test.outcome();
    String[] attributes = {"classname", className, "name", test.name(), "time", "0"};
    boolean passed = outcome.kind() == Outcome.Kind.PASSED;
    if (passed && outcome.text().isEmpty()) {
      xml.empty("testcase", attributes);
      return;
    }
    xml.start("testcase", attributes);
    String element = outcome.kind().element;
    if (passed) {
      xml.text(element, outcome.text());
    } else if (outcome.kind() == Outcome.Kind.SKIPPED) {
      xml.text(element, outcome.text(), "message", outcome.message());
    } else {
      xml.text(element, outcome.text(), "message", outcome.message(), "type", outcome.type());
    }
    xml.end();
  }
}
