package org.connectoranalyzer.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks gzip (RFC 1952), also several members in one. Gives what stands before damage, however
 * much is asked for at a time: the JDK's stream alone drops what it unpacked in the same call.
 */
final class GzipMembers extends GZIPInputStream {
  private static final int BUFFER = 64 << 10;

  private @Nullable ZipException damage;

  GzipMembers(InputStream packed) throws IOException {
    super(packed, BUFFER);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (damage != null) {
      throw damage;
    }
    long before = inf.getBytesWritten();
    try {
      return super.read(target, offset, length);
    } catch (ZipException e) {
      long unpacked = inf.getBytesWritten() - before;
      if (unpacked <= 0) {
        throw e;
      }
      damage = e;
      return (int) unpacked;
    }
  }
}
