package org.connectoranalyzer.capture;

import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip (RFC 1952), also several members in one, as far as it is not damaged. */
final class GzipMembers extends GZIPInputStream {
  private static final int BUFFER = 64 << 10;

  private final PackingDamage damage;

  GzipMembers(ByteSource packed) throws IOException {
    super(packed.asStream(), BUFFER);
    damage = new PackingDamage(packed);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    long before = inf.getBytesWritten();
    return damage.read(
        () -> super.read(target, offset, length), e -> inf.getBytesWritten() - before);
  }
}
