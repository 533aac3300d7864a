package org.connectoranalyzer.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.configuration.ProxyUse.Kind;
import org.connectoranalyzer.connector.configuration.ProxyUse.Program;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.diagnosis.Severity;
import org.connectoranalyzer.report.ConfigurationReport.FileEntry;
import org.connectoranalyzer.report.ConfigurationReport.Line;
import org.connectoranalyzer.report.ConfigurationReport.SettingEntry;
import org.connectoranalyzer.report.ConfigurationReport.Status;
import org.connectoranalyzer.report.TextLayout.Tint;

/**
 * The report of configuration files for reading: one line for the whole, what each file is, who
 * goes which way, findings, and what files cannot show.
 */
final class ConfigurationText implements ConfigurationWriter {
  @Override
  public String format() {
    return "text";
  }

  @Override
  public void write(
      ConfigurationReport report, Messages words, WriteOptions options, Appendable out)
      throws IOException {
    TextLayout layout = new TextLayout(options);
    Document document = new Document(report, words, layout);
    document.summary();
    document.files();
    document.settings();
    new FindingText(report.findings(), FindingText.Source.FILES, words, options, layout).write();
    document.notShown();
    out.append(layout.text());
  }

  private record Document(ConfigurationReport report, Messages words, TextLayout layout) {

    void summary() {
      long unread = count(Status.UNREADABLE);
      Facts facts =
          Facts.of("files", count(Status.CHECKED))
              .with("counts", FindingText.counts(report.findings(), words));
      String key =
          count(Status.CHECKED) == 0
              ? "check.nothing"
              : report.findings().isEmpty() ? "check.clean" : "check.found";
      String sentence = words.text(key, facts);
      if (unread > 0 && count(Status.CHECKED) > 0) {
        Facts more = Facts.of("sentence", sentence).with("count", unread);
        sentence = words.text("check.incomplete", more);
      }
      if (layout.fits(sentence)) {
        layout.line(layout.paint(tint(unread), sentence));
      } else {
        layout.wrapped("", 0, 0, sentence);
      }
    }

    private Tint tint(long unread) {
      boolean isError = report.findings().stream().anyMatch(f -> f.severity() == Severity.ERROR);
      return isError || count(Status.CHECKED) == 0
          ? Tint.RED
          : report.findings().isEmpty() && unread == 0 ? Tint.GREEN : Tint.YELLOW;
    }

    private long count(Status status) {
      return report.files().stream().filter(file -> file.status() == status).count();
    }

    private void heading(String key) {
      layout.blank();
      layout.line(layout.paint(Tint.BOLD, words.text("heading." + key)));
    }

    void files() {
      heading("files");
      report.files().forEach(this::file);
    }

    private void file(FileEntry file) {
      CaptureReport.Failure error = file.error();
      if (error != null) {
        String status = words.text("verdict.unreadable");
        Facts facts = Facts.of("message", error.message()).with("hint", error.hint());
        String lead = "  " + layout.paint(Tint.RED, status) + "  ";
        layout.wrapped(lead, layout.width(status) + 4, 6, words.text("text.fileNotChecked", facts));
      } else if (file.role() != null && file.recognizedBy() != null) {
        Facts facts =
            Facts.of("file", file.file())
                .with("role", words.text("role." + JsonNames.of(file.role())))
                .with("by", words.text("recognizedBy." + JsonNames.of(file.recognizedBy())));
        layout.wrapped("  ", 2, 6, words.text("text.file", facts));
      }
    }

    void settings() {
      heading("settings");
      int width =
          Stream.of(Program.values())
              .mapToInt(program -> layout.width(program(program)))
              .max()
              .orElse(0);
      for (SettingEntry setting : report.settings()) {
        layout.field(program(setting.program()), width, way(setting));
        for (Line line : setting.decidedBy()) {
          layout.line("      " + line.file() + ":" + line.line());
        }
      }
    }

    private String program(Program program) {
      return words.text("program." + JsonNames.of(program));
    }

    private String way(SettingEntry setting) {
      boolean withoutWinHttp =
          setting.program() == Program.REVOCATION_CHECKS && setting.kind() == Kind.SYSTEM;
      Facts facts = Facts.NONE.withIfKnown("proxy", setting.proxy());
      facts = facts.withIfKnown("script", setting.script());
      if (!setting.bypassed().isEmpty()) {
        facts = facts.with("bypassed", setting.bypassed());
      }
      String key = withoutWinHttp ? "check.noWinHttpProxy" : "way." + JsonNames.of(setting.kind());
      return words.text(key, facts);
    }

    void notShown() {
      heading("notShown");
      notes().forEach(note -> layout.wrapped("  - ", 4, 4, note));
    }

    private List<String> notes() {
      List<String> notes = new ArrayList<>();
      Set<Role> needed = new LinkedHashSet<>();
      report.settings().forEach(setting -> needed.addAll(setting.needed()));
      for (Role role : needed) {
        String name = words.text("role." + JsonNames.of(role));
        boolean several = report.files().stream().anyMatch(file -> file.role() == role);
        notes.add(
            several
                ? words.text("check.severalFiles", Facts.of("role", name))
                : words.text("notGiven." + JsonNames.of(role)));
      }
      if (report.settings().stream().anyMatch(setting -> setting.kind() == Kind.SYSTEM)) {
        notes.add(words.text("check.windowsSettings"));
      }
      notes.add(words.text("check.restart"));
      report
          .detectorFailures()
          .forEach(
              failure ->
                  notes.add(
                      words.text(
                          "text.detectorFailure",
                          Facts.of("detector", failure.detector())
                              .with("error", failure.message()))));
      return notes;
    }
  }
}
