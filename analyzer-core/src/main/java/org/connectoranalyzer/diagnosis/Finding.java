package org.connectoranalyzer.diagnosis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One cause, merged and kept; what a report shows. No words yet.
 *
 * @param subject what it is about; with code and way the base of {@code fingerprint}
 * @param fingerprint first 16 hex digits of SHA-256 over {@code v1|code|way|subject}
 * @param evidence at most 50: first, last, one per address and kind
 */
public record Finding(
    Diagnosis diagnosis,
    Severity severity,
    Owner owner,
    Confidence confidence,
    String confidenceReason,
    String variant,
    Way way,
    @Nullable IpAddress client,
    String subject,
    int port,
    List<String> hosts,
    Facts facts,
    long occurrences,
    List<Evidence> evidence,
    boolean unfinished,
    String flowFilter,
    String fingerprint) {

  /** Stable over client ports, times, counts, and addresses of the same name. */
  public static String fingerprint(String code, Way way, String subject) {
    String identity = "v1|" + code + "|" + way.name().toLowerCase(Locale.ROOT) + "|" + subject;
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public String code() {
    return diagnosis.code();
  }

  /** The cited frames, in order. */
  public List<FrameEvidence> frames() {
    return evidence.stream()
        .filter(FrameEvidence.class::isInstance)
        .map(FrameEvidence.class::cast)
        .toList();
  }

  Finding withSeverity(Severity other) {
    return new Finding(
        diagnosis,
        other,
        owner,
        confidence,
        confidenceReason,
        variant,
        way,
        client,
        subject,
        port,
        hosts,
        facts,
        occurrences,
        evidence,
        unfinished,
        flowFilter,
        fingerprint);
  }
}
