package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.FileKinds;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Furthest;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.configuration.ConfigurationFile;
import org.connectoranalyzer.connector.configuration.ProxyUse;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.diagnosis.StandardDetectors;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.exchange.ConnectOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that the program says may lack its words, and no words may be left over. */
class WordsTest {
  private static final Path MAIN = Path.of("src/main");
  private static final Path PAGES = MAIN.resolve("resources/org/connectoranalyzer/words/en");
  private static final Set<String> STANDARD_HOLES =
      Set.of(
          "subject",
          "hosts",
          "names",
          "host",
          "hostCount",
          "client",
          "occurrences",
          "port",
          "proxy");

  private final Messages english = Messages.load("en");

  @Test
  void everyEnrolledCodeHasItsPage() {
    for (String code : enrolledCodes()) {
      assertThat(english.page(code)).as(code).isNotNull();
    }
  }

  @Test
  void noPageIsLeftOver() throws IOException {
    assertThat(pages()).isEqualTo(enrolledCodes());
  }

  /** What a page asks for, some detector must give: its names stand in the detectors' sources. */
  @Test
  void pagesHaveOnlyHolesThatDetectorsFill() throws IOException {
    Set<String> known = new TreeSet<>(STANDARD_HOLES);
    Pattern fact =
        Pattern.compile(
            "(?:\\.fact|\\.count|Facts\\.of|\\.with|\\.withIfKnown|\\.withCount)\\(\\s*\"(\\w+)\"");
    Matcher names = fact.matcher(source(MAIN.resolve("java/org/connectoranalyzer/diagnosis")));
    while (names.find()) {
      known.add(names.group(1));
    }
    for (String code : pages()) {
      assertThat(known).as(code).containsAll(holes(Objects.requireNonNull(english.page(code))));
    }
  }

  private static Set<String> holes(Page page) {
    List<String> templates = new ArrayList<>(List.of(page.title()));
    List<String> variants = new ArrayList<>(page.variants());
    variants.add("");
    for (String variant : variants) {
      templates.add(page.summary(variant));
      templates.add(page.remedy(variant));
      templates.add(page.nextStep(variant));
    }
    templates.add(Objects.requireNonNullElse(page.message(), ""));
    Set<String> holes = new TreeSet<>();
    templates.forEach(template -> holes.addAll(new Template(template).holes()));
    return holes;
  }

  /** A variant that no detector names would never be shown. */
  @Test
  void pagesHaveOnlyVariantsThatDetectorsChoose() throws IOException {
    String detectors = source(MAIN.resolve("java/org/connectoranalyzer/diagnosis"));
    for (String code : enrolledCodes()) {
      for (String variant : Objects.requireNonNull(english.page(code)).variants()) {
        assertThat(detectors).as(code).contains("\"" + variant + "\"");
      }
    }
  }

  @Test
  void everyConstantThatIsShownHasItsWords() {
    Set<String> missing = new TreeSet<>();
    for (String key : constantKeys()) {
      if (!english.has(key)) {
        missing.add(key);
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyKeyThatDetectorsNameHasItsWords() throws IOException {
    String detectors = source(MAIN.resolve("java/org/connectoranalyzer/diagnosis"));
    Set<String> keys = new TreeSet<>();
    collect(keys, "notApplicable.", "NotApplicable\\(\\s*\"(\\w+)\"", detectors);
    collect(keys, "confidence.", "Confidence\\.[A-Z]+,\\s*\"(\\w+)\"", detectors);
    collect(keys, "evidence.", "new (?:Frame|Line)Evidence\\([^;\"]*\"(\\w+)\"", detectors);
    keys.removeIf(english::has);
    assertThat(keys).isEmpty();
  }

  private static void collect(Set<String> keys, String family, String pattern, String source) {
    Matcher found = Pattern.compile(pattern).matcher(source);
    while (found.find()) {
      keys.add(family + found.group(1));
    }
  }

  @Test
  void noKeyIsLeftOver() throws IOException {
    String source =
        source(MAIN.resolve("java"))
            + source(Path.of("../analyzer-cli/src/main/java"))
            + source(MAIN.resolve("resources/org/connectoranalyzer/report/html"));
    Set<String> constants = constantKeys();
    Set<String> unused = new TreeSet<>();
    for (String key : english.keys()) {
      String name = key.substring(key.indexOf('.') + 1);
      boolean used =
          constants.contains(key)
              || source.contains("\"" + key + "\"")
              || source.contains("{{#word}}" + key + "{{/word}}")
              || source.contains("\"" + name + "\"");
      if (!used) {
        unused.add(key);
      }
    }
    assertThat(unused).isEmpty();
  }

  private static Set<String> constantKeys() {
    Set<String> keys = new TreeSet<>();
    for (String kind :
        List.of(
            "internal",
            "outOfMemory",
            "changed",
            "configurationFolder",
            "unrecognizedConfiguration",
            "noReport",
            "reportCutOff",
            "reportOtherVersion",
            "reportDamaged")) {
      keys.add("error." + kind);
      keys.add("error." + kind + ".hint");
    }
    family(
        keys,
        "word.",
        Stream.of(ConnectOutcome.values())
            .filter(outcome -> outcome != ConnectOutcome.ESTABLISHED)
            .toArray(Enum<?>[]::new));
    family(keys, "diff.count.", Comparison.Change.values());
    family(keys, "diff.heading.", Comparison.Change.values());
    family(
        keys,
        "diff.because.",
        Comparison.Change.NEW,
        Comparison.Change.STILL_THERE,
        Comparison.Change.CANNOT_BE_TOLD);
    for (String reason : List.of("unreadable", "inconclusive", "notObserved", "notChecked")) {
      keys.add("diff.reason." + reason);
    }
    family(keys, "severity.", Severity.values());
    family(keys, "text.count.", Severity.values());
    family(keys, "owner.", Owner.values());
    family(keys, "confidence.", Confidence.values());
    family(keys, "mode.", Mode.values());
    family(keys, "headline.healthy.", Mode.values());
    family(keys, "via.", Mode.DIRECT, Mode.PROXY, Mode.MIXED);
    family(keys, "verdict.", Verdict.values());
    family(keys, "role.", Role.values());
    family(keys, "notGiven.", Role.values());
    family(keys, "recognizedBy.", ConfigurationFile.RecognizedBy.values());
    family(keys, "program.", ProxyUse.Program.values());
    family(keys, "way.", ProxyUse.Kind.values());
    family(keys, "allowList.", Requirement.Need.values());
    family(keys, "allowListAbout.", Requirement.Need.values());
    family(keys, "serviceTagsFile.", Cloud.values());
    family(keys, "cloud.", Cloud.values());
    family(keys, "furthest.", Furthest.values());
    family(keys, "status.", Analysis.EndpointEntry.Status.values());
    for (Cloud cloud : Cloud.values()) {
      EndpointList.standard(cloud)
          .requirements()
          .forEach(row -> keys.add("purpose." + row.purpose()));
    }
    for (String kind : FileKinds.ALL) {
      keys.add("error." + kind);
      keys.add("error." + kind + ".hint");
    }
    return keys;
  }

  private static void family(Set<String> keys, String prefix, Enum<?>... constants) {
    Stream.of(constants).forEach(constant -> keys.add(prefix + JsonNames.of(constant)));
  }

  @Test
  void conversionCommandsAreExact() {
    assertThat(hint("etl"))
        .contains("etl2pcapng in.etl out.pcapng", "pktmon etl2pcap in.etl --out out.pcapng");
    assertThat(hint("cab")).contains(".etl");
  }

  private String hint(String kind) {
    CaptureReport report = ReportAssembler.unreadable(List.of("trace"), kind, Facts.NONE, english);
    return Objects.requireNonNull(report.error()).hint();
  }

  @Test
  void aLanguageWithoutWordsFallsBackToEnglish() {
    assertThat(Messages.load("qq").language()).isEqualTo("en");
    assertThat(english.text("language.fallback", Facts.of("language", "qq"))).contains("\"qq\"");
  }

  /** The folder xx of the tests has two messages and no page. */
  @Test
  void whatALanguageLacksIsEnglish() {
    Messages pseudo = Messages.load("xx");
    assertThat(pseudo.language()).isEqualTo("xx");
    assertThat(pseudo.text("verdict.problem")).isEqualTo("⟦prøblem⟧");
    assertThat(pseudo.text("verdict.healthy")).isEqualTo("HEALTHY");
    assertThat(Objects.requireNonNull(pseudo.page("TEST-REFUSED")).title()).contains("refuses");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "e", "../en", "en/..", "EN", "english", "e\u001b"})
  void takesNothingElseForALanguage(String language) {
    assertThatThrownBy(() -> Messages.load(language)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NO-SUCH-CODE", "", "../en/SYN-UNANSWERED", "syn-unanswered", "messages"})
  void hasNoPageForWhatIsNoCode(String code) {
    assertThat(english.page(code)).isNull();
  }

  private static Set<String> enrolledCodes() {
    Set<String> codes = new TreeSet<>();
    StandardDetectors.all()
        .forEach(
            detector -> detector.diagnoses().stream().map(Diagnosis::code).forEach(codes::add));
    return codes;
  }

  private static Set<String> pages() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      Set<String> codes = new TreeSet<>();
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".md"))
          .forEach(name -> codes.add(name.substring(0, name.length() - 3)));
      return codes;
    }
  }

  private static String source(Path folder) throws IOException {
    StringBuilder source = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        source.append(Files.readString(file));
      }
    }
    return source.toString();
  }
}
