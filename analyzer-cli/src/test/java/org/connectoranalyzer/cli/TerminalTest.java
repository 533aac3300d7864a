package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.connectoranalyzer.report.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a terminal gets that files and pipes do not. */
class TerminalTest {
  private static final Terminal COLORED = new Terminal(false, true, true, true, UTF_8, 100);

  private static Terminal told(String terminals, Map<String, String> environment) {
    Properties properties = new Properties();
    properties.setProperty("connectoranalyzer.terminals", terminals);
    properties.setProperty("native.encoding", "UTF-8");
    return Terminal.of(environment, properties);
  }

  @Test
  void theLauncherTellsWhatIsATerminal() {
    assertThat(told("stdout,stderr", Map.of())).isEqualTo(COLORED);
    assertThat(told("", Map.of())).isEqualTo(Terminal.NONE);
    assertThat(told(",stderr", Map.of()).stdout()).isFalse();
    assertThat(told(",stderr", Map.of()).stderr()).isTrue();
    assertThat(told("stdout", Map.of()).stderr()).isFalse();
  }

  @Test
  void noColorIsHonoured() {
    assertThat(told("stdout", Map.of("NO_COLOR", "1")).colors()).isFalse();
    assertThat(told("stdout", Map.of("NO_COLOR", "")).colors()).isTrue();
    assertThat(told("stdout", Map.of("TERM", "dumb")).colors()).isFalse();
    assertThat(told("stderr", Map.of()).colors()).isFalse();
  }

  @Test
  void otherVariablesForColoursAreHonouredAfterNoColor() {
    assertThat(told("stdout", Map.of("CLICOLOR", "0")).colors()).isFalse();
    assertThat(told("stdout", Map.of("CLICOLOR", "1")).colors()).isTrue();
    assertThat(told("", Map.of("CLICOLOR", "1")).colors()).isFalse();
    assertThat(told("", Map.of("CLICOLOR_FORCE", "1")).colors()).isTrue();
    assertThat(told("", Map.of("CLICOLOR_FORCE", "0")).colors()).isFalse();
    assertThat(told("", Map.of("CLICOLOR_FORCE", "")).colors()).isFalse();
    assertThat(told("stdout", Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1")).colors()).isFalse();
    assertThat(told("stdout", Map.of("CLICOLOR_FORCE", "1", "TERM", "dumb")).colors()).isTrue();
  }

  @Test
  void nothingIsWrittenOverOnADumbTerminal() {
    assertThat(told("stderr", Map.of("TERM", "dumb")).rewritable()).isFalse();
    assertThat(told("stderr", Map.of("TERM", "xterm")).rewritable()).isTrue();
    assertThat(told("stdout", Map.of("TERM", "xterm")).rewritable()).isFalse();
  }

  /** Whatever a colour says, a word says too; and none is bright, which white swallows. */
  @Test
  void coloursAreNotAloneAndNotBright() {
    for (String capture : List.of(Run.PROXY_407, Run.HEALTHY, Run.WITH_WARNING, Run.INCONCLUSIVE)) {
      Run plain = Run.of(capture);
      Run colored = Run.of(capture, "--color", "always");
      assertThat(colored.out().replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain.out());
      assertThat(colored.out())
          .contains("\u001b[")
          .doesNotContainPattern("\u001b\\[(1;3[2-7]|9\\d)m");
    }
  }

  @Test
  void widthIsThatOfTheEnvironment() {
    assertThat(told("stdout", Map.of("COLUMNS", "132")).width()).isEqualTo(132);
    assertThat(told("stdout", Map.of("COLUMNS", "wide")).width()).isEqualTo(100);
    assertThat(told("stdout", Map.of("COLUMNS", "0")).width()).isEqualTo(100);
  }

  private static String at(int width) {
    Terminal terminal = new Terminal(false, true, true, false, UTF_8, width);
    return Run.on(terminal, InputStream.nullInputStream(), Run.INCONCLUSIVE).out();
  }

  @Test
  void textFitsTheTerminalButStaysReadable() {
    assertThat(at(60).lines().count()).isGreaterThan(at(120).lines().count());
    assertThat(at(400)).isEqualTo(at(120));
  }

  /** Only what is copied, or one long word, is wider than the narrowest terminal. */
  @Test
  void textFitsTheNarrowestTerminal() {
    for (String capture : List.of(Run.PROXY_407, Run.HEALTHY, Run.INCONCLUSIVE)) {
      for (String language : List.of("en", "ja")) {
        Terminal terminal = new Terminal(false, true, true, false, UTF_8, 40);
        Run run = Run.on(terminal, InputStream.nullInputStream(), capture, "--lang", language);
        String filter = language.equals("en") ? "Filter" : "フィルター";
        assertThat(run.out().lines())
            .filteredOn(line -> columns(line) > 40 && !line.strip().startsWith(filter))
            .allMatch(line -> line.strip().split(" +(?=\\S)", -1).length == 1 || lead(line));
      }
    }
  }

  /** Severity, code and subject begin a finding whole. */
  private static boolean lead(String line) {
    return line.matches("\\S+  [A-Z0-9-]{6,}  \\S+ *");
  }

  private static int columns(String line) {
    return line.codePoints().map(c -> c < 0x2e80 ? 1 : 2).sum();
  }

  @Test
  void theLaunchersCharsetCountsFirst() {
    Properties properties = new Properties();
    properties.setProperty("connectoranalyzer.terminals", "stdout");
    properties.setProperty("native.encoding", "no such charset!");
    assertThat(Terminal.of(Map.of(), properties).charset()).isEqualTo(UTF_8);
    properties.setProperty("connectoranalyzer.charset", "US-ASCII");
    assertThat(Terminal.of(Map.of(), properties).charset()).isEqualTo(US_ASCII);
  }

  @Test
  void coloursAreForTerminals() {
    Run run = Run.on(COLORED, InputStream.nullInputStream(), Run.HEALTHY);
    assertThat(run.out()).contains("\u001b[");
    assertThat(Run.on(COLORED, InputStream.nullInputStream(), Run.HEALTHY, "--color=never").out())
        .doesNotContain("\u001b");
    assertThat(Run.on(COLORED, InputStream.nullInputStream(), "--help").out()).contains("\u001b[");
  }

  @Test
  void aTerminalGetsItsCharsetWithAsciiInPlaceOfTheRest() {
    Terminal ascii = new Terminal(false, true, true, false, US_ASCII, 100);
    Run run = Run.on(ascii, InputStream.nullInputStream(), Run.PROXY_407);
    assertThat(run.out()).contains("10.20.0.10:50058 -> 10.20.8.80:8080").doesNotContain("\uFFFD");
    assertThat(run.out().chars().allMatch(c -> c < 0x80)).isTrue();
    assertThat(Run.of(Run.PROXY_407).out()).contains(" → ");
  }

  @Test
  void asciiIsForFilesAndPipesToo(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("out.txt");
    Run run = Run.of("--ascii", Run.PROXY_407, "-o", file).endsWith(ExitCode.FINDINGS);
    String text = Files.readString(file);
    assertThat(text).contains(" -> ").isEqualTo(Run.of("--ascii", Run.PROXY_407).out());
    assertThat(text.chars().allMatch(c -> c < 0x80)).isTrue();
    assertThat(Run.of("explain", "--ascii").out().chars().allMatch(c -> c < 0x80)).isTrue();
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aConsoleOfJapaneseWindowsGetsItsOwnCharacters() {
    Charset charset = Charset.forName("windows-31j");
    Terminal console = new Terminal(false, true, true, false, charset, 100);
    Run run = Run.on(console, InputStream.nullInputStream(), Run.PROXY_407);
    assertThat(run.out()).contains("10.20.0.10:50058 \u2192 10.20.8.80:8080");
    Run none =
        Run.on(
            console,
            InputStream.nullInputStream(),
            "\u63a5\u7d9a \u2713 \ud83d\ude00.pcap",
            "-f",
            "json");
    assertThat(none.err()).contains("\u63a5\u7d9a \u25cb \\u{1f600}.pcap").doesNotContain("?");
    assertThat(none.report().captures().get(0).files())
        .containsExactly("\u63a5\u7d9a \u2713 \ud83d\ude00.pcap");
  }

  @Test
  void japaneseIsShownOnConsolesThatCan() {
    Terminal console = new Terminal(false, true, true, false, Charset.forName("windows-31j"), 100);
    Run run = Run.on(console, InputStream.nullInputStream(), Run.PROXY_407, "--lang", "ja");
    run.endsWith(ExitCode.FINDINGS);
    assertThat(run.out()).contains("プロキシ", " → ").doesNotContain("?").doesNotContain("\\u");
    String file = Run.of(Run.PROXY_407, "--lang", "ja").out();
    assertThat(run.out().replaceAll("\\s", "")).isEqualTo(file.replaceAll("\\s", ""));
  }

  @Test
  void elsewhereItIsEnglishAndThatIsSaid() {
    Terminal console = new Terminal(false, true, true, false, US_ASCII, 100);
    Run run = Run.on(console, InputStream.nullInputStream(), Run.PROXY_407, "--lang", "ja");
    assertThat(run.err()).contains("\"ja\"", "US-ASCII", "English").hasLineCount(1);
    assertThat(run.out())
        .isEqualTo(Run.on(console, InputStream.nullInputStream(), Run.PROXY_407).out());
    Run explained = Run.on(console, InputStream.nullInputStream(), "explain", "--lang", "ja");
    assertThat(explained.err()).contains("US-ASCII");
    Run ascii = Run.of("--ascii", "--lang", "ja", Run.PROXY_407);
    assertThat(ascii.err()).contains("US-ASCII");
    assertThat(ascii.out()).isEqualTo(Run.of("--ascii", Run.PROXY_407).out());
    assertThat(Run.of("--ascii", "--lang", "ja", "-q", Run.PROXY_407).err()).isEmpty();
  }

  /** JSON can say all of Unicode in ASCII. */
  @Test
  void jsonKeepsItsLanguageOnEveryTerminal() {
    Terminal console = new Terminal(false, true, true, false, US_ASCII, 100);
    Run run =
        Run.on(console, InputStream.nullInputStream(), Run.PROXY_407, "--lang", "ja", "-f", "json");
    run.endsWith(ExitCode.FINDINGS);
    assertThat(run.report())
        .isEqualTo(Run.of(Run.PROXY_407, "--lang", "ja", "-f", "json").report());
    assertThat(run.report().language()).isEqualTo("ja");
  }

  @Test
  void theConsolesOwnCharsetCountsBeforeTheSystems() {
    Properties properties = new Properties();
    properties.setProperty("connectoranalyzer.terminals", "stdout");
    properties.setProperty("native.encoding", "US-ASCII");
    properties.setProperty("sun.stdout.encoding", "cp65001");
    assertThat(Terminal.of(Map.of(), properties).charset()).isEqualTo(UTF_8);
  }

  @Test
  void anUnreadableFileIsSaidOnceOnATerminal() {
    Run run = Run.on(COLORED, InputStream.nullInputStream(), "no-such.pcapng");
    assertThat(run.out()).contains("no-such.pcapng");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void progressShowsFromTheSecondSecondOn() {
    StringWriter shown = new StringWriter();
    AtomicLong clock = new AtomicLong();
    ProgressLine line =
        new ProgressLine(new PrintWriter(shown), Messages.load("en"), 2, COLORED, clock::get);
    line.progress("a.pcapng", 1 << 20, 4 << 20);
    assertThat(shown.toString()).isEmpty();
    clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    line.progress("a\u001b.pcapng", 2 << 20, 4 << 20);
    assertThat(shown.toString())
        .contains("0 of 2", "a\\x1b.pcapng", "2 MiB", "50 %")
        .doesNotContain("\u001b");
    String first = shown.toString();
    line.progress("a.pcapng", 3 << 20, 4 << 20);
    assertThat(shown.toString()).as("not more than ten times a second").isEqualTo(first);
    line.finished(Path.of("a.pcapng"));
    clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    line.progress("-", 5 << 20, -1);
    assertThat(shown.toString())
        .endsWith("1 of 2 captures done, reading -: 5 MiB" + pad(first, shown));
    line.close();
    assertThat(shown.toString()).as("gone, cursor at the start").endsWith("\r");
    int length = shown.toString().length();
    line.progress("-", 6 << 20, -1);
    assertThat(shown.toString()).hasSize(length);
  }

  @Test
  void progressKeepsItsFiguresBesideALongName() {
    StringWriter shown = new StringWriter();
    AtomicLong clock = new AtomicLong();
    Terminal narrow = new Terminal(false, true, true, false, UTF_8, 40);
    ProgressLine line =
        new ProgressLine(new PrintWriter(shown), Messages.load("ja"), 1, narrow, clock::get);
    clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    line.progress("/srv/traces/\u63a5\u7d9a/".repeat(9) + "start.pcapng", 2 << 20, 4 << 20);
    assertThat(shown.toString())
        .startsWith("\r\u2026")
        .contains("start.pcapng", "2 MiB", "50 %")
        .doesNotContain("/srv/traces/\u63a5\u7d9a/srv");
    assertThat(columns(shown.toString().strip())).isBetween(35, 39);
  }

  private static String pad(String first, StringWriter shown) {
    String last = shown.toString().substring(first.length());
    return " ".repeat(last.length() - last.stripTrailing().length());
  }

  @Test
  void shortRunsShowNoProgress() {
    Terminal terminal = new Terminal(false, false, true, false, UTF_8, 100);
    Run.on(terminal, InputStream.nullInputStream(), Run.HEALTHY).endsWith(ExitCode.CLEAN);
  }
}
