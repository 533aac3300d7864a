package org.connectoranalyzer.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.report.Baseline;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about findings that are known already. */
@Section(Section.FINDINGS)
final class BaselineOptions {
  /** Names the lines among the outputs; no format that anybody asks for. */
  private static final String FORMAT = "baseline";

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description =
          "Known findings, a line each: counted, but hidden and no failure until their date.")
  private @Nullable Path file;

  @Option(
      names = "--show-suppressed",
      description = "Known findings are shown, too, with their reason.")
  private boolean shown;

  @Option(
      names = "--write-baseline",
      paramLabel = "FILE",
      description =
          "Writes the errors and warnings that are found as such lines, to be given reasons and"
              + " dates.")
  private @Nullable Path target;

  /** The outputs, and the lines of what is found where these are to be written. */
  List<Output> with(List<Output> outputs) {
    if (target == null) {
      return outputs;
    }
    if (target.toString().equals(Inputs.STDIN)) {
      throw UsageException.ofOption(
          "--write-baseline", "known findings go to a file, not to standard output (-)");
    }
    List<Output> all = new ArrayList<>(outputs);
    all.add(new Output(FORMAT, target));
    return all;
  }

  /**
   * Refuses to write over what is read, and names into a file where they are to be replaced.
   *
   * @param outputs without the lines of what is found
   */
  void check(List<Output> outputs, boolean redacted) {
    if (shown && file == null) {
      throw new UsageException("--show-suppressed needs --baseline FILE");
    }
    if (target != null && redacted) {
      throw new UsageException("--write-baseline writes names; it does not go with --redact");
    }
    Output.keepOff(file, outputs, "a baseline to read");
    for (Path output : Output.files(outputs)) {
      if (target != null && Output.same(target, output)) {
        throw new UsageException("two outputs cannot go to one file, '" + output + "'");
      }
    }
    if (target != null && file != null && Output.same(file, target)) {
      throw new UsageException("'" + target + "' is to be read; it is not written over");
    }
  }

  /** What is known, read from the file; null where nobody asks. */
  @Nullable KnownFindings known(LocalDate today) {
    if (file == null && target == null) {
      return null;
    }
    Baseline baseline = file == null ? new Baseline(List.of()) : BaselineFile.read(file);
    Baseline.Treatment treatment = shown ? Baseline.Treatment.MARKED : Baseline.Treatment.HIDDEN;
    return new KnownFindings(baseline, String.valueOf(file), treatment, today, target);
  }
}
