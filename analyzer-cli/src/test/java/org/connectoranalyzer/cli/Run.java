package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.connectoranalyzer.report.JsonReader;
import org.connectoranalyzer.report.Report;

/** What one command line did: exit code and both streams. */
record Run(int code, String out, String err) {
  static final Path SAMPLES = Path.of("../samples");

  /** Problem: 407. */
  static final String PROXY_407 = sample("proxy-407");

  /** Healthy, nothing found but notes. */
  static final String HEALTHY = sample("direct-healthy");

  /** Healthy, with one finding of severity info. */
  static final String WITH_INFO = sample("service-bus-fallback");

  /** Healthy, with one warning. */
  static final String WITH_WARNING = sample("address-unreachable");

  /** Inconclusive, nothing in error. */
  static final String INCONCLUSIVE = sample("late-start");

  /** A line of a stack trace, as the JVM or as the program prints it. */
  static final String STACK_TRACE = "(?m)^\\s+at ";

  static Run of(Object... args) {
    return with(new byte[0], args);
  }

  /** With bytes on standard input. */
  static Run with(byte[] in, Object... args) {
    return on(Terminal.NONE, new ByteArrayInputStream(in), args);
  }

  static Run on(Terminal terminal, InputStream in, Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = run(terminal, in, out, err, args);
    return new Run(code, out.toString(terminal.charset()), err.toString(terminal.charset()));
  }

  /** On that day. */
  static Run at(LocalDate day, Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Clock clock = Clock.fixed(day.atTime(12, 0).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    Console console = new Console(InputStream.nullInputStream(), out, err, Terminal.NONE, clock);
    int code = Main.run(words, console);
    return new Run(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  static int run(
      Terminal terminal, InputStream in, OutputStream out, OutputStream err, Object... args) {
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    return Main.run(words, new Console(in, out, err, terminal));
  }

  /** The capture of a sample. */
  static String sample(String scenario) {
    Path folder = SAMPLES.resolve(scenario);
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(Path::toString)
          .filter(file -> file.matches(".*\\.pcap(ng)?"))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Standard output, which must be one JSON report and nothing else. */
  Report report() {
    return report(out.getBytes(UTF_8));
  }

  static Report report(byte[] json) {
    try {
      return JsonReader.read(new ByteArrayInputStream(json));
    } catch (IOException e) {
      throw new AssertionError("not a JSON report", e);
    }
  }

  /** Ended so, without a word on standard error. */
  Run endsWith(ExitCode expected) {
    assertThat(err).isEmpty();
    assertThat(code).isEqualTo(expected.number());
    return this;
  }

  /** Refused before anything was read: exit code 2, one message on standard error alone. */
  void isRefusedWith(String... words) {
    assertThat(err).contains(words).contains("--help").doesNotContainPattern(STACK_TRACE);
    assertThat(err.lines().count()).as(err).isLessThanOrEqualTo(2);
    assertThat(out).isEmpty();
    assertThat(code).isEqualTo(2);
  }
}
