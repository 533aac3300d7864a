package org.connectoranalyzer.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.connectoranalyzer.report.FindingEntry.EvidenceEntry;
import org.jspecify.annotations.Nullable;

/**
 * Findings in the Static Analysis Results Interchange Format, SARIF 2.1.0 (OASIS), for dashboards
 * and code scanning: one run for all captures, since GitHub takes no two runs of one tool. Results
 * come first, as captures are analyzed; rules and artifacts, which they count, stand behind them.
 */
final class SarifWriter implements ReportWriter {
  /** At most so many of a result; GitHub takes 100. */
  private static final int MOST_HOSTS = 50;

  @Override
  public String format() {
    return "sarif";
  }

  @Override
  public boolean showsFileHash() {
    return true;
  }

  @Override
  public ReportDocument begin(Report head, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    JsonGenerator json = JsonForm.generator(options, out);
    json.writeStartObject();
    json.writeStringField(
        "$schema",
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
    json.writeStringField("version", "2.1.0");
    json.writeArrayFieldStart("runs");
    json.writeStartObject();
    json.writeArrayFieldStart("results");
    return new Document(head, words, options, json, out);
  }

  private static final class Document implements ReportDocument {
    private final Report head;
    private final WriteOptions options;
    private final JsonGenerator json;
    private final Appendable out;
    private final SarifRun run;

    Document(
        Report head, Messages words, WriteOptions options, JsonGenerator json, Appendable out) {
      this.head = head;
      this.options = options;
      this.json = json;
      this.out = out;
      run = new SarifRun(words, json);
    }

    @Override
    public void add(CaptureReport capture) throws IOException {
      Analysis analysis = capture.analysis();
      if (analysis != null) {
        for (FindingEntry finding : analysis.findings()) {
          if (FindingText.isShown(finding, options)) {
            result(capture, finding);
          }
        }
      }
      run.add(capture);
    }

    @Override
    public void end() throws IOException {
      json.writeEndArray();
      run.write(head);
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.close();
      out.append('\n');
    }

    private void result(CaptureReport capture, FindingEntry finding) throws IOException {
      json.writeStartObject();
      json.writeStringField("ruleId", finding.code());
      json.writeNumberField("ruleIndex", run.rule(finding));
      json.writeStringField("level", SarifRun.level(finding.severity()));
      json.writeFieldName("message");
      SarifRun.message(json, finding.summary().isEmpty() ? finding.title() : finding.summary());
      locations(capture, finding);
      relatedLocations(capture, finding.evidence());
      json.writeObjectFieldStart("partialFingerprints");
      json.writeStringField("connectorFinding/v1", finding.fingerprint());
      // The only one that GitHub looks at.
      json.writeStringField("primaryLocationLineHash", finding.fingerprint() + ":1");
      json.writeEndObject();
      if (finding.occurrences() > 0) {
        json.writeNumberField(
            "occurrenceCount", Math.min(finding.occurrences(), Integer.MAX_VALUE));
      }
      if (finding.suppression() != null) {
        suppression(finding.suppression());
      }
      properties(capture, finding);
      json.writeEndObject();
    }

    /** One by a baseline (section 3.35). */
    private void suppression(FindingEntry.Suppression suppression) throws IOException {
      json.writeArrayFieldStart("suppressions");
      json.writeStartObject();
      json.writeStringField("kind", "external");
      json.writeStringField("status", "accepted");
      if (suppression.reason() != null) {
        json.writeStringField("justification", suppression.reason());
      }
      if (suppression.until() != null) {
        json.writeObjectFieldStart("properties");
        json.writeStringField("until", suppression.until());
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeEndArray();
    }

    /** The first cited frame, or line; then what the finding is about. */
    private void locations(CaptureReport capture, FindingEntry finding) throws IOException {
      json.writeArrayFieldStart("locations");
      json.writeStartObject();
      List<EvidenceEntry> evidence = finding.evidence();
      if (evidence.isEmpty()) {
        physicalLocation(capture.files().get(0), 1);
      } else {
        physicalLocation(capture, evidence.get(0));
      }
      json.writeArrayFieldStart("logicalLocations");
      logicalLocation(finding.subject(), "endpoint");
      for (String host : finding.hosts().subList(0, Math.min(MOST_HOSTS, finding.hosts().size()))) {
        logicalLocation(host, "host");
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
    }

    private void logicalLocation(String name, String kind) throws IOException {
      json.writeStartObject();
      json.writeStringField("name", name);
      json.writeStringField("kind", kind);
      json.writeEndObject();
    }

    private void relatedLocations(CaptureReport capture, List<EvidenceEntry> evidence)
        throws IOException {
      if (evidence.isEmpty()) {
        return;
      }
      json.writeArrayFieldStart("relatedLocations");
      for (EvidenceEntry item : evidence) {
        json.writeStartObject();
        physicalLocation(capture, item);
        json.writeFieldName("message");
        SarifRun.message(json, item.note());
        json.writeEndObject();
      }
      json.writeEndArray();
    }

    private void physicalLocation(CaptureReport capture, EvidenceEntry item) throws IOException {
      FrameNumber frame = item.frame();
      Integer line = item.line();
      if (frame != null) {
        physicalLocation(capture.file(frame), frame.number());
      } else if (item.file() != null && line != null) {
        physicalLocation(item.file(), line);
      } else {
        physicalLocation(capture.files().get(0), 1);
      }
    }

    /** GitHub asks for a line: in a capture the frame, which a listing has one a line. */
    private void physicalLocation(String file, long line) throws IOException {
      json.writeObjectFieldStart("physicalLocation");
      json.writeObjectFieldStart("artifactLocation");
      json.writeStringField("uri", SarifUri.of(file));
      json.writeEndObject();
      json.writeObjectFieldStart("region");
      json.writeNumberField("startLine", Math.max(1, Math.min(line, Integer.MAX_VALUE)));
      json.writeEndObject();
      json.writeEndObject();
    }

    /** What the report has beyond SARIF, by the same names as in JSON. */
    private void properties(CaptureReport capture, FindingEntry finding) throws IOException {
      JsonForm form = new JsonForm(json, capture.joined());
      json.writeObjectFieldStart("properties");
      field(form, "subject", finding.subject());
      field(form, "title", finding.title());
      field(form, "remedy", finding.remedy());
      field(form, "way", finding.way());
      field(form, "owner", finding.owner());
      field(form, "client", finding.client());
      field(form, "confidence", finding.confidence());
      json.writeArrayFieldStart("frames");
      for (EvidenceEntry item : finding.evidence()) {
        if (item.frame() != null) {
          json.writeNumber(item.frame().number());
        }
      }
      json.writeEndArray();
      if (finding.displayFilter() != null) {
        field(form, "displayFilter", finding.displayFilter());
      }
      if (finding.displayFilters() != null) {
        field(form, "displayFilters", finding.displayFilters());
      }
      if (finding.flowFilter() != null) {
        field(form, "flowFilter", finding.flowFilter());
      }
      field(form, "facts", finding.facts());
      json.writeEndObject();
    }

    private void field(JsonForm form, String name, @Nullable Object value) throws IOException {
      json.writeFieldName(name);
      form.write(value);
    }
  }
}
