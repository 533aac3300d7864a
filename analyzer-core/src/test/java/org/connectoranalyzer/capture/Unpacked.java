package org.connectoranalyzer.capture;

import java.io.InputStream;

/** Opens unpacking streams alone, without a capture in them, for the search and its replay. */
public final class Unpacked {
  private Unpacked() {}

  /** What a Zstandard stream holds. */
  public static InputStream zstd(InputStream packed) {
    return new ZstdInputStream(new ByteSource(packed));
  }
}
