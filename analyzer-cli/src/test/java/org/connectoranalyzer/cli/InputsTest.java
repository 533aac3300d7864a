package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.connectoranalyzer.diagnosis.Verdict;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.Report;
import org.connectoranalyzer.testing.PackedBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which captures an argument means: a file, a folder, standard input, parts of a recording. */
class InputsTest {
  @TempDir private Path folder = Path.of("");

  private Path copy(String capture, String name) throws IOException {
    Path target = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    return Files.copy(Path.of(capture), target);
  }

  private Path write(String name, byte... bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static List<List<String>> files(Report report) {
    return report.captures().stream().map(CaptureReport::files).toList();
  }

  @Test
  void standardInputIsACapture() throws IOException {
    byte[] capture = Files.readAllBytes(Path.of(Run.PROXY_407));
    Run run = Run.with(capture, "-").endsWith(ExitCode.FINDINGS);
    assertThat(run.out()).contains("PROXY-AUTHENTICATION-REQUIRED");
    assertThat(Run.with(capture, "analyze", "-", "-f", "json").report().captures())
        .extracting(CaptureReport::files)
        .containsExactly(List.of("-"));
  }

  @Test
  void standardInputThatIsNoneIsSaid() {
    assertThat(Run.with(new byte[0], "-").code()).isEqualTo(3);
    assertThat(Run.with(new byte[] {'h', 'i'}, "-").err()).contains("\"-\" is text");
  }

  @Test
  void standardInputKeepsItsPlaceAmongFiles() throws IOException {
    byte[] capture = Files.readAllBytes(Path.of(Run.INCONCLUSIVE));
    Report report = Run.with(capture, Run.HEALTHY, "-", Run.PROXY_407, "-f", "json").report();
    assertThat(files(report))
        .containsExactly(List.of(Run.HEALTHY), List.of("-"), List.of(Run.PROXY_407));
    Report first = Run.with(capture, "-", Run.HEALTHY, "-f", "json").report();
    assertThat(files(first)).containsExactly(List.of("-"), List.of(Run.HEALTHY));
  }

  @Test
  void aKeyboardIsNoCapture() {
    Terminal terminal = new Terminal(true, true, true, false, UTF_8, 100);
    Run.on(terminal, InputStream.nullInputStream(), "-").isRefusedWith("is a terminal", "tcpdump");
    Run.on(terminal, InputStream.nullInputStream(), Run.HEALTHY).endsWith(ExitCode.CLEAN);
    Run typed = Run.on(terminal, InputStream.nullInputStream(), "check-config", "--winhttp", "-");
    assertThat(typed.err()).contains("keyboard", "Ctrl-D");
  }

  @Test
  void standardInputIsReadOnceAndNotJoined() {
    Run.of("-", "-").isRefusedWith("only once");
    Run.of("-", Run.HEALTHY, "--join").isRefusedWith("--join", "standard input");
  }

  /** A stream that fails as a defect of the reader would. */
  private static final class Failing extends InputStream {
    private final Runnable failure;

    Failing(Runnable failure) {
      this.failure = failure;
    }

    @Override
    public int read() {
      failure.run();
      return -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return read();
    }
  }

  static InputStream defective() {
    return new Failing(
        () -> {
          throw new IllegalStateException("planted");
        });
  }

  @Test
  void aDefectIsOneLineAndTheRestIsReported() {
    Run run = Run.on(Terminal.NONE, defective(), "-", Run.PROXY_407, "-f", "json");
    assertThat(run.code()).isEqualTo(70);
    assertThat(run.err())
        .contains("Internal error", "planted")
        .doesNotContainPattern(Run.STACK_TRACE);
    assertThat(run.report().captures())
        .extracting(CaptureReport::status)
        .containsExactly(CaptureReport.Status.UNREADABLE, CaptureReport.Status.ANALYZED);
  }

  @Test
  void aDefectShowsItsStackTraceOnlyIfAsked() {
    assertThat(Run.on(Terminal.NONE, defective(), "-", "-v").err())
        .containsPattern(Run.STACK_TRACE);
  }

  @Test
  void tooLittleMemoryIsSaidPlainly() {
    InputStream endless =
        new Failing(
            () -> {
              throw new OutOfMemoryError("planted");
            });
    Run run = Run.on(Terminal.NONE, endless, "-");
    assertThat(run.code()).isEqualTo(70);
    assertThat(run.err())
        .contains("memory", "-Xmx", "--limit")
        .doesNotContainPattern(Run.STACK_TRACE);
  }

  @Test
  void aFolderIsWalkedInOrder() throws IOException {
    Path b = copy(Run.HEALTHY, "b.pcapng");
    Path inner = copy(Run.PROXY_407, "a/inner.cap");
    Path capital = copy(Run.HEALTHY, "Z.bin");
    write("readme.txt", (byte) 'x');
    write("archive.zip", (byte) 'P', (byte) 'K', (byte) 3, (byte) 4);
    write("empty.pcapng");
    Run run = Run.of(folder, "-f", "json");
    assertThat(files(run.report()))
        .containsExactly(
            List.of(capital.toString()), List.of(inner.toString()), List.of(b.toString()));
    assertThat(run.err()).contains("3 files", folder.toString());
    assertThat(run.err().lines()).hasSize(1);
    assertThat(Run.of("-q", folder, "-f", "json").err()).isEmpty();
  }

  @Test
  void tracesThatMustBeConvertedAreNotPassedOver() throws IOException {
    write("trace.etl", (byte) 1, (byte) 2, (byte) 0);
    write("report.cab", "MSCF\0\0\0\0".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    write("parsed.matp", (byte) 5, (byte) 0);
    Run run = Run.of(folder, "-f", "json");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.report().captures())
        .extracting(capture -> Objects.requireNonNull(capture.error()).code())
        .containsExactly("matp", "cab", "etl");
    assertThat(run.err()).contains("etl2pcapng");
  }

  @Test
  void packedCapturesAreFound() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(Files.readAllBytes(Path.of(Run.PROXY_407)));
    }
    write("c.gz", packed.toByteArray());
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(other)) {
      gzip.write("a log".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    write("log.gz", other.toByteArray());
    Run run = Run.of(folder);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("One file");
  }

  @Test
  void archivesWithACaptureAreFoundAndOthersPassedOver() throws IOException {
    byte[] capture = Files.readAllBytes(Path.of(Run.PROXY_407));
    write("support.zip", PackedBytes.zip("logs/c.pcapng", capture));
    write("trace.zip", PackedBytes.zip("trace.etl", new byte[100]));
    write("documents.zip", PackedBytes.zip("a.txt", new byte[] {'a'}));
    Run run = Run.of(folder, "-f", "json");
    assertThat(files(run.report()))
        .containsExactly(
            List.of(folder.resolve("support.zip").toString()),
            List.of(folder.resolve("trace.zip").toString()));
    assertThat(run.err()).contains("trace.zip: trace.etl");
  }

  @Test
  void packedCapturesComeOnStandardInputToo() throws IOException {
    byte[] capture = Files.readAllBytes(Path.of(Run.PROXY_407));
    for (byte[] packed :
        List.of(
            PackedBytes.zstd(capture),
            PackedBytes.xz(capture),
            PackedBytes.lz4(capture),
            PackedBytes.zip("c", capture))) {
      Run.with(packed, "-").endsWith(ExitCode.FINDINGS);
    }
  }

  @Test
  void aFolderWithoutCapturesIsUnusable() throws IOException {
    write("readme.txt", (byte) 'x');
    Run run = Run.of(folder, "-f", "json");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.report().captures().get(0).error()).extracting("code").isEqualTo("directory");
  }

  @Test
  @Timeout(60)
  void linksThatLeadRoundEndSomewhere() throws IOException {
    copy(Run.HEALTHY, "a/c.pcapng");
    Files.createSymbolicLink(folder.resolve("a/up"), folder);
    Files.createSymbolicLink(folder.resolve("a/self"), folder.resolve("a"));
    Files.createDirectory(folder.resolve("b"));
    Files.createSymbolicLink(folder.resolve("b/a"), folder.resolve("a"));
    Files.createSymbolicLink(folder.resolve("a/nowhere"), Path.of("none"));
    Report report = Run.of(folder, "-f", "json").report();
    assertThat(report.captures()).hasSize(1);
  }

  /** A pipe, where the system has them. */
  private Path pipe(String name) throws Exception {
    Path pipe = folder.resolve(name);
    try {
      Process process = new ProcessBuilder("mkfifo", pipe.toString()).start();
      assumeTrue(process.waitFor() == 0, "no pipe can be made here");
    } catch (IOException e) {
      assumeTrue(false, "there is no mkfifo here");
    }
    return pipe;
  }

  @Test
  @Timeout(60)
  void aPipeInAFolderIsNotWaitedFor() throws Exception {
    copy(Run.HEALTHY, "c.pcapng");
    pipe("pipe.pcapng");
    Run run = Run.of(folder);
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("One file", "left out").hasLineCount(1);
  }

  @Test
  @Timeout(60)
  void aPipeThatIsNamedIsRead() throws Exception {
    Path pipe = pipe("pipe");
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.write(
                    pipe, Files.readAllBytes(Path.of(Run.PROXY_407)), StandardOpenOption.WRITE);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.start();
    Run run = Run.of(pipe).endsWith(ExitCode.FINDINGS);
    writer.join();
    assertThat(run.out()).contains("PROXY-AUTHENTICATION-REQUIRED");
    Run.of("--join", Run.HEALTHY, pipe).isRefusedWith("--join needs files", pipe.toString());
  }

  @Test
  void aFolderThatLiesTooDeepIsSaid() throws IOException {
    copy(Run.HEALTHY, "c.pcapng");
    copy(Run.PROXY_407, "d/".repeat(70) + "deep.pcapng");
    Run run = Run.of(folder);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("too deep").hasLineCount(1);
    assertThat(Run.of(folder.resolve("d/".repeat(60))).code()).isEqualTo(1);
  }

  @Test
  void aFileThatIsClosedIsSaidWhateverItIsCalled() throws IOException {
    copy(Run.HEALTHY, "c.pcapng");
    Path closed = copy(Run.PROXY_407, "closed.bin");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    assumeTrue(!Files.isReadable(closed), "the superuser may read everywhere");
    Run run = Run.of(folder);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("One file", "cannot be read").hasLineCount(1);
  }

  @Test
  void aFolderThatIsClosedIsSaid() throws IOException {
    copy(Run.HEALTHY, "c.pcapng");
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    try {
      assumeTrue(!Files.isReadable(closed), "the superuser may read everywhere");
      Run run = Run.of(folder);
      assertThat(run.code()).isEqualTo(3);
      assertThat(run.err()).contains(closed.toString(), "cannot be read");
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void whatCannotBeReadIsSaidInTheReportsLanguage() throws IOException {
    Path text = write("notes.txt", (byte) 'x', (byte) '\n');

    String said = Run.of("--lang", "ja", text.toString()).err();
    assertThat(said).contains("パケット キャプチャではありません。").doesNotContain("。.", "ません.");
  }

  @Test
  void aBadFileDoesNotStopTheRest() throws IOException {
    Path text = write("notes.txt", (byte) 'x', (byte) '\n');
    Run run = Run.of(text, Run.PROXY_407, "no-such.pcapng");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("UNREADABLE")
        .contains("PROXY-AUTHENTICATION-REQUIRED")
        .contains("There is no file \"no-such.pcapng\"");
    assertThat(run.err()).contains("notes.txt", "no-such.pcapng");
  }

  @Test
  void anUnusableFileSaysWhatItIsAndHowToConvertIt() throws IOException {
    Path etl = write("net.etl", (byte) 1, (byte) 0);
    Run run = Run.of(etl);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).contains("Windows event trace", "etl2pcapng in.etl out.pcapng");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void severalFilesAreSeveralCapturesInTheOrderGiven() {
    Report report = Run.of(Run.PROXY_407, Run.HEALTHY, Run.PROXY_407, "-f", "json").report();
    assertThat(files(report))
        .containsExactly(List.of(Run.PROXY_407), List.of(Run.HEALTHY), List.of(Run.PROXY_407));
  }

  @Test
  void partsOfARingBufferAreOneRecording() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(Run.sample("proxy-unreachable")));
    Path second = copy(Run.sample("proxy-unreachable"), "ring_00002_20261124235400.pcap");
    Path first = write("ring_00001_20261124235300.pcap", java.util.Arrays.copyOf(whole, 2000));
    Report joined = Run.of(second, first, "-f", "json").report();
    assertThat(joined.captures()).hasSize(1);
    assertThat(joined.captures().get(0).joined()).isTrue();
    assertThat(Run.of(folder, "-f", "json").report().captures()).hasSize(1);
    assertThat(Run.of("--separate", first, second, "-f", "json").report().captures()).hasSize(2);
    assertThat(Run.of(first, second).out()).containsPattern("2 files joined into one\\s+recording");
  }

  @Test
  void joinMakesOneRecordingOfAll() {
    Report joined = Run.of("--join", Run.PROXY_407, Run.HEALTHY, "-f", "json").report();
    assertThat(joined.captures()).hasSize(1);
    assertThat(Objects.requireNonNull(joined.captures().get(0).analysis()).capture().parts())
        .hasSize(2);
  }

  @Test
  void aPartThatCannotBeReadGetsAReportOfItsOwn() throws IOException {
    Path bad = write("bad.txt", (byte) 'x');
    Run run = Run.of("--join", Run.PROXY_407, bad, Run.PROXY_407, "-f", "json");
    Report report = run.report();
    assertThat(files(report))
        .containsExactly(List.of(Run.PROXY_407, Run.PROXY_407), List.of(bad.toString()));
    assertThat(Objects.requireNonNull(report.captures().get(0).analysis()).verdict())
        .isEqualTo(Verdict.PROBLEM);
    assertThat(report.captures().get(1).status()).isEqualTo(CaptureReport.Status.UNREADABLE);
    assertThat(run.code()).isEqualTo(1);
    assertThat(Run.of("--join", Run.HEALTHY, bad).code()).isEqualTo(3);
  }

  @Test
  void aWordThatIsNoFileMayHaveBeenMeantAsACommand() throws IOException {
    Run.of("explian", "SYN-REFUSED").isRefusedWith("'explian'", "did you mean explain?");
    Run.of("endpoint", "-f", "csv").isRefusedWith("did you mean endpoints?");
    Run unknown = Run.of("frobnicate", Run.HEALTHY, "-f", "json");
    assertThat(unknown.code()).isEqualTo(3);
    assertThat(unknown.report().captures()).hasSize(2);
    assertThat(unknown.err())
        .contains("no file \"frobnicate\"", "no command 'frobnicate' either", "check-config");
    assertThat(Run.of("No.pcap").err()).doesNotContain("command");
    assertThat(Run.of(Run.HEALTHY, "frobnicate").err()).doesNotContain("command");
  }

  /** Bytes that are no text in any language, in a name that only a walk can find. */
  @Test
  void namesThatAreNoTextAreRead() throws Exception {
    Path shell = Path.of("/bin/sh");
    assumeTrue(Files.isExecutable(shell), "there is no /bin/sh here");
    String script =
        "cp \"$1\" \"$2/$(printf 'a\\377.pcapng')\"; cp \"$1\" \"$2/$(printf 'b\\033[31m\\n.pcapng')\"";
    Process made =
        new ProcessBuilder(shell.toString(), "-c", script, "-", Run.HEALTHY, folder.toString())
            .start();
    assumeTrue(made.waitFor() == 0, "no such name can be made here");
    for (List<String> joining : List.of(List.of("--separate"), List.of("--join"))) {
      Run run = Run.of(folder, joining.get(0)).endsWith(ExitCode.CLEAN);
      assertThat(run.out()).contains("b\\x1b[31m\\x0a.pcapng").doesNotContain("\u001b");
    }
  }

  @Test
  void namesMayBeAnything() throws IOException {
    for (String name : List.of("採取 1.pcapng", "@args.pcapng", "-dash.pcapng", "a;b.pcapng")) {
      Path capture = copy(Run.HEALTHY, name);
      Run.of(capture).endsWith(ExitCode.CLEAN);
    }
    Run.of("--", copy(Run.HEALTHY, "explain")).endsWith(ExitCode.CLEAN);
  }
}
