package org.connectoranalyzer.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.connectoranalyzer.report.JsonReader;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.report.ReportFormatException;

/** A saved report that may be anybody's: refused with a line, or written again without harm. */
final class SavedReportTarget implements FuzzTarget {
  private static final int LONGEST = 64 << 10;

  @Override
  public String name() {
    return "report";
  }

  @Override
  public Stream<byte[]> seeds() throws IOException {
    return Seeds.files(".*/expected\\.json").stream()
        .map(SavedReportTarget::content)
        .filter(content -> content.length < LONGEST)
        .limit(8);
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void run(byte[] input) throws IOException {
    Report report;
    try {
      report = JsonReader.read(new ByteArrayInputStream(input));
    } catch (ReportFormatException e) {
      assertThat(e.line()).isBetween(1, input.length + 1);
      return;
    }
    Outputs.check(report);
  }
}
