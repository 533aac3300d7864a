package org.connectoranalyzer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.FileKinds;
import org.connectoranalyzer.capture.Recording;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.Messages;

/**
 * The captures that the arguments name: files as they are, folders walked in sorted order. Built
 * once a run.
 */
final class Inputs {
  /** Standard input, as an argument. */
  static final String STDIN = "-";

  private static final int DEEPEST = 64;

  private final List<Path> files = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final Map<Path, Path> meant = new LinkedHashMap<>();
  private int stdinPlace = -1;

  /**
   * What a walk did not take in.
   *
   * @param key of the words that say why
   */
  private record LeftOut(String key, Path folder, int files) {
    /** Not a loss, for the files are something else. */
    static final String OTHERS = "cli.passedOver";

    static final String CLOSED_FILES = "cli.closedFiles";
    static final String CLOSED = "cli.closedFolder";
    static final String DEEP = "cli.deepFolder";
  }

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
      if (!Files.exists(argument)) {
        Spelling.nearestFile(argument).ifPresent(near -> meant.put(argument, near));
      }
      return;
    }
    Walk walk = new Walk();
    walk.folder(argument, 0);
    // A folder without captures stands in the report as what cannot be read.
    files.addAll(walk.found.isEmpty() ? List.of(argument) : walk.found);
    if (walk.others > 0) {
      leftOut.add(new LeftOut(LeftOut.OTHERS, argument, walk.others));
    }
    if (walk.closed > 0) {
      leftOut.add(new LeftOut(LeftOut.CLOSED_FILES, argument, walk.closed));
    }
  }

  /** Files in the order given, without standard input. */
  List<Path> files() {
    return files;
  }

  /** Says of files that are not there which ones were probably meant. */
  void sayWhatIsMeant(Console console, Messages words) {
    meant.forEach(
        (file, near) ->
            console.hint(
                words.text(
                    "cli.nearName",
                    Facts.of("file", file.toString()).with("near", near.toString()))));
  }

  /** Says which files and folders inside the given ones were not taken in, and why. */
  void sayWhatIsLeftOut(Console console, Messages words) {
    for (LeftOut left : leftOut) {
      Facts facts = Facts.of("count", left.files).with("folder", left.folder.toString());
      String said = words.text(left.key, facts);
      if (left.key.equals(LeftOut.OTHERS)) {
        console.hint(said);
      } else {
        console.error(said);
      }
    }
  }

  /** Whether there may be captures that could not be read. */
  boolean incomplete() {
    return leftOut.stream().anyMatch(left -> !left.key.equals(LeftOut.OTHERS));
  }

  boolean hasStdin() {
    return stdinPlace >= 0;
  }

  /** Refuses to join what can be read only once: which file comes first is found out before. */
  void checkJoined() {
    for (Path file : files) {
      if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
        throw new UsageException("--join needs files; '" + file + "' is a pipe or a device");
      }
    }
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
    private int closed;

    void folder(Path folder, int depth) {
      List<Path> entries;
      try (Stream<Path> listed = Files.list(folder)) {
        if (!seen.add(folder.toRealPath())) {
          return;
        }
        if (depth > DEEPEST) {
          leftOut.add(new LeftOut(LeftOut.DEEP, folder, 0));
          return;
        }
        entries = listed.sorted((a, b) -> name(a).compareTo(name(b))).toList();
      } catch (IOException | UncheckedIOException e) {
        leftOut.add(new LeftOut(LeftOut.CLOSED, folder, 0));
        return;
      }
      entries.forEach(entry -> entry(entry, depth));
    }

    /** Pipes, sockets and devices are not opened: they could make one wait for ever. */
    private void entry(Path entry, int depth) {
      BasicFileAttributes is;
      try {
        is = Files.readAttributes(entry, BasicFileAttributes.class);
      } catch (NoSuchFileException e) {
        others++;
        return;
      } catch (IOException e) {
        closed++;
        return;
      }
      if (is.isDirectory()) {
        folder(entry, depth + 1);
      } else if (is.isRegularFile() && FileKinds.isTrace(entry)) {
        found.add(entry);
      } else if (is.isRegularFile() && !Files.isReadable(entry)) {
        closed++;
      } else {
        others++;
      }
    }

    private static String name(Path path) {
      return String.valueOf(path.getFileName());
    }
  }
}
