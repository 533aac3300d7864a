package org.connectoranalyzer.diagnosis;

import java.util.Comparator;
import org.connectoranalyzer.connector.configuration.Location;

/**
 * One line of a configuration file that proves something.
 *
 * @param kind what the line says: "settingFixed", "wrongCase" …
 */
public record LineEvidence(Location at, String kind, Facts facts) implements Evidence {
  static final Comparator<LineEvidence> ORDER =
      Comparator.comparing((LineEvidence e) -> e.at().file())
          .thenComparing(e -> e.at().line())
          .thenComparing(LineEvidence::kind)
          .thenComparing(e -> e.facts().asMap().toString());
}
