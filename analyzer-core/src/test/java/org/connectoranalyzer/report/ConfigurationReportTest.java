package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.AnalysisOptions;
import org.connectoranalyzer.TraceAnalyzer;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.ConfigurationInput;
import org.connectoranalyzer.connector.configuration.Location;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Candidate;
import org.connectoranalyzer.diagnosis.Detector;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Examination;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.LineEvidence;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.report.ConfigurationReport.FileEntry;
import org.connectoranalyzer.report.ConfigurationReport.Status;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files say without a capture, as data, text and JSON. */
class ConfigurationReportTest {
  private static final String SERVICE =
      """
      <configuration>
        <system.net>
          <defaultProxy>
            <proxy proxyaddress="http://proxy.contoso.local:8080" />
            <bypasslist>
              <add address="\\.contoso\\.local$" />
            </bypasslist>
          </defaultProxy>
        </system.net>
      </configuration>
      """;

  @TempDir private Path folder = Path.of("");

  static ConfigurationInput file(String name, @Nullable Role told, String text) {
    return ConfigurationInput.read(new ByteArrayInputStream(text.getBytes(UTF_8)), name, told);
  }

  private static ConfigurationReport check(ConfigurationInput... inputs) {
    return TraceAnalyzer.standard().checkConfiguration(List.of(inputs));
  }

  /** Finds one line of each file, and something of the capture that there is none of. */
  private static final class TestDetector implements Detector {
    private static final Diagnosis DIAGNOSIS =
        new Diagnosis("TEST-CONFIG", Severity.ERROR, Owner.CONNECTOR);

    @Override
    public List<Diagnosis> diagnoses() {
      return List.of(DIAGNOSIS);
    }

    @Override
    public Examination examine(Trace trace, ConnectorView connector) {
      assertThat(trace.conversations()).isEmpty();
      return new Examination.Found(
          connector.options().configuration().files().stream()
              .map(
                  file ->
                      Candidate.of(DIAGNOSIS, Way.CONFIG, null, file.role().name())
                          .severity(file.role() == Role.UPDATER ? Severity.WARNING : Severity.ERROR)
                          .fact("file", file.name())
                          .fact("value", "a\u001b\u202e")
                          .evidence(
                              new LineEvidence(
                                  new Location(file.name(), 4),
                                  "connectRequest",
                                  Facts.of("target", "x\u0007")))
                          .build())
              .toList());
    }
  }

  /** Breaks off. */
  private static final class BrokenDetector implements Detector {
    @Override
    public List<Diagnosis> diagnoses() {
      return List.of(new Diagnosis("TEST-BROKEN", Severity.ERROR, Owner.NONE));
    }

    @Override
    public Examination examine(Trace trace, ConnectorView connector) {
      throw new IllegalStateException("boom");
    }
  }

  private static ConfigurationReport withFindings() {
    return TraceAnalyzer.builder()
        .detector(new TestDetector())
        .detector(new BrokenDetector())
        .build()
        .checkConfiguration(
            List.of(
                file("service.exe.config", Role.SERVICE, SERVICE),
                file("notes.txt", null, "hello"),
                file("updater.exe.config", Role.UPDATER, SERVICE)));
  }

  @Test
  void filesStandInTheirOrder() {
    ConfigurationReport report =
        check(
            file("x", Role.UPDATER, SERVICE),
            ConfigurationInput.read(folder.resolve("none.config"), null),
            ConfigurationInput.read(folder, Role.MACHINE),
            file("notes.txt", null, "hello"));
    assertThat(report.files())
        .extracting(FileEntry::role)
        .containsExactly(Role.UPDATER, null, Role.MACHINE, null);
    assertThat(report.files())
        .extracting(FileEntry::status)
        .containsExactly(Status.CHECKED, Status.UNREADABLE, Status.UNREADABLE, Status.UNREADABLE);
    assertThat(report.files())
        .extracting(file -> file.error() == null ? "" : file.error().code())
        .containsExactly("", "missing", "configurationFolder", "unrecognizedConfiguration");
    assertThat(report.complete()).isFalse();
    assertThat(check(file("x", Role.UPDATER, SERVICE)).complete()).isTrue();
  }

  @Test
  void theCapturesOwnFindingsAreNone() {
    assertThat(check().findings()).isEmpty();
    assertThat(check().detectorFailures()).isEmpty();
    assertThat(withFindings().findings())
        .allMatch(finding -> finding.way() == Way.CONFIG && finding.displayFilter() == null);
  }

  @Test
  void jsonIsValidAndTheSameEachTime() throws IOException {
    for (ConfigurationReport report :
        List.of(
            withFindings(),
            check(),
            check(file("odd\u001b.config", Role.SERVICE, SERVICE), file("", null, "")),
            check(ConfigurationInput.read(folder, Role.WINHTTP)))) {
      String json = json(report);
      assertThat(JsonSchemas.faultsOfConfiguration(json)).isEmpty();
      assertThat(json(report)).isEqualTo(json);
      assertThat(json).doesNotContain("displayFilter", "flowFilter", "\u202e");
    }
    assertThat(json(withFindings())).isEqualTo(json(withFindings()));
  }

  /** Findings of lines alone, and of lines with frames, in the report of a capture. */
  @Test
  void besideACaptureTheReportIsValidAndComesBackTheSame() throws IOException {
    String direct =
        "<configuration><system.net><defaultProxy enabled='false'/></system.net></configuration>";
    Configuration configuration =
        ConfigurationInput.together(
            List.of(
                file("service.exe.config", Role.SERVICE, direct),
                file("updater.exe.config", Role.UPDATER, "<configuration"),
                file("winhttp.txt", Role.WINHTTP, "")));
    AnalysisOptions options = AnalysisOptions.builder().configuration(configuration).build();
    CaptureReport capture =
        TraceAnalyzer.builder()
            .options(options)
            .build()
            .analyze(Path.of("../samples/proxy-healthy/proxy-healthy.pcapng"));
    Analysis analysis = Objects.requireNonNull(capture.analysis());
    assertThat(analysis.configuration()).hasSize(3);
    assertThat(analysis.findings())
        .extracting(FindingEntry::code)
        .contains("CONFIG-INVALID", "CONFIG-NOT-EFFECTIVE");
    Report report = Report.of(capture);
    StringBuilder json = new StringBuilder();
    new JsonWriter().write(report, Messages.load("en"), WriteOptions.STANDARD, json);
    JsonSchemas.assertValid(json.toString());
    assertThat(JsonReader.read(new ByteArrayInputStream(json.toString().getBytes(UTF_8))))
        .isEqualTo(report);
  }

  @Test
  void jsonKeepsTheOrderOfTheContract() throws IOException {
    String json = json(withFindings());
    int before = -1;
    for (String key :
        List.of(
            "schemaVersion",
            "tool",
            "language",
            "files",
            "settings",
            "findings",
            "detectorFailures")) {
      int at = json.indexOf("\n  \"" + key + "\": ");
      assertThat(at).as(key).isGreaterThan(before);
      before = at;
    }
    assertThat(json)
        .contains("\"bypassed\": [ \"\\\\.contoso\\\\.local$\" ]")
        .contains("\"file\": \"service.exe.config\",\n      \"line\": 4,");
  }

  @Test
  void anUnknownKeyIsNotValid() throws IOException {
    String json = json(withFindings());
    for (String key : List.of("role", "program", "occurrences", "line", "name")) {
      String wrong = json.replaceFirst("\"" + key + "\"", "\"other\": 1, \"" + key + "\"");
      assertThat(JsonSchemas.faultsOfConfiguration(wrong)).as(key).isNotEmpty();
    }
  }

  @Test
  void textBeginsWithTheWholeAndEndsWithWhatIsHidden() throws IOException {
    String text = text(withFindings(), WriteOptions.STANDARD);
    assertThat(text)
        .startsWith("1 error, 1 warning in 2 files. One more file could not be checked.\n\nFILES\n")
        .contains(
            """

            FINDINGS  1 error, 1 warning

            ERROR  TEST-CONFIG  SERVICE  Test file service.exe.config is wrong
              The line says a\\x1b\\u202e.
              Seen        service.exe.config:4  CONNECT x\\x07
              Remedy      Correct it.
            """)
        .contains("through proxy.contoso.local:8080, except to \\.contoso\\.local$\n")
        .endsWith(
            "  - The check BrokenDetector broke off and was left out: java.lang.IllegalStateException: boom\n");
  }

  @Test
  void lessSevereFindingsAreCountedNotShown() throws IOException {
    String text = text(withFindings(), WriteOptions.STANDARD.withMinSeverity(Severity.ERROR));
    assertThat(text)
        .startsWith("1 error, 1 warning in 2 files.")
        .contains("ERROR  TEST-CONFIG  SERVICE", "One finding below severity ERROR not shown.")
        .doesNotContain("WARNING  TEST-CONFIG");
  }

  @Test
  void withoutAFileThereIsNothingToSay() throws IOException {
    assertThat(text(check(), WriteOptions.STANDARD)).startsWith("No file could be checked.\n");
  }

  @Test
  void linesFitEightyColumnsInBothLanguages() throws IOException {
    for (String language : List.of("en", "ja")) {
      AnalysisOptions options = AnalysisOptions.builder().language(language).build();
      ConfigurationReport report =
          TraceAnalyzer.builder()
              .options(options)
              .build()
              .checkConfiguration(
                  List.of(
                      file(
                          "MicrosoftEntraPrivateNetworkConnectorUpdaterService.exe.config",
                          null,
                          SERVICE),
                      file("machine.config", null, "<configuration/>"),
                      file("notes.txt", null, "hello")));
      StringBuilder out = new StringBuilder();
      new ConfigurationText()
          .write(report, Messages.load(language), WriteOptions.STANDARD.withWidth(80), out);
      assertThat(out.toString().lines())
          .allSatisfy(line -> assertThat(DisplayCharset.UNICODE.columns(line)).isLessThan(81));
      assertThat(report.language()).isEqualTo(language);
    }
  }

  @Test
  void severalFilesOfOneRoleDecideNothingAndTheTextSaysSo() throws IOException {
    ConfigurationReport report =
        check(file("a.config", Role.SERVICE, SERVICE), file("b.config", Role.SERVICE, SERVICE));
    assertThat(report.settings().get(0).needed()).containsExactly(Role.SERVICE);
    assertThat(text(report, WriteOptions.STANDARD))
        .contains("connector service: several files were given")
        .doesNotContain("own file was not given (--config)");
  }

  static String text(ConfigurationReport report, WriteOptions options) throws IOException {
    StringBuilder out = new StringBuilder();
    new ConfigurationText().write(report, Messages.load(report.language()), options, out);
    return out.toString();
  }

  private static String json(ConfigurationReport report) throws IOException {
    StringBuilder out = new StringBuilder();
    new ConfigurationJson().write(report, Messages.load("en"), WriteOptions.STANDARD, out);
    return out.toString();
  }
}
