package org.connectoranalyzer.cli;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command without a name: its help lists the commands. */
@Command(
    name = Console.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    sortOptions = false,
    customSynopsis = {
      "connector-analyzer [OPTIONS] CAPTURE...",
      "   or: connector-analyzer COMMAND ..."
    },
    description = {
      "Says from a packet capture why a Microsoft Entra private network connector cannot reach its"
          + " cloud service, who must act, and which frames prove it."
    },
    optionListHeading = "",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%n",
    footer = {
      "Captures without a command mean analyze. Its options: connector-analyzer help analyze",
      "",
      "Examples:",
      "  connector-analyzer connector-start.pcapng",
      "  connector-analyzer -f text -f json:report.json connector-start.pcapng"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:analyzed; nothing at or above --fail-on",
      " 1:at least one finding at or above --fail-on",
      " 2:wrong usage, unknown code, unknown option value",
      " 3:a capture or configuration file is missing, unreadable or no such file, or a capture shows too"
          + " little for a verdict",
      " 4:an output could not be written",
      "70:internal error, a defect of this program"
    })
final class RootCommand implements Runnable {
  @Option(
      names = {"-v", "--verbose"},
      description = "With --version: lists, rules, libraries and Java, too.")
  @SuppressWarnings("UnusedVariable") // the version asks the parser
  private boolean verbose;

  @Override
  public void run() {
    throw new UsageException("a capture or a command is missing");
  }

  /** What the program and its parts are; with {@code -v} all that a report of a defect needs. */
  static final class Version implements IVersionProvider {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public String[] getVersion() {
      Report.Tool tool = Report.Tool.current();
      List<String> lines = new ArrayList<>();
      lines.add(tool.name() + " " + tool.version());
      lines.add("required endpoints of " + tool.endpointList());
      if (spec.commandLine().getParseResult().hasMatchedOption("-v")) {
        lines.addAll(Versions.lines());
      }
      return lines.toArray(String[]::new);
    }
  }
}
