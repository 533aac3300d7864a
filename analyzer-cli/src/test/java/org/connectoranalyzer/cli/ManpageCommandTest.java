package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manual pages say what the help says, in a form that man understands. */
class ManpageCommandTest {
  @TempDir Path folder;

  static Stream<String> commands() {
    return Commands.NAMES.stream();
  }

  private static String shown(Path page, String... formatter)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(formatter));
    command.add(page.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return text;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionOfTheHelpIsInThePage(String command) {
    String page = Run.of("manpage", command).endsWith(ExitCode.CLEAN).out();
    String words = page.replace("\\-", "-");
    Run.of(command, "--help")
        .out()
        .lines()
        .filter(line -> line.matches(" {2,6}-.*"))
        .forEach(
            line ->
                assertThat(words).contains(line.strip().split(" {2,}|(?<=\\w) (?=[A-Z])", 2)[0]));
    assertThat(page)
        .startsWith(".TH \"CONNECTOR\\-ANALYZER\\-")
        .containsSubsequence(
            ".SH NAME\n",
            ".SH SYNOPSIS\n",
            ".SH DESCRIPTION\n",
            ".SH OPTIONS\n",
            ".SH EXIT STATUS\n",
            ".SH ENVIRONMENT\n",
            "NO_COLOR",
            "CONNECTOR_ANALYZER_OPTS",
            ".SH FILES\n",
            ".SH EXAMPLES\n.EX\n",
            ".SH SEE ALSO\n");
    assertThat(page).doesNotContain("${").contains("70\n");
    assertThat(page.chars().allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f))).isTrue();
  }

  @Test
  void theProgramsOwnPageListsTheCommands() {
    String page = Run.of("manpage").endsWith(ExitCode.CLEAN).out();
    assertThat(page).contains(".SH COMMANDS\n");
    for (String command : Commands.NAMES) {
      assertThat(page).contains(".B " + command.replace("-", "\\-") + "\n");
    }
  }

  private List<Path> written() throws IOException {
    Path there = folder.resolve("share/man1");
    Run.of("manpage", "-o", there).endsWith(ExitCode.CLEAN);
    try (Stream<Path> files = Files.list(there)) {
      return files.sorted().toList();
    }
  }

  @Test
  void allPagesAreWrittenIntoAFolder() throws IOException {
    List<Path> pages = written();
    assertThat(pages)
        .hasSize(Commands.NAMES.size() + 1)
        .extracting(page -> page.getFileName().toString())
        .contains("connector-analyzer.1", "connector-analyzer-check-config.1");
    assertThat(folder.resolve("share/man1/connector-analyzer-explain.1"))
        .hasContent(Run.of("manpage", "explain").out());
  }

  @Test
  void mandocHasNothingToSay() throws Exception {
    assumeTrue(ShellSession.has("mandoc"), "mandoc is not installed");
    for (Path page : written()) {
      assertThat(shown(page, "mandoc", "-T", "lint", "-W", "warning")).isEmpty();
      assertThat(shown(page, "mandoc", "-T", "ascii")).contains("connector-analyzer");
    }
  }

  @Test
  void groffHasNothingToSay() throws Exception {
    assumeTrue(ShellSession.has("groff"), "groff is not installed");
    for (Path page : written()) {
      assertThat(shown(page, "groff", "-man", "-Tascii", "-z", "-ww")).isEmpty();
    }
  }

  @Test
  void whatCannotBeWrittenOrIsNoCommand() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Run run = Run.of("manpage", "-o", file);
    assertThat(run.code()).isEqualTo(ExitCode.OUTPUT_FAILED.number());
    assertThat(run.err()).contains("file\" cannot be written").hasLineCount(1);
    Run.of("manpage", "analyse").isRefusedWith("did you mean analyze?");
    Run.of("manpage", "explain", "-o", folder).isRefusedWith("-o takes the pages of all commands");
  }
}
