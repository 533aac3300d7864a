package org.connectoranalyzer.cli.completion;

import java.util.stream.Collectors;
import org.connectoranalyzer.cli.completion.Grammar.Command;
import org.connectoranalyzer.cli.completion.Grammar.Flag;
import org.connectoranalyzer.cli.completion.Grammar.Value;

/** Completion for fish 3 and newer. */
final class FishScript {
  private static final String SCRIPT =
      """
      # Completion of {program} for fish. To have it in every shell:
      #   {program} completion fish > ~/.config/fish/completions/{program}.fish

      # Whether no command is named yet.
      function __{function}_first
          test (count (commandline -opc)) -eq 1
      end

      # Whether the line is one of this command; {standard} is meant where none is named.
      function __{function}_is
          set -l before (commandline -opc)
          if contains -- "$before[2]" {commands}
              test "$before[2]" = $argv[1]
          else
              test $argv[1] = {standard}
          end
      end

      # Words that may have ":" and a file behind them.
      function __{function}_documents
          set -l value (string replace -r -- '^--[^=]*=' '' (commandline -ct))
          if string match -q -- '*:*' $value
              set -l word (string split -m 1 : -- $value)
              for file in (__fish_complete_path $word[2])
                  echo "$word[1]:$file"
              end
          else
              printf '%s\\n' $argv
          end
      end

      complete -c {program} -e
      """;

  private final Grammar grammar;
  private final String function;
  private final StringBuilder lines = new StringBuilder();

  private FishScript(Grammar grammar) {
    this.grammar = grammar;
    function = "__" + grammar.program().replace('-', '_');
  }

  static String of(Grammar grammar) {
    FishScript script = new FishScript(grammar);
    script.write();
    return SCRIPT
            .replace("{program}", grammar.program())
            .replace("__{function}", script.function)
            .replace("{standard}", grammar.standard().name())
            .replace("{commands}", String.join(" ", grammar.names()))
        + script.lines;
  }

  private void write() {
    for (Command command : grammar.commands()) {
      line(function + "_first", " -a " + command.name(), command.description());
    }
    for (Flag flag : grammar.general()) {
      boolean isStandard = grammar.standard().names().containsAll(flag.names());
      if (!isStandard) {
        line(function + "_first", names(flag), flag.description());
      }
    }
    for (Command command : grammar.commands()) {
      String is = function + "_is " + command.name();
      line(is, operand(command.operand()), command.operand().label());
      command
          .flags()
          .forEach(flag -> line(is, names(flag) + value(flag.value()), flag.description()));
    }
  }

  private void line(String condition, String what, String description) {
    lines.append("complete -c ").append(grammar.program());
    lines.append(" -n ").append(quoted(condition)).append(what);
    if (!description.isEmpty()) {
      lines.append(" -d ").append(quoted(description));
    }
    lines.append('\n');
  }

  private static String names(Flag flag) {
    return flag.names().stream()
        .map(
            name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
        .collect(Collectors.joining());
  }

  private String operand(Value value) {
    return switch (value.kind()) {
      case FILE -> " -F";
      case NONE, FREE -> " -f";
      case WORD, WORD_AND_FILE, WORD_AND_NUMBER -> " -f -a " + words(value, "");
    };
  }

  private String value(Value value) {
    return switch (value.kind()) {
      case NONE -> "";
      case FREE -> " -x";
      case FILE -> " -r -F";
      case WORD -> " -x -a " + words(value, "");
      case WORD_AND_NUMBER -> " -x -a " + words(value, "=");
      case WORD_AND_FILE ->
          " -x -a "
              + quoted("(" + function + "_documents " + String.join(" ", value.words()) + ")");
    };
  }

  private static String words(Value value, String end) {
    return quoted(value.words().stream().map(word -> word + end).collect(Collectors.joining(" ")));
  }

  private static String quoted(String words) {
    return "'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
