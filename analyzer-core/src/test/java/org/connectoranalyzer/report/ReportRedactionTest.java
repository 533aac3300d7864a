package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.redaction.RedactionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportRedactionTest {
  /** Whatever identifies, found by its look alone, in keys and sentences alike. */
  private static final Pattern TELLING =
      Pattern.compile(
          "\\b(?!0\\.0\\.0\\.0|127\\.)\\d{1,3}(?:\\.\\d{1,3}){3}\\b"
              + "|2001:db8:[0-9a-f:]+"
              + "|\\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\\b"
              + "|\\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\\b"
              + "|\\b[0-9a-f]{64}\\b"
              + "|[A-Za-z0-9.-]*contoso[A-Za-z0-9.-]*"
              + "|[a-z0-9-]+\\.(?:trafficmanager\\.net|[a-z]+\\.cloudapp\\.azure\\.com)"
              + "|squid/5"
              + "|[a-z0-9-]+\\.pcap(?:ng)?\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Messages ENGLISH = Messages.load("en");
  private static final ReportRedaction REDACTION =
      new ReportRedaction(RedactionOptions.STANDARD, ENGLISH);

  static Stream<Path> samples() throws IOException {
    return Samples.all();
  }

  private static Report saved(Path sample) throws IOException {
    try (var in = Files.newInputStream(sample.resolve("expected.json"))) {
      return JsonReader.read(in);
    }
  }

  private static Report redacted(Report report, ReportRedaction redaction) {
    return Report.of(
        redaction.of(report.tool()), report.captures().stream().map(redaction::of).toList());
  }

  private static String written(String format, Report report, Messages words) throws IOException {
    ReportWriter writer =
        ReportWriter.all().stream()
            .filter(w -> w.format().equals(format))
            .findFirst()
            .orElseThrow();
    StringBuilder out = new StringBuilder();
    writer.write(report, words, WriteOptions.STANDARD, out);
    return out.toString();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void noFormatInAnyLanguageHasAnOriginal(Path sample) throws IOException {
    Report report = saved(sample);
    Set<String> originals = new TreeSet<>();
    Matcher telling = TELLING.matcher(Files.readString(sample.resolve("expected.json")));
    while (telling.find()) {
      originals.add(telling.group().toLowerCase(Locale.ROOT));
    }
    assertThat(originals).isNotEmpty();
    for (String language : List.of("en", "ja")) {
      Messages words = Messages.load(language);
      Report redacted = redacted(report, new ReportRedaction(RedactionOptions.STANDARD, words));
      for (ReportWriter writer : ReportWriter.all()) {
        String text = written(writer.format(), redacted, words).toLowerCase(Locale.ROOT);
        assertThat(originals)
            .as("%s, %s", writer.format(), language)
            .noneMatch(original -> isIn(original, text));
        assertThat(text).doesNotContain("{host}", "{client}", "{proxy}");
      }
    }
  }

  /** Not as a part of another number: 10.20.0.1 is not in 10.20.0.10. */
  private static boolean isIn(String original, String text) {
    for (int at = text.indexOf(original); at >= 0; at = text.indexOf(original, at + 1)) {
      int end = at + original.length();
      if (!isDigit(text, at - 1) && !isDigit(text, end)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDigit(String text, int index) {
    return index >= 0 && index < text.length() && Character.isDigit(text.charAt(index));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theSameIsFoundAndTheReportSaysThatItWasAltered(Path sample) throws IOException {
    Report report = saved(sample);
    Report redacted = redacted(report, REDACTION);
    assertThat(redacted).isEqualTo(redacted(report, REDACTION));
    String json = written("json", redacted, ENGLISH);
    JsonSchemas.assertValid(json);
    Report again = JsonReader.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
    assertThat(again).isEqualTo(redacted);
    assertThat(redacted(again, REDACTION)).as("redacted twice").isEqualTo(redacted);
    assertThat(json).contains("\"redacted\": true");
    assertThat(written("text", redacted, ENGLISH)).contains("Redacted: addresses, names and ids");
    for (int i = 0; i < report.captures().size(); i++) {
      Analysis before = Objects.requireNonNull(report.captures().get(i).analysis());
      Analysis after = Objects.requireNonNull(redacted.captures().get(i).analysis());
      assertThat(after.findings().stream().map(ReportRedactionTest::found))
          .containsExactlyElementsOf(
              before.findings().stream().map(ReportRedactionTest::found).toList());
      assertThat(after.verdict()).isEqualTo(before.verdict());
      assertThat(after.headline().code()).isEqualTo(before.headline().code());
      assertThat(after.checks()).isEqualTo(before.checks());
      assertThat(after.endpoints()).hasSameSizeAs(before.endpoints());
      assertThat(after.connections()).hasSameSizeAs(before.connections());
      assertThat(distinct(after)).isEqualTo(distinct(before));
    }
  }

  /** All of a finding that is not about anybody. */
  private static List<Object> found(FindingEntry finding) {
    return List.of(
        finding.code(),
        finding.severity(),
        finding.confidence(),
        finding.confidenceReason(),
        finding.way(),
        finding.owner(),
        finding.variant(),
        finding.hosts().size(),
        finding.occurrences(),
        finding.facts().asMap().keySet(),
        finding.evidence().stream().map(e -> e.frame() + e.kind()).toList(),
        String.valueOf(finding.displayFilter()));
  }

  /** How many different hosts and servers there are: none was merged with another. */
  private static List<Long> distinct(Analysis analysis) {
    return List.of(
        analysis.connections().stream().map(ConnectionEntry::host).distinct().count(),
        analysis.connections().stream().map(ConnectionEntry::server).distinct().count(),
        analysis.dnsLookups().stream().map(DnsLookupEntry::name).distinct().count(),
        analysis.findings().stream().map(FindingEntry::fingerprint).distinct().count());
  }

  @Test
  void everyStringOfTheReportHasAKind() {
    Set<String> places = new TreeSet<>();
    collect(CaptureReport.class, places);
    assertThat(places).hasSizeGreaterThan(60);
    assertThat(places)
        .as("say in StringKind what it is; until then it is replaced")
        .allMatch(StringKind::isKnown);
  }

  private static void collect(Type type, Set<String> places) {
    if (type instanceof ParameterizedType container) {
      for (Type argument : container.getActualTypeArguments()) {
        collect(argument, places);
      }
    } else if (type instanceof Class<?> owner && owner.isRecord() && owner != FrameNumber.class) {
      for (RecordComponent component : owner.getRecordComponents()) {
        Type of = component.getGenericType();
        if (of.getTypeName().contains("java.lang.String")) {
          places.add(RecordCopy.place(owner, component.getName()));
        }
        collect(of, places);
      }
    }
  }

  /** What a later version may add. */
  public record Later(String name, List<String> more, Map<String, String> of, Facts facts) {}

  @Test
  void whatNobodyThoughtOfIsReplaced() {
    Later later =
        new Later(
            "proxy.contoso.com",
            List.of("10.20.0.10"),
            Map.of("contoso", "Contoso AG"),
            Facts.of("owner", "Contoso").with("all", List.of("contoso")).with("count", 3));
    var redaction = RedactionOptions.STANDARD.redaction(List.of("x"));
    List<String> places = new ArrayList<>();
    Later copy =
        new RecordCopy(
                (owner, place, text) -> {
                  places.add(place);
                  assertThat(StringKind.at(place)).isEqualTo(StringKind.TEXT);
                  return redaction.text(text);
                })
            .of(later);
    assertThat(copy.toString().toLowerCase(Locale.ROOT)).doesNotContain("contoso", "10.20.0.10");
    assertThat(copy.facts().get("count")).isEqualTo(3L);
    assertThat(places).contains("Later.name", "Later.more", "Later.of", "fact.owner", "fact.all");
  }

  @Test
  void ofAnUnreadableFileOnlyItsKindIsTold() {
    CaptureReport unreadable =
        ReportAssembler.unreadable(
            List.of("traces/contoso.zip"),
            "zip",
            Facts.of("entries", "contoso.docx, plan.pdf").with("firstBytes", "43 6f 6e"),
            ENGLISH);
    CaptureReport redacted = REDACTION.of(unreadable);
    assertThat(redacted.files()).containsExactly("capture.zip");
    assertThat(redacted.redacted()).isTrue();
    assertThat(Objects.requireNonNull(redacted.error()).message())
        .isEqualTo("\"capture.zip\" is a ZIP archive without a packet capture");
    assertThat(redacted.error().code()).isEqualTo("zip");
  }

  @Test
  void withoutHashesASecretIsNeeded() throws IOException {
    Report report = saved(samples().findFirst().orElseThrow());
    CaptureReport capture = report.captures().get(0);
    CaptureReport unhashed =
        new RecordCopy((owner, place, text) -> place.endsWith(".sha256") ? null : text).of(capture);
    assertThat(ReportRedaction.isPossible(capture, RedactionOptions.STANDARD)).isTrue();
    assertThat(ReportRedaction.isPossible(unhashed, RedactionOptions.STANDARD)).isFalse();
    assertThat(ReportRedaction.isPossible(REDACTION.of(capture), RedactionOptions.STANDARD))
        .as("redacted already")
        .isTrue();
    assertThatThrownBy(() -> REDACTION.of(unhashed)).isInstanceOf(IllegalArgumentException.class);
    RedactionOptions secret = RedactionOptions.STANDARD.withSecret("a secret".getBytes(UTF_8));
    assertThat(ReportRedaction.isPossible(unhashed, secret)).isTrue();
    assertThat(new ReportRedaction(secret, ENGLISH).of(unhashed).redacted()).isTrue();
  }

  @Test
  void theVersionOfAListOfOnesOwnMayBeAName() {
    Report.Tool own = new Report.Tool("connector-analyzer", "1", "contoso-7");
    assertThat(REDACTION.of(own).endpointList()).isEqualTo("own");
    assertThat(REDACTION.of(Report.Tool.current())).isEqualTo(Report.Tool.current());
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void aHostileNameIsReplacedAndHarmless(String name) throws IOException {
    Report report = saved(samples().filter(s -> s.endsWith("proxy-407")).findFirst().orElseThrow());
    CaptureReport named =
        new RecordCopy(
                (owner, place, text) ->
                    StringKind.at(place) == StringKind.TEXT
                            || StringKind.at(place) == StringKind.SUBJECT
                        ? text.replace("proxy.contoso.local", SafeText.of(name))
                        : text)
            .of(report.captures().get(0));
    Report redacted = Report.of(REDACTION.of(named));
    for (ReportWriter writer : ReportWriter.all()) {
      String document = written(writer.format(), redacted, ENGLISH).toLowerCase(Locale.ROOT);
      assertThat(document).doesNotContain("contoso", "\u202e");
      // The page has one script of its own.
      int own = writer.format().equals("html") ? 1 : 0;
      assertThat(document.split("<script", -1)).as(writer.format()).hasSize(own + 1);
    }
  }

  static Stream<String> hostile() {
    return Stream.of(
        "<script>contoso</script>",
        "contoso\u202e.gpj",
        "-contoso-.-.",
        "CN=contoso,O=DigiCert Inc",
        "contoso".repeat(300),
        "=cmd|' /C contoso'!A0",
        "..contoso..",
        "\u0000contoso\u001b[31m",
        "{host}contoso[[");
  }
}
