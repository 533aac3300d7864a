package org.connectoranalyzer.report;

import java.time.Instant;
import java.util.List;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Owner;
import org.connectoranalyzer.diagnosis.Severity;
import org.jspecify.annotations.Nullable;

/**
 * One cause as reported: keys and facts, the words rendered from them, and the frames that prove
 * it.
 *
 * @param confidenceKey words {@code confidence.<key>}
 * @param variant of the page's sections; "" the plain ones
 * @param message ready to be sent to who must act; null where the page has none
 * @param unfinished the capture ended before it was decided
 * @param displayFilter Wireshark filter that selects exactly the cited frames; null in a joined
 *     recording, which has {@code displayFilters}, and without a recording
 * @param flowFilter works on another copy of the trace; null without a recording
 * @param suppression of a known finding that is shown all the same; null for all others
 */
public record FindingEntry(
    String code,
    Severity severity,
    Confidence confidence,
    String confidenceReason,
    String confidenceKey,
    Way way,
    Owner owner,
    @Nullable String client,
    String subject,
    List<String> hosts,
    String variant,
    boolean unfinished,
    String title,
    String summary,
    String remedy,
    @OmitNull @Nullable String message,
    Facts facts,
    long occurrences,
    List<EvidenceEntry> evidence,
    @OmitNull @Nullable String displayFilter,
    @OmitNull @Nullable List<FileFilter> displayFilters,
    @OmitNull @Nullable String flowFilter,
    String fingerprint,
    @OmitNull @Nullable Suppression suppression) {

  /**
   * What proves something: a frame with its time and its two ends, or a line of a configuration
   * file.
   *
   * @param time null for a frame without one
   * @param line 1-based
   * @param kind key of {@code note}, filled from {@code facts}
   */
  public record EvidenceEntry(
      @OmitNull @Nullable FrameNumber frame,
      @OmitNull @Nullable Instant time,
      @OmitNull @Nullable String from,
      @OmitNull @Nullable String to,
      @OmitNull @Nullable String file,
      @OmitNull @Nullable Integer line,
      String kind,
      Facts facts,
      String note) {}

  /**
   * Why a finding is known and no failure ({@link Baseline}).
   *
   * @param reason a person's words; null in a redacted report
   * @param until last day, ISO 8601; null for ever
   */
  public record Suppression(@OmitNull @Nullable String reason, @OmitNull @Nullable String until) {}

  /** The filter of one file of a joined recording. */
  public record FileFilter(String file, String filter) {}

  public FindingEntry {
    hosts = List.copyOf(hosts);
    evidence = List.copyOf(evidence);
  }

  /** Whether it is known and no failure. */
  public boolean suppressed() {
    return suppression != null;
  }

  FindingEntry with(Suppression known) {
    return new FindingEntry(
        code,
        severity,
        confidence,
        confidenceReason,
        confidenceKey,
        way,
        owner,
        client,
        subject,
        hosts,
        variant,
        unfinished,
        title,
        summary,
        remedy,
        message,
        facts,
        occurrences,
        evidence,
        displayFilter,
        displayFilters,
        flowFilter,
        fingerprint,
        known);
  }
}
