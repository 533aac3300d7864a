package org.connectoranalyzer.agreement;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Why the program differs from tshark: {@code agreement-exceptions.tsv}, one difference a line:
 * capture, kind, fact ("-" tshark alone has it, "+" the program alone) and the reason.
 */
final class Exceptions {
  private final Map<String, String> unused = new TreeMap<>();
  private final List<String> unexplained = new ArrayList<>();

  private Exceptions() {}

  static Exceptions read() throws IOException {
    Exceptions exceptions = new Exceptions();
    InputStream in = Exceptions.class.getResourceAsStream("agreement-exceptions.tsv");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(Objects.requireNonNull(in), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.lastIndexOf('\t');
        if (!line.startsWith("#") && tab > 0) {
          exceptions.unused.put(line.substring(0, tab), line.substring(tab + 1));
        }
      }
    }
    return exceptions;
  }

  /** The reason of a difference, which is used up then; null if it has none. */
  @Nullable String explain(String capture, Kind kind, String difference) {
    String line = capture + "\t" + kind + "\t" + difference;
    String reason = unused.remove(line);
    if (reason == null) {
      unexplained.add(line);
    }
    return reason;
  }

  List<String> unexplained() {
    return List.copyOf(unexplained);
  }

  List<String> unexplained(Kind kind) {
    return unexplained.stream()
        .filter(line -> line.split("\t", -1)[1].equals(kind.toString()))
        .toList();
  }

  /** Exceptions that explained nothing so far. */
  Map<String, String> unused() {
    return unused;
  }
}
