package org.connectoranalyzer.connector.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.connector.configuration.ConfigurationFile.RecognizedBy;
import org.jspecify.annotations.Nullable;

/**
 * A registry export ({@code .reg}), or what {@code reg query} prints, with the connector's value
 * {@code UseDefaultProxyForBackendRequests}.
 */
final class RegistryExport {
  private static final String VALUE = "UseDefaultProxyForBackendRequests";
  private static final List<String> KEYS =
      List.of(
          "hkey_local_machine\\software\\microsoft\\microsoft entra private network connector",
          "hkey_local_machine\\software\\microsoft\\microsoft aad app proxy connector");
  private static final Pattern HEADER =
      Pattern.compile("Windows Registry Editor Version \\d.*|REGEDIT4");
  private static final Pattern KEY = Pattern.compile("\\[?+(-?)(HKEY_[^\\]]*+)]?+");
  private static final Pattern EXPORTED =
      Pattern.compile("\"" + VALUE + "\"\\s*+=(.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern QUERIED =
      Pattern.compile(VALUE + "\\s++(REG_\\w++)(?:\\s(.*))?", Pattern.CASE_INSENSITIVE);

  /** Of 32 bits; what follows a semicolon is a comment. */
  private static final Pattern NUMBER =
      Pattern.compile("dword:(?:0x)?+([0-9a-f]{1,8})\\s*+(?:;.*)?", Pattern.CASE_INSENSITIVE);

  private static final int MOST_SHOWN = 100;
  private static final int MOST_FAULTS = 20;

  private final PlainText text;
  private final List<Fault> faults = new ArrayList<>();
  private @Nullable Boolean value;
  private @Nullable Location at;
  private boolean registry;

  private RegistryExport(PlainText text) {
    this.text = text;
    String key = "";
    for (int i = 0; i < text.lines().size(); i++) {
      String line = text.lines().get(i).strip();
      Matcher begins = KEY.matcher(line);
      Matcher exported = EXPORTED.matcher(line);
      Matcher queried = QUERIED.matcher(line);
      if (begins.matches()) {
        registry = true;
        key = begins.group(1).isEmpty() ? begins.group(2).strip() : "";
      } else if (exported.matches()) {
        String data = exported.group(1).strip();
        take(key, data, data, i + 1);
      } else if (queried.matches()) {
        String data = queried.group(2) == null ? "" : queried.group(2).strip();
        boolean number = queried.group(1).equalsIgnoreCase("REG_DWORD");
        take(key, number ? "dword:" + data : "", queried.group(1) + " " + data, i + 1);
      } else {
        registry |= HEADER.matcher(line).matches();
      }
    }
    if (!registry) {
      fault(1, Map.of());
    } else if (!text.whole() && value == null) {
      faults.add(new Fault(Fault.Kind.TOO_LARGE, new Location(text.file(), 1), Map.of()));
    }
  }

  static boolean isOne(PlainText text) {
    return text.whole() && new RegistryExport(text).registry;
  }

  static ConfigurationFile read(PlainText text, RecognizedBy recognizedBy) {
    RegistryExport export = new RegistryExport(text);
    ProxySetting.Kind kind =
        export.faults.isEmpty() ? ProxySetting.Kind.ABSENT : ProxySetting.Kind.INVALID;
    int line = export.faults.isEmpty() ? 1 : export.faults.get(0).at().line();
    ProxySetting none =
        new ProxySetting(
            Role.REGISTRY,
            kind,
            null,
            null,
            null,
            List.of(),
            false,
            new Location(text.file(), line));
    return new ConfigurationFile(
        text.file(), Role.REGISTRY, recognizedBy, none, export.value, export.at, export.faults);
  }

  private void take(String key, String data, String shown, int line) {
    Matcher number = NUMBER.matcher(data);
    if (data.equals("-")) {
      value = null;
      at = null;
    } else if (!KEYS.contains(key.toLowerCase(Locale.ROOT))) {
      fault(line, Map.of("found", bounded(key.isEmpty() ? VALUE : key)));
    } else if (!number.matches()) {
      fault(line, Map.of("found", bounded(shown)));
    } else {
      value = Long.parseLong(number.group(1), 16) != 0;
      at = new Location(text.file(), line);
    }
  }

  private void fault(int line, Map<String, Object> facts) {
    if (faults.size() == MOST_FAULTS) {
      return;
    }
    faults.add(new Fault(Fault.Kind.NOT_REGISTRY, new Location(text.file(), line), facts));
  }

  private static String bounded(String found) {
    return found.length() <= MOST_SHOWN ? found : found.substring(0, MOST_SHOWN) + "…";
  }
}
