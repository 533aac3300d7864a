package org.connectoranalyzer.cli.completion;

import org.connectoranalyzer.cli.completion.Grammar.Command;
import org.connectoranalyzer.cli.completion.Grammar.Flag;
import org.connectoranalyzer.cli.completion.Grammar.Value;

/** Completion for zsh, by its function {@code _arguments}. */
final class ZshScript {
  private static final String SCRIPT =
      """
      #compdef {program}
      # Completion of {program} for zsh. To have it in every shell, add to ~/.zshrc, behind compinit:
      #   source <({program} completion zsh)

      # Words that may have ":" and a file behind them.
      {function}_documents() {
        if compset -P '*:'; then _files; else compadd -S '' -- "$@"; fi
      }

      # Words that need "=" and a number behind them.
      {function}_limits() { compadd -S = -- "$@"; }

      {function}_options() {
        case $1 in
      {commands}  esac
      }

      {function}() {
        local -a commands=(
      {descriptions}  )
        local command=${words[2]}
        if ((CURRENT == 2)); then
          [[ $command == -* ]] || _describe -t commands command commands
          {function}_options {standard}
        elif ((${commands[(I)$command:*]})); then
          shift words
          ((CURRENT--))
          {function}_options $command
        else
          {function}_options {standard}
        fi
      }

      if [[ ${funcstack[1]} == {function} ]]; then {function} "$@"; else compdef {function} {program} {program}.cmd; fi
      """;

  private final String function;

  private ZshScript(String function) {
    this.function = function;
  }

  static String of(Grammar grammar) {
    String function = "_" + grammar.program().replace('-', '_');
    ZshScript script = new ZshScript(function);
    StringBuilder commands = new StringBuilder();
    StringBuilder descriptions = new StringBuilder();
    for (Command command : grammar.commands()) {
      commands.append(script.arguments(command));
      descriptions.append("    ").append(quoted(command.name() + ":" + command.description()));
      descriptions.append('\n');
    }
    return SCRIPT
        .replace("{program}", grammar.program())
        .replace("{function}", function)
        .replace("{standard}", grammar.standard().name())
        .replace("{commands}", commands)
        .replace("{descriptions}", descriptions);
  }

  private String arguments(Command command) {
    StringBuilder text = new StringBuilder("    " + command.name() + ")\n      _arguments -S");
    for (Flag flag : command.flags()) {
      for (String name : flag.names()) {
        text.append(" \\\n        ").append(quoted(option(name, flag)));
      }
    }
    if (command.operand().kind() != Grammar.Kind.NONE) {
      Value operand = command.operand();
      text.append(" \\\n        ")
          .append(quoted("*:" + escaped(operand.label()) + action(operand)));
    }
    return text + "\n      ;;\n";
  }

  /** An option that stands once rules its other names out. */
  private String option(String name, Flag flag) {
    String others = flag.repeatable() ? "*" : "(" + String.join(" ", flag.names()) + ")";
    Value value = flag.value();
    String argument =
        switch (value.kind()) {
          case NONE -> "";
          default -> ":" + escaped(value.label()) + action(value);
        };
    String behind = argument.isEmpty() ? "" : name.startsWith("--") ? "=" : "+";
    return others + name + behind + "[" + escaped(flag.description()) + "]" + argument;
  }

  private String action(Value value) {
    String words = String.join(" ", value.words());
    return switch (value.kind()) {
      case NONE, FREE -> ": ";
      case FILE -> ":_files";
      case WORD -> ":(" + words + ")";
      case WORD_AND_FILE -> ": " + function + "_documents " + words;
      case WORD_AND_NUMBER -> ": " + function + "_limits " + words;
    };
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace(":", "\\:").replace("[", "\\[").replace("]", "\\]");
  }

  private static String quoted(String words) {
    return "'" + words.replace("'", "'\\''") + "'";
  }
}
