package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page in a browser: headless Chromium, skipped where there is none. Pictures to look at are in
 * {@code target/html}.
 */
class HtmlBrowserTest {
  private static final Path PICTURES = Path.of("target/html");

  /** The least contrast of any text with what is behind it (WCAG 2.2, 1.4.3), and that text. */
  private static final String CONTRAST =
      """
      (function () {
        function color(value) { return value.match(/[\\d.]+/g).map(Number); }
        function light(c) {
          var parts = c.slice(0, 3).map(function (v) {
            v /= 255;
            return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
          });
          return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
        }
        function behind(element) {
          for (var e = element; e; e = e.parentElement) {
            var c = color(getComputedStyle(e).backgroundColor);
            if (c.length < 4 || c[3] > 0) { return c; }
          }
          return [255, 255, 255];
        }
        var least = [99, ""];
        document.querySelectorAll("body *").forEach(function (element) {
          var own = Array.from(element.childNodes).some(function (n) {
            return n.nodeType === 3 && n.textContent.trim() !== "";
          });
          if (!own || element.closest("script, desc, title")) { return; }
          var style = getComputedStyle(element);
          var text = color(element.closest("svg") ? style.fill : style.color);
          var a = light(text), b = light(behind(element));
          var contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (contrast < least[0]) { least = [contrast, element.outerHTML.slice(0, 200)]; }
        });
        return least;
      })()
      """;

  @TempDir private static Path folder = Path.of("");

  private static Chromium browser;

  @BeforeAll
  static void startBrowser() throws IOException, InterruptedException {
    Optional<Path> program = Chromium.program();
    assumeTrue(program.isPresent(), "chromium is not installed: pages are not tried in a browser");
    browser = Chromium.start(program.get(), Files.createDirectories(folder.resolve("profile")));
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  private static Path page(String name, Report report) throws IOException {
    StringBuilder out = new StringBuilder();
    new HtmlWriter().write(report, Messages.load(report.language()), WriteOptions.STANDARD, out);
    return Files.writeString(folder.resolve(name + ".html"), out);
  }

  private static void assertQuiet(Path page) {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "proxy-407, en, 1280, light",
    "proxy-407, ja, 1280, dark",
    "proxy-407, ja, 360, light",
    "mixed, en, 360, dark",
    "mixed, ja, 1280, light",
    "syn-unanswered, en, 360, light",
    "tls-inspection, ja, 360, dark",
    "direct-healthy, en, 1280, dark",
    "two-clients, ja, 1280, light",
    "updater-proxy-407, en, 1280, light",
  })
  void isReadable(String sample, String language, int width, String scheme) throws IOException {
    Path page = page(sample, Samples.analyze(Path.of("../samples", sample), language));
    browser.show(width, scheme);
    browser.open(page);
    browser.picture(
        PICTURES.resolve(sample + "-" + language + "-" + width + "-" + scheme + ".png"));
    assertQuiet(page);
    assertThat(browser.evaluate("document.documentElement.lang").asString()).isEqualTo(language);
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(width);
    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor").asString())
        .isEqualTo(scheme.equals("dark") ? "rgb(18, 22, 27)" : "rgb(244, 246, 248)");
    browser.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(width);
    var contrast = browser.evaluate(CONTRAST);
    assertThat(contrast.get(0).asDouble()).as(contrast.toString()).isGreaterThanOrEqualTo(4.5);
  }

  @Test
  void whatACaptureSaysDoesNothing() throws IOException {
    String markup =
        "<script>document.title='hit'</script><img src=//a.example/x onerror=document.title='hit'>"
            + "\"'><svg onload=document.title='hit'><a href=javascript:1>x</a>";
    Path page = page("hostile", Report.of(ReportFixture.recording().hostile(markup).report()));
    browser.show(360, "light");
    browser.open(page);
    assertQuiet(page);
    assertThat(browser.evaluate("document.title").asString()).startsWith("PROBLEM: ");
    assertThat(browser.evaluate("document.images.length").asInt()).isZero();
    assertThat(browser.evaluate("document.scripts.length").asInt()).isOne();
    assertThat(browser.evaluate("document.querySelectorAll('[onload],[onerror]').length").asInt())
        .isZero();
    assertThat(browser.evaluate("document.body.innerText").asString()).contains(markup);
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(360);
  }

  /** Even markup that got through: the policy stops it, and says so. */
  @Test
  void thePolicyHoldsWhereMarkupGotThrough() throws IOException {
    Path page = page("forged", Samples.analyze(Path.of("../samples/proxy-407")));
    String forged =
        Files.readString(page)
            .replace(
                "<main>",
                "<main><script>document.title='hit'</script><img src='https://a.example/x'>"
                    + "<p style='color:red' onclick=''>x</p>");
    Path file = Files.writeString(folder.resolve("forged.html"), forged);
    browser.show(1280, "light");
    browser.open(file);
    assertThat(browser.evaluate("document.title").asString()).startsWith("PROBLEM: ");
    assertThat(browser.complaints()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(browser.events("Network.responseReceived"))
        .allMatch(event -> event.get("response").get("url").asString().startsWith("file:"));
  }

  @Test
  void copiesAFilter() throws IOException {
    Path page = page("copy", Samples.analyze(Path.of("../samples/proxy-407")));
    browser.show(1280, "light");
    browser.open(page);
    browser.call(
        "Browser.grantPermissions",
        Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
    browser.evaluate("document.querySelector('.copy button').click()");
    String copied = browser.evaluate("navigator.clipboard.readText()").asString();
    assertThat(copied).startsWith("frame.number in {24, ");
    assertThat(
            browser
                .evaluate(
                    "new Promise(done => setTimeout(() => done("
                        + "document.querySelector('.copy button').textContent), 100))")
                .asString())
        .isEqualTo("Copied");
    assertQuiet(page);
  }

  @Test
  void copiesWithoutAClipboardToo() throws IOException {
    Path page = page("select", Samples.analyze(Path.of("../samples/proxy-407")));
    browser.show(1280, "light");
    browser.open(page);
    browser.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})");
    browser.evaluate("document.querySelector('.copy button').click()");
    assertThat(browser.evaluate("getSelection().toString()").asString())
        .startsWith("frame.number in {24, ");
    assertQuiet(page);
  }

  @Test
  void hidesFindingsOfASeverity() throws IOException {
    Path page = page("filter", Samples.analyze(Path.of("../samples/updater-proxy-407")));
    browser.show(1280, "light");
    browser.open(page);
    String visible = "document.querySelectorAll('article:not([hidden])').length";
    String warnings = "document.querySelectorAll('article.warning').length";
    int all = browser.evaluate(visible).asInt();
    int some = browser.evaluate(warnings).asInt();
    assertThat(some).isBetween(1, all - 1);
    browser.evaluate("document.querySelector('.filter [data-severity=warning]').click()");
    assertThat(browser.evaluate(visible).asInt()).isEqualTo(all - some);
    browser.evaluate("document.querySelector('.filter [data-severity=warning]').click()");
    assertThat(browser.evaluate(visible).asInt()).isEqualTo(all);
    assertQuiet(page);
  }

  /** Without script there is nothing that would do nothing. */
  @Test
  void worksWithoutScript() throws IOException {
    Path page = page("static", Samples.analyze(Path.of("../samples/updater-proxy-407")));
    browser.show(1280, "light");
    browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    try {
      browser.open(page);
      browser.picture(PICTURES.resolve("without-script.png"));
      assertQuiet(page);
      int document =
          browser.call("DOM.getDocument", Map.of("depth", 0)).get("root").get("nodeId").asInt();
      Map<String, Object> buttons =
          Map.of("nodeId", document, "selector", "button:not([hidden] *, [hidden])");
      assertThat(browser.call("DOM.querySelectorAll", buttons).get("nodeIds").size()).isZero();
    } finally {
      browser.call("Emulation.setScriptExecutionDisabled", Map.of("value", false));
    }
  }

  @Test
  void canBePrinted() throws IOException {
    Path page = page("print", Samples.analyze(Path.of("../samples/proxy-407")));
    browser.show(1280, "dark");
    browser.open(page);
    browser.call("Emulation.setEmulatedMedia", Map.of("media", "print"));
    assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor").asString())
        .isEqualTo("rgb(255, 255, 255)");
    assertThat(
            browser
                .evaluate("getComputedStyle(document.querySelector('button')).display")
                .asString())
        .isEqualTo("none");
    var contrast = browser.evaluate(CONTRAST);
    assertThat(contrast.get(0).asDouble()).as(contrast.toString()).isGreaterThanOrEqualTo(4.5);
    browser.call("Emulation.setEmulatedMedia", Map.of("media", ""));
  }
}
