package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the program says of itself, and to those who mistook it. */
class HelpTest {
  static Stream<String> commands() {
    return Commands.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasExamplesAndIsShownByHelp(String command) {
    String help = Run.of(command, "--help").endsWith(ExitCode.CLEAN).out();
    assertThat(help)
        .startsWith("Usage: connector-analyzer " + command)
        .containsPattern("Examples?[^\n]*:\n  (.*[ (])?connector-analyzer ")
        .contains("General:\n");
    assertThat(Run.of("help", command).endsWith(ExitCode.CLEAN).out()).isEqualTo(help);
    assertThat(Run.of("--help").out()).contains("\n  " + command + " ");
  }

  @Test
  void optionsStandUnderHeadings() {
    String help = Run.of("analyze", "--help").out();
    List<String> headings = help.lines().filter(line -> line.matches("[A-Z]\\w+:")).toList();
    assertThat(headings)
        .containsSubsequence("Input:", "Traffic:", "Configuration:", "Output:", "General:")
        .doesNotHaveDuplicates();
    assertThat(section(help, "Input:")).contains("CAPTURE...", "--join").doesNotContain("--proxy");
    assertThat(section(help, "Output:")).contains("--format", "--lang", "--tz");
    assertThat(section(help, "General:")).contains("--help", "--quiet").doesNotContain("--format");
  }

  private static String section(String help, String heading) {
    int start = help.indexOf("\n" + heading + "\n") + 1;
    return help.substring(start, help.indexOf("\n\n", start));
  }

  @Test
  void helpFitsTheTerminal() {
    for (int width : List.of(60, 80, 100)) {
      Terminal terminal = new Terminal(false, true, true, false, UTF_8, width);
      Run help = Run.on(terminal, InputStream.nullInputStream(), "analyze", "--help");
      int longest = help.out().lines().mapToInt(String::length).max().orElseThrow();
      assertThat(longest).isBetween(width - 15, width + 12);
    }
  }

  @Test
  void helpOfWhatIsNoCommand() {
    Run.of("help", "exlpain").isRefusedWith("'exlpain'", "did you mean explain?");
    Run.of("help", "nonsense").isRefusedWith("'nonsense' is not one of analyze, ");
  }

  @Test
  void withoutWordsItSaysHowItIsCalled() {
    Run run = Run.of();
    assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .hasLineCount(4)
        .contains("is missing", "Usage: ", "Example: connector-analyzer connector-start.pcapng");
  }

  @Test
  void theVersionAloneIsShort() {
    assertThat(Run.of("--version").endsWith(ExitCode.CLEAN).out())
        .hasLineCount(2)
        .contains("connector-analyzer ", "required endpoints of 20");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void withMoreItSaysWhatTheProgramBrings(String command) {
    String version = Run.of("--version", "-v").endsWith(ExitCode.CLEAN).out();
    assertThat(version)
        .contains("\ntable of service tags of 20", "\nissuers of certificates of 20")
        .contains(new ExplainCommand.Codes().size() + " diagnoses", "report 1.", "pcap4j 1.")
        .contains("Java " + Runtime.version(), System.getProperty("os.name"))
        .doesNotContain("${");
    assertThat(Run.of("-v", "--version").endsWith(ExitCode.CLEAN).out()).isEqualTo(version);
    assertThat(Run.of("-Vv").endsWith(ExitCode.CLEAN).out()).isEqualTo(version);
    assertThat(Run.of(command, "-v", "-V").endsWith(ExitCode.CLEAN).out()).isEqualTo(version);
    assertThat(Run.of(command, "-V", "--verbose").endsWith(ExitCode.CLEAN).out())
        .isEqualTo(version);
  }

  @Test
  void valuesThatAreNoneGetAGuess() {
    Run.of("-f", "jsno", "x").isRefusedWith("'jsno' is not one of text, ", "did you mean json?");
    Run.of("-F", "json", "x").isRefusedWith("Unknown option: '-F'; did you mean -f?");
    Run.of("extract", "x", "-o", "y", "-f", "json").isRefusedWith("Unknown option: '-f'\n");
    Run.of("--lang", "jp", "x").isRefusedWith("did you mean ja?");
    Run.of("--mode=prxoy", "x").isRefusedWith("did you mean proxy?");
    Run.of("--cloud", "gov", "x").isRefusedWith("did you mean usgov?");
    Run.of("--fail-on", "warn", "x").isRefusedWith("did you mean warning?");
    Run.of("--limit", "flow=99", "x").isRefusedWith("'flow' is not one of ", "did you mean flows?");
    Run.of("--formta", "json", "x").isRefusedWith("did you mean --format?");
    Run.of("-format", "json", "x").isRefusedWith("'-format' has two dashes: --format");
    Run.of("--mode", "zzz", "x").isRefusedWith("'zzz' is not one of auto, direct, proxy\n");
    Run code = Run.of("explain", "SYN-REFUSD");
    assertThat(code.err()).contains("did you mean SYN-REFUSED?");
  }

  @Test
  void filesThatAreNotThereGetAGuess(@TempDir Path folder) throws IOException {
    Path capture = Files.copy(Path.of(Run.HEALTHY), folder.resolve("healthy.pcapng"));
    Run run = Run.of(folder.resolve("haelthy.pcapng"));
    assertThat(run.code()).isEqualTo(ExitCode.UNUSABLE_INPUT.number());
    assertThat(run.err()).contains("did you mean \"" + capture + "\"?");
    assertThat(Run.of(folder.resolve("other.pcapng")).err()).doesNotContain("did you mean");
    assertThat(Run.of("-q", folder.resolve("haelthy.pcapng")).err()).doesNotContain("did you mean");
    Path tags = Files.writeString(folder.resolve("ServiceTags_Public.json"), "{}");
    for (String option : List.of("--service-tags", "--endpoints", "--config")) {
      Run.of(option, folder.resolve("ServiceTag_Public.json"), capture)
          .isRefusedWith(option, "there is no file", "did you mean " + tags + "?");
    }
  }
}
