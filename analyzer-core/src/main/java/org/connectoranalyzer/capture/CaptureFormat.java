package org.connectoranalyzer.capture;

import java.io.IOException;
import java.util.List;

/** A capture format: sniffed on the first bytes, then opened. A new one is enrolled here. */
interface CaptureFormat {
  /** In the order in which they are asked. */
  List<CaptureFormat> ALL =
      List.of(PcapReader.FORMAT, PcapngReader.FORMAT, NetMonReader.FORMAT, SnoopReader.FORMAT);

  /** Bytes that {@link #recognizes} may look at, fewer only where the file is shorter. */
  int HEAD_LENGTH = 512;

  String id();

  boolean recognizes(ByteView head);

  /**
   * The source still stands at the first byte; {@link CaptureFormatException} if unusable.
   *
   * @param limits the reader keeps to them
   */
  CaptureReader open(ByteSource source, Limits limits) throws IOException;
}
