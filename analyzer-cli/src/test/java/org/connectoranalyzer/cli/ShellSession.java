package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A shell on a terminal of its own (by {@code script} of util-linux), typed at by a test. */
final class ShellSession implements AutoCloseable {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private final Process process;
  private final OutputStream keys;
  private final InputStream screen;
  private final StringBuilder seen = new StringBuilder();

  /** Starts the shell in a folder and lets it read a script. */
  ShellSession(Path folder, String shell, String... start) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("script", "-qc", shell, "/dev/null");
    builder.environment().put("TERM", "dumb");
    builder.environment().put("HOME", folder.toString());
    process = builder.directory(folder.toFile()).redirectErrorStream(true).start();
    keys = process.getOutputStream();
    screen = process.getInputStream();
    for (String line : start) {
      type(line + "\n");
    }
    // Split, so that its echo is not taken for its output.
    type("echo REA''DY\n");
    await("READY");
  }

  /** Whether a program can be called. */
  static boolean has(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private void type(String text) throws IOException {
    keys.write(text.getBytes(UTF_8));
    keys.flush();
  }

  /** Types the line and the key; empties it after the expected words have appeared. */
  String complete(String line, String expected) throws IOException {
    seen.setLength(0);
    type(line + "\t\t");
    await(expected);
    String shown = seen.toString();
    // Ctrl-U, and a line of its own to begin anew at.
    type("\u0015echo REA''DY\n");
    await("READY");
    return shown;
  }

  /** Reads until the words have appeared; what is on the screen instead fails the test. */
  private void await(String words) throws IOException {
    long end = System.nanoTime() + PATIENCE;
    byte[] bytes = new byte[4096];
    while (!seen.toString().contains(words)) {
      if (screen.available() > 0) {
        int count = screen.read(bytes);
        seen.append(new String(bytes, 0, count, UTF_8));
      } else if (!process.isAlive() || System.nanoTime() > end) {
        throw new AssertionError("'" + words + "' does not appear in:\n" + seen);
      } else {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
    seen.delete(0, seen.indexOf(words) + words.length());
    seen.insert(0, words);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
