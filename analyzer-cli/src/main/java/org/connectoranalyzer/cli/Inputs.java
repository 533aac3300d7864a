package org.connectoranalyzer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.FileKinds;
import org.connectoranalyzer.capture.Recording;

/**
 * The captures that the arguments name: files as they are, folders walked in sorted order. Built
 * once a run.
 */
final class Inputs {
  /** Standard input, as an argument. */
  static final String STDIN = "-";

  private static final int DEEPEST = 64;

  private final List<Path> files = new ArrayList<>();
  private final List<Passed> passed = new ArrayList<>();
  private final List<Path> closed = new ArrayList<>();
  private int stdinPlace = -1;

  /** A folder that was walked, and how many of its files are no captures. */
  record Passed(Path folder, int files) {}

  /** How several files belong together. */
  enum Joining {
    /** Parts of one ring-buffer recording are one capture. */
    RING_BUFFERS,
    ALL,
    NONE
  }

  private Inputs() {}

  /** Finds the captures; {@code -} may be named once. */
  static Inputs of(List<String> arguments) {
    Inputs inputs = new Inputs();
    for (String argument : arguments) {
      if (argument.equals(STDIN)) {
        inputs.stdinPlace = inputs.files.size();
      } else {
        inputs.add(Path.of(argument));
      }
    }
    return inputs;
  }

  private void add(Path argument) {
    if (!Files.isDirectory(argument)) {
      files.add(argument);
      return;
    }
    Walk walk = new Walk();
    walk.folder(argument, 0);
    // A folder without captures stands in the report as what cannot be read.
    files.addAll(walk.found.isEmpty() ? List.of(argument) : walk.found);
    if (walk.others > 0) {
      passed.add(new Passed(argument, walk.others));
    }
  }

  /** Files in the order given, without standard input. */
  List<Path> files() {
    return files;
  }

  /** Folders with files that are no captures. */
  List<Passed> passed() {
    return passed;
  }

  /** Folders inside the given ones that cannot be read. */
  List<Path> closed() {
    return closed;
  }

  boolean hasStdin() {
    return stdinPlace >= 0;
  }

  /** Which files make one capture each, in order; what cannot be read stands alone. */
  List<List<Path>> groups(Joining joining) {
    List<List<Path>> together =
        switch (joining) {
          case RING_BUFFERS -> Recording.ringBuffers(files);
          case NONE -> files.stream().map(List::of).toList();
          case ALL -> List.of(files);
        };
    return together.stream().flatMap(files -> Recording.splitUnreadable(files).stream()).toList();
  }

  /** Before which group standard input stands. */
  int stdinPlace(List<List<Path>> groups) {
    int place = 0;
    while (place < groups.size() && files.indexOf(groups.get(place).get(0)) < stdinPlace) {
      place++;
    }
    return place;
  }

  /** One walk: depth-first, by name, each real folder once, so that links end somewhere. */
  private final class Walk {
    private final List<Path> found = new ArrayList<>();
    private final Set<Path> seen = new HashSet<>();
    private int others;

    void folder(Path folder, int depth) {
      List<Path> entries;
      try (Stream<Path> listed = Files.list(folder)) {
        if (depth > DEEPEST || !seen.add(folder.toRealPath())) {
          return;
        }
        entries = listed.sorted((a, b) -> name(a).compareTo(name(b))).toList();
      } catch (IOException | UncheckedIOException e) {
        closed.add(folder);
        return;
      }
      for (Path entry : entries) {
        if (Files.isDirectory(entry)) {
          folder(entry, depth + 1);
        } else if (Files.isRegularFile(entry) && FileKinds.isTrace(entry)) {
          found.add(entry);
        } else {
          others++;
        }
      }
    }

    private static String name(Path path) {
      return String.valueOf(path.getFileName());
    }
  }
}
