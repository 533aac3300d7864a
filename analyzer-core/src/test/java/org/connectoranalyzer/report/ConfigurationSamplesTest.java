package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.ConfigurationInput;
import org.connectoranalyzer.diagnosis.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded captures against the configuration files beside them. */
class ConfigurationSamplesTest {
  private static final Path FILES = Path.of("../samples/configuration");

  static Stream<Arguments> pairs() {
    return Stream.of(
        pair("proxy-healthy", "proxy"),
        pair("direct-healthy", "bypass"),
        pair("proxy-407", "proxy", "PROXY-AUTHENTICATION-REQUIRED"),
        pair("syn-unanswered", "bypass", "SYN-UNANSWERED"),
        pair("proxy-407", "bypass", "CONFIG-NOT-EFFECTIVE"),
        pair("proxy-healthy", "bypass", "CONFIG-NOT-EFFECTIVE"),
        pair("proxy-503", "bypass", "CONFIG-NOT-EFFECTIVE"),
        pair("tls-inspection", "bypass", "CONFIG-NOT-EFFECTIVE"),
        pair("wpad-proxy-denies", "bypass", "CONFIG-NOT-EFFECTIVE", "WPAD-PROXY-USED"),
        pair("syn-unanswered", "proxy", "CONFIG-NOT-EFFECTIVE"),
        pair("direct-healthy", "proxy", "CONFIG-NOT-EFFECTIVE"),
        pair("proxy-healthy", "other-proxy", "CONFIG-NOT-EFFECTIVE"),
        pair("proxy-407", "other-proxy", "CONFIG-NOT-EFFECTIVE"),
        pair("mixed", "proxy", "CONFIG-NOT-EFFECTIVE"),
        pair("updater-not-using-proxy", "proxy", "CONFIG-NOT-EFFECTIVE"),
        pair("proxy-unreachable", "bypass", "CONFIG-NOT-EFFECTIVE"),
        pair("proxy-unreachable", "other-proxy", "CONFIG-NOT-EFFECTIVE"),
        pair("proxy-port-not-allowed", "bypass", "CONFIG-NOT-EFFECTIVE"),
        pair("clock-behind", "proxy", "CERTIFICATE-NOT-VALID-NOW", "CONFIG-NOT-EFFECTIVE"),
        pair(
            "mixed",
            "updater-forgotten",
            "CONFIG-UPDATER-DIFFERS",
            "CONFIG-WINHTTP-DIFFERS",
            "PROXY-BYPASSED"),
        pair(
            "updater-not-using-proxy",
            "updater-forgotten",
            "CONFIG-UPDATER-DIFFERS",
            "CONFIG-WINHTTP-DIFFERS"),
        pair(
            "winhttp-without-proxy",
            "updater-forgotten",
            "CONFIG-UPDATER-DIFFERS",
            "CONFIG-WINHTTP-DIFFERS",
            "REVOCATION-CHECK-BLOCKED"),
        pair("proxy-unreachable", "proxy", "PROXY-UNREACHABLE"),
        pair("two-clients", "proxy", "SYN-UNANSWERED"));
  }

  private static Arguments pair(String capture, String files, String... codes) {
    return argumentSet(capture + " with " + files, capture, files, List.of(codes));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void trafficAndFilesAreHeldAgainstEachOther(String capture, String files, List<String> codes)
      throws IOException {
    Report report =
        Report.of(
            analyzer(inputs(files))
                .analyze(Samples.capture(Path.of("../samples").resolve(capture))));
    Analysis analysis = Objects.requireNonNull(report.captures().get(0).analysis());

    assertThat(analysis.findings())
        .filteredOn(finding -> finding.severity() != Severity.INFO)
        .extracting(FindingEntry::code)
        .containsExactlyInAnyOrderElementsOf(codes);
    assertThat(analysis.detectorFailures()).isEmpty();
    StringBuilder json = new StringBuilder();
    new JsonWriter().write(report, Messages.load("en"), WriteOptions.STANDARD, json);
    JsonSchemas.assertValid(json.toString());
  }

  private static TraceAnalyzer analyzer(List<ConfigurationInput> files) {
    Configuration configuration = ConfigurationInput.together(files);
    return TraceAnalyzer.builder()
        .options(AnalysisOptions.builder().configuration(configuration).build())
        .build();
  }

  /** What a longer capture does not say, with the files or without, a shorter one must not say. */
  @ParameterizedTest
  @MethodSource("pairs")
  void aCutCaptureAccusesOfNothingMore(String capture, String files, List<String> codes)
      throws IOException {
    byte[] whole = Files.readAllBytes(Samples.capture(Path.of("../samples").resolve(capture)));
    TraceAnalyzer held = analyzer(inputs(files));
    Set<String> known = errors(held, whole);
    known.addAll(errors(TraceAnalyzer.standard(), whole));
    for (int twentieth = 1; twentieth < 20; twentieth++) {
      byte[] cut = Arrays.copyOf(whole, whole.length / 20 * twentieth);
      assertThat(known).as("cut at %d of 20", twentieth).containsAll(errors(held, cut));
    }
  }

  private static Set<String> errors(TraceAnalyzer analyzer, byte[] capture) {
    Set<String> errors = new TreeSet<>();
    Analysis analysis = analyzer.analyze(new ByteArrayInputStream(capture)).analysis();
    if (analysis != null) {
      analysis.findings().stream()
          .filter(finding -> finding.severity() == Severity.ERROR)
          .forEach(finding -> errors.add(finding.code()));
    }
    return errors;
  }

  private static List<ConfigurationInput> inputs(String folder) throws IOException {
    try (Stream<Path> files = Files.list(FILES.resolve(folder))) {
      return files.sorted().map(ConfigurationSamplesTest::input).toList();
    }
  }

  private static ConfigurationInput input(Path file) {
    return ConfigurationInput.read(file, null);
  }

  @Test
  void theFilesAloneAreAsTheirReadmeSays() throws IOException {
    assertThat(findings("proxy")).isEmpty();
    assertThat(findings("bypass")).isEmpty();
    assertThat(findings("other-proxy")).isEmpty();
    assertThat(findings("updater-forgotten"))
        .containsExactlyInAnyOrder("CONFIG-UPDATER-DIFFERS", "CONFIG-WINHTTP-DIFFERS");
    assertThat(findings("mistakes"))
        .containsExactlyInAnyOrder(
            "CONFIG-INVALID", "CONFIG-INVALID", "CONFIG-PROXY-ADDRESS-INVALID");
  }

  private static List<String> findings(String folder) throws IOException {
    return TraceAnalyzer.standard().checkConfiguration(inputs(folder)).findings().stream()
        .map(FindingEntry::code)
        .toList();
  }
}
