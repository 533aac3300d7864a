package org.connectoranalyzer.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.connectoranalyzer.capture.FileKinds;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.JsonReader;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.ReportFormatException;
import org.connectoranalyzer.report.SafeText;
import org.jspecify.annotations.Nullable;

/** A report that was saved as JSON: a file, or what standard input has; it can be read twice. */
final class SavedReport {
  /** Standard input is kept in memory. */
  private static final int MOST_BYTES_OF_STDIN = 128 << 20;

  private final String name;
  private final Console console;
  private byte @Nullable [] bytes;

  private SavedReport(String name, Console console) {
    this.name = name;
    this.console = console;
  }

  /** The report of that name, which no output may be written over. */
  static SavedReport of(String name, List<Output> outputs, Console console) {
    if (name.isEmpty()) {
      throw new UsageException("the name of the report is empty");
    }
    if (name.equals(Inputs.STDIN)) {
      if (console.terminal().stdin()) {
        throw new UsageException("standard input (-) is a terminal; pipe a JSON report into it");
      }
      return new SavedReport(name, console);
    }
    try {
      Output.keepOff(Path.of(name), outputs, "a report to read");
    } catch (InvalidPathException e) {
      throw new UsageException("'" + name + "' cannot be the name of a file");
    }
    return new SavedReport(name, console);
  }

  /** Reads it from its beginning. */
  void read(JsonReader.Receiver receiver) throws IOException {
    try (InputStream in = open()) {
      JsonReader.read(in, receiver);
    }
  }

  private InputStream open() throws IOException {
    if (!name.equals(Inputs.STDIN)) {
      return Files.newInputStream(Path.of(name));
    }
    if (bytes == null) {
      bytes = console.in().readNBytes(MOST_BYTES_OF_STDIN + 1);
    }
    if (bytes.length > MOST_BYTES_OF_STDIN) {
      throw new TooLarge();
    }
    return new ByteArrayInputStream(bytes);
  }

  /** More came from standard input than is kept. */
  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** What is wrong where it could not be read, and what to do. */
  String fault(IOException failure, Messages words) {
    Facts facts = Facts.of("file", SafeText.of(name));
    if (failure instanceof ReportFormatException format) {
      return words.text(
          key(format.kind()), facts.with("line", format.line()).with("detail", format.detail()));
    } else if (failure instanceof NoSuchFileException) {
      return words.text("cli.report.missing", facts);
    } else if (failure instanceof TooLarge) {
      return words.text("cli.report.tooLong", facts.with("megabytes", MOST_BYTES_OF_STDIN >> 20));
    } else if (!name.equals(Inputs.STDIN) && Files.isDirectory(Path.of(name))) {
      return words.text("cli.report.folder", facts);
    }
    String detail = SafeText.of(String.valueOf(failure.getMessage()));
    return words.text("cli.report.unreadable", facts.with("detail", detail));
  }

  private String key(ReportFormatException.Kind kind) {
    return switch (kind) {
      case NO_JSON -> isCapture() ? "cli.report.capture" : "cli.report.noJson";
      case OTHER_VERSION -> "cli.report.otherVersion";
      case CONFIGURATION -> "cli.report.configuration";
      case COMPARISON -> "cli.report.comparison";
      case ENDPOINTS -> "cli.report.endpoints";
      case SARIF -> "cli.report.sarif";
      case OTHER -> "cli.report.other";
      case TOO_LARGE -> "cli.report.tooLarge";
      case DAMAGED -> "cli.report.damaged";
    };
  }

  private boolean isCapture() {
    if (name.equals(Inputs.STDIN)) {
      return false;
    }
    Path file = Path.of(name);
    return Files.isRegularFile(file) && FileKinds.isTrace(file);
  }
}
