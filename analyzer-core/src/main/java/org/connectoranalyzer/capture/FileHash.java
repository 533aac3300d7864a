package org.connectoranalyzer.capture;

/** Which hash is computed over the bytes of a file while they are read. */
public enum FileHash {
  /** None: reading is faster by about half a second a gigabyte. */
  NONE,
  /** FIPS 180-4, as {@code sha256sum} prints it. */
  SHA_256
}
