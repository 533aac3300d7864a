package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LadderTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/org/connectoranalyzer/report/ladders");

  /** Every finding's ladder; {@code -Dgolden.update=true} writes them and fails. */
  @ParameterizedTest
  @CsvSource({
    "proxy-407,en",
    "proxy-407,ja",
    "syn-unanswered,en",
    "syn-rejected,en",
    "dns-no-answer,ja",
    "tls-inspection,en"
  })
  void textIsAsExpected(String sample, String language) throws IOException {
    String text = text(sample, language, WriteOptions.STANDARD);
    assertThat(text.lines().filter(line -> DisplayCharset.UNICODE.columns(line) > 100)).isEmpty();
    Path expected = GOLDEN.resolve(sample + "." + language + ".txt");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(expected, text);
      assertThat(expected).as("rewritten: review the difference").doesNotExist();
    }
    assertThat(text).isEqualTo(Files.readString(expected));
  }

  /** One that stands in a page with others, under a strict content security policy. */
  @ParameterizedTest
  @CsvSource({"proxy-407,ja", "syn-rejected,en", "dns-no-answer,en", "syn-refused,en"})
  void drawingHasNothingThatAPageForbids(String sample, String language) throws Exception {
    StringBuilder drawn = new StringBuilder();
    for (Ladder ladder : ladders(sample, language)) {
      LadderSvg.write(ladder, Messages.load(language), drawn);
    }
    assertThat(drawn)
        .contains("class=\"ladder\" role=\"img\"")
        .doesNotContain(" id=", "style", "script", "href", "url(");
    Element page = parsed("<page>" + drawn + "</page>");
    NodeList images = page.getElementsByTagName("svg");
    assertThat(images.getLength()).isPositive();
    for (int i = 0; i < images.getLength(); i++) {
      Element image = (Element) images.item(i);
      int width = Integer.parseInt(image.getAttribute("width"));
      assertThat(image.getAttribute("viewBox")).startsWith("0 0 " + width + " ");
      assertThat(image.getFirstChild().getNextSibling().getNodeName()).isEqualTo("title");
    }
  }

  /** A capture of a night, of a million frames, joined: each column has room for its words. */
  @Test
  void columnsOfLongCapturesStandBesideEachOther() throws Exception {
    Ladder ladder = ladders("syn-unanswered", "en").get(0);
    List<Ladder.Row> rows =
        ladder.rows().stream()
            .map(
                row ->
                    new Ladder.Row(
                        row.kind(),
                        "12:1234567",
                        "120036.000 s",
                        row.port(),
                        row.from(),
                        row.to(),
                        row.label(),
                        row.mark()))
            .toList();
    StringBuilder drawn = new StringBuilder();
    Ladder wide = new Ladder(ladder.title(), true, ladder.lifelines(), rows);
    LadderSvg.write(wide, Messages.load("en"), drawn);
    NodeList texts = parsed(drawn.toString()).getElementsByTagName("text");
    int frames = end(texts, "12:1234567");
    int times = end(texts, "120036.000 s");
    assertThat(frames).isGreaterThanOrEqualTo(10 * 6);
    assertThat(times - frames).isGreaterThanOrEqualTo(12 * 6);
    assertThat(end(texts, "SYN")).isGreaterThan(times);
  }

  private static int end(NodeList texts, String words) {
    for (int i = 0; i < texts.getLength(); i++) {
      if (texts.item(i).getTextContent().equals(words)) {
        return Integer.parseInt(((Element) texts.item(i)).getAttribute("x"));
      }
    }
    throw new AssertionError(words);
  }

  private static Element parsed(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(UTF_8)))
        .getDocumentElement();
  }

  @Test
  void hostileNamesStayText() throws Exception {
    String evil = "<script>alert(1)</script>\"'&\u202e\u001b[31m";
    CaptureReport capture = ReportFixture.recording().hostile(evil).report();
    Analysis analysis = Objects.requireNonNull(capture.analysis());
    Ladder ladder =
        Ladders.of(capture, analysis, Messages.load("en")).of(analysis.findings().get(0));
    StringBuilder drawn = new StringBuilder();
    LadderSvg.write(Objects.requireNonNull(ladder), Messages.load("en"), drawn);
    assertThat(drawn).doesNotContain("<script", "\u202e", "\u001b").contains("&lt;script&gt;");
    assertThat(parsed(drawn.toString()).getTextContent()).contains("<script>alert(1)</script>");
  }

  /** A saved report draws the same; narrow and Japanese consoles show it in their columns. */
  @ParameterizedTest
  @CsvSource({"proxy-407", "syn-rejected", "dns-no-answer", "two-clients", "packet-loss"})
  void fitsWhereItIsShown(String sample) throws IOException {
    for (int width : List.of(40, 80, 120)) {
      for (String charset : List.of("UTF-8", "US-ASCII", "windows-31j")) {
        DisplayCharset display = new DisplayCharset(Charset.forName(charset));
        String text =
            text(sample, "en", WriteOptions.STANDARD.withWidth(width).withDisplay(display));
        assertThat(text.lines().filter(line -> line.contains("SYN")))
            .as("%s in %d columns", charset, width)
            .allSatisfy(line -> assertThat(display.columns(line)).isLessThanOrEqualTo(width));
        assertThat(display.shows(text)).isTrue();
      }
    }
  }

  /** A saved report may be anybody's: whatever it says of the ends of frames, it is drawn. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "]",
        "::",
        "[::1]",
        "a:b:c",
        "10.20.8.80",
        "x:",
        ":80",
        "10.20.8.80:8080"
      })
  void anyEndsAreDrawn(String end) throws IOException {
    StringBuilder json = new StringBuilder();
    Report report = Samples.analyze(Path.of("../samples/syn-rejected"));
    new JsonWriter().write(report, Messages.load("en"), WriteOptions.STANDARD, json);
    for (String key : List.of("from", "to", "client", "server")) {
      String changed =
          json.toString()
              .replaceAll("\"" + key + "\": \"[^\"]*\"", "\"" + key + "\": \"" + end + "\"");
      Report saved = JsonReader.read(new ByteArrayInputStream(changed.getBytes(UTF_8)));
      StringBuilder text = new StringBuilder();
      WriteOptions options = WriteOptions.STANDARD.withPackets(WriteOptions.Packets.DRAWN);
      new TextWriter().write(saved, Messages.load("en"), options, text);
      assertThat(text).contains("  Ladder", "SYN again after");
    }
  }

  @Test
  void anAddressIsToldFromItsPort() {
    assertThat(Ends.address("[2001:db8::1]:443")).isEqualTo("2001:db8::1");
    assertThat(Ends.port("[2001:db8::1]:443")).isEqualTo("443");
    assertThat(Ends.address("2001:db8::1")).isEqualTo("2001:db8::1");
    assertThat(Ends.port("2001:db8::1")).isEmpty();
    assertThat(Ends.address("10.0.0.1:80")).isEqualTo("10.0.0.1");
    assertThat(Ends.port("10.0.0.1")).isEmpty();
    assertThat(Ends.of("2001:db8::1", 443)).isEqualTo("[2001:db8::1]:443");
  }

  static List<Ladder> ladders(String sample, String language) throws IOException {
    CaptureReport capture =
        Samples.analyze(Path.of("../samples", sample), language).captures().get(0);
    Analysis analysis = Objects.requireNonNull(capture.analysis());
    Ladders ladders = Ladders.of(capture, analysis, Messages.load(language));
    List<Ladder> all = new ArrayList<>();
    for (FindingEntry finding : analysis.findings()) {
      Ladder ladder = ladders.of(finding);
      if (ladder != null && !FindingText.isNote(finding)) {
        all.add(ladder);
      }
    }
    return all;
  }

  private static String text(String sample, String language, WriteOptions options)
      throws IOException {
    TextLayout layout = new TextLayout(options);
    for (Ladder ladder : ladders(sample, language)) {
      LadderText.write(ladder, Messages.load(language), options, layout, 10);
    }
    return layout.text();
  }
}
