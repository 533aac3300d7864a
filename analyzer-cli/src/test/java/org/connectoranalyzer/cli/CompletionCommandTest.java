package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The shells themselves are asked how they complete a line. */
class CompletionCommandTest {
  private static final String NAME = Console.NAME;

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.createFile(folder.resolve("start of it.pcapng"));
    Files.createFile(folder.resolve("report.json"));
    Files.createDirectory(folder.resolve("traces"));
    for (String shell : new CompletionCommand.Shells()) {
      String script = Run.of("completion", shell).endsWith(ExitCode.CLEAN).out();
      Files.writeString(folder.resolve("script." + shell), script);
    }
  }

  private static void needs(String program) {
    assumeTrue(ShellSession.has(program), program + " is not installed");
  }

  /** Offers of a shell by line; all lines are asked in one process. */
  private Map<String, List<String>> offers(List<String> lines, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("HOME", folder.toString());
    builder.redirectError(folder.resolve("errors").toFile());
    builder.redirectInput(Files.write(folder.resolve("lines"), lines).toFile());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("errors"))).isZero();
    Map<String, List<String>> offers = new LinkedHashMap<>();
    List<String> of = new ArrayList<>();
    for (String line : out.lines().toList()) {
      if (line.startsWith("> ")) {
        of = new ArrayList<>();
        offers.put(line.substring(2), of);
      } else if (!line.isEmpty()) {
        of.add(line.split("\t", -1)[0]);
      }
    }
    assertThat(offers).hasSize(lines.size());
    return offers;
  }

  private Map<String, List<String>> offers(String shell, List<String> lines)
      throws IOException, InterruptedException {
    return switch (shell) {
      case "bash" ->
          offers(
              lines,
              "bash",
              "--norc",
              "-c",
              """
              . ./script.bash
              while IFS= read -r line; do
                COMP_LINE=$line COMP_POINT=${#line}
                _connector_analyzer
                printf '%s\\n' "> $line" "${COMPREPLY[@]}"
              done
              """);
      case "fish" ->
          offers(
              lines,
              "fish",
              "--no-config",
              "-c",
              "source script.fish; while read -l line; echo \"> $line\"; complete -C $line; end");
      case "powershell" ->
          offers(
              lines,
              "pwsh",
              "-NoProfile",
              "-Command",
              """
              . ./script.powershell.ps1
              foreach ($line in $input) {
                "> $line"
                (TabExpansion2 -inputScript $line -cursorColumn $line.Length).CompletionMatches.CompletionText
              }
              """);
      default -> throw new IllegalArgumentException(shell);
    };
  }

  private void shellIsThere(String shell) throws IOException {
    needs(shell.equals("powershell") ? "pwsh" : shell);
    if (shell.equals("powershell")) {
      Files.copy(folder.resolve("script.powershell"), folder.resolve("script.powershell.ps1"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "fish", "powershell"})
  void completesCommandsAndValues(String shell) throws Exception {
    shellIsThere(shell);
    Map<String, List<String>> expected = new LinkedHashMap<>();
    expected.put(NAME + " exp", List.of("explain"));
    expected.put(NAME + " explain SYN-REF", List.of("SYN-REFUSED"));
    expected.put(NAME + " help end", List.of("endpoints"));
    expected.put(NAME + " completion po", List.of("powershell"));
    expected.put(NAME + " --mode ", List.of("auto", "direct", "proxy"));
    expected.put(NAME + " analyze --cloud u", List.of("usgov"));
    expected.put(NAME + " --fail-on n", List.of("never"));
    expected.put(NAME + " --lang j", List.of("ja"));
    expected.put(NAME + " --limit fl", List.of("flows="));
    expected.put(NAME + " -f js", List.of("json"));
    expected.put(NAME + " endpoints --format c", List.of("csv"));
    expected.put("./" + NAME + " check-config --fai", List.of("--fail-on"));
    expected.put(NAME + " start\\ of\\ it.pcapng --min", List.of("--min-severity"));
    expected.put(NAME + " endpoints --joi", List.of());
    expected.put(NAME + " --mode zz", List.of());
    expected.put(NAME + " --tz ", List.of());
    expected.put(NAME + " endpoints ", List.of());
    Map<String, List<String>> offers = offers(shell, List.copyOf(expected.keySet()));
    expected.forEach(
        (line, words) -> {
          // More than these may begin alike one day.
          assertThat(offers.get(line)).as(line).containsAll(words);
          assertThat(offers.get(line).isEmpty()).as(line).isEqualTo(words.isEmpty());
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "fish", "powershell"})
  void completesEveryOption(String shell) throws Exception {
    shellIsThere(shell);
    Console console =
        new Console(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Terminal.NONE);
    Map<String, String> expected = new LinkedHashMap<>();
    for (CommandLine command : Commands.all(console).subcommands().values()) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        String name = option.longestName();
        String line =
            NAME + " " + command.getCommandName() + " " + name.substring(0, name.length() - 1);
        expected.put(line, name);
      }
    }
    assertThat(expected).hasSizeGreaterThan(50);
    Map<String, List<String>> offers = offers(shell, List.copyOf(expected.keySet()));
    expected.forEach((line, name) -> assertThat(offers.get(line)).as(line).contains(name));
  }

  @Test
  void fishCompletesFilesWhereTheyBelong() throws Exception {
    needs("fish");
    Map<String, List<String>> offers =
        offers(
            "fish",
            List.of(
                NAME + " star",
                NAME + " -f json:re",
                NAME + " --format=json:tr",
                NAME + " --config re",
                NAME + " explain traces"));
    assertThat(offers.values())
        .containsExactly(
            List.of("start of it.pcapng"),
            List.of("json:report.json"),
            List.of("--format=json:traces/"),
            List.of("report.json"),
            List.of());
  }

  private void typed(String shell, String... start) throws IOException {
    needs("script");
    try (ShellSession session = new ShellSession(folder, shell, start)) {
      session.complete(NAME + " star", "start\\ of\\ it.pcapng ");
      session.complete(NAME + " -f json:repo", "json:report.json ");
      session.complete(NAME + " --format=json:repo", "--format=json:report.json ");
      session.complete("./" + NAME + " endpoints --endpoints rep", "report.json ");
      session.complete(NAME + " --limit fl", "flows=");
      session.complete(NAME + " --lang j", "ja ");
      session.complete(NAME + " --color=nev", "--color=never");
      session.complete(NAME + " explain SYN-REF", "SYN-REFUSED");
      assertThat(session.complete(NAME + " ", "help")).doesNotContain("rror");
    }
  }

  @Test
  void bashCompletesWhatIsTyped() throws IOException {
    needs("bash");
    typed("bash --norc --noprofile -i", "bind 'set bell-style none'", ". ./script.bash");
  }

  @Test
  void zshCompletesWhatIsTyped() throws IOException {
    needs("zsh");
    typed("zsh -f -i", "autoload -Uz compinit; compinit -u -D; LISTMAX=500; . ./script.zsh");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void scriptsHaveNoErrors(String shell) throws Exception {
    needs(shell);
    Process check =
        new ProcessBuilder(shell, "-n", "script." + shell)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(check.getInputStream().readAllBytes(), UTF_8)).isEmpty();
    assertThat(check.waitFor()).isZero();
  }

  @Test
  void aShellThatIsNone() {
    Run.of("completion", "tcsh").isRefusedWith("'tcsh' is not one of bash, zsh, fish, powershell");
    Run.of("completion", "pwershell").isRefusedWith("did you mean powershell?");
    Run.of("completion").isRefusedWith("SHELL");
  }
}
