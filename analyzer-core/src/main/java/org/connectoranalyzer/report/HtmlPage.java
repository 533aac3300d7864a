package org.connectoranalyzer.report;

import io.jstach.jstache.JStache;
import io.jstach.jstache.JStacheConfig;
import io.jstach.jstache.JStacheLambda;
import io.jstach.jstache.JStachePath;
import io.jstach.jstache.JStacheType;
import java.util.List;
import org.connectoranalyzer.diagnosis.Facts;

/**
 * What the template of the whole page shows.
 *
 * @param captures all of them; their verdicts stand above, where they are several
 * @param sections the captures, rendered
 */
@JStache(path = "page")
@JStacheConfig(
    type = JStacheType.STACHE,
    pathing = @JStachePath(prefix = "org/connectoranalyzer/report/html/", suffix = ".mustache"))
record HtmlPage(
    Messages words,
    Report.Tool tool,
    HtmlAsset style,
    HtmlAsset script,
    List<HtmlCapture.Heading> captures,
    List<String> sections) {

  /** The words of a key, for the template. */
  @JStacheLambda
  @JStacheLambda.Raw
  public String word(@JStacheLambda.Raw String key) {
    return HtmlText.escaped(words.text(key));
  }

  String language() {
    return words.language();
  }

  boolean several() {
    return captures.size() != 1;
  }

  String title() {
    return several() ? counted() : captures.get(0).verdict() + ": " + captures.get(0).files();
  }

  String counted() {
    return words.text("text.captures", Facts.of("count", captures.size()));
  }

  String madeBy() {
    return words.text(
        "html.madeBy",
        Facts.of("tool", tool.name())
            .with("version", tool.version())
            .with("endpointList", tool.endpointList()));
  }
}
