package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.connectoranalyzer.diagnosis.Check;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Held against a schema of what Surefire writes and Jenkins reads. */
class JunitWriterTest {
  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try {
      return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
          .newSchema(Objects.requireNonNull(JunitWriterTest.class.getResource("junit.xsd")));
    } catch (SAXException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Document parsed(String xml) throws IOException {
    byte[] bytes = xml.getBytes(UTF_8);
    try {
      SCHEMA.newValidator().validate(new StreamSource(new ByteArrayInputStream(bytes)));
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(bytes));
    } catch (SAXException | ParserConfigurationException e) {
      throw new AssertionError(xml, e);
    }
  }

  private static Document of(Report report) throws IOException {
    return parsed(Formats.written("junit", report));
  }

  private static List<Element> elements(Document document, String name) {
    NodeList found = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  private static Element test(Document document, String name) {
    return elements(document, "testcase").stream()
        .filter(test -> test.getAttribute("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Element only(Element test) {
    NodeList children = test.getElementsByTagName("*");
    assertThat(children.getLength()).isEqualTo(1);
    return (Element) children.item(0);
  }

  static Stream<Path> samples() throws IOException {
    return Samples.all();
  }

  @Test
  void theSchemaFindsFaults() {
    String xml = Formats.written("junit", Report.of(ReportFixture.recording().report()));
    assertThatThrownBy(() -> parsed(xml.replace("<skipped", "<skiped")))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> parsed(xml.replace("tests=\"", "tests=\"x")))
        .isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyCheckIsATest(Path sample) throws IOException {
    for (String language : List.of("en", "ja")) {
      Report report = Samples.analyze(sample, language);
      Analysis analysis = Objects.requireNonNull(report.captures().get(0).analysis());
      Document document = of(report);
      Element suite = elements(document, "testsuite").get(0);
      assertThat(suite.getAttribute("tests"))
          .isEqualTo(Integer.toString(analysis.checks().size() + 1));
      for (String[] kind :
          new String[][] {{"failures", "failure"}, {"errors", "error"}, {"skipped", "skipped"}}) {
        assertThat(suite.getAttribute(kind[0]))
            .isEqualTo(Integer.toString(elements(document, kind[1]).size()));
      }
      for (Analysis.CheckEntry check : analysis.checks()) {
        Element test = test(document, check.code());
        boolean failed =
            analysis.findings().stream()
                .anyMatch(f -> f.code().equals(check.code()) && f.severity() == Severity.ERROR);
        assertThat(test.getElementsByTagName("failure").getLength()).isEqualTo(failed ? 1 : 0);
        boolean skipped = check.result() == Check.Result.NOT_APPLICABLE;
        assertThat(test.getElementsByTagName("skipped").getLength()).isEqualTo(skipped ? 1 : 0);
      }
    }
  }

  @Test
  void whatEachOutcomeSays() throws IOException {
    Document document = of(Report.of(ReportFixture.recording().report()));
    Element failure = only(test(document, "TEST-REFUSED"));
    assertThat(failure.getTagName()).isEqualTo("failure");
    assertThat(failure.getAttribute("type")).isEqualTo("TEST-REFUSED");
    assertThat(failure.getTextContent()).contains("frame 6", "frame.number in {6, 7}");
    assertThat(test(document, "TEST-CLEAR").hasChildNodes()).isFalse();
    Element skipped = only(test(document, "TEST-OPEN"));
    assertThat(skipped.getAttribute("message")).isEqualTo("no DNS in the capture");
    assertThat(only(test(document, "verdict")).getTagName()).isEqualTo("failure");
    Element suite = elements(document, "testsuite").get(0);
    assertThat(suite.getAttribute("timestamp")).isEqualTo("2026-03-01T08:00:00");
    assertThat(test(document, "verdict").getAttribute("classname"))
        .isEqualTo("connector-analyzer.proxy_pcapng");
  }

  @Test
  void aWarningPassesWithItsWords() throws IOException {
    Document document =
        of(Report.of(ReportFixture.recording().severity(Severity.WARNING).report()));
    Element output = only(test(document, "TEST-REFUSED"));
    assertThat(output.getTagName()).isEqualTo("system-out");
    assertThat(output.getTextContent()).startsWith("WARNING  proxy.contoso.local:8080");
  }

  @Test
  void whatCannotBeReadOrDoesNotSufficeIsInError() throws IOException {
    CaptureReport etl =
        ReportAssembler.unreadable(List.of("t.etl"), "etl", Facts.NONE, Messages.load("en"));
    Element error = only(test(of(Report.of(etl)), "verdict"));
    assertThat(error.getTagName()).isEqualTo("error");
    assertThat(error.getAttribute("type")).isEqualTo("etl");
    Document late = of(Samples.analyze(Path.of("../samples/late-start")));
    assertThat(only(test(late, "verdict")).getTagName()).isEqualTo("error");
    Document healthy = of(Samples.analyze(Path.of("../samples/direct-healthy")));
    assertThat(test(healthy, "verdict").getElementsByTagName("*").getLength()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "]]><!DOCTYPE x>",
        "<b>&lt;\"'",
        "\u0000\u0001\ud800\uffff\ufffe\u001b",
        "\uD83D\uDE00",
        "&#0;&evil;",
        "--><!--"
      })
  void hostileTextIsText(String hostile) throws IOException {
    Report report = Report.of(ReportFixture.recording().hostile(hostile).report());
    assertThat(only(test(of(report), "TEST-REFUSED")).getTextContent())
        .contains(SafeText.of("proxy.contoso.local:8080" + hostile));
    WriteOptions ascii = WriteOptions.STANDARD.withDisplay(DisplayCharset.ASCII);
    assertThat(
            only(test(parsed(Formats.written("junit", report, ascii)), "TEST-REFUSED"))
                .getTextContent())
        .contains(SafeText.of("proxy.contoso.local:8080" + hostile));
  }

  /** Reports of an embedder need not have passed the reader of captures. */
  @Test
  void whatXmlCannotHoldIsEscaped() throws IOException {
    CaptureReport raw =
        new CaptureReport(
            List.of("a\u0000\ud800\ufffe.pcap"),
            "en",
            new CaptureReport.Failure("x\u0001", "m\u0002\nn", "h\u001b", null),
            null);
    Document document = of(Report.of(raw));
    assertThat(elements(document, "testsuite").get(0).getAttribute("name"))
        .isEqualTo("a\\u0000\\ud800\\ufffe.pcap");
    assertThat(only(test(document, "verdict")).getAttribute("message")).isEqualTo("m\\u0002 n");
  }
}
