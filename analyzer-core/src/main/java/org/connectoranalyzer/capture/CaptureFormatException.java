package org.connectoranalyzer.capture;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Thrown where nothing of a file can be read as a capture. {@link #kind()} names what it is and the
 * message of the language folder that says how to convert it; {@link #facts()} fill its holes.
 */
public final class CaptureFormatException extends IOException {
  private final String kind;
  private final long offset;
  private final transient Map<String, Object> facts;

  public CaptureFormatException(String kind, long offset, Map<String, ?> facts) {
    super(kind + " at byte " + offset + " " + new TreeMap<>(facts));
    this.kind = kind;
    this.offset = offset;
    this.facts = Collections.unmodifiableMap(new TreeMap<>(facts));
  }

  /** The same, with the name of the file among its facts. */
  CaptureFormatException of(String file) {
    if (facts.containsKey("file")) {
      return this;
    }
    Map<String, Object> named = new TreeMap<>(facts);
    named.put("file", file);
    CaptureFormatException told = new CaptureFormatException(kind, offset, named);
    told.initCause(this);
    return told;
  }

  /** Such as {@code etl}, {@code cab}, {@code zip}, {@code empty}; all in {@link FileKinds}. */
  public String kind() {
    return kind;
  }

  /** Byte at which it was seen, of the unpacked data. */
  public long offset() {
    return offset;
  }

  /** In the order of their names; {@code file} is the name as given. */
  public Map<String, Object> facts() {
    return facts;
  }
}
