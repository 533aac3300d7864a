package org.connectoranalyzer.report;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.connectoranalyzer.diagnosis.Severity;

/**
 * How a report is shown to people; formats for programs pass over it. Immutable, {@code with…}
 * gives a changed one.
 *
 * @param style whether escape sequences colour the text
 * @param zone of absolute times; relative ones have none
 * @param width columns to wrap at
 * @param minSeverity findings below it are counted, not shown
 * @param display which characters can be shown
 * @param packets how those that prove a finding are shown
 */
public record WriteOptions(
    Style style,
    ZoneId zone,
    int width,
    Severity minSeverity,
    DisplayCharset display,
    Packets packets) {

  /** Escape sequences (ECMA-48) or none. */
  public enum Style {
    PLAIN,
    COLORED
  }

  /** In a list, or also drawn as a ladder with a line for each machine. */
  public enum Packets {
    LISTED,
    DRAWN
  }

  /** Plain, UTC, 100 columns, every finding, Unicode: what files and golden tests get. */
  public static final WriteOptions STANDARD =
      new WriteOptions(
          Style.PLAIN, ZoneOffset.UTC, 100, Severity.INFO, DisplayCharset.UNICODE, Packets.LISTED);

  public WriteOptions {
    width = Math.max(40, width);
  }

  public WriteOptions withStyle(Style value) {
    return new WriteOptions(value, zone, width, minSeverity, display, packets);
  }

  public WriteOptions withZone(ZoneId value) {
    return new WriteOptions(style, value, width, minSeverity, display, packets);
  }

  public WriteOptions withWidth(int value) {
    return new WriteOptions(style, zone, value, minSeverity, display, packets);
  }

  public WriteOptions withMinSeverity(Severity value) {
    return new WriteOptions(style, zone, width, value, display, packets);
  }

  public WriteOptions withDisplay(DisplayCharset value) {
    return new WriteOptions(style, zone, width, minSeverity, value, packets);
  }

  public WriteOptions withPackets(Packets value) {
    return new WriteOptions(style, zone, width, minSeverity, display, value);
  }
}
