package org.connectoranalyzer.cli;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The options of a command under their headings, for its help and its manual page. */
final class Sections {
  private static final List<String> ORDER =
      List.of(
          Section.INPUT,
          Section.TRAFFIC,
          Section.CONFIGURATION,
          Section.OUTPUT,
          Section.FINDINGS,
          Section.GENERAL);

  private Sections() {}

  /** What a command takes by heading, in the order of {@link #ORDER}. */
  static Map<String, List<ArgSpec>> of(CommandSpec command) {
    Map<String, List<ArgSpec>> sections = new LinkedHashMap<>();
    ORDER.forEach(heading -> sections.put(heading, new ArrayList<>()));
    List<ArgSpec> all = new ArrayList<>(command.positionalParameters());
    all.addAll(command.options());
    for (ArgSpec argument : all) {
      if (!argument.hidden()) {
        sections.computeIfAbsent(heading(argument), other -> new ArrayList<>()).add(argument);
      }
    }
    sections.values().removeIf(List::isEmpty);
    return sections;
  }

  private static String heading(ArgSpec argument) {
    Section section = null;
    if (argument.userObject() instanceof Field field) {
      Section own = field.getAnnotation(Section.class);
      section = own == null ? enclosing(field.getDeclaringClass()) : own;
    }
    return section != null
        ? section.value()
        : argument.isPositional() ? Section.INPUT : Section.GENERAL;
  }

  /** Of a class, or of the one around it. */
  private static @Nullable Section enclosing(@Nullable Class<?> type) {
    if (type == null) {
      return null;
    }
    Section section = type.getAnnotation(Section.class);
    return section == null ? enclosing(type.getEnclosingClass()) : section;
  }

  /** Lets the help of a command and of all below it show the sections. */
  static void arrange(CommandLine command) {
    command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, Sections::shown);
    command.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_OPTION_LIST);
    command.getSubcommands().values().forEach(Sections::arrange);
  }

  private static String shown(Help help) {
    CommandSpec command = help.commandSpec();
    StringBuilder text = new StringBuilder();
    of(command)
        .forEach(
            (heading, arguments) -> {
              text.append('\n').append(help.colorScheme().text("@|bold " + heading + ":|@"));
              text.append('\n').append(list(help, arguments));
            });
    return text.toString();
  }

  /** All sections of a command have the same columns. */
  private static Help.Layout layout(Help help) {
    CommandSpec command = help.commandSpec();
    return help.createDefaultLayout(
        command.options(), command.positionalParameters(), help.colorScheme());
  }

  private static String list(Help help, List<ArgSpec> arguments) {
    Help.Layout layout = layout(help);
    for (ArgSpec argument : arguments) {
      if (argument instanceof OptionSpec option) {
        layout.addOption(option, help.createDefaultParamLabelRenderer());
      } else {
        layout.addPositionalParameter(
            (PositionalParamSpec) argument, help.createDefaultParamLabelRenderer());
      }
    }
    return layout.toString();
  }
}
