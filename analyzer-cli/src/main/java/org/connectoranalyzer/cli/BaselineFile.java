package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.report.Baseline;
import org.connectoranalyzer.report.FindingEntry;
import org.connectoranalyzer.report.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * Known findings as a person writes them, a line each: {@code WHAT until=DATE REASON}, where WHAT
 * is a fingerprint, or a code and a subject in which "*" stands for any characters, and DATE may be
 * "never". Blank lines and those that begin with "#" are passed over. UTF-8.
 */
final class BaselineFile {
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_LINES = 10_000;
  private static final int DAYS_TO_EXPLAIN = 90;
  private static final String NEVER = "never";

  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+");
  private static final Pattern KNOWN =
      Pattern.compile(
          "(\\S+)(?:\\s+(?!until=)(\\S+))?(?:\\s+until=(\\S*))?(?:\\s+(.*))?", Pattern.DOTALL);

  private final Path file;

  private BaselineFile(Path file) {
    this.file = file;
  }

  /** Reads a file; one that is none is wrong usage, and the message names the line. */
  static Baseline read(Path file) {
    return new BaselineFile(file).baseline();
  }

  private Baseline baseline() {
    String text = text();
    if (text.stripLeading().startsWith("{")) {
      throw fault(
          "'" + file + "' is JSON; known findings are lines, which --write-baseline FILE writes");
    }
    List<Baseline.Known> known = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String words = line.strip();
      if (!words.isEmpty() && !words.startsWith("#")) {
        known.add(known(number, words));
      }
      if (known.size() > MOST_LINES) {
        throw fault("'" + file + "' has more than " + MOST_LINES + " known findings");
      }
    }
    return new Baseline(known);
  }

  private String text() {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw fault("'" + file + "' cannot be read");
    }
    if (bytes.length > MOST_BYTES) {
      throw fault("'" + file + "' is larger than 1 MiB, which no list of known findings is");
    }
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw fault("'" + file + "' is not text in UTF-8");
    }
  }

  private Baseline.Known known(int line, String words) {
    Matcher parts = KNOWN.matcher(words);
    if (!parts.matches()) {
      throw fault(line, "is not 'WHAT until=DATE REASON'");
    }
    String what = parts.group(1);
    String subject = parts.group(2);
    boolean isFingerprint = FINGERPRINT.matcher(what).matches();
    if (!isFingerprint && !CODE.matcher(what).matches()) {
      throw fault(line, "begins with neither a fingerprint nor a code: '" + shown(what) + "'");
    }
    if (isFingerprint == (subject != null)) {
      throw fault(
          line,
          isFingerprint
              ? "has '" + shown(subject) + "' where until=DATE belongs"
              : "has no subject behind the code; * stands for any");
    }
    if (parts.group(3) == null) {
      throw fault(line, "has no until=DATE, such as until=2027-03-31, or until=" + NEVER);
    }
    LocalDate until = date(line, parts.group(3));
    String reason = parts.group(4);
    if (reason == null || reason.isBlank()) {
      throw fault(line, "has no reason behind the date");
    }
    return new Baseline.Known(
        line,
        isFingerprint ? what : "",
        isFingerprint ? "" : what,
        subject == null ? "" : subject,
        until,
        SafeText.of(reason.strip()));
  }

  private @Nullable LocalDate date(int line, String text) {
    try {
      return text.equals(NEVER) ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw fault(line, "has '" + shown(text) + "', which is no date such as 2027-03-31");
    }
  }

  private static String shown(@Nullable String text) {
    return SafeText.of(String.valueOf(text));
  }

  private UsageException fault(int line, String message) {
    return fault("line " + line + " of '" + file + "' " + message);
  }

  private static UsageException fault(String message) {
    return UsageException.ofOption("--baseline", message);
  }

  /** The lines of what was found: with what is known of it, or to be given a reason and a date. */
  static String text(List<FindingEntry> findings, Baseline baseline, LocalDate today) {
    StringBuilder text = new StringBuilder(1024);
    text.append("# Known findings: counted, but hidden and no failure up to their date.\n")
        .append("# FINGERPRINT until=DATE REASON, or CODE SUBJECT until=DATE REASON, where *\n")
        .append("# stands for any characters; until=")
        .append(NEVER)
        .append(" is for ever.\n");
    for (FindingEntry finding : findings) {
      String until = today.plusDays(DAYS_TO_EXPLAIN).toString();
      String reason = "(why this is accepted, and by whom)";
      for (Baseline.Known known : baseline.known()) {
        if (!known.isExpired(today) && known.matches(finding)) {
          until = known.until() == null ? NEVER : known.until().toString();
          reason = known.reason();
          break;
        }
      }
      text.append("\n# ")
          .append(finding.code())
          .append(' ')
          .append(finding.subject())
          .append(": ")
          .append(finding.title())
          .append('\n')
          .append(finding.fingerprint())
          .append(" until=")
          .append(until)
          .append(' ')
          .append(reason)
          .append('\n');
    }
    return text.toString();
  }
}
