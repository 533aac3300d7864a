package org.connectoranalyzer.connector.configuration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.connectoranalyzer.connector.configuration.Element.Attribute;
import org.connectoranalyzer.connector.configuration.Fault.Kind;
import org.jspecify.annotations.Nullable;

/** The first faults of one .NET configuration, as its reading finds them; not thread-safe. */
final class Faults {
  private static final int MOST = 20;

  /** Where the elements belong that are put elsewhere most. */
  private static final Map<String, String> PLACES =
      Map.of(
          "system.net", "configuration/system.net",
          "defaultproxy", "configuration/system.net/defaultProxy",
          "proxy", "configuration/system.net/defaultProxy/proxy",
          "bypasslist", "configuration/system.net/defaultProxy/bypasslist");

  private final String file;
  private final List<Fault> faults = new ArrayList<>();

  Faults(String file) {
    this.file = file;
  }

  void add(Kind kind, int line, Map<String, Object> facts) {
    add(new Fault(kind, new Location(file, Math.max(1, line)), facts));
  }

  /** Whether there are so many that no more is noted. */
  boolean full() {
    return faults.size() == MOST;
  }

  void add(Fault fault) {
    if (faults.size() < MOST) {
      faults.add(fault);
    }
  }

  /** An element that is none of those which .NET knows in its place. */
  void unknown(Element found, String parent, List<String> known) {
    String meant = meant(found.name(), known);
    if (meant != null) {
      wrongCase(found, meant);
    } else if (!misplaced(found)) {
      add(Kind.UNKNOWN_ELEMENT, found.line(), Map.of("found", found.shown(), "parent", parent));
    }
  }

  /** An attribute that is none of those which .NET knows at its element. */
  void unknown(Attribute found, Element element, List<String> known) {
    String meant = meant(found.name(), known);
    String name = Element.bounded(found.name());
    if (meant != null) {
      add(Kind.WRONG_CASE, found.line(), Map.of("found", name, "expected", meant));
    } else {
      Map<String, Object> facts = Map.of("found", name, "element", element.shown());
      add(Kind.UNKNOWN_ATTRIBUTE, found.line(), facts);
    }
  }

  void wrongCase(Element found, String meant) {
    add(Kind.WRONG_CASE, found.line(), Map.of("found", found.shown(), "expected", meant));
  }

  /** Notes an element whose place is known to be elsewhere; whether it is one. */
  boolean misplaced(Element found) {
    String place = PLACES.get(found.name().toLowerCase(Locale.ROOT));
    if (place != null) {
      misplaced(found, place);
    }
    return place != null;
  }

  void misplaced(Element found, String place) {
    add(Kind.WRONG_PLACE, found.line(), Map.of("found", found.shown(), "expected", place));
  }

  void wrongValue(Attribute found, String expected) {
    Map<String, Object> facts =
        Map.of("attribute", found.name(), "value", found.shown(), "expected", expected);
    add(Kind.WRONG_VALUE, found.line(), facts);
  }

  void repeated(Element found) {
    add(Kind.REPEATED, found.line(), Map.of("found", found.shown()));
  }

  private static @Nullable String meant(String name, List<String> known) {
    return known.stream().filter(name::equalsIgnoreCase).findFirst().orElse(null);
  }

  /** The one found first; null if there is none. */
  @Nullable Fault first() {
    return faults.isEmpty() ? null : faults.get(0);
  }

  List<Fault> inOrder() {
    return faults.stream().sorted(Comparator.comparingInt(fault -> fault.at().line())).toList();
  }
}
