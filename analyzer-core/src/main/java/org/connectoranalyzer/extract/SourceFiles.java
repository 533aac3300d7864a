package org.connectoranalyzer.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.connectoranalyzer.capture.ReadOptions;
import org.connectoranalyzer.capture.Recording;
import org.jspecify.annotations.Nullable;

/** The files of one recording, which are read several times and must stay the same meanwhile. */
public final class SourceFiles {
  private final List<Path> files;
  private final ReadOptions options;
  private final List<Optional<State>> before;

  /** What a write to a file, or another file in its place, changes. */
  private record State(long size, FileTime modified, @Nullable Object key) {}

  /** Notes the files' state; what cannot be read is told when it is opened. */
  public SourceFiles(List<Path> files, ReadOptions options) {
    this.files = List.copyOf(files);
    this.options = options;
    before = states();
  }

  private List<Optional<State>> states() {
    List<Optional<State>> states = new ArrayList<>();
    for (Path file : files) {
      states.add(state(file));
    }
    return states;
  }

  private static Optional<State> state(Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(new State(is.size(), is.lastModifiedTime(), is.fileKey()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Opens the recording from its beginning. */
  public Recording open() throws IOException {
    return files.size() == 1
        ? Recording.open(files.get(0), options)
        : Recording.join(files, options);
  }

  /** Whether the files are those that they were. */
  boolean areUnchanged() {
    return before.equals(states());
  }
}
