package org.connectoranalyzer.robustness;

import java.io.IOException;
import java.io.Writer;

/** Passes characters on, but none that a terminal or a reader's eyes would obey. */
final class SafeOutput implements Appendable {
  private final Writer out;

  SafeOutput(Writer out) {
    this.out = out;
  }

  @Override
  public Appendable append(CharSequence text) throws IOException {
    return append(text, 0, text.length());
  }

  @Override
  public Appendable append(CharSequence text, int start, int end) throws IOException {
    for (int i = start; i < end; i++) {
      check(text.charAt(i));
    }
    out.append(text, start, end);
    return this;
  }

  @Override
  public Appendable append(char c) throws IOException {
    check(c);
    out.append(c);
    return this;
  }

  private static void check(char c) {
    boolean obeyed = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
    if (obeyed && c != '\n') {
      throw new IllegalStateException("U+%04X in an output".formatted((int) c));
    }
  }
}
