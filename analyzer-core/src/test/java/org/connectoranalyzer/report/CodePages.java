package org.connectoranalyzer.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.diagnosis.Diagnosis;
import org.connectoranalyzer.diagnosis.Owner;

/** The pages of {@code docs/codes} in one language: the words of {@code explain} in Markdown. */
final class CodePages {
  private static final Pattern CODE = Pattern.compile("[A-Z0-9]+(?:-[A-Z0-9]+)+");
  private static final Pattern WILDCARD = Pattern.compile("(?<!\\*)\\*(?=[.:])");
  private static final Pattern LIST_ITEM = Pattern.compile(" *(?:[-*]|\\d+\\.) .*");

  /**
   * A sample whose report has the code.
   *
   * @param sample name of its folder, which has a README
   * @param what it is about, in English; empty for files of the configuration
   * @param how to see it: a Wireshark filter, or a command line
   */
  record Shown(String sample, String what, String how) {}

  /** What stands in no words of the program, as only these pages need it. */
  private record Labels(
      String suffix,
      String otherLanguage,
      String otherSuffix,
      String index,
      String indexTitle,
      String intro,
      String severity,
      String code,
      String title,
      String samples,
      String samplesIntro) {}

  private static final Labels ENGLISH =
      new Labels(
          ".md",
          "日本語",
          ".ja.md",
          "all codes",
          "Codes of findings",
          """
          Each finding of a report has one of these codes. They are stable: a code is never given to another trouble. `connector-analyzer explain CODE`
          shows the same pages offline. Severity and owner below are the usual ones; a finding says where they differ, such as a warning where the
          capture ended before an error was decided. A capture in which nothing is wrong has the headline `HEALTHY`.""",
          "severity",
          "code",
          "what was found",
          "Samples",
          "[Recorded](../../samples/README.md), or files of the configuration; with a Wireshark filter or the command that shows it in each:");

  private static final Labels JAPANESE =
      new Labels(
          ".ja.md",
          "English",
          ".md",
          "コードの一覧",
          "検出事項のコード",
          """
          レポートの検出事項には、次のいずれかのコードが付きます。コードは変わることがなく、別の問題に使い回されることもありません。`connector-analyzer explain CODE --lang ja` を実行すると、同じページをオフラインで読めます。ここに示す重大度と対応担当は通常のものです。たとえば、エラーと断定する前にキャプチャが終わった場合は警告になるなど、個々の検出事項では異なることがあります。問題のないキャプチャの見出しは `HEALTHY` です。""",
          "重大度",
          "コード",
          "検出された内容",
          "サンプル",
          "[採取したキャプチャ](../../samples/README.md)または構成ファイルと、該当箇所を表示する Wireshark のフィルターまたはコマンドです。");

  private final Messages words;
  private final Labels labels;

  CodePages(Messages words) {
    this.words = words;
    labels = words.language().equals("ja") ? JAPANESE : ENGLISH;
  }

  /** Every file of this language by its name. */
  Map<String, String> all(List<Diagnosis> diagnoses, Map<String, List<Shown>> samples) {
    Map<String, String> files = new TreeMap<>();
    files.put("README" + labels.suffix, index(diagnoses));
    for (Diagnosis diagnosis : diagnoses) {
      String code = diagnosis.code();
      files.put(code + labels.suffix, page(diagnosis, samples.getOrDefault(code, List.of())));
    }
    return files;
  }

  private String index(List<Diagnosis> diagnoses) {
    Map<Owner, List<Diagnosis>> byOwner = new EnumMap<>(Owner.class);
    diagnoses.forEach(d -> byOwner.computeIfAbsent(d.owner(), o -> new ArrayList<>()).add(d));
    StringBuilder out = new StringBuilder();
    out.append("# ").append(labels.indexTitle).append("\n\n");
    out.append(
        "%s: [README%s](README%2$s)\n\n".formatted(labels.otherLanguage, labels.otherSuffix));
    out.append(labels.intro).append('\n');
    byOwner.forEach(
        (owner, group) -> {
          out.append("\n## ").append(words.text("owner." + JsonNames.of(owner))).append("\n\n");
          out.append("| %s | %s | %s |\n".formatted(labels.severity, labels.code, labels.title));
          out.append("|---|---|---|\n");
          group.stream()
              .sorted(Comparator.comparing(Diagnosis::severity).thenComparing(Diagnosis::code))
              .forEach(d -> out.append(row(d)));
        });
    return out.toString();
  }

  private String row(Diagnosis diagnosis) {
    return "| %s | [`%s`](%2$s%s) | %s |\n"
        .formatted(
            words.text("severity." + JsonNames.of(diagnosis.severity())),
            diagnosis.code(),
            labels.suffix,
            outline(pageOf(diagnosis).title()));
  }

  private Page pageOf(Diagnosis diagnosis) {
    return Objects.requireNonNull(words.page(diagnosis.code()), diagnosis.code());
  }

  private String page(Diagnosis diagnosis, List<Shown> samples) {
    Page page = pageOf(diagnosis);
    StringBuilder out = new StringBuilder();
    out.append("# ").append(diagnosis.code()).append("\n\n");
    out.append(
        "%s: [%s%s](%2$s%3$s) | [%s](README%s)\n\n"
            .formatted(
                labels.otherLanguage,
                diagnosis.code(),
                labels.otherSuffix,
                labels.index,
                labels.suffix));
    out.append("**").append(outline(page.title())).append("**\n\n");
    out.append(Explanation.roles(diagnosis, words)).append("\n\n");
    out.append(linked(page.explanation())).append('\n');
    out.append("\n## ").append(heading("heading.remedy")).append("\n\n");
    out.append(linked(paragraphs(outline(page.remedy(""))))).append('\n');
    String message = page.message();
    if (message != null) {
      out.append("\n## ").append(heading("heading.message")).append("\n\n> ");
      out.append(linked(paragraphs(outline(message))).replace("\n", "\n> ").replace("> \n", ">\n"));
      out.append('\n');
    }
    samples(samples, out);
    return out.toString();
  }

  /** In text reports headings are in capitals. */
  private String heading(String key) {
    String text = words.text(key);
    return text.charAt(0) + text.substring(1).toLowerCase(Locale.ROOT);
  }

  private void samples(List<Shown> samples, StringBuilder out) {
    if (!samples.isEmpty()) {
      out.append("\n## ").append(labels.samples).append("\n\n");
      out.append(labels.samplesIntro).append("\n\n");
    }
    for (Shown shown : samples) {
      boolean told = words.language().equals(Messages.ENGLISH) && !shown.what.isEmpty();
      out.append(
          "- [%s](../../samples/%1$s/README.md)%s<br>`%s`\n"
              .formatted(shown.sample, told ? ": " + shown.what : "", shown.how));
    }
  }

  /** Names of holes in angle brackets, which Markdown would take for HTML outside of code. */
  private static String outline(String text) {
    String[] parts = new Template(text).outline().split("`", -1);
    for (int i = 0; i < parts.length; i += 2) {
      parts[i] = parts[i].replace("<", "\\<");
    }
    return String.join("`", parts);
  }

  /** Lines are paragraphs or items of lists: Markdown wants blank lines between the former. */
  private static String paragraphs(String text) {
    StringBuilder out = new StringBuilder();
    boolean fenced = false;
    String before = "";
    for (String line : text.lines().toList()) {
      boolean fence = line.startsWith("```");
      boolean item = LIST_ITEM.matcher(line).matches();
      boolean together = fenced || (item && LIST_ITEM.matcher(before).matches());
      if (!out.isEmpty()) {
        out.append(together ? "\n" : "\n\n");
      }
      out.append(line);
      fenced ^= fence;
      before = line;
    }
    return out.toString();
  }

  /** Codes become links; a wildcard is no emphasis. */
  private String linked(String markdown) {
    String[] parts = markdown.split("`", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i % 2 == 0) {
        parts[i] =
            CODE.matcher(WILDCARD.matcher(parts[i]).replaceAll("\\\\*"))
                .replaceAll(m -> Matcher.quoteReplacement(link(m.group(), m.group())));
      } else if (CODE.matcher(parts[i]).matches()) {
        parts[i] = link(parts[i], "`" + parts[i] + "`");
      } else {
        parts[i] = "`" + parts[i] + "`";
      }
    }
    return String.join("", parts);
  }

  private String link(String code, String shown) {
    return words.page(code) == null ? shown : "[%s](%s%s)".formatted(shown, code, labels.suffix);
  }
}
