package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.connectoranalyzer.diagnosis.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was planted into a sample is what is found in it, and nothing else above info. The table of
 * {@code samples/README.md} says what that is, the sample's own README the verdict.
 */
class SampleCodesTest {
  private static final Path SAMPLES = Path.of("../samples");
  private static final Pattern ROW =
      Pattern.compile("^\\| \\[([a-z0-9-]+)]\\(\\1/README\\.md\\) \\| .* \\| (.*) \\|$");
  private static final Pattern CODE = Pattern.compile("`([A-Z0-9]+(?:-[A-Z0-9]+)*)`");
  private static final Pattern VERDICT =
      Pattern.compile("\\*\\*Expected:\\*\\*[^*]*?verdict\\s+`([a-z]+)`");

  private static Map<String, List<String>> planted() throws IOException {
    Map<String, List<String>> planted = new TreeMap<>();
    for (String line : Files.readAllLines(SAMPLES.resolve("README.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        List<String> codes = CODE.matcher(row.group(2)).results().map(m -> m.group(1)).toList();
        assertThat(planted.put(row.group(1), codes)).as("one row for %s", line).isNull();
      }
    }
    return planted;
  }

  static Stream<Arguments> samples() throws IOException {
    return planted().entrySet().stream()
        .map(row -> argumentSet(row.getKey(), SAMPLES.resolve(row.getKey()), row.getValue()));
  }

  @Test
  void everySampleHasARow() throws IOException {
    List<String> folders =
        Samples.all().map(folder -> String.valueOf(folder.getFileName())).toList();
    assertThat(planted().keySet()).containsExactlyElementsOf(folders);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void justWhatWasPlantedIsFound(Path sample, List<String> codes) throws IOException {
    Analysis analysis =
        Objects.requireNonNull(Samples.analyze(sample).captures().get(0).analysis());
    TreeSet<String> found = new TreeSet<>();
    TreeSet<String> harmful = new TreeSet<>();
    for (FindingEntry finding : analysis.findings()) {
      found.add(finding.code());
      if (finding.severity() != Severity.INFO) {
        harmful.add(finding.code());
      }
    }
    List<String> expected = codes.stream().filter(code -> !code.equals("HEALTHY")).toList();
    assertThat(found).containsAll(expected);
    assertThat(expected).containsAll(harmful);
    String verdict = analysis.verdict().name().toLowerCase(Locale.ROOT);
    assertThat(verdict.equals("healthy")).isEqualTo(codes.contains("HEALTHY"));
    Matcher told = VERDICT.matcher(Files.readString(sample.resolve("README.md")));
    assertThat(told.find()).as("README names the verdict").isTrue();
    assertThat(verdict).isEqualTo(told.group(1));
  }
}
