package org.connectoranalyzer.cli;

import java.io.BufferedWriter;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Locale;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.DisplayCharset;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one run: the result goes to standard output, all else to standard error. Lives as
 * long as the run; errors on standard output end it with exit code 4.
 */
final class Console {
  /** Of the program, before each line on standard error. */
  static final String NAME = "connector-analyzer";

  private final InputStream in;
  private final OutputStream out;
  private final OutputStream err;
  private final Terminal terminal;
  private final Clock clock;
  private final StringWriter help = new StringWriter();
  private final PrintWriter errWriter;
  private boolean verbose;
  private boolean quiet;
  private volatile boolean ended;
  private volatile @Nullable Runnable atEnd;

  /** A result could not be written; {@code file} null: to standard output. */
  static final class OutputException extends IOException {
    private static final long serialVersionUID = 1L;
    private final @Nullable String file;
    private final IOException reason;

    OutputException(@Nullable String file, IOException reason) {
      super(reason);
      this.file = file;
      this.reason = reason;
    }
  }

  Console(InputStream in, OutputStream out, OutputStream err, Terminal terminal) {
    this(in, out, err, terminal, Clock.systemUTC());
  }

  /**
   * @param clock tells today, after which known findings expire
   */
  Console(InputStream in, OutputStream out, OutputStream err, Terminal terminal, Clock clock) {
    this.clock = clock;
    this.in = in;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    errWriter = new PrintWriter(writer(err, terminal.onStderr()), true);
  }

  private static Writer writer(OutputStream stream, DisplayCharset display) {
    Writer encoder = new BufferedWriter(new OutputStreamWriter(stream, display.charset()));
    return new FilterWriter(encoder) {
      @Override
      public void write(int character) throws IOException {
        out.write(display.fit(Character.toString((char) character)));
      }

      @Override
      public void write(String text, int offset, int length) throws IOException {
        out.write(display.fit(text.substring(offset, offset + length)));
      }

      @Override
      public void write(char[] text, int offset, int length) throws IOException {
        out.write(display.fit(new String(text, offset, length)));
      }
    };
  }

  InputStream in() {
    return in;
  }

  OutputStream err() {
    return err;
  }

  Terminal terminal() {
    return terminal;
  }

  LocalDate today() {
    return LocalDate.now(clock);
  }

  /** For help and version, which {@link #writeHelp} puts out. */
  PrintWriter helpWriter() {
    return new PrintWriter(help, true);
  }

  void writeHelp() throws OutputException {
    if (help.getBuffer().length() > 0) {
      write(target -> target.append(help.getBuffer()));
    }
  }

  PrintWriter errWriter() {
    return errWriter;
  }

  /** From here on stack traces and logs are shown. */
  void beVerbose() {
    verbose = true;
    Logging.to(err, terminal.onStderr().charset());
  }

  /** From here on only errors are said. */
  void beQuiet() {
    quiet = true;
  }

  boolean isQuiet() {
    return quiet;
  }

  /** Something that writes a document. */
  interface Document {
    void writeTo(Appendable target) throws IOException;
  }

  /** Writes to standard output. */
  void write(Document document) throws OutputException {
    try {
      Writer writer = outWriter();
      document.writeTo(writer);
      writer.flush();
    } catch (IOException e) {
      throw new OutputException(null, e);
    }
  }

  /** To standard output, bytes as they are. */
  OutputStream out() {
    return out;
  }

  /** To standard output, buffered, in UTF-8 or in the terminal's charset. */
  Writer outWriter() {
    return writer(out, terminal.onStdout());
  }

  /** The words themselves, or English where standard error cannot show them. */
  Messages said(Messages words) {
    return words.isShownIn(terminal.onStderr()) ? words : Messages.load(Messages.ENGLISH);
  }

  /** What is done where the process is ended in the middle. */
  void atEnd(Runnable last) {
    atEnd = last;
  }

  /** The process ends, by itself or by a signal: what fails from here on is a consequence. */
  void end() {
    Runnable last = atEnd;
    if (last != null) {
      last.run();
    }
    ended = true;
  }

  /** Says what is worth knowing, unless asked to be quiet. */
  void hint(String words) {
    if (!quiet) {
      error(words);
    }
  }

  /** Says one line, in which nothing of a name or a capture is harmful. */
  void error(String words) {
    if (!ended) {
      errWriter.println(NAME + ": " + SafeText.of(words));
    }
  }

  /** Says what is wrong, and how to learn what is right. */
  ExitCode wrongUsage(UsageException wrong, String command) {
    error(String.valueOf(wrong.getMessage()));
    errWriter.println("Usage: " + command + " --help");
    return ExitCode.USAGE;
  }

  /** Says how the program is called. */
  ExitCode nothingAsked() {
    error("a capture or a command is missing");
    errWriter.println("Usage:   " + NAME + " [OPTIONS] CAPTURE...");
    errWriter.println("Example: " + NAME + " connector-start.pcapng");
    errWriter.println("Help:    " + NAME + " --help");
    return ExitCode.USAGE;
  }

  ExitCode cannotWrite(OutputException failure, Messages words) {
    IOException reason = failure.reason;
    String detail = String.valueOf(reason.getMessage());
    boolean readerIsGone = failure.file == null && detail.toLowerCase(Locale.ROOT).contains("pipe");
    if (!readerIsGone || verbose) {
      String key =
          failure.file == null
              ? "cli.cannotWrite.standardOutput"
              : reason instanceof NoSuchFileException || reason instanceof NotDirectoryException
                  ? "cli.cannotWrite.noFolder"
                  : reason instanceof AccessDeniedException
                      ? "cli.cannotWrite.denied"
                      : "cli.cannotWrite.other";
      if (reason instanceof FileSystemException inFile && inFile.getReason() != null) {
        detail = inFile.getReason();
      }
      Facts facts = Facts.of("detail", detail);
      error(words.text(key, failure.file == null ? facts : facts.with("file", failure.file)));
      trace(reason);
    }
    return ExitCode.OUTPUT_FAILED;
  }

  /** Says in one line that a defect, or want of memory, stopped the run. */
  void failed(Throwable failure) {
    failed(Facts.NONE, failure);
  }

  /** Says in one line that a defect, or want of memory, stopped the analysis of a capture. */
  void failed(Path capture, Throwable failure) {
    failed(Facts.of("file", capture.toString()), failure);
  }

  private synchronized void failed(Facts place, Throwable failure) {
    Messages words = Messages.load(Messages.ENGLISH);
    if (failure instanceof OutOfMemoryError) {
      long ceiling = Runtime.getRuntime().maxMemory() >> 20;
      error(words.text("cli.outOfMemory", place.with("megabytes", ceiling)));
    } else {
      String detail = failure.toString().lines().findFirst().orElse("");
      error(words.text("cli.internalError", place.with("detail", detail)));
    }
    trace(failure);
  }

  private void trace(Throwable failure) {
    if (verbose && !ended) {
      StringWriter stack = new StringWriter();
      failure.printStackTrace(new PrintWriter(stack));
      errWriter.print(SafeText.words(stack.toString().replace("\r", "").replace("\t", "    ")));
      errWriter.flush();
    }
  }
}
