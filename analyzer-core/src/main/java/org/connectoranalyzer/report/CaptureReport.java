package org.connectoranalyzer.report;

import java.util.List;
import org.connectoranalyzer.diagnosis.Facts;
import org.jspecify.annotations.Nullable;

/**
 * What became of one capture, which is a file or several joined: exactly one of {@code error} (it
 * cannot be read) and {@code analysis} is there.
 *
 * @param files as given
 * @param language of the rendered words, "en"
 * @param redacted whether addresses, names and ids are stand-ins
 */
public record CaptureReport(
    List<String> files,
    String language,
    boolean redacted,
    @Nullable Failure error,
    @Nullable Analysis analysis) {

  /** Whether a capture could be read. */
  public enum Status {
    ANALYZED,
    UNREADABLE
  }

  /**
   * Why it could not be read.
   *
   * @param code what the file is or lacks ("etl", "empty", "missing" …)
   * @param hint what to do, often the command that converts it
   * @param facts of both beside the name of the file; null where there are none
   */
  public record Failure(
      String code, String message, String hint, @OmitNull @Nullable Facts facts) {}

  public CaptureReport {
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("a capture has a file");
    }
    if ((error == null) == (analysis == null)) {
      throw new IllegalArgumentException("a capture is either unreadable or analyzed");
    }
  }

  /** One that was not redacted. */
  public CaptureReport(
      List<String> files, String language, @Nullable Failure error, @Nullable Analysis analysis) {
    this(files, language, false, error, analysis);
  }

  CaptureReport asRedacted() {
    return new CaptureReport(files, language, true, error, analysis);
  }

  public Status status() {
    return analysis == null ? Status.UNREADABLE : Status.ANALYZED;
  }

  /** Whether several files were joined into one recording. */
  public boolean joined() {
    return files.size() > 1;
  }

  /** The file that a frame is in; the first where a saved report names one that there is not. */
  String file(FrameNumber frame) {
    return frame.file() >= 0 && frame.file() < files.size()
        ? files.get(frame.file())
        : files.get(0);
  }
}
