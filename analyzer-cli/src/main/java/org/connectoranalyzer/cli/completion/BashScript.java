package org.connectoranalyzer.cli.completion;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.cli.completion.Grammar.Command;
import org.connectoranalyzer.cli.completion.Grammar.Flag;
import org.connectoranalyzer.cli.completion.Grammar.Value;

/**
 * Completion for bash 3.2 and newer, without the package bash-completion. Files are left to bash's
 * own completion, which knows of quotes, blanks and "~".
 */
final class BashScript {
  private static final String SCRIPT =
      """
      # Completion of {program} for bash. To have it in every shell, add to ~/.bashrc:
      #   eval "$({program} completion bash)"

      # Sets kind and words to what an option, or without one the command itself, takes.
      {function}_value() {
        case "$1 $2" in
      {values}    *) kind= words= ;;
        esac
      }

      {function}_options() {
        case $1 in
      {options}  esac
      }

      {function}() {
        local line=${COMP_LINE:0:COMP_POINT} all=() current command options kind words before=
        # Not COMP_WORDS: bash splits them at "=" and ":", which belong to values here.
        read -a all <<<"$line" || :
        case $line in
          *\\\\[[:blank:]]) ;;
          *[[:blank:]]) all+=('') ;;
        esac
        current=${all[${#all[@]} - 1]}
        command={standard}
        if [ ${#all[@]} -gt 2 ]; then
          case ${all[1]} in
            {pattern}) command=${all[1]} ;;
          esac
        fi
        options=$({function}_options "$command")
        COMPREPLY=()
        if [[ $current == --*=* ]]; then
          {function}_value "$command" "${current%%=*}"
          before=${current%%=*}=
          current=${current#*=}
        else
          {function}_value "$command" "${all[${#all[@]} - 2]}"
          if [ -z "$kind" ]; then
            if [[ $current == -* ]]; then
              [ ${#all[@]} -gt 2 ] || options="$options {general}"
              COMPREPLY=($(compgen -W "$options" -- "$current"))
              return
            fi
            {function}_value "$command" ''
            if [ ${#all[@]} = 2 ]; then
              COMPREPLY=($(compgen -W '{commands}' -- "$current"))
              local IFS=$'\\n'
              [ ${#COMPREPLY[@]} = 0 ] || COMPREPLY+=($(compgen -f -- "$current"))
              compopt -o filenames 2>/dev/null
              return
            fi
          fi
        fi
        case $kind in
          file) return ;;
          document)
            case $current in
              *:*) return ;;
            esac
            ;;
          limit) words=${words// /= }= ;;
        esac
        compopt +o default +o bashdefault 2>/dev/null
        [ "$kind" = word ] || compopt -o nospace 2>/dev/null
        COMPREPLY=($(compgen -W "$words" -- "$current"))
        # What bash completes begins behind its last word break; with "=" among those that is the value.
        [[ $COMP_WORDBREAKS == *=* ]] || COMPREPLY=("${COMPREPLY[@]/#/$before}")
      }

      complete -o bashdefault -o default -F {function} {program} {program}.cmd
      """;

  private BashScript() {}

  static String of(Grammar grammar) {
    List<String> general = new ArrayList<>();
    grammar.general().forEach(flag -> general.addAll(flag.names()));
    general.removeAll(grammar.standard().names());
    return SCRIPT
        .replace("{program}", grammar.program())
        .replace("{function}", "_" + grammar.program().replace('-', '_'))
        .replace("{values}", values(grammar))
        .replace("{options}", options(grammar))
        .replace("{standard}", grammar.standard().name())
        .replace("{pattern}", String.join(" | ", grammar.names()))
        .replace("{commands}", String.join(" ", grammar.names()))
        .replace("{general}", String.join(" ", general));
  }

  private static String values(Grammar grammar) {
    StringBuilder rows = new StringBuilder();
    for (Command command : grammar.commands()) {
      for (Flag flag : command.flagsWithValue()) {
        List<String> patterns =
            flag.names().stream().map(name -> quoted(command.name() + " " + name)).toList();
        rows.append(row(String.join(" | ", patterns), flag.value()));
      }
      rows.append(row(quoted(command.name() + " "), command.operand()));
    }
    return rows.toString();
  }

  private static String row(String pattern, Value value) {
    String kind =
        switch (value.kind()) {
          case NONE, FREE -> "free";
          case FILE -> "file";
          case WORD -> "word";
          case WORD_AND_FILE -> "document";
          case WORD_AND_NUMBER -> "limit";
        };
    String words = quoted(String.join(" ", value.words()));
    return "    " + pattern + ") kind=" + kind + " words=" + words + " ;;\n";
  }

  private static String options(Grammar grammar) {
    StringBuilder rows = new StringBuilder();
    for (Command command : grammar.commands()) {
      String names = quoted(String.join(" ", command.names()));
      rows.append("    ").append(command.name()).append(") echo ").append(names).append(" ;;\n");
    }
    return rows.toString();
  }

  private static String quoted(String words) {
    return "'" + words.replace("'", "'\\''") + "'";
  }
}
