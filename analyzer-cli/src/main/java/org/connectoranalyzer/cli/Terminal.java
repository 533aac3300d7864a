package org.connectoranalyzer.cli;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.connectoranalyzer.report.DisplayCharset;
import org.jspecify.annotations.Nullable;

/**
 * What the process is connected to. The launcher tells it by system properties, because only a
 * shell sees cheaply which stream is a terminal; without it the JVM's own knowledge counts.
 *
 * @param stdin whether standard input is a terminal; likewise {@code stdout}, {@code stderr}
 * @param colors whether it can and may show colours (NO_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM)
 * @param rewritable whether a line on standard error can be written over
 * @param charset what it shows
 * @param width its columns
 */
record Terminal(
    boolean stdin,
    boolean stdout,
    boolean stderr,
    boolean colors,
    boolean rewritable,
    Charset charset,
    int width) {
  /** Files and pipes only. */
  static final Terminal NONE =
      new Terminal(false, false, false, false, false, StandardCharsets.UTF_8, 100);

  /** One that is no dumb one. */
  Terminal(
      boolean stdin, boolean stdout, boolean stderr, boolean colors, Charset charset, int width) {
    this(stdin, stdout, stderr, colors, stderr, charset, width);
  }

  private static final String TERMINALS = "connectoranalyzer.terminals";

  /** Property of the launcher, where the JVM runs under another locale than the user. */
  private static final String CHARSET = "connectoranalyzer.charset";

  /** The console's own come first: on Windows it often differs from the system's. */
  private static final List<String> CHARSETS =
      List.of(CHARSET, "stdout.encoding", "sun.stdout.encoding", "native.encoding");

  /** What standard output can show; as a file or pipe it takes everything. */
  DisplayCharset onStdout() {
    return stdout ? new DisplayCharset(charset) : DisplayCharset.UNICODE;
  }

  /** What standard error can show. */
  DisplayCharset onStderr() {
    return stderr ? new DisplayCharset(charset) : DisplayCharset.UNICODE;
  }

  @SuppressWarnings("SystemConsoleNull")
  static Terminal of(Map<String, String> environment, Properties properties) {
    String told = properties.getProperty(TERMINALS);
    boolean console = told == null && isTerminal(System.console());
    List<String> terminals = told == null ? List.of() : List.of(told.split(","));
    boolean stdout = console || terminals.contains("stdout");
    boolean stderr = console || terminals.contains("stderr");
    boolean dumb = "dumb".equals(environment.get("TERM"));
    return new Terminal(
        console || terminals.contains("stdin"),
        stdout,
        stderr,
        colors(environment, stdout && !dumb),
        stderr && !dumb,
        charset(properties),
        width(environment.getOrDefault("COLUMNS", "")));
  }

  /** See no-color.org and bixense.com/clicolors. */
  private static boolean colors(Map<String, String> environment, boolean able) {
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
      return false;
    }
    String force = environment.getOrDefault("CLICOLOR_FORCE", "");
    if (!force.isEmpty() && !force.equals("0")) {
      return true;
    }
    return able && !"0".equals(environment.get("CLICOLOR"));
  }

  /** Up to Java 21 there is a console on a terminal only; since Java 22 it must be asked. */
  private static boolean isTerminal(java.io.@Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(java.io.Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private static Charset charset(Properties properties) {
    for (String key : CHARSETS) {
      String name = properties.getProperty(key, "");
      try {
        if (!name.isEmpty()) {
          return name.equals("cp65001") ? StandardCharsets.UTF_8 : Charset.forName(name);
        }
      } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
        // The next one, then.
      }
    }
    return StandardCharsets.UTF_8;
  }

  private static int width(String columns) {
    return columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : NONE.width;
  }
}
