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
 * @param symbols which characters may be used
 */
public record WriteOptions(
    Style style, ZoneId zone, int width, Severity minSeverity, Symbols symbols) {

  /** Escape sequences (ECMA-48) or none. */
  public enum Style {
    PLAIN,
    COLORED
  }

  /** Characters of the text. */
  public enum Symbols {
    UNICODE,
    ASCII
  }

  /** Plain, UTC, 100 columns, every finding, Unicode: what files and golden tests get. */
  public static final WriteOptions STANDARD =
      new WriteOptions(Style.PLAIN, ZoneOffset.UTC, 100, Severity.INFO, Symbols.UNICODE);

  public WriteOptions {
    width = Math.max(40, width);
  }

  public WriteOptions withStyle(Style value) {
    return new WriteOptions(value, zone, width, minSeverity, symbols);
  }

  public WriteOptions withZone(ZoneId value) {
    return new WriteOptions(style, value, width, minSeverity, symbols);
  }

  public WriteOptions withWidth(int value) {
    return new WriteOptions(style, zone, value, minSeverity, symbols);
  }

  public WriteOptions withMinSeverity(Severity value) {
    return new WriteOptions(style, zone, width, value, symbols);
  }

  public WriteOptions withSymbols(Symbols value) {
    return new WriteOptions(style, zone, width, minSeverity, value);
  }
}
