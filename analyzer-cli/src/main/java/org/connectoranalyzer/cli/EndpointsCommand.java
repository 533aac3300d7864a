package org.connectoranalyzer.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.report.AllowList;
import org.connectoranalyzer.report.AllowListWriter;
import org.connectoranalyzer.report.Messages;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the required hosts and ports, for a firewall or proxy team. */
@Command(
    name = EndpointsCommand.NAME,
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    description =
        "Lists the hosts and ports that a connector needs, as an allow list for a firewall or proxy"
            + " team; offline.",
    footer = {
      "",
      "Examples:",
      "  connector-analyzer endpoints",
      "  connector-analyzer endpoints --cloud usgov -f csv -o allow-list.csv"
    })
final class EndpointsCommand implements Callable<Integer> {
  static final String NAME = "endpoints";

  private final Console console;

  @Mixin private EndpointOptions endpoints = new EndpointOptions();

  @Section(Section.OUTPUT)
  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT[:FILE]",
      converter = Output.Converter.class,
      completionCandidates = Formats.class,
      description = Output.FORMAT_HELP)
  private List<Output> formats = new ArrayList<>();

  @Mixin private OutputOptions output = new OutputOptions();

  @Mixin private Loudness loudness = new Loudness();

  /** Names of the formats of the list. */
  static final class Formats extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Formats() {
      super(AllowListWriter.all().stream().map(AllowListWriter::format).toList());
    }
  }

  EndpointsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Output> outputs = output.outputs(formats, new Formats());
    endpoints.check(outputs);
    EndpointList given = endpoints.list();
    Cloud cloud = endpoints.cloud() == null ? Cloud.PUBLIC : endpoints.cloud();
    AllowList list = AllowList.of(given == null ? EndpointList.standard(cloud) : given);
    loudness.setUp(console);
    Messages words = output.words(outputs, console);
    List<ExitCode> codes = new ArrayList<>();
    for (Output wanted : outputs) {
      try {
        write(wanted, list, words);
      } catch (Console.OutputException e) {
        codes.add(console.cannotWrite(e, console.said(words)));
      }
    }
    return ExitCode.worst(codes).number();
  }

  private void write(Output wanted, AllowList list, Messages words) throws Console.OutputException {
    AllowListWriter writer =
        AllowListWriter.all().stream()
            .filter(w -> w.format().equals(wanted.format()))
            .findFirst()
            .orElseThrow();
    output.write(wanted, console, (options, target) -> writer.write(list, words, options, target));
  }
}
