package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process meets a full disk, a reader that is gone, and an end from outside. */
@Timeout(240)
class FaultsTest {
  private static final Path SHELL = Path.of("/bin/sh");

  @TempDir private Path folder = Path.of("");
  @TempDir private Path results = Path.of("");
  private final List<Process> started = new ArrayList<>();

  private static List<String> program(Object... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("-cp", absoluteClassPath(), Main.class.getName()));
    Stream.of(args).map(Object::toString).forEach(command::add);
    return command;
  }

  private static String absoluteClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .reduce((one, other) -> one + File.pathSeparator + other)
        .orElseThrow();
  }

  /** Started in the folder, standard input a pipe, standard error kept. */
  private Process start(List<String> command, ProcessBuilder.Redirect out) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out)
            .redirectError(results.resolve("err").toFile())
            .start();
    started.add(process);
    return process;
  }

  @AfterEach
  void endWhatStillRuns() {
    started.forEach(Process::destroyForcibly);
  }

  private Run ended(Process process) throws Exception {
    assertThat(process.waitFor(200, TimeUnit.SECONDS)).as("ends by itself").isTrue();
    return new Run(process.exitValue(), "", Files.readString(results.resolve("err"), UTF_8));
  }

  private Run run(List<String> command, ProcessBuilder.Redirect out) throws Exception {
    Process process = start(command, out);
    process.getOutputStream().close();
    return ended(process);
  }

  private List<String> filesThere() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Path copy(String capture, String name) throws IOException {
    return Files.copy(Path.of(capture), folder.resolve(name));
  }

  @Test
  void aFullDiskIsSaidInOneLine() throws Exception {
    File full = new File("/dev/full");
    assumeTrue(full.exists(), "there is no /dev/full here");
    Path capture = copy(Run.PROXY_407, "c.pcapng");
    ProcessBuilder.Redirect disk = ProcessBuilder.Redirect.to(full);
    for (List<String> command :
        List.of(program(capture), program(capture, "-f", "json"), program("--help"))) {
      Run run = run(command, disk);
      assertThat(run.code()).isEqualTo(4);
      assertThat(run.err()).contains("Standard output cannot be written").hasLineCount(1);
    }
    Run file = run(program(capture, "-o", full), ProcessBuilder.Redirect.DISCARD);
    assertThat(file.code()).isEqualTo(4);
    assertThat(file.err()).contains("/dev/full", "cannot be written").hasLineCount(1);
  }

  /** The most that the process may write stands for the room that is left on a disk. */
  @Test
  void ofAFileThatDoesNotFitOnTheDiskNothingIsLeft() throws Exception {
    assumeTrue(Files.isExecutable(SHELL), "there is no /bin/sh here");
    Path capture = copy(Run.PROXY_407, "c.pcapng");
    Files.writeString(folder.resolve("old.json"), "old");
    List<String> limited =
        new ArrayList<>(List.of(SHELL.toString(), "-c", "ulimit -f 4; exec \"$@\"", "-"));
    limited.addAll(program(capture, "-f", "json:old.json", "-f", "text:new.txt"));
    Run run = run(limited, ProcessBuilder.Redirect.DISCARD);
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err())
        .contains("\"old.json\" cannot be written", "\"new.txt\" cannot be written");
    assertThat(run.err()).hasLineCount(2).doesNotContainPattern(Run.STACK_TRACE);
    assertThat(filesThere()).containsExactly("c.pcapng", "old.json");
    assertThat(folder.resolve("old.json")).hasContent("old");
  }

  /** The capture comes when the reader has gone, so that the order of events is certain. */
  @Test
  void aReaderThatIsGoneEndsTheProcessWithoutAWord() throws Exception {
    Process process = start(program("-", "-f", "json"), ProcessBuilder.Redirect.PIPE);
    process.getInputStream().close();
    try (OutputStream in = process.getOutputStream()) {
      in.write(Files.readAllBytes(Path.of(Run.PROXY_407)));
    }
    Run run = ended(process);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(4);
  }

  /** Standard input never ends; what stands after it is analyzed meanwhile. */
  @Test
  void anEndFromOutsideLeavesNothingBehind() throws Exception {
    assumeTrue(Files.isExecutable(SHELL), "there are no signals here");
    Path capture = copy(Run.PROXY_407, "c.pcapng");
    Files.writeString(folder.resolve("old.json"), "old");
    List<Object> args = new ArrayList<>(Collections.nCopies(20, capture));
    args.addAll(10, List.of("-", "-f", "json:old.json", "-f", "text:new.txt"));
    Process process = start(program(args.toArray()), ProcessBuilder.Redirect.DISCARD);
    while (process.isAlive() && filesThere().size() < 4) {
      Thread.onSpinWait();
    }
    assertThat(filesThere()).as("both files are being written").hasSize(4);
    process.destroy();
    Run run = ended(process);
    assertThat(run.code()).as("128 + SIGTERM").isEqualTo(143);
    assertThat(run.err()).isEmpty();
    assertThat(filesThere()).containsExactly("c.pcapng", "old.json");
    assertThat(folder.resolve("old.json")).hasContent("old");
  }

  @Test
  void aFileThatIsCalledLikeAnOptionIsTold() throws Exception {
    copy(Run.HEALTHY, "-dash.pcapng");
    Run run = run(program("-dash.pcapng"), ProcessBuilder.Redirect.DISCARD);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("is written ./-dash.pcapng");
    assertThat(run(program("./-dash.pcapng"), ProcessBuilder.Redirect.DISCARD).code()).isZero();
    assertThat(run(program("--", "-dash.pcapng"), ProcessBuilder.Redirect.DISCARD).code()).isZero();
  }
}
