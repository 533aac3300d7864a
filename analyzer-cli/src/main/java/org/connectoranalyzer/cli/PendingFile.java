package org.connectoranalyzer.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears completely or not at all: written beside its place, moved there in one step
 * by {@link #complete}. A device or pipe is written to as it is. Closed without that, or by an end
 * of the process that it hears of, it leaves nothing.
 */
final class PendingFile implements Closeable {
  private static final int BUFFER = 64 << 10;

  private final OutputStream stream;
  private final Writer writer;
  private final @Nullable Path beside;
  private final Path place;

  private PendingFile(Path written, @Nullable Path beside, Path place, StandardOpenOption... how)
      throws IOException {
    stream = new BufferedOutputStream(Files.newOutputStream(written, how), BUFFER);
    writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    this.beside = beside;
    this.place = place;
  }

  static PendingFile open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "directory");
    }
    if (!Files.exists(file)) {
      return beside(file.toAbsolutePath());
    }
    if (!Files.isRegularFile(file)) {
      return new PendingFile(file, null, file, StandardOpenOption.WRITE);
    }
    if (!Files.isWritable(file)) {
      throw new AccessDeniedException(file.toString());
    }
    Path place = file.toRealPath();
    PendingFile pending = beside(place);
    try {
      pending.takePermissionsOf(place);
    } catch (IOException | RuntimeException e) {
      pending.close();
      throw e;
    }
    return pending;
  }

  /** Under a short name of its own: what a killed process left behind is in nobody's way. */
  private static PendingFile beside(Path place) throws IOException {
    long process = ProcessHandle.current().pid();
    String unique = process + "-" + Long.toHexString(System.nanoTime());
    Path beside = place.resolveSibling("." + Console.NAME + "-" + unique + ".tmp");
    // Before there is anything to delete, for the process may be ended at any time.
    beside.toFile().deleteOnExit();
    return new PendingFile(
        beside, beside, place, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
  }

  /** What only its owner may read stays so. */
  private void takePermissionsOf(Path old) throws IOException {
    PosixFileAttributeView there = Files.getFileAttributeView(old, PosixFileAttributeView.class);
    if (there != null && beside != null) {
      Files.setPosixFilePermissions(beside, there.readAttributes().permissions());
    }
  }

  /** For text, in UTF-8. */
  Writer writer() {
    return writer;
  }

  /** For bytes, where no text is written. */
  OutputStream stream() {
    return stream;
  }

  void complete() throws IOException {
    writer.close();
    if (beside != null) {
      Files.move(
          beside, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      writer.close();
    } finally {
      if (beside != null) {
        Files.deleteIfExists(beside);
      }
    }
  }
}
