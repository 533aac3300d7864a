package org.connectoranalyzer.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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

  /**
   * Writes a file completely or not at all: beside its place first, then moved there in one step. A
   * device or pipe is written to as it is.
   */
  static void write(Path file, Console.Document document) throws Console.OutputException {
    try {
      if (Files.isDirectory(file)) {
        throw new FileSystemException(file.toString(), null, "directory");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        write(file, document, StandardOpenOption.WRITE);
        return;
      }
      Path place = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      if (Files.exists(place) && !Files.isWritable(place)) {
        throw new AccessDeniedException(file.toString());
      }
      replace(place, document);
    } catch (IOException e) {
      throw new Console.OutputException(file.toString(), e);
    }
  }

  private static void replace(Path place, Console.Document document) throws IOException {
    long process = ProcessHandle.current().pid();
    Path beside = place.resolveSibling("." + place.getFileName() + "." + process + ".tmp");
    try {
      write(beside, document, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
      Files.move(
          beside, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void write(Path file, Console.Document document, StandardOpenOption... options)
      throws IOException {
    try (Writer writer =
        new BufferedWriter(
            new OutputStreamWriter(Files.newOutputStream(file, options), StandardCharsets.UTF_8))) {
      document.writeTo(writer);
    }
  }

  /** The same place as another output or an input, however it is spelled. */
  static boolean same(Path one, Path other) {
    try {
      return (Files.exists(one) && Files.exists(other))
          ? Files.isSameFile(one, other)
          : one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether text goes to standard output, where somebody may read it. */
  static boolean isTextOnStandardOutput(List<Output> outputs) {
    return outputs.stream().anyMatch(o -> o.file == null && o.format.equals(TEXT));
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
