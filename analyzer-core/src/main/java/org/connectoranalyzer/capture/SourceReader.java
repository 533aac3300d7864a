package org.connectoranalyzer.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.capture.Limits.Limit;
import org.jspecify.annotations.Nullable;

/** What the readers of all formats share: counts, interfaces, and how reading ends. */
abstract class SourceReader implements CaptureReader {
  /** Packet bytes kept of one record; all of them for every link type that can carry IP. */
  static final int LONGEST_KEPT = 256 << 10;

  final ByteSource source;
  final Limits limits;
  final List<InterfaceState> interfaces = new ArrayList<>();
  private final Section section = new Section(true, interfaces);
  private final String format;
  private long frames;
  private long capturedBytes;
  private boolean finished;
  private boolean cutShort;
  private @Nullable CaptureDamage damage;
  private @Nullable Limit stoppedBy;

  SourceReader(String format, ByteSource source, Limits limits) {
    this.format = format;
    this.source = source;
    this.limits = limits;
  }

  @Override
  public final boolean next(Frame frame) throws IOException {
    frame.section(section());
    return !finished && advance(frame);
  }

  /** The section that is being read; a reader of several tells the frame itself. */
  Section section() {
    return section;
  }

  /** Fills the frame, or calls {@link #endOfData} or {@link #damaged} and gives their answer. */
  abstract boolean advance(Frame frame) throws IOException;

  final long countFrame(int captured) {
    capturedBytes += captured;
    return ++frames;
  }

  /** Adds an interface; false, and reading stops, where the limit allows no more. */
  final boolean addInterface(InterfaceState added) {
    if (interfaces.size() >= limits.size(Limit.INTERFACES)) {
      stoppedBy = Limit.INTERFACES;
      return endOfRecords();
    }
    interfaces.add(added);
    return true;
  }

  /** The data end here; bytes that make no whole record mean that the file was cut. */
  final boolean endOfData() {
    finished = true;
    cutShort = source.buffered() > 0 || source.failure() != null;
    return false;
  }

  /** The last record was read, whatever follows. */
  final boolean endOfRecords() {
    finished = true;
    return false;
  }

  /** The data end inside a record whose first bytes were already passed. */
  final boolean cutShort() {
    finished = true;
    cutShort = true;
    return false;
  }

  /** Stops reading: what stands {@code ahead} bytes after the window's start makes no sense. */
  final boolean damaged(String key, int ahead, String expected, String found) {
    finished = true;
    damage = new CaptureDamage(key, source.position() + ahead, expected, found);
    return false;
  }

  List<AddressName> names() {
    return List.of();
  }

  long namesOmitted() {
    return 0;
  }

  /** As {@link CaptureSummary#localTime()}. */
  boolean localTime() {
    return false;
  }

  @Override
  public final CaptureSummary summary() {
    List<CaptureInterface> counted = interfaces.stream().map(InterfaceState::snapshot).toList();
    return new CaptureSummary(
        format,
        null,
        counted,
        frames,
        capturedBytes,
        cutShort,
        damage,
        names(),
        namesOmitted(),
        stoppedBy == null ? Map.of() : Map.of(stoppedBy, 1L),
        localTime());
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
