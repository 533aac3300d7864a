package org.connectoranalyzer.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The manual page of the program or of a command, in roff with the macros of man(7): what its help
 * says, and besides exit codes, environment and files.
 */
final class ManualPage {
  /** What the program and its launcher heed, by variable. */
  private static final Map<String, String> ENVIRONMENT = new LinkedHashMap<>();

  static {
    ENVIRONMENT.put("NO_COLOR", "If set to anything, no colours, unless --color asks for them.");
    ENVIRONMENT.put(
        "CLICOLOR, CLICOLOR_FORCE",
        "CLICOLOR=0: no colours. CLICOLOR_FORCE=1: colours, also where standard output is no"
            + " terminal. NO_COLOR counts first.");
    ENVIRONMENT.put("TERM", "If \"dumb\", no colours and no progress line.");
    ENVIRONMENT.put("COLUMNS", "The width of text, in place of the terminal's own; 40 at least.");
    ENVIRONMENT.put(
        "LC_ALL, LC_CTYPE, LANG", "The language of --lang auto, and what the terminal can show.");
    ENVIRONMENT.put("JAVA_HOME", "The Java to run on, in place of the one in PATH.");
    ENVIRONMENT.put(
        "CONNECTOR_ANALYZER_OPTS", "More options for the JVM, such as -Xmx2g for more memory.");
    ENVIRONMENT.put(
        "XDG_CACHE_HOME",
        "Where the program is kept if the folder of its launcher cannot be written to; ~/.cache if"
            + " not set.");
  }

  /** What the launcher puts down. */
  private static final Map<String, String> FILES =
      Map.of(
          "target/launcher/",
          "Beside the launcher: the program as it was built, and what makes its start short. May"
              + " be deleted.");

  private static final Pattern ESCAPED = Pattern.compile("[\\\\-]");

  private final CommandSpec command;
  private final CommandSpec program;
  private final StringBuilder page = new StringBuilder(8192);

  private ManualPage(CommandSpec command, CommandSpec program) {
    this.command = command;
    this.program = program;
  }

  /**
   * The text of a page.
   *
   * @param program the command itself, or the one that it belongs to
   * @param version of the program, {@code date} of the page
   */
  static String of(CommandSpec command, CommandSpec program, String version, String date) {
    ManualPage manual = new ManualPage(command, program);
    manual.head(version, date);
    manual.arguments();
    manual.commands();
    manual.section("EXIT STATUS");
    program.usageMessage().exitCodeList().forEach((code, what) -> manual.term(code.strip(), what));
    manual.section("ENVIRONMENT");
    ENVIRONMENT.forEach(manual::term);
    manual.section("FILES");
    FILES.forEach(manual::term);
    manual.examples();
    manual.seeAlso();
    return manual.page.toString();
  }

  /** Of the page, as it is asked for. */
  static String name(CommandSpec command) {
    return command.qualifiedName("-");
  }

  private void head(String version, String date) {
    String name = name(command);
    page.append(".TH \"").append(roff(name.toUpperCase(Locale.ROOT))).append("\" 1 \"");
    page.append(date).append("\" \"").append(roff(program.name() + " " + version)).append("\"\n");
    List<String> description = texts(command.usageMessage().description());
    section("NAME");
    String purpose = description.get(0).split("[.:;,](?: |$)", 2)[0];
    page.append(roff(name)).append(" \\- ");
    line(purpose.substring(0, 1).toLowerCase(Locale.ROOT) + purpose.substring(1));
    section("SYNOPSIS");
    String synopsis = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0);
    page.append(".nf\n");
    synopsis.lines().forEach(usage -> line(usage.replaceFirst("^ *or: ", "")));
    page.append(".fi\n");
    section("DESCRIPTION");
    description.addAll(footer(false));
    paragraphs(description);
  }

  private void arguments() {
    section("OPTIONS");
    Sections.of(command)
        .forEach(
            (heading, arguments) -> {
              page.append(".SS ").append(heading).append('\n');
              arguments.forEach(argument -> term(form(argument), text(argument)));
            });
  }

  private void commands() {
    if (!command.subcommands().isEmpty()) {
      section("COMMANDS");
      for (CommandLine sub : command.subcommands().values()) {
        term(sub.getCommandName(), texts(sub.getCommandSpec().usageMessage().description()).get(0));
      }
    }
  }

  private void examples() {
    section("EXAMPLES");
    page.append(".EX\n");
    footer(true).forEach(example -> line(example.strip()));
    page.append(".EE\n");
  }

  private void seeAlso() {
    section("SEE ALSO");
    List<String> others = new ArrayList<>();
    others.add(name(program));
    program.subcommands().values().forEach(sub -> others.add(name(sub.getCommandSpec())));
    others.remove(name(command));
    List<String> references =
        others.stream().map(other -> "\\fB" + roff(other) + "\\fR(1)").toList();
    page.append(String.join(",\n", references)).append('\n');
  }

  /** Examples of the help are indented; what else stands below it is not. */
  private List<String> footer(boolean examples) {
    return texts(command.usageMessage().footer()).stream()
        .filter(line -> line.startsWith("  ") == examples)
        .filter(line -> !line.isBlank() && !line.startsWith("Example"))
        .toList();
  }

  private void section(String heading) {
    page.append(".SH ").append(heading).append('\n');
  }

  private void paragraphs(List<String> texts) {
    boolean first = true;
    for (String text : texts) {
      page.append(first ? "" : ".PP\n");
      line(text);
      first = false;
    }
  }

  private void term(String term, String words) {
    page.append(".TP\n.B ").append(roff(term).replace("\"", "\\(dq")).append('\n');
    line(words);
  }

  /** A line of text, which must not be taken for a request. */
  private void line(String words) {
    boolean request = words.startsWith(".") || words.startsWith("'");
    page.append(request ? "\\&" : "").append(roff(words)).append('\n');
  }

  private static String roff(String words) {
    return ESCAPED
        .matcher(words)
        .replaceAll(found -> found.group().equals("-") ? "\\\\-" : "\\\\e");
  }

  private static String form(ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
      return String.join(", ", option.names()) + value;
    }
    return argument.paramLabel();
  }

  private static String text(ArgSpec argument) {
    String words = String.join(" ", texts(argument.description()));
    if (argument.completionCandidates() == null) {
      return words;
    }
    return words.replace(
        "${COMPLETION-CANDIDATES}", String.join(", ", argument.completionCandidates()));
  }

  /** Lines of the help without picocli's own marks. */
  private static List<String> texts(String... lines) {
    List<String> texts = new ArrayList<>();
    for (String line : lines) {
      texts.addAll(line.replace("%%", "%").lines().toList());
    }
    return texts;
  }
}
