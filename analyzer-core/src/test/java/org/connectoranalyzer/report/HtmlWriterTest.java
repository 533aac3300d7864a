package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The page for a browser as a document; {@code HtmlBrowserTest} shows it in one. */
class HtmlWriterTest {
  private static final String MARKUP =
      "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&lt;";

  /** All that pages are made of. */
  private static final Set<String> ELEMENTS =
      Set.of(
          ("html head meta title style script body header h1 h2 h3 h4 h5 main section div p b dl dt dd"
                  + " figure figcaption table caption thead tbody tr th td span small svg rect desc"
                  + " path g text article blockquote nav ol ul li a code pre button details summary footer")
              .split(" ", -1));

  private final Report report = Report.of(ReportFixture.recording().report());

  private static String page(Report report, WriteOptions options) throws IOException {
    StringBuilder out = new StringBuilder();
    new HtmlWriter().write(report, Messages.load(report.language()), options, out);
    return out.toString();
  }

  private static String page(Report report) throws IOException {
    return page(report, WriteOptions.STANDARD);
  }

  /** Pages are well-formed XML, too, so that a stray tag of a capture would be found. */
  private static Document parsed(String page) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(page.getBytes(UTF_8)));
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AssertionError(page, e);
    }
  }

  private static List<Element> elements(Document page, String name) {
    NodeList found = page.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static List<String> attributes(Document page, String name) {
    return elements(page, "*").stream()
        .filter(element -> element.hasAttribute(name))
        .map(element -> element.getAttribute(name))
        .toList();
  }

  private static void assertSafe(String page) {
    Document document = parsed(page);
    for (Element element : elements(document, "*")) {
      assertThat(ELEMENTS).contains(element.getTagName());
      NamedNodeMap attributes = element.getAttributes();
      for (int i = 0; i < attributes.getLength(); i++) {
        assertThat(attributes.item(i).getNodeName()).doesNotStartWith("on").isNotIn("src", "style");
      }
    }
    assertThat(elements(document, "script")).hasSize(1);
    assertThat(attributes(document, "href"))
        .allMatch(
            link -> link.matches("#c\\d+(-\\d+)?|https://(learn|www)\\.microsoft\\.com/\\S+"));
    assertThat(attributes(document, "id")).doesNotHaveDuplicates();
    assertThat(attributes(document, "id")).containsAll(attributes(document, "aria-labelledby"));
  }

  @Test
  void beginsWithVerdictOwnerAndNextStep() throws IOException {
    String text = text(page(report));
    assertThat(text)
        .containsSubsequence(
            "proxy.pcapng",
            "PROBLEM",
            "Test proxy proxy.contoso.local:8080 refuses one host.",
            "Must act",
            "proxy team",
            "Next step",
            "Let 10.20.0.10 pass.",
            "TIMELINE OF THE START",
            "login.microsoftonline.com:443",
            "HTTP 407, login demanded",
            "FINDINGS",
            "TEST-REFUSED",
            "WHAT TO DO",
            "frame.number in {6, 7}",
            "REQUIRED ENDPOINTS",
            "*.servicebus.windows.net:443",
            "TLS handshake, no data",
            "812 frames were inside Geneve",
            "TEST-CLEAR",
            "no DNS in the capture");
    assertSafe(page(report));
  }

  private static String text(String page) {
    return parsed(page.replaceAll("(?s)<style>.*?</style>", ""))
        .getDocumentElement()
        .getTextContent();
  }

  @Test
  void thePolicyAllowsThisStyleAndThisScriptAlone() throws IOException, NoSuchAlgorithmException {
    String page = page(report);
    Matcher policy =
        Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"").matcher(page);
    assertThat(policy.find()).isTrue();
    assertThat(policy.group(1))
        .isEqualTo(
            "default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'",
            hash(page, "style"), hash(page, "script"));
    assertThat(page.indexOf("Content-Security-Policy")).isLessThan(page.indexOf("<style"));
  }

  private static String hash(String page, String element) throws NoSuchAlgorithmException {
    int start = page.indexOf("<" + element + ">") + element.length() + 2;
    String content = page.substring(start, page.indexOf("</" + element + ">"));
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(hash);
  }

  @Test
  void namesNothingThatWouldBeLoaded() throws IOException {
    String page = page(report).replaceAll("xmlns=\"[^\"]*\"", "");
    assertThat(page).doesNotContain("url(", "@import", "http:", "src=", "<link", "<img", "<iframe");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MARKUP,
        "`<b>`",
        "\u202e\u001b[31m</p>",
        "https://learn.microsoft.com/\"><b>x",
        "]]>"
      })
  void whatACaptureSaysIsText(String text) throws IOException {
    Report hostile = Report.of(ReportFixture.recording().hostile(text).report());
    String page = page(hostile);
    assertSafe(page);
    assertThat(page).doesNotContain("<b>x", "\u202e", "\u001b", "<img");
    String harmless = SafeText.of(text);
    assertThat(text(page)).contains(harmless.replace("`", ""));
  }

  @Test
  void aSavedReportCannotBringMarkup() throws IOException {
    StringBuilder json = new StringBuilder();
    new JsonWriter().write(report, Messages.load("en"), WriteOptions.STANDARD, json);
    String forged =
        json.toString()
            .replace(
                "Let 10.20.0.10 pass.", "<script>alert(1)</script>\\n- <b>x</b>\\n```\\n</pre>")
            .replace("frame.number in {6, 7}", "\\\"><script>alert(1)</script>");
    String page = page(JsonReader.read(new ByteArrayInputStream(forged.getBytes(UTF_8))));
    assertSafe(page);
    assertThat(page).contains("&lt;script&gt;alert(1)").doesNotContain("<b>x");
  }

  /** Those of the samples, each with the traffic of its own. */
  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void fiftyFindingsFitInto250Kilobytes(String language) throws IOException {
    List<FindingEntry> findings = new ArrayList<>();
    CaptureReport busiest = null;
    for (Path sample : Samples.all().toList()) {
      CaptureReport capture = Samples.analyze(sample, language).captures().get(0);
      Analysis analysis = Objects.requireNonNull(capture.analysis());
      analysis.findings().stream().filter(f -> !FindingText.isNote(f)).forEach(findings::add);
      busiest = sample.endsWith("mixed") ? capture : busiest;
    }
    assertThat(findings).hasSizeGreaterThan(50);
    CaptureReport capture = Objects.requireNonNull(busiest);
    Analysis analysis = Objects.requireNonNull(capture.analysis());
    String page = page(withFindings(capture, analysis, findings.subList(0, 50)));
    assertThat(elements(parsed(page), "article")).hasSize(50);
    assertThat(page).contains("class=\"ladder\"");
    assertThat(page.getBytes(UTF_8).length).isLessThan(250_000);
  }

  private static Report withFindings(
      CaptureReport capture, Analysis analysis, List<FindingEntry> findings) {
    return Report.of(
        new CaptureReport(
            capture.files(),
            capture.language(),
            capture.redacted(),
            null,
            analysis.withWords(analysis.headline(), findings, analysis.checks())));
  }

  @Test
  void oneOfThousandsOfConnectionsIsEnough() throws IOException {
    Report many = Report.of(ReportFixture.recording().unrelated(5000).report());
    assertThat(page(many).length()).isLessThan(60_000);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.001",
    "0.0031, 0.005",
    "3, 3",
    "4, 5",
    "30, 30",
    "31, 60",
    "700, 1200",
    "1800, 1800",
    "1801, 3600",
    "24000, 36000",
    "352800000, 360000000"
  })
  void anAxisHasPartsOfARoundLength(double seconds, double part) {
    assertThat(Timeline.rounded(seconds)).isEqualTo(part);
  }

  @Test
  void notesHaveTheCodeOfTheirWords() throws IOException {
    String page = page(Samples.analyze(Path.of("../samples/truncated")));
    assertThat(page)
        .contains("<li><code>CAPTURE-PACKETS-TRUNCATED</code> ", "<code>pktmon start --capture ")
        .doesNotContain("`pktmon");
  }

  /** They fall together where a bar is drawn. */
  @Test
  void thousandsOfSynsOfOnePortTakeNoMoreRoomThanOne() throws IOException {
    Report sample = Samples.analyze(Path.of("../samples/syn-unanswered"));
    StringBuilder json = new StringBuilder();
    new JsonWriter().write(sample, Messages.load("en"), WriteOptions.STANDARD, json);
    Matcher first =
        Pattern.compile("(\"synRetransmissions\"\\s*:\\s*\\[)\\s*(\\{[^}]*})").matcher(json);
    String many = first.replaceFirst("$1" + "$2,".repeat(3000) + "$2");
    String page = page(JsonReader.read(new ByteArrayInputStream(many.getBytes(UTF_8))));
    assertThat(text(page)).contains("3003 SYNs");
    assertThat(page.length()).isLessThan(page(sample).length() + 1000);
  }

  @Test
  void severalCapturesBeginWithTheirVerdicts() throws IOException {
    CaptureReport unreadable =
        ReportAssembler.unreadable(List.of("t<b>.etl"), "etl", Facts.NONE, Messages.load("en"));
    List<CaptureReport> captures = new ArrayList<>(report.captures());
    captures.add(unreadable);
    captures.addAll(report.captures());
    String page = page(Report.of(Report.Tool.current(), captures));
    assertSafe(page);
    assertThat(text(page))
        .containsSubsequence("3 captures", "UNREADABLE", "t<b>.etl", "PROBLEM", "Must act")
        .contains("which has to be converted first.", "etl2pcapng in.etl out.pcapng");
    Document document = parsed(page);
    assertThat(elements(document, "h1")).hasSize(1);
    assertThat(attributes(document, "href")).startsWith("#c1", "#c2", "#c3");
  }

  @Test
  void namesTheFileOfEachFrameOfAJoinedRecording() throws IOException {
    Report joined = Report.of(ReportFixture.recording().files("a.pcapng", "b.pcapng").report());
    assertThat(text(page(joined)))
        .contains("file 2 frame 6", "b.pcapng", "2 files joined into one recording");
  }

  @Test
  void showsTheStartInTheZoneAskedFor() throws IOException {
    assertThat(page(report, WriteOptions.STANDARD.withZone(ZoneId.of("Asia/Tokyo"))))
        .contains("from 2026-03-01 17:00:00 +09:00");
  }

  @Test
  void countsWhatItHides() throws IOException {
    Report note = Report.of(ReportFixture.recording().severity(Severity.INFO).report());
    String page = page(note, WriteOptions.STANDARD.withMinSeverity(Severity.WARNING));
    assertThat(text(page)).contains("One finding below severity WARNING not shown.");
    assertThat(elements(parsed(page), "article")).isEmpty();
    assertThat(elements(parsed(page(note)), "article")).hasSize(1);
  }

  @Test
  void saysWhatIsKnownAndWhatIsRedacted() throws IOException {
    CaptureReport capture = report.captures().get(0);
    Analysis analysis = Objects.requireNonNull(capture.analysis());
    FindingEntry finding = analysis.findings().get(0);
    FindingEntry known = finding.with(new FindingEntry.Suppression("<b>until Monday</b>", null));
    Analysis shown = analysis.withKnown(analysis.headline(), List.of(known), 2);
    String page =
        page(Report.of(new CaptureReport(capture.files(), capture.language(), true, null, shown)));
    assertSafe(page);
    assertThat(text(page))
        .contains(
            "FINDINGS none, 2 known",
            "Known, no failure: <b>until Monday</b>",
            "One known finding is hidden by the baseline",
            "Redacted: addresses, names and ids are stand-ins");
    assertThat(text(page(report))).doesNotContain("Redacted", "known");
  }

  @Test
  void asciiIsTheSamePage() throws IOException {
    Report japanese = Samples.analyze(Path.of("../samples/proxy-407"), "ja");
    String ascii = page(japanese, WriteOptions.STANDARD.withDisplay(DisplayCharset.ASCII));
    assertThat(ascii.chars().filter(c -> c > 0x7e)).isEmpty();
    assertThat(text(ascii)).isEqualTo(text(page(japanese)));
  }

  /** Each label of the page has a language's own words, and each heading follows its level. */
  @ParameterizedTest
  @ValueSource(strings = {"en", "ja"})
  void headingsFollowEachOther(String language) throws IOException {
    String page = page(Samples.analyze(Path.of("../samples/mixed"), language));
    assertThat(page).contains("<html lang=\"" + language + "\">");
    Set<Integer> levels = new TreeSet<>();
    int last = 0;
    for (Element element : elements(parsed(page), "*")) {
      if (element.getTagName().matches("h[1-6]")) {
        int level = element.getTagName().charAt(1) - '0';
        assertThat(level).as(element.getTextContent()).isLessThanOrEqualTo(last + 1);
        last = level;
        levels.add(level);
      }
    }
    assertThat(levels).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void proseIsParagraphsListsCodeAndLinks() {
    String words =
        "Do `a < b`.\n- one\n- two\n1. first\n```\n<x>\n```\nSee https://learn.microsoft.com/entra/x-y."
            + " Not https://learn.microsoft.com.evil.example/ nor http://www.microsoft.com/";
    assertThat(HtmlProse.of(words))
        .isEqualTo(
            """
            <p>Do <code>a &lt; b</code>.</p>
            <ul>
            <li>one</li>
            <li>two</li>
            </ul>
            <ol>
            <li>first</li>
            </ol>
            <pre><code>&lt;x&gt;
            </code></pre>
            <p>See <a rel="noreferrer" href="https://learn.microsoft.com/entra/x-y">https://learn.microsoft.com/entra/x-y</a>. Not https://learn.microsoft.com.evil.example/ nor http://www.microsoft.com/</p>
            """);
  }
}
