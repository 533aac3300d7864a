package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.connectoranalyzer.AnalysisListener;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.extract.ExtractOptions;
import org.connectoranalyzer.extract.ExtractOptions.Scope;
import org.connectoranalyzer.extract.Extraction;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found in a sample is found in its extract: no error or warning is lost or added. */
class ExtractSamplesTest {
  /**
   * Samples whose extract says something else, and why. None: what rests on the absence of traffic
   * rests on what is left of it as well.
   */
  private static final Map<String, String> EXCEPTIONS = Map.of();

  @TempDir private Path folder = Path.of("");

  static Stream<Path> samples() throws IOException {
    return Samples.all();
  }

  private record Found(Severity severity, String code, String subject, List<String> hosts)
      implements Comparable<Found> {
    @Override
    public int compareTo(Found other) {
      return toString().compareTo(other.toString());
    }
  }

  private static Set<Found> found(Analysis analysis, Severity least) {
    Set<Found> found = new TreeSet<>();
    for (FindingEntry finding : analysis.findings()) {
      if (finding.severity().compareTo(least) <= 0) {
        List<String> hosts = new ArrayList<>(finding.hosts());
        hosts.sort(null);
        found.add(new Found(finding.severity(), finding.code(), finding.subject(), hosts));
      }
    }
    return found;
  }

  private Analysis again(Path sample, ExtractOptions options) throws IOException {
    AnalysisOptions told = Samples.options(sample, Messages.ENGLISH);
    TraceAnalyzer analyzer = TraceAnalyzer.builder().options(told).build();
    Path capture = Samples.capture(sample);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Extraction extraction = analyzer.extract(List.of(capture), options, out, AnalysisListener.NONE);
    assertThat(extraction.complete()).isTrue();
    Path file = Files.write(folder.resolve("extract.pcapng"), out.toByteArray());
    return Objects.requireNonNull(analyzer.analyze(file).analysis());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void errorsAndWarningsAreTheSame(Path sample) throws IOException {
    Analysis whole = Objects.requireNonNull(Samples.analyze(sample).captures().get(0).analysis());
    Analysis extract = again(sample, ExtractOptions.STANDARD);
    boolean same =
        found(whole, Severity.WARNING).equals(found(extract, Severity.WARNING))
            && whole.verdict() == extract.verdict()
            && whole.mode() == extract.mode()
            && whole.headline().equals(extract.headline());
    if (EXCEPTIONS.containsKey(String.valueOf(sample.getFileName()))) {
      assertThat(same).as("is no exception any more").isFalse();
      return;
    }
    assertThat(found(extract, Severity.WARNING)).isEqualTo(found(whole, Severity.WARNING));
    assertThat(extract.verdict()).isEqualTo(whole.verdict());
    assertThat(extract.mode()).isEqualTo(whole.mode());
    assertThat(extract.headline().code()).isEqualTo(whole.headline().code());
    assertThat(extract.capture().frames()).isLessThan(whole.capture().frames());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aFullCopyGivesTheSameReport(Path sample) throws IOException {
    Analysis whole = Objects.requireNonNull(Samples.analyze(sample).captures().get(0).analysis());
    Analysis copy = again(sample, ExtractOptions.STANDARD.withScope(Scope.ALL));
    assertThat(copy.findings()).isEqualTo(whole.findings());
    assertThat(copy.connections()).isEqualTo(whole.connections());
    assertThat(copy.connects()).isEqualTo(whole.connects());
    assertThat(copy.tlsHandshakes()).isEqualTo(whole.tlsHandshakes());
    assertThat(copy.dnsLookups()).isEqualTo(whole.dnsLookups());
    assertThat(copy.capture().interfaces()).isEqualTo(whole.capture().interfaces());
    assertThat(copy.capture().lastFrameTime()).isEqualTo(whole.capture().lastFrameTime());
  }
}
