package org.connectoranalyzer.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.connectoranalyzer.capture.ByteView;

/**
 * Reads what an automatic configuration script (WPAD, PAC) may answer: its {@code PROXY host:port}
 * and {@code DIRECT} words, in order, each once, comments and all. It does not run the script and
 * keeps neither it nor anything else of it; what a gap touches is left out.
 */
final class ProxyScript {
  private static final int MOST_WORDS = 16;
  private static final int LONGEST_WORD = 261;
  private static final long MOST_BYTES = 262_144;
  private static final String PROXY = "PROXY";
  private static final String DIRECT = "DIRECT";

  private final List<String> found = new ArrayList<>(0);
  private final StringBuilder word = new StringBuilder(0);
  private long bytes;

  /** The word before was "PROXY", and nothing but blanks has come since. */
  private boolean afterProxy;

  /** The beginning of this word is missing, or it is too long to be anything. */
  private boolean spoilt;

  static boolean isOne(String path, int status) {
    String name = path.toLowerCase(Locale.ROOT);
    return status == 200 && (name.equals("/wpad.dat") || name.endsWith(".pac"));
  }

  /** The next bytes of the body. */
  void take(ByteView body, int start, int count) {
    for (int i = start; i < start + count && bytes < MOST_BYTES; i++) {
      bytes++;
      take(body.u8(i));
    }
  }

  /** Bytes of the body that the capture does not hold. */
  void gap() {
    afterProxy = false;
    spoil();
  }

  private void take(int c) {
    boolean inWord = (c < 128 && Character.isLetterOrDigit(c)) || ".-_:[]".indexOf(c) >= 0;
    if (inWord) {
      if (word.length() == LONGEST_WORD) {
        spoil();
      }
      if (!spoilt) {
        word.append((char) c);
      }
      return;
    }
    boolean blank = c == ' ' || c == '\t';
    if (word.length() > 0 || spoilt) {
      wordEnds(blank);
    } else if (!blank) {
      afterProxy = false;
    }
  }

  private void spoil() {
    word.setLength(0);
    spoilt = true;
  }

  private void wordEnds(boolean blankFollows) {
    String ended = word.toString();
    HttpText.HostAndPort told = HttpText.hostAndPort(ended);
    if (afterProxy && !told.host().isEmpty() && told.port() > 0) {
      boolean v6 = told.host().indexOf(':') >= 0;
      String host = v6 ? "[" + told.host() + "]" : told.host();
      add(PROXY + " " + host + ":" + told.port());
    } else if (ended.equals(DIRECT)) {
      add(DIRECT);
    }
    afterProxy = blankFollows && ended.equalsIgnoreCase(PROXY);
    word.setLength(0);
    spoilt = false;
  }

  private void add(String answer) {
    if (found.size() < MOST_WORDS && !found.contains(answer)) {
      found.add(answer);
    }
  }

  /** "PROXY proxy.contoso.local:8080" and "DIRECT", in order; at most 16. */
  List<String> answers() {
    return List.copyOf(found);
  }
}
