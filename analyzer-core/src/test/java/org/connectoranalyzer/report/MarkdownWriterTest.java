package org.connectoranalyzer.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against a parser of CommonMark with GitHub's tables and automatic links. */
class MarkdownWriterTest {
  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create(), AutolinkExtension.create()))
          .build();

  /** What a document consists of, as a reader sees it. */
  private static final class Seen extends AbstractVisitor {
    private final List<String> links = new ArrayList<>();
    private final List<String> active = new ArrayList<>();
    private final List<String> headings = new ArrayList<>();
    private final List<String> cells = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder copied = new StringBuilder();

    static Seen in(String markdown) {
      Seen seen = new Seen();
      PARSER.parse(markdown).accept(seen);
      return seen;
    }

    @Override
    public void visit(Link link) {
      links.add(link.getDestination());
      visitChildren(link);
    }

    @Override
    public void visit(Image image) {
      active.add("image " + image.getDestination());
    }

    @Override
    public void visit(HtmlBlock html) {
      active.add(html.getLiteral());
    }

    @Override
    public void visit(HtmlInline html) {
      active.add(html.getLiteral());
    }

    @Override
    public void visit(Emphasis emphasis) {
      active.add("emphasis");
    }

    @Override
    public void visit(IndentedCodeBlock block) {
      active.add("indented " + block.getLiteral());
    }

    @Override
    public void visit(ThematicBreak line) {
      active.add("line");
    }

    @Override
    public void visit(Heading heading) {
      headings.add(heading.getLevel() + " " + plain(heading));
      visitChildren(heading);
    }

    @Override
    public void visit(CustomNode node) {
      if (node instanceof TableCell) {
        cells.add(plain(node));
      }
      visitChildren(node);
    }

    @Override
    public void visit(Text words) {
      text.append(words.getLiteral());
    }

    @Override
    public void visit(Code code) {
      text.append(code.getLiteral());
    }

    @Override
    public void visit(FencedCodeBlock block) {
      copied.append(block.getLiteral());
    }

    private static String plain(Node node) {
      Seen inner = new Seen();
      inner.visitChildren(node);
      return inner.text.toString();
    }
  }

  static Stream<Path> samples() throws IOException {
    return Samples.all();
  }

  /** Of every page that a sample shows: only its own links, and all of the report's text. */
  @ParameterizedTest
  @MethodSource("samples")
  void showsWhatTheReportSays(Path sample) throws IOException {
    for (String language : List.of("en", "ja")) {
      CaptureReport capture = Samples.analyze(sample, language).captures().get(0);
      Analysis analysis = Objects.requireNonNull(capture.analysis());
      Seen seen = Seen.in(Formats.written("markdown", Report.of(capture)));
      assertThat(seen.active).isEmpty();
      assertThat(seen.links).allMatch(link -> link.startsWith("https://learn.microsoft.com/"));
      assertThat(seen.text.toString()).contains(plain(analysis.headline().sentence()));
      for (FindingEntry finding : analysis.findings()) {
        if (FindingText.isNote(finding)) {
          assertThat(seen.text.toString()).contains(finding.code());
        } else {
          assertThat(seen.text.toString()).contains(plain(finding.title()), finding.subject());
          assertThat(seen.copied.toString()).contains(filter(finding));
          finding.evidence().forEach(item -> assertThat(seen.cells).contains(plain(item.note())));
        }
      }
    }
  }

  private static String filter(FindingEntry finding) {
    return finding.displayFilter() == null || finding.evidence().isEmpty()
        ? ""
        : finding.displayFilter();
  }

  private static String plain(String words) {
    return words.replace("`", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "<img src=x onerror=y>",
        "</details><b>",
        "<!-- x",
        "&lt;b&gt;&#x41;",
        "[a](http://evil.example)",
        "![a](http://evil.example/x.png)",
        "[a]: http://evil.example",
        "<http://evil.example>",
        "http://evil.example/x",
        "www.evil.example",
        "(https://evil.example)",
        "WWW.evil.example",
        "xmpp:a@evil.example",
        "ceo@evil.example",
        "@everyone #1 GH-1 a/b#2 c/d@abc",
        "*a* **b** _c_ __d__ ~~e~~ $f$",
        "`",
        "``a`",
        "` `` ```",
        "```",
        "a|b|c",
        "\\",
        "\\`",
        "a\\|b",
        "# x",
        "- x",
        "1. x",
        "> x",
        "---",
        "===",
        "    x",
        "| a | b |\n| - | - |",
        "https://learn.microsoft.com.evil.example/",
        "https://l",
        "a`<b>`c",
        "`[a](http://evil.example)`",
        "`|`",
        "x`@a|b`y"
      })
  void textOfACaptureDoesNothing(String hostile) {
    Report harmless = Report.of(ReportFixture.recording().hostile("x").report());
    Seen expected = Seen.in(Formats.written("markdown", harmless));
    for (String text : List.of(hostile, " " + hostile + " ", "\n" + hostile, hostile + "`")) {
      Report report = Report.of(ReportFixture.recording().hostile(text).report());
      String markdown = Formats.written("markdown", report);
      Seen seen = Seen.in(markdown);
      assertThat(seen.active).as(markdown).isEmpty();
      assertThat(seen.links).as(markdown).isEmpty();
      assertThat(seen.headings).as(markdown).hasSameSizeAs(expected.headings);
      assertThat(seen.cells).as(markdown).hasSameSizeAs(expected.cells);
      assertThat(plain(seen.text.toString()))
          .contains(plain(SafeText.of("proxy.contoso.local:8080" + text).strip()));
    }
  }

  /** A mention or reference is made of text; in code GitHub makes none. */
  @Test
  void mentionsAndReferencesStandInCode() {
    String markdown =
        Formats.written(
            "markdown",
            Report.of(ReportFixture.recording().hostile(" @everyone a/b#12 GH-7").report()));
    assertThat(markdown).contains("`@everyone` `a/b#12` `GH-7`");
    assertThat(markdown.replaceAll("`[^`]*`", "")).doesNotContain("@everyone", "#12", "GH-7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "a*b~a\\*b",
        "plain words, 10.20.0.10:8080 -> x~plain words, 10.20.0.10:8080 -\\> x",
        "use `a_b` here~use `a_b` here",
        "an open ` tick~an open \\` tick",
        "see https://ours.example/a. Then~see <https://ours.example/a>. Then",
        "see https://ours.example/ab~see `https://ours.example/ab`",
        "(https://ours.example/a)~`(https://ours.example/a)`",
        "* * *~\\* \\* \\*",
        "- one~- one",
        "# head~\\# head",
        "12) x~12\\) x",
        "=~\\=",
        "---~\\---",
        "+ x~\\+ x",
        "1. one~1. one",
        "- - x~- \\- x",
        "to [2001:db8:100::b:cd]:443~to `[2001:db8:100::b:cd]:443`",
        "2001:0:100:0:0:0:0:1, x~`2001:0:100:0:0:0:0:1,` x",
        "::error:: :+1:~`::error::` `:+1:`",
        "2026-11-24 23:53:38, proxy:8080: x~2026-11-24 23:53:38, proxy:8080: x",
      })
  void escapesNoMoreThanNeeded(String words, String expected) {
    MarkdownText text = MarkdownText.withLinks(Set.of("https://ours.example/a"));
    assertThat(text.blocks(words)).isEqualTo(expected + "\n");
  }

  @Test
  void blocksStayBlocks() {
    assertThat(
            MarkdownText.PLAIN.blocks("First.\nSecond.\n- a\n- b\nThird.\n```xml\n<a>\n```\nEnd."))
        .isEqualTo(
            """
            First.

            Second.

            - a
            - b

            Third.

            ```
            <a>
            ```

            End.
            """);
    assertThat(MarkdownText.PLAIN.blocks("```\nnever closed ````` x"))
        .isEqualTo("``````\nnever closed ````` x\n``````\n");
  }

  @Test
  void linksOfPagesAreLinks() throws IOException {
    String markdown = Formats.written("markdown", Samples.analyze(Path.of("../samples/proxy-407")));
    assertThat(new TreeSet<>(Seen.in(markdown).links))
        .containsExactly(
            "https://learn.microsoft.com/entra/identity/app-proxy/application-proxy-configure-connectors-with-proxy-servers");
  }

  /** A saved report may be anybody's, and have words that no page has. */
  @Test
  void wordsOfAForeignReportDoNothingEither() {
    CaptureReport report = ReportFixture.recording().report();
    Analysis analysis = Objects.requireNonNull(report.analysis());
    String evil =
        "x\n```\n<b>\n# h\n- [a](http://evil.example)\n<script>\n\n    code\nwww.evil.example";
    Analysis.Headline headline =
        new Analysis.Headline(
            "HEALTHY <b>", analysis.headline().owner(), evil + "\n```\n" + evil, evil, null);
    CaptureReport foreign =
        new CaptureReport(
            List.of("<b>|`@x"),
            "en",
            null,
            analysis.withWords(headline, analysis.findings(), analysis.checks()));
    Seen seen = Seen.in(Formats.written("markdown", Report.of(foreign)));
    assertThat(seen.active).isEmpty();
    assertThat(seen.links).isEmpty();
  }

  @Test
  void codesOfAForeignReportAreText() throws IOException {
    StringBuilder json = new StringBuilder();
    Report sample = Samples.analyze(Path.of("../samples/proxy-407"));
    new JsonWriter().write(sample, Messages.load("en"), WriteOptions.STANDARD, json);
    String forged =
        json.toString().replace("PROXY-AUTHENTICATION-REQUIRED", "<b>[a](http://evil.example)");
    Report foreign = JsonReader.read(new ByteArrayInputStream(forged.getBytes(UTF_8)));
    Seen seen = Seen.in(Formats.written("markdown", foreign));
    assertThat(seen.active).isEmpty();
    assertThat(seen.links).isEmpty();
    assertThat(seen.headings)
        .contains("3 ERROR <b>[a](http://evil.example) proxy.contoso.local:8080");
  }
}
