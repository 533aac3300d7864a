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
      Pattern.compile("^\\s*(?:Windows Registry Editor Version \\d.*|REGEDIT4)\\s*$");
  private static final Pattern KEY = Pattern.compile("^\\s*\\[?(HKEY_[^\\]]*?)]?\\s*$");
  private static final Pattern EXPORTED =
      Pattern.compile("^\\s*\"" + VALUE + "\"\\s*=\\s*(.*?)\\s*$", Pattern.CASE_INSENSITIVE);
  private static final Pattern QUERIED =
      Pattern.compile("^\\s*" + VALUE + "\\s+(REG_\\w+)\\s+(.*?)\\s*$", Pattern.CASE_INSENSITIVE);
  private static final int MOST_SHOWN = 100;

  private final PlainText text;
  private final List<Fault> faults = new ArrayList<>();
  private @Nullable Boolean value;
  private @Nullable Location at;
  private boolean registry;

  private RegistryExport(PlainText text) {
    this.text = text;
    String key = "";
    for (int i = 0; i < text.lines().size(); i++) {
      String line = text.lines().get(i);
      Matcher begins = KEY.matcher(line);
      Matcher exported = EXPORTED.matcher(line);
      Matcher queried = QUERIED.matcher(line);
      registry |= HEADER.matcher(line).matches() || begins.matches();
      if (begins.matches()) {
        key = begins.group(1).toLowerCase(Locale.ROOT);
      } else if (exported.matches()) {
        take(key, data(exported.group(1)), exported.group(1), i + 1);
      } else if (queried.matches()) {
        boolean number = queried.group(1).equalsIgnoreCase("REG_DWORD");
        String shown = queried.group(1) + " " + queried.group(2);
        take(key, number ? "dword:" + queried.group(2) : "", shown, i + 1);
      }
    }
    if (!registry || !text.whole()) {
      fault(1, Map.of());
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

  private static String data(String exported) {
    return exported.equals("-") ? "-" : exported.toLowerCase(Locale.ROOT);
  }

  private void take(String key, String data, String shown, int line) {
    Matcher number = Pattern.compile("dword:(?:0x)?([0-9a-f]{1,8})").matcher(data);
    if (data.equals("-")) {
      value = null;
      at = null;
    } else if (!KEYS.contains(key)) {
      fault(line, Map.of("found", bounded(key.isEmpty() ? VALUE : key)));
    } else if (!number.matches()) {
      fault(line, Map.of("found", bounded(shown)));
    } else {
      value = Long.parseLong(number.group(1), 16) != 0;
      at = new Location(text.file(), line);
    }
  }

  private void fault(int line, Map<String, Object> facts) {
    faults.add(new Fault(Fault.Kind.NOT_REGISTRY, new Location(text.file(), line), facts));
  }

  private static String bounded(String found) {
    return found.length() <= MOST_SHOWN ? found : found.substring(0, MOST_SHOWN) + "…";
  }
}
