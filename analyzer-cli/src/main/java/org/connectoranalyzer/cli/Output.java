package org.connectoranalyzer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One document that is asked for: which format, and the file it goes to.
 *
 * @param format as {@code --format} takes it
 * @param file null: standard output
 */
record Output(String format, @Nullable Path file) {
  /** For reading; what one gets unasked. */
  static final String TEXT = "text";

  /** Says what {@code --format} means, the same for every command that has it. */
  static final String FORMAT_HELP =
      "What is written: ${COMPLETION-CANDIDATES}; with :FILE into that file, otherwise to"
          + " standard output. Default: text. Repeatable.";

  /** Reads {@code FORMAT} or {@code FORMAT:FILE}; which formats there are is the command's. */
  static final class Converter implements ITypeConverter<Output> {
    @Override
    public Output convert(String text) {
      int colon = text.indexOf(':');
      String format = colon < 0 ? text : text.substring(0, colon);
      try {
        return new Output(
            format.toLowerCase(Locale.ROOT), colon < 0 ? null : file(text.substring(colon + 1)));
      } catch (UsageException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads a file name; "-" is standard output, null. */
  static @Nullable Path file(String name) {
    if (name.isEmpty()) {
      throw new UsageException("the name of the file is missing");
    }
    try {
      return name.equals("-") ? null : Path.of(name);
    } catch (InvalidPathException e) {
      throw new UsageException("'" + name + "' cannot be the name of a file");
    }
  }

  /** Writes a file completely or not at all. */
  static void write(Path file, Console.Document document) throws Console.OutputException {
    try (PendingFile pending = PendingFile.open(file)) {
      document.writeTo(pending.writer());
      pending.complete();
    } catch (IOException e) {
      throw new Console.OutputException(file.toString(), e);
    }
  }

  /** The same place as another output or an input, however it is spelled. */
  static boolean same(Path one, Path other) {
    try {
      return (Files.exists(one) && Files.exists(other))
          ? Files.isSameFile(one, other)
          : place(one).equals(place(other));
    } catch (IOException e) {
      return false;
    }
  }

  /** Where a file is or will be, whichever links lead to its folder. */
  private static Path place(Path file) throws IOException {
    Path place = file.toAbsolutePath().normalize();
    Path folder = place.getParent();
    return folder != null && Files.isDirectory(folder)
        ? folder.toRealPath().resolve(folder.relativize(place))
        : place;
  }

  /**
   * Refuses to write over a file that is read.
   *
   * @param input null: none is read
   * @param what it is, such as "a key to read"
   */
  static void keepOff(@Nullable Path input, List<Output> outputs, String what) {
    for (Path target : files(outputs)) {
      if (input != null && same(input, target)) {
        throw new UsageException("'" + target + "' is " + what + "; it is not written over");
      }
    }
  }

  /** Whether text goes to standard output, where somebody may read it. */
  static boolean isTextOnStandardOutput(List<Output> outputs) {
    return outputs.stream().anyMatch(o -> o.file == null && o.format.equals(TEXT));
  }

  /** Whether nothing else goes to standard output; text comes at the end, all at once. */
  static boolean isTextAlone(List<Output> outputs) {
    return outputs.stream().allMatch(o -> o.file != null || o.format.equals(TEXT));
  }

  /** Files of all outputs that have one. */
  static List<Path> files(List<Output> outputs) {
    List<Path> files = new ArrayList<>();
    for (Output output : outputs) {
      if (output.file != null) {
        files.add(output.file);
      }
    }
    return files;
  }
}
