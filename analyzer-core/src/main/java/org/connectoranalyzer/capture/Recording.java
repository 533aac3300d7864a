package org.connectoranalyzer.capture;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One file or stream, or several files joined, read as one recording; what the analysis reads from.
 * Joined files come one after the other in the order of their first frames' times, and each keeps
 * its numbering. Not thread-safe.
 */
public final class Recording implements Closeable {
  private final List<Part> parts;
  private final ReadOptions options;
  private @Nullable CaptureReader reader;
  private int current;
  private int interfaceBase;
  private long finishedBytes;

  /** One file: how to open it; the stream while it is read; then what remains known of it. */
  private static final class Part {
    private final String name;
    private final @Nullable Path path;
    private long firstTime = Long.MAX_VALUE;
    private @Nullable CaptureStream stream;
    private @Nullable RecordedFile finished;
    private @Nullable CaptureFormatException failure;

    Part(String name, @Nullable Path path) {
      this.name = name;
      this.path = path;
    }

    RecordedFile recorded() {
      return finished == null ? recorded(null) : finished;
    }

    private RecordedFile recorded(@Nullable String sha256) {
      return stream == null
          ? new RecordedFile(name, 0, sha256, failure, null)
          : new RecordedFile(name, stream.bytesRead(), sha256, failure, stream.summary());
    }

    /**
     * Lets the stream and its buffer go: a recording may have a thousand parts. What the format did
     * not ask for is read for a second capture in an archive, for the hash, and for the writer of a
     * pipe.
     */
    RecordedFile finish(FileHash hash) throws IOException {
      String sha256 = null;
      if (stream != null) {
        stream.unpackRest();
        sha256 = path == null || hash != FileHash.NONE ? stream.finish() : null;
        stream.close();
      }
      finished = recorded(sha256);
      stream = null;
      return finished;
    }
  }

  private Recording(List<Part> parts, ReadOptions options) {
    this.parts = List.copyOf(parts);
    this.options = options;
  }

  /** Opens one file; {@link CaptureFormatException} says why it cannot be read. */
  public static Recording open(Path file) throws IOException {
    return open(file, ReadOptions.STANDARD);
  }

  /** Opens one file; {@link CaptureFormatException} says why it cannot be read. */
  public static Recording open(Path file, ReadOptions options) throws IOException {
    return sole(new Part(file.toString(), file), openFile(file, options), options);
  }

  /** Opens a stream of unknown length; {@code name} is what reports call it. */
  public static Recording open(InputStream in, String name) throws IOException {
    return open(in, name, ReadOptions.STANDARD);
  }

  /** Opens a stream of unknown length, which is read on the caller's thread whatever is given. */
  public static Recording open(InputStream in, String name, ReadOptions options)
      throws IOException {
    CaptureStream stream = CaptureStream.open(in, name, CaptureStream.UNKNOWN_LENGTH, options);
    return sole(new Part(name, null), stream, options);
  }

  private static Recording sole(Part part, CaptureStream stream, ReadOptions options) {
    part.stream = stream;
    return new Recording(List.of(part), options);
  }

  /** Joins files into one recording, read as is standard. */
  public static Recording join(List<Path> files) throws IOException {
    return join(files, ReadOptions.STANDARD);
  }

  /**
   * Joins files into one recording. A file that cannot be read is passed over and keeps its {@link
   * RecordedFile#failure()}; {@link CaptureFormatException} where none can be read.
   */
  public static Recording join(List<Path> files, ReadOptions options) throws IOException {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no file to join");
    }
    List<Part> readable = new ArrayList<>();
    List<Part> unreadable = new ArrayList<>();
    for (Path file : files) {
      Part part = new Part(file.toString(), file);
      try {
        part.firstTime = firstTime(file);
        readable.add(part);
      } catch (CaptureFormatException e) {
        part.failure = e;
        unreadable.add(part);
      }
    }
    if (readable.isEmpty()) {
      throw requireNonNull(unreadable.get(0).failure);
    }
    readable.sort(Comparator.comparingLong(part -> part.firstTime));
    readable.addAll(unreadable);
    return new Recording(readable, options);
  }

  private static long firstTime(Path file) throws IOException {
    try (CaptureStream stream = openFile(file, ReadOptions.LOOK)) {
      Frame frame = new Frame();
      while (stream.reader().next(frame)) {
        if (frame.hasTime()) {
          return frame.time();
        }
      }
    }
    return Long.MAX_VALUE;
  }

  private static CaptureStream openFile(Path file, ReadOptions options) throws IOException {
    String name = file.toString();
    if (Files.isDirectory(file)) {
      throw new CaptureFormatException("directory", 0, Map.of("file", name));
    }
    InputStream in;
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
      in = Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw unreadable("missing", Map.of("file", name), e);
    } catch (FileSystemException e) {
      throw unreadable("unreadable", facts(name, e), e);
    }
    CaptureStream stream = CaptureStream.open(in, name, attributes.size(), options);
    if (attributes.isRegularFile()) {
      stream.canReopen(file, attributes.fileKey());
    }
    return stream;
  }

  /** Without permission there is no more to say; all else has the system's own words. */
  private static Map<String, String> facts(String name, FileSystemException failure) {
    String reason = failure.getReason();
    return failure instanceof AccessDeniedException || reason == null
        ? Map.of("file", name)
        : Map.of("file", name, "detail", reason);
  }

  private static CaptureFormatException unreadable(
      String kind, Map<String, String> facts, IOException cause) {
    CaptureFormatException told = new CaptureFormatException(kind, 0, facts);
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

  /**
   * Splits files that belong together: those that can be read first, to be joined; then each of the
   * others alone, so that it gets a report that says why.
   */
  public static List<List<Path>> splitUnreadable(List<Path> files) {
    if (files.size() < 2) {
      return files.isEmpty() ? List.of() : List.of(files);
    }
    List<Path> readable = new ArrayList<>();
    List<List<Path>> groups = new ArrayList<>();
    for (Path file : files) {
      try {
        openFile(file, ReadOptions.LOOK).close();
        readable.add(file);
      } catch (IOException e) {
        groups.add(List.of(file));
      }
    }
    if (!readable.isEmpty()) {
      groups.add(0, List.copyOf(readable));
    }
    return groups;
  }

  /** Fills the frame with the next record of the recording; false at its end. */
  public boolean next(Frame frame) throws IOException {
    CaptureReader reading = reader == null ? beginPart() : reader;
    while (reading != null) {
      if (reading.next(frame)) {
        frame.place(current, interfaceBase);
        return true;
      }
      endPart();
      reading = beginPart();
    }
    return false;
  }

  /** The reader of the next part that can be read; null where there is none. */
  private @Nullable CaptureReader beginPart() throws IOException {
    while (current < parts.size()) {
      Part part = parts.get(current);
      if (part.stream == null && part.failure == null) {
        open(part);
      }
      if (part.stream != null) {
        reader = part.stream.reader();
        return reader;
      }
      current++;
    }
    return null;
  }

  /** A part that has gone since the recording was put together does not take the others along. */
  private void open(Part part) throws IOException {
    try {
      part.stream = openFile(requireNonNull(part.path), options);
    } catch (CaptureFormatException e) {
      part.failure = e;
    }
  }

  private void endPart() throws IOException {
    reader = null;
    RecordedFile file = parts.get(current).finish(options.hash());
    finishedBytes += file.bytesRead();
    CaptureSummary summary = file.summary();
    interfaceBase += summary == null ? 0 : summary.interfaces().size();
    current++;
  }

  /** The files in reading order, those that cannot be read last. */
  public List<RecordedFile> files() {
    return parts.stream().map(Part::recorded).toList();
  }

  /** Interfaces of all files opened so far; {@link Frame#interfaceIndex()} counts through them. */
  public List<CaptureInterface> interfaces() {
    List<CaptureInterface> all = new ArrayList<>();
    for (Part part : parts) {
      CaptureSummary summary = part.recorded().summary();
      if (summary != null) {
        all.addAll(summary.interfaces());
      }
    }
    return all;
  }

  /** Bytes read so far, of all files, as given (packed bytes where packed); for progress. */
  public long bytesRead() {
    CaptureStream stream = current < parts.size() ? parts.get(current).stream : null;
    return finishedBytes + (stream == null ? 0 : stream.bytesRead());
  }

  /** Bytes of all files as they are now, or -1 where a stream or file has no known length. */
  public long totalBytes() {
    long total = 0;
    for (Part part : parts) {
      try {
        if (part.path == null) {
          return -1;
        }
        total += part.failure == null ? Files.size(part.path) : 0;
      } catch (IOException e) {
        return -1;
      }
    }
    return total;
  }

  @Override
  public void close() throws IOException {
    for (Part part : parts) {
      if (part.stream != null) {
        part.stream.close();
      }
    }
  }
}
