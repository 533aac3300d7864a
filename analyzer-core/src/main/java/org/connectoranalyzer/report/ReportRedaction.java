package org.connectoranalyzer.report;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.redaction.Redaction;
import org.connectoranalyzer.redaction.RedactionOptions;
import org.jspecify.annotations.Nullable;

/**
 * Reports without what identifies a network and its owner. Every string is replaced unless it is
 * known to be a term of this program; sentences are rendered anew from the replaced facts. Codes,
 * severities, counts, times, ports and frame numbers stay. Not for several threads at a time.
 */
public final class ReportRedaction {
  private static final Pattern FILTER_PART = Pattern.compile("\"[^\"]*\"|[0-9A-Fa-f:.]+");
  private static final Pattern LIST_VERSION = Pattern.compile("[0-9.-]{1,12}");
  private static final String UNNAMED = "capture";

  private final RedactionOptions options;
  private final Messages words;

  /**
   * One whose reports are in the language of the words.
   *
   * @param words of the language that the redacted reports have
   */
  public ReportRedaction(RedactionOptions options, Messages words) {
    this.options = options;
    this.words = words;
  }

  /**
   * Whether the capture can be redacted: with the hashes of its files, which make the key where the
   * options have no secret. What is redacted already, or was unreadable, needs none.
   */
  public static boolean isPossible(CaptureReport capture, RedactionOptions options) {
    Analysis analysis = capture.analysis();
    return options.hasSecret()
        || capture.redacted()
        || analysis == null
        || analysis.capture().parts().stream().noneMatch(part -> part.sha256() == null);
  }

  /** What made the report; the version of a list of the user's own may be a name. */
  public Report.Tool of(Report.Tool tool) {
    return LIST_VERSION.matcher(tool.endpointList()).matches()
        ? tool
        : new Report.Tool(tool.name(), tool.version(), "own");
  }

  /**
   * The redacted report; itself if it is redacted already.
   *
   * @throws IllegalArgumentException if that is not possible
   */
  public CaptureReport of(CaptureReport capture) {
    if (capture.redacted()) {
      return capture;
    }
    if (!isPossible(capture, options)) {
      throw new IllegalArgumentException("neither a secret nor the hashes of the files are there");
    }
    Redaction redaction = redaction(capture);
    RecordCopy copy = new RecordCopy((owner, place, text) -> change(redaction, owner, place, text));
    return new ReportTranslation(words).worded(copy.of(capture).asRedacted());
  }

  /** Null where there is no key: all that is known of an unreadable file then is that it is one. */
  private @Nullable Redaction redaction(CaptureReport capture) {
    Analysis analysis = capture.analysis();
    List<String> hashes =
        analysis == null
            ? List.of()
            : analysis.capture().parts().stream()
                .map(part -> part.sha256() == null ? "" : part.sha256())
                .toList();
    return analysis == null && !options.hasSecret() ? null : options.redaction(hashes);
  }

  private @Nullable String change(
      @Nullable Redaction redaction, Record owner, String place, String text) {
    StringKind kind = StringKind.at(place);
    if (kind == StringKind.TERM) {
      return text;
    } else if (kind == StringKind.LEFT_OUT) {
      return null;
    } else if (kind == StringKind.WORDS) {
      return owner instanceof FindingEntry f && place.endsWith(".title") ? f.code() : "";
    } else if (redaction == null) {
      return kind == StringKind.FILE ? Redaction.fileName(UNNAMED, text) : null;
    }
    return switch (kind) {
      case FILE -> redaction.file(text);
      case ORGANIZATION -> redaction.organization(text);
      case PURPOSE -> words.has("purpose." + text) ? text : redaction.text(text);
      case FILTER -> filter(redaction, text);
      case SUBJECT -> subject(redaction, (FindingEntry) owner);
      case FINGERPRINT -> fingerprint(redaction, (FindingEntry) owner);
      default -> redaction.text(text);
    };
  }

  /** The subject, unless it names a part of this program's own, such as "capture". */
  private static String subject(Redaction redaction, FindingEntry finding) {
    boolean term =
        finding.way() == Way.CAPTURE
            || finding.way() == Way.CONFIG
            || finding.subject().equals("unrelated");
    return term ? finding.subject() : redaction.text(finding.subject());
  }

  private static String fingerprint(Redaction redaction, FindingEntry finding) {
    return Finding.fingerprint(finding.code(), finding.way(), subject(redaction, finding));
  }

  private static String filter(Redaction redaction, String filter) {
    Matcher part = FILTER_PART.matcher(filter);
    return part.replaceAll(
        found -> {
          String text = found.group();
          boolean replaced = text.startsWith("\"") || IpAddress.parse(text).isPresent();
          return Matcher.quoteReplacement(replaced ? redaction.text(text) : text);
        });
  }
}
