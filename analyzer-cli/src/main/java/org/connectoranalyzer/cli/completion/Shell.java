package org.connectoranalyzer.cli.completion;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The shells that completion is written for. */
public enum Shell {
  BASH,
  ZSH,
  FISH,
  POWERSHELL;

  /** Its name on the command line. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The shell of this name, in any case; empty if there is none. */
  public static Optional<Shell> named(String name) {
    return Stream.of(values()).filter(shell -> shell.text().equalsIgnoreCase(name)).findFirst();
  }

  /** The script that completes command lines of a program in this shell. */
  public String script(CommandSpec program) {
    Grammar grammar = Grammar.of(program);
    return switch (this) {
      case BASH -> BashScript.of(grammar);
      case ZSH -> ZshScript.of(grammar);
      case FISH -> FishScript.of(grammar);
      case POWERSHELL -> PowerShellScript.of(grammar);
    };
  }
}
