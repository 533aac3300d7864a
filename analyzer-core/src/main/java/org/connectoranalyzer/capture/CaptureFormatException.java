package org.connectoranalyzer.capture;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Thrown where nothing of a file can be read as a capture. {@link #kind()} names what it is and the
 * message of the language folder that says how to convert it; {@link #facts()} fill its holes.
 */
public final class CaptureFormatException extends IOException {
  private final String kind;
  private final long offset;
  private final transient Map<String, Object> facts;

  public CaptureFormatException(String kind, long offset, Map<String, ?> facts) {
    super(kind + " at byte " + offset + (facts.isEmpty() ? "" : " " + new LinkedHashMap<>(facts)));
    this.kind = kind;
    this.offset = offset;
    this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** Such as {@code etl}, {@code cab}, {@code zip}, {@code empty}; all in {@link FileKinds}. */
  public String kind() {
    return kind;
  }

  /** Byte at which it was seen, of the unpacked data. */
  public long offset() {
    return offset;
  }

  /** In a fixed order; {@code file} is the name as given. */
  public Map<String, Object> facts() {
    return facts;
  }
}
