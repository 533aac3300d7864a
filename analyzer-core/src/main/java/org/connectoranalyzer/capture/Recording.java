package org.connectoranalyzer.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file or stream, or several files joined, read as one recording; what the analysis reads from.
 * Joined files come one after the other in the order of their first frames' times, which is the
 * order of their indexes too; each keeps its own numbering. Not thread-safe.
 */
public final class Recording implements Closeable {
  private final List<Part> parts;
  private final List<Part> order;
  private int current;
  private int interfaceBase;

  /** One file: how to open it, then the stream, then what remains known of it. */
  private static final class Part {
    private final String name;
    private final @Nullable Path path;
    private int index;
    private long firstTime = Long.MAX_VALUE;
    private @Nullable CaptureStream stream;
    private @Nullable String sha256;
    private @Nullable CaptureFormatException failure;

    Part(String name, @Nullable Path path, int index) {
      this.name = name;
      this.path = path;
      this.index = index;
    }
  }

  private Recording(List<Part> parts, List<Part> order) {
    this.parts = parts;
    this.order = order;
  }

  /** Opens one file; {@link CaptureFormatException} says why it cannot be read. */
  public static Recording open(Path file) throws IOException {
    return sole(new Part(file.toString(), file, 0), openFile(file, file.toString()));
  }

  /** Opens a stream of unknown length; {@code name} is what reports call it. */
  public static Recording open(InputStream in, String name) throws IOException {
    return sole(new Part(name, null, 0), CaptureStream.open(in, name));
  }

  private static Recording sole(Part part, CaptureStream stream) {
    part.stream = stream;
    return new Recording(List.of(part), List.of(part));
  }

  /**
   * Joins files into one recording. A file that cannot be read is passed over and keeps its {@link
   * RecordedFile#failure()}; {@link CaptureFormatException} where none can be read.
   */
  public static Recording join(List<Path> files) throws IOException {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no file to join");
    }
    List<Part> parts = new ArrayList<>();
    List<Part> readable = new ArrayList<>();
    for (Path file : files) {
      Part part = new Part(file.toString(), file, parts.size());
      parts.add(part);
      try {
        part.firstTime = firstTime(file);
        readable.add(part);
      } catch (CaptureFormatException e) {
        part.failure = e;
      }
    }
    if (readable.isEmpty() && parts.get(0).failure != null) {
      throw parts.get(0).failure;
    }
    readable.sort(Comparator.comparingLong((Part part) -> part.firstTime));
    parts.removeAll(readable);
    parts.addAll(0, readable);
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).index = i;
    }
    return new Recording(List.copyOf(parts), List.copyOf(readable));
  }

  private static long firstTime(Path file) throws IOException {
    try (CaptureStream stream = openFile(file, file.toString())) {
      Frame frame = new Frame();
      while (stream.reader().next(frame)) {
        if (frame.hasTime()) {
          return frame.time();
        }
      }
    }
    return Long.MAX_VALUE;
  }

  private static CaptureStream openFile(Path file, String name) throws IOException {
    if (Files.isDirectory(file)) {
      throw new CaptureFormatException("directory", 0, Map.of("file", name));
    }
    InputStream in;
    try {
      in = Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw unreadable("missing", name, e);
    } catch (AccessDeniedException e) {
      throw unreadable("unreadable", name, e);
    }
    return CaptureStream.open(in, name);
  }

  private static CaptureFormatException unreadable(String kind, String name, IOException cause) {
    CaptureFormatException told = new CaptureFormatException(kind, 0, Map.of("file", name));
    told.initCause(cause);
    return told;
  }

  /**
   * Groups files that are parts of one ring-buffer recording, named as dumpcap does ({@code
   * NAME_00001_YYYYMMDDhhmmss.pcapng}); every other file is a group of its own. Groups stand where
   * their first file stood; within a group the order is as given.
   */
  public static List<List<Path>> ringBuffers(List<Path> files) {
    return RingBuffers.group(files);
  }

  /** Fills the frame with the next record of the recording; false at its end. */
  public boolean next(Frame frame) throws IOException {
    while (current < order.size()) {
      Part part = order.get(current);
      CaptureStream stream = part.stream;
      if (stream == null) {
        stream = openFile(Path.of(part.name), part.name);
        part.stream = stream;
      }
      if (stream.reader().next(frame)) {
        frame.place(part.index, interfaceBase);
        return true;
      }
      part.sha256 = stream.finish();
      interfaceBase += stream.summary().interfaces().size();
      stream.close();
      current++;
    }
    return false;
  }

  /** The files in reading order, those that cannot be read last. */
  public List<RecordedFile> files() {
    return parts.stream().map(Recording::recorded).toList();
  }

  private static RecordedFile recorded(Part part) {
    CaptureStream stream = part.stream;
    return new RecordedFile(
        part.name,
        stream == null ? 0 : stream.bytesRead(),
        part.sha256,
        part.failure,
        stream == null ? null : stream.summary());
  }

  /** Interfaces of all files opened so far; {@link Frame#interfaceIndex()} counts through them. */
  public List<CaptureInterface> interfaces() {
    List<CaptureInterface> all = new ArrayList<>();
    for (Part part : order) {
      if (part.stream != null) {
        all.addAll(part.stream.summary().interfaces());
      }
    }
    return all;
  }

  /** Bytes read so far, of all files, as given (packed bytes where packed); for progress. */
  public long bytesRead() {
    return parts.stream()
        .mapToLong(part -> part.stream == null ? 0 : part.stream.bytesRead())
        .sum();
  }

  /** Bytes of all files, or -1 where a stream has no known length. */
  public long totalBytes() throws IOException {
    long total = 0;
    for (Part part : order) {
      if (part.path == null) {
        return -1;
      }
      total += Files.size(part.path);
    }
    return total;
  }

  @Override
  public void close() throws IOException {
    for (Part part : order) {
      if (part.stream != null) {
        part.stream.close();
      }
    }
  }
}
