package org.connectoranalyzer.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/** Unpacks .xz files, also several streams in one; the only class that knows its library. */
final class XzStreams extends FilterInputStream {
  /** Of the dictionary, mostly; xz -9 needs 65 MiB. */
  private static final int MOST_MEBIBYTES = 100;

  private XzStreams(InputStream unpacked) {
    super(unpacked);
  }

  static InputStream unpack(ByteSource packed) throws IOException {
    return new XzStreams(
        new XZInputStream(packed.asStream(), MOST_MEBIBYTES << 10, true, new BasicArrayCache()));
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return in.read(target, offset, length);
    } catch (MemoryLimitException e) {
      throw new CaptureFormatException(
          "packingMemory",
          0,
          Map.of(
              "packing",
              "xz",
              "needed",
              (e.getMemoryNeeded() + 1023) >> 10,
              "allowed",
              MOST_MEBIBYTES));
    }
  }
}
