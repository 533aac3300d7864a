package org.connectoranalyzer.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.ReportDocument;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a run, written side by side while captures come in; their files are opened
 * before, each document begins with the first capture. One that cannot be written is said, once,
 * and leaves the others alone. Used by one thread; closing leaves no half of a file.
 */
final class Documents implements Closeable {
  private final List<Document> documents;
  private final Beginning beginning;
  private final Console console;
  private final Failure failure;

  /** Begins the document of an output. */
  interface Beginning {
    ReportDocument begin(Output output, Appendable target) throws IOException;
  }

  /** Says that a document cannot be written. */
  interface Failure {
    void say(Console.OutputException failure);
  }

  /** What is done with each document. */
  private interface Step {
    void with(Document document) throws IOException;
  }

  private static final class Document {
    private final Output output;
    private @Nullable PendingFile file;
    private @Nullable Writer writer;
    private @Nullable ReportDocument report;
    private boolean failed;

    Document(Output output) {
      this.output = output;
    }
  }

  Documents(List<Output> outputs, Beginning beginning, Console console, Failure failure) {
    this.documents = outputs.stream().map(Document::new).toList();
    this.beginning = beginning;
    this.console = console;
    this.failure = failure;
  }

  /** Opens the files, so that one that cannot be written is known before a long analysis. */
  void open() {
    each(
        document -> {
          Path target = document.output.file();
          PendingFile file = target == null ? null : PendingFile.open(target);
          document.file = file;
          document.writer = file == null ? console.outWriter() : file.writer();
        });
  }

  /** Whether no document is left that could be written. */
  boolean haveFailed() {
    return documents.stream().allMatch(document -> document.failed);
  }

  void add(CaptureReport capture) {
    each(document -> begun(document).add(capture));
  }

  /** Completes the documents; without any capture they say so. */
  void end() {
    each(
        document -> {
          begun(document).end();
          if (document.file != null) {
            document.file.complete();
          } else if (document.writer != null) {
            document.writer.flush();
          }
        });
  }

  private void each(Step step) {
    for (Document document : documents) {
      if (!document.failed) {
        try {
          step.with(document);
        } catch (IOException e) {
          document.failed = true;
          Path file = document.output.file();
          failure.say(new Console.OutputException(file == null ? null : file.toString(), e));
        }
      }
    }
  }

  private ReportDocument begun(Document document) throws IOException {
    ReportDocument report = document.report;
    if (report == null) {
      report = beginning.begin(document.output, Objects.requireNonNull(document.writer));
      document.report = report;
    }
    return report;
  }

  @Override
  public void close() {
    for (Document document : documents) {
      if (document.file != null) {
        try {
          document.file.close();
        } catch (IOException e) {
          // Said already, or the run breaks off for a reason of its own.
        }
      }
    }
  }
}
