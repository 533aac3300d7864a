package org.connectoranalyzer.cli.completion;

import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** The shells that completion is written for. */
public enum Shell {
  BASH(BashScript::of),
  ZSH(ZshScript::of),
  FISH(FishScript::of),
  POWERSHELL(PowerShellScript::of);

  private final Function<Grammar, String> script;

  Shell(Function<Grammar, String> script) {
    this.script = script;
  }

  /** Its name on the command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The script that completes command lines of a program in this shell. */
  public String script(CommandSpec program) {
    return script.apply(Grammar.of(program));
  }
}
