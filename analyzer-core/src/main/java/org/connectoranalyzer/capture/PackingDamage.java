package org.connectoranalyzer.capture;

import java.io.IOException;
import java.util.function.ToLongFunction;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of one gzip or ZIP file are damaged. The JDK's streams drop what they unpacked in
 * the call that meets damage; here it is given first, however much is asked for at a time. Damage
 * of what the file itself stands in is not its own.
 */
final class PackingDamage {
  private final ByteSource packed;
  private @Nullable ZipException met;

  PackingDamage(ByteSource packed) {
    this.packed = packed;
  }

  /** A read of such a stream. */
  interface Reading {
    int read() throws IOException;
  }

  /**
   * What the reading gives; where it fails, what it had unpacked, and the failure the next time.
   *
   * @param unpacked bytes that a reading which failed so has left in its target
   */
  int read(Reading reading, ToLongFunction<ZipException> unpacked) throws IOException {
    if (met != null) {
      throw met;
    }
    try {
      return reading.read();
    } catch (ZipException e) {
      long count = e == packed.failure() ? 0 : unpacked.applyAsLong(e);
      if (count <= 0) {
        throw e;
      }
      met = e;
      return (int) count;
    }
  }
}
