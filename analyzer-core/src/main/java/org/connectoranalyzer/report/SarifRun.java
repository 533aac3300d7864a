package org.connectoranalyzer.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.report.Analysis.DetectorFailure;
import org.jspecify.annotations.Nullable;

/**
 * What a run of SARIF 2.1.0 has beside its results, collected while these are written: rules
 * (section 3.49), artifacts (3.24), the invocation with what went wrong in it (3.20).
 */
final class SarifRun {
  private final Messages words;
  private final JsonGenerator json;
  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final List<Artifact> artifacts = new ArrayList<>();
  private final List<Notification> notifications = new ArrayList<>();

  /** A code with the most severe level that it came with. */
  private static final class Rule {
    private final int index;
    private Severity severity;

    Rule(int index, Severity severity) {
      this.index = index;
      this.severity = severity;
    }
  }

  /** A capture's file; what is null is told by the first file of a recording. */
  private record Artifact(
      String file,
      @Nullable String sha256,
      String status,
      @Nullable Summary summary,
      @Nullable Boolean redacted) {}

  private record Summary(
      String verdict, String mode, String headline, String owner, String sentence) {}

  private record Notification(
      String id, String level, String text, String file, @Nullable String error) {}

  SarifRun(Messages words, JsonGenerator json) {
    this.words = words;
    this.json = json;
  }

  static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case INFO -> "note";
    };
  }

  /**
   * A message object (3.11). Braces would be placeholders and "](" a link, so the former are
   * doubled, as 3.11.5 demands, and the latter is taken apart.
   */
  static void message(JsonGenerator json, String text) throws IOException {
    json.writeStartObject();
    json.writeStringField("text", literal(text));
    json.writeEndObject();
  }

  private static String literal(String text) {
    return text.strip().replace("{", "{{").replace("}", "}}").replace("](", "] (");
  }

  /** The index of a finding's rule. */
  int rule(FindingEntry finding) {
    Severity severity = finding.severity();
    Rule rule = rules.computeIfAbsent(finding.code(), code -> new Rule(rules.size(), severity));
    if (severity.compareTo(rule.severity) < 0) {
      rule.severity = severity;
    }
    return rule.index;
  }

  /** Keeps of a capture what stands behind the results. */
  void add(CaptureReport capture) {
    Analysis analysis = capture.analysis();
    CaptureReport.Failure error = capture.error();
    String status = JsonNames.of(capture.status());
    String file = capture.files().get(0);
    if (analysis == null) {
      Boolean redacted = capture.redacted() ? true : null;
      for (String each : capture.files()) {
        artifacts.add(new Artifact(each, null, status, null, redacted));
      }
      if (error != null) {
        Facts facts = Facts.of("message", error.message()).with("hint", error.hint());
        String text = words.text("text.fileNotChecked", facts);
        notifications.add(new Notification("unreadable", "error", text, file, error.code()));
      }
      return;
    }
    Summary summary =
        new Summary(
            JsonNames.of(analysis.verdict()),
            JsonNames.of(analysis.mode()),
            analysis.headline().code(),
            JsonNames.of(analysis.headline().owner()),
            analysis.headline().sentence());
    for (Analysis.Part part : analysis.capture().parts()) {
      boolean first = part.file().equals(file);
      artifacts.add(
          new Artifact(
              part.file(),
              part.sha256(),
              status,
              first ? summary : null,
              first ? capture.redacted() : null));
    }
    CaptureWords captureWords = new CaptureWords(words, WriteOptions.STANDARD);
    for (DetectorFailure failure : analysis.detectorFailures()) {
      String text = captureWords.note(failure);
      notifications.add(
          new Notification("detectorFailure", "error", text, file, failure.detector()));
    }
    for (Analysis.LimitReached limit : analysis.limitsReached()) {
      notifications.add(
          new Notification(
              "limitReached", "warning", captureWords.note(limit), file, limit.limit()));
    }
  }

  /** Writes the rest of the run. */
  void write(Report head) throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", head.tool().name());
    json.writeStringField("version", head.tool().version());
    json.writeStringField("language", words.language());
    json.writeArrayFieldStart("rules");
    for (Map.Entry<String, Rule> rule : rules.entrySet()) {
      write(rule.getKey(), rule.getValue().severity);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("properties");
    json.writeStringField("endpointList", head.tool().endpointList());
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    invocation();
    json.writeArrayFieldStart("artifacts");
    for (Artifact artifact : artifacts) {
      write(artifact);
    }
    json.writeEndArray();
    json.writeStringField("language", words.language());
    json.writeStringField("columnKind", "utf16CodeUnits");
  }

  private void write(String code, Severity severity) throws IOException {
    Page page = words.page(code);
    json.writeStartObject();
    json.writeStringField("id", code);
    text("shortDescription", page == null ? code : outline(page.title()), null);
    text("fullDescription", page == null ? code : outline(page.summary("")), null);
    text(
        "help",
        page == null ? code : page.explanation() + "\n\n" + outline(page.remedy("")),
        page == null ? null : page.explanation());
    json.writeObjectFieldStart("defaultConfiguration");
    json.writeStringField("level", level(severity));
    json.writeEndObject();
    json.writeObjectFieldStart("properties");
    json.writeStringField(
        "problem.severity", severity == Severity.INFO ? "recommendation" : level(severity));
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String outline(String template) {
    return new Template(template).outline();
  }

  private void text(String name, String text, @Nullable String markdown) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("text", literal(text));
    if (markdown != null) {
      json.writeStringField("markdown", literal(markdown));
    }
    json.writeEndObject();
  }

  private void invocation() throws IOException {
    boolean successful = notifications.stream().noneMatch(n -> n.level().equals("error"));
    json.writeArrayFieldStart("invocations");
    json.writeStartObject();
    json.writeBooleanField("executionSuccessful", successful);
    json.writeArrayFieldStart("toolExecutionNotifications");
    for (Notification notification : notifications) {
      json.writeStartObject();
      json.writeObjectFieldStart("descriptor");
      json.writeStringField("id", notification.id());
      json.writeEndObject();
      json.writeStringField("level", notification.level());
      json.writeFieldName("message");
      message(json, notification.text());
      json.writeArrayFieldStart("locations");
      json.writeStartObject();
      json.writeObjectFieldStart("physicalLocation");
      location("artifactLocation", notification.file());
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndArray();
      json.writeObjectFieldStart("properties");
      json.writeStringField("code", notification.error());
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private void location(String name, String file) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("uri", SarifUri.of(file));
    json.writeEndObject();
  }

  private void write(Artifact artifact) throws IOException {
    json.writeStartObject();
    location("location", artifact.file());
    json.writeArrayFieldStart("roles");
    json.writeString("analysisTarget");
    json.writeEndArray();
    if (artifact.sha256() != null) {
      json.writeObjectFieldStart("hashes");
      json.writeStringField("sha-256", artifact.sha256());
      json.writeEndObject();
    }
    json.writeObjectFieldStart("properties");
    json.writeStringField("status", artifact.status());
    Summary summary = artifact.summary();
    if (summary != null) {
      JsonForm.of(json).writeComponents(summary);
    }
    if (artifact.redacted() != null) {
      json.writeBooleanField("redacted", artifact.redacted());
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
