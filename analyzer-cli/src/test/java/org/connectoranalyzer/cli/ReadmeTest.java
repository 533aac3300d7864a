package org.connectoranalyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** README.md lists the options and exit codes that there are. */
class ReadmeTest {
  private static String readme = "";

  @BeforeAll
  static void read() throws IOException {
    readme = Files.readString(Path.of("../README.md"));
  }

  private static List<String> found(String pattern) {
    Matcher row = Pattern.compile(pattern, Pattern.MULTILINE).matcher(readme);
    return row.results().map(match -> match.group(1)).toList();
  }

  @Test
  void everyOptionStandsInTheTable() {
    Console console =
        new Console(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Terminal.NONE);
    List<String> options = new ArrayList<>();
    for (OptionSpec option :
        new CommandLine(new AnalyzeCommand(console)).getCommandSpec().options()) {
      if (!option.usageHelp() && !option.versionHelp()) {
        options.add(option.longestName());
      }
    }
    assertThat(found("^\\| (?:`-\\w`, )?`(--[a-z-]+)[^|]*(?:\\\\\\|[^|]*)*\\|"))
        .containsExactlyInAnyOrderElementsOf(options);
  }

  @Test
  void everyChoiceStandsInTheTable() {
    assertThat(readme)
        .contains("`--mode " + choices(new Choice.OfMode()) + "`")
        .contains("`--cloud " + choices(new Choice.OfCloud()) + "`")
        .contains("`--min-severity " + choices(new Choice.OfSeverity()) + "`")
        .contains("`--fail-on " + choices(new Choice.OfFailOn()) + "`")
        .contains("`--lang " + choices(new Choice.OfLanguage()) + "`")
        .contains("`--color " + choices(new Choice.OfColor()) + "`")
        .contains("`--format " + choices(new AnalyzeCommand.Formats()) + "[:FILE]`");
  }

  private static String choices(Iterable<String> words) {
    return String.join("\\|", words);
  }

  @Test
  void everyExitCodeStandsInTheTableAndInTheHelp() {
    List<String> codes =
        Stream.of(ExitCode.values()).map(code -> Integer.toString(code.number())).toList();
    assertThat(found("^\\| (\\d+) \\|")).isEqualTo(codes);
    String help = Run.of("--help").out();
    assertThat(help.substring(help.indexOf("Exit codes")).lines().map(String::strip))
        .filteredOn(line -> line.matches("\\d+ .*"))
        .extracting(line -> line.split(" ", 2)[0])
        .isEqualTo(codes);
  }
}
