package org.connectoranalyzer.benchmarks.workload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A capture of any size, as a stream of a pcap file with nanosecond times: the same bytes for the
 * same arguments. Allocates nothing while it is read. Not thread-safe.
 */
public final class Workload extends InputStream {
  static final int RECORD_HEADER = 16;

  private static final int FILE_HEADER = 24;
  private static final int NANOSECONDS_MAGIC = 0xA1B2_3C4D;
  private static final int SNAP_LENGTH = 262_144;
  private static final int ETHERNET = 1;
  private static final int BUFFER = 1 << 18;
  private static final long SEED = 7;
  private static final long SECOND = 1_000_000_000L;

  /** Two minutes: what is recorded while a connector starts. */
  private static final long SPAN = 120 * SECOND;

  private static final long START = 1_767_225_600L * SECOND;

  private final Traffic traffic;
  private final @Nullable RecordedFrames sample;
  private final long size;
  private final long start;
  private final long span;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private long written = FILE_HEADER;
  private int nextOfSample;

  private Workload(Mix mix, long size, @Nullable RecordedFrames sample) {
    this.traffic = mix.traffic(new SplittableRandom(SEED));
    this.sample = sample;
    this.size = size;
    this.start = sample == null ? START : sample.start();
    this.span = sample == null ? SPAN : sample.span();
    fileHeader();
    buffer.flip();
  }

  /** So many bytes, up to one frame more. */
  public static Workload of(Mix mix, long bytes) {
    return new Workload(mix, bytes, null);
  }

  /**
   * The same with the frames of a sample between, at their times; the first and the last frame are
   * the sample's. IllegalArgumentException for a sample that is not Ethernet.
   */
  public static Workload around(Path sample, Mix mix, long bytes) throws IOException {
    try (InputStream in = Files.newInputStream(sample)) {
      return new Workload(mix, bytes, RecordedFrames.read(in, sample.toString()));
    }
  }

  /** How many bytes a flood of so many connections has. */
  public static long floodBytes(Mix flood, long connections) {
    int frames = flood == Mix.HALF_OPEN_FLOOD ? 2 : 1;
    return FILE_HEADER + connections * frames * SynFlood.BYTES;
  }

  @Override
  public int read() {
    if (!fill()) {
      return -1;
    }
    return buffer.get() & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(target, offset, count);
    return count;
  }

  /** Whether there is a byte to read; makes the next frames where none is left. */
  private boolean fill() {
    if (buffer.hasRemaining()) {
      return true;
    }
    buffer.clear();
    int most = BUFFER - 2 * (RECORD_HEADER + SNAP_LENGTH / 4);
    boolean more = true;
    while (more && buffer.position() < most) {
      more = record();
    }
    buffer.flip();
    return buffer.hasRemaining();
  }

  private void fileHeader() {
    little(NANOSECONDS_MAGIC);
    buffer.putShort(Short.reverseBytes((short) 2)).putShort(Short.reverseBytes((short) 4));
    buffer.putLong(0);
    little(SNAP_LENGTH);
    little(ETHERNET);
  }

  /** Writes the next frame; false if there is none. Time goes with the bytes written. */
  private boolean record() {
    boolean over = written >= size;
    long time = over ? span : (long) ((double) written / size * span);
    if (sample != null && nextOfSample < sample.count() && sample.time(nextOfSample) <= time) {
      int frame = nextOfSample++;
      int header = openRecord();
      buffer.put(sample.bytes(frame));
      closeRecord(header, sample.time(frame), sample.originalLength(frame));
      return true;
    }
    if (over) {
      return false;
    }
    int header = openRecord();
    traffic.next(buffer, time);
    written += closeRecord(header, time, buffer.position() - header - RECORD_HEADER);
    return true;
  }

  private int openRecord() {
    int header = buffer.position();
    buffer.position(header + RECORD_HEADER);
    return header;
  }

  /** Fills in the header; the length of the record. */
  private int closeRecord(int header, long time, int originalLength) {
    int end = buffer.position();
    long absolute = start + time;
    buffer.position(header);
    little((int) (absolute / SECOND));
    little((int) (absolute % SECOND));
    little(end - header - RECORD_HEADER);
    little(originalLength);
    buffer.position(end);
    return end - header;
  }

  private void little(int value) {
    buffer.putInt(Integer.reverseBytes(value));
  }
}
