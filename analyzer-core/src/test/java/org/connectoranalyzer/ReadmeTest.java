package org.connectoranalyzer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.capture.Limits.Limit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md shows is what is there. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  private static String readme = "";

  @BeforeAll
  static void read() throws IOException {
    readme = Files.readString(ROOT.resolve("README.md"));
  }

  private static List<String> blocks(String language) {
    return ExampleCode.blocks(language, readme);
  }

  @Test
  void theFirstScreenHasTheTwoCommands() {
    String firstScreen = String.join("\n", readme.lines().limit(20).toList());
    assertThat(firstScreen).contains("./connector-analyzer samples/", "mvn -B verify");
    String capture = blocks("sh").get(0).strip().replaceFirst("\\./connector-analyzer ", "");
    assertThat(ROOT.resolve(capture)).exists();
  }

  @Test
  void theOutputIsThatOfTheSample() throws IOException {
    String expected = Files.readString(ROOT.resolve("samples/proxy-407/expected.txt"));
    int from = 0;
    for (String part : blocks("text").get(0).split("…\n", -1)) {
      int found = expected.indexOf(part, from);
      assertThat(found).as(part).isNotNegative();
      from = found + part.length();
    }
  }

  @Test
  void theLimitsAreThoseOfTheLibrary() {
    List<String> rows = new ArrayList<>();
    for (Limit limit : Limit.values()) {
      rows.add(
          "| `%s` | %d | %d | %d |"
              .formatted(limit.text(), limit.standard(), limit.least(), limit.most()));
    }
    Matcher row =
        Pattern.compile("^\\| `[a-z-]+` \\| \\d+ \\| \\d+ \\| \\d+ \\|", Pattern.MULTILINE)
            .matcher(readme);
    assertThat(row.results().map(found -> found.group())).containsExactlyElementsOf(rows);
  }

  @Test
  void theExampleCompilesAndRuns(@TempDir Path folder) throws Exception {
    ExampleCode.compile("Triage", blocks("java").get(0), folder);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Object text =
          loader
              .loadClass("Triage")
              .getMethod("triage", Path.class)
              .invoke(null, ROOT.resolve("samples/proxy-407/proxy-407.pcapng"));
      assertThat(text)
          .asString()
          .startsWith("PROBLEM: ")
          .contains("PROXY-AUTHENTICATION-REQUIRED in frame.number in {");
      Object refused =
          loader
              .loadClass("Triage")
              .getMethod("triage", Path.class)
              .invoke(null, ROOT.resolve("README.md"));
      assertThat(refused).asString().contains("README.md\" is text");
    }
  }
}
