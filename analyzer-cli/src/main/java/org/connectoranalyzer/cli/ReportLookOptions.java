package org.connectoranalyzer.cli;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.connectoranalyzer.report.WriteOptions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say how the report of a capture looks, whichever command writes it. */
@Section(Section.OUTPUT)
final class ReportLookOptions {
  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      converter = Zone.class,
      description = "Time zone of the text, such as Europe/Berlin or +09:00. Default: UTC.")
  private ZoneId zone = ZoneOffset.UTC;

  @Option(
      names = "--ladder",
      description =
          "Text draws the packets of each finding: a line for each machine, an arrow for each"
              + " packet.")
  private boolean ladder;

  static final class Zone implements ITypeConverter<ZoneId> {
    @Override
    public ZoneId convert(String text) {
      try {
        return ZoneId.of(text);
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'" + text + "' is not a time zone, such as UTC, Europe/Berlin or +09:00");
      }
    }
  }

  WriteOptions look(WriteOptions options) {
    WriteOptions.Packets packets =
        ladder ? WriteOptions.Packets.DRAWN : WriteOptions.Packets.LISTED;
    return options.withZone(zone).withPackets(packets);
  }
}
