package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.connectoranalyzer.report.CaptureReport;
import org.connectoranalyzer.report.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where results go: standard output alone, files complete or not at all. */
class OutputTest {
  @TempDir private Path folder = Path.of("");

  private List<String> filesThere() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void textIsWhatOneGetsUnasked() throws IOException {
    Run run = Run.of(Run.PROXY_407).endsWith(ExitCode.FINDINGS);
    assertThat(run.out()).isEqualTo(Run.of("-f", "text", Run.PROXY_407).out());
    String expected = Files.readString(Run.SAMPLES.resolve("proxy-407/expected.txt"));
    assertThat(run.out().replace(Run.PROXY_407, "proxy-407.pcapng")).isEqualTo(expected);
  }

  @Test
  void severalFormatsInOneRun() throws IOException {
    Path json = folder.resolve("out.json");
    Path text = folder.resolve("レポート 1.txt");
    Run run = Run.of(Run.PROXY_407, "-f", "text", "-f", "json:" + json, "-f", "text:" + text);
    run.endsWith(ExitCode.FINDINGS);
    assertThat(run.out()).isEqualTo(Run.of(Run.PROXY_407).out());
    assertThat(Files.readString(text)).isEqualTo(run.out()).doesNotContain("\r");
    assertThat(Files.readString(json)).isEqualTo(Run.of(Run.PROXY_407, "-f", "json").out());
    assertThat(filesThere()).containsExactly("out.json", "レポート 1.txt");
  }

  @Test
  void outputNamesTheFileOfTheOneFormat() throws IOException {
    Path file = folder.resolve("out");
    assertThat(Run.of(Run.HEALTHY, "-o", file).endsWith(ExitCode.CLEAN).out()).isEmpty();
    assertThat(Files.readString(file)).isEqualTo(Run.of(Run.HEALTHY).out());
    assertThat(Run.of(Run.HEALTHY, "-f", "json", "-o", file).out()).isEmpty();
    assertThat(Run.report(Files.readAllBytes(file)).captures()).hasSize(1);
    assertThat(Run.of(Run.HEALTHY, "-o", "-").out()).isEqualTo(Run.of(Run.HEALTHY).out());
  }

  @Test
  void contradictionsAreRefused() throws IOException {
    Path file = folder.resolve("out");
    Run.of(Run.HEALTHY, "-o", file, "-f", "text", "-f", "json").isRefusedWith("-o");
    Run.of(Run.HEALTHY, "-o", file, "-f", "json:" + file).isRefusedWith("-o");
    Run.of(Run.HEALTHY, "-f", "text", "-f", "json").isRefusedWith("only one", "standard output");
    Run.of(Run.HEALTHY, "-f", "text:" + file, "-f", "json:" + folder.resolve("./out"))
        .isRefusedWith("two formats");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    Run.of(Run.HEALTHY, "-f", "text:" + file, "-f", "json:" + link.resolve("out"))
        .isRefusedWith("two formats");
    Files.delete(link);
    Run.of(Run.HEALTHY, "-f", "json:").isRefusedWith("name of the file is missing");
    Run.of(Run.HEALTHY, "-o", "").isRefusedWith("name of the file is missing");
    assertThat(filesThere()).isEmpty();
  }

  @Test
  void aCaptureIsNeverWrittenOver() throws IOException {
    Path capture = Files.copy(Path.of(Run.HEALTHY), folder.resolve("c.pcapng"));
    byte[] before = Files.readAllBytes(capture);
    Run.of(capture, "-o", folder.resolve("x/../c.pcapng")).isRefusedWith("not written over");
    Run.of(folder, "-f", "json:" + capture).isRefusedWith("not written over");
    assertThat(Files.readAllBytes(capture)).isEqualTo(before);
  }

  @Test
  void noFileThatIsReadIsWrittenOverWhateverItIsCalled() throws IOException {
    Path capture = Files.copy(Path.of(Run.HEALTHY), folder.resolve("c.pcapng"));
    Path list =
        Files.writeString(folder.resolve("list.json"), Run.of("endpoints", "-f", "json").out());
    for (Path file : List.of(capture, list)) {
      Path soft = Files.createSymbolicLink(folder.resolve("soft"), file);
      Path hard = Files.createLink(folder.resolve("hard"), file);
      for (Path out : List.of(file, soft, hard)) {
        Run.of(capture, "--endpoints", list, "-o", out).isRefusedWith("not written over");
        Run.of(capture, "--service-tags", file, "-o", out).isRefusedWith("not written over");
        Run.of("-f", "text:" + out, "--config", file, capture).isRefusedWith("not written over");
      }
      Run.of(file.equals(capture) ? soft : capture, "--endpoints", list, "-o", file)
          .isRefusedWith("not written over");
      Files.delete(soft);
      Files.delete(hard);
    }
    assertThat(capture).hasSameBinaryContentAs(Path.of(Run.HEALTHY));
  }

  @Test
  void permissionsStay() throws IOException {
    Path file = Files.writeString(folder.resolve("out.txt"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Run.of(Run.HEALTHY, "-o", file).endsWith(ExitCode.CLEAN);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void theLongestNamesAreWritten() throws IOException {
    Path file = folder.resolve("n".repeat(255));
    Run.of(Run.HEALTHY, "-o", file).endsWith(ExitCode.CLEAN);
    assertThat(filesThere()).containsExactly("n".repeat(255));
  }

  /** The defect would be 70: nothing may be read for an output that cannot be written. */
  @Test
  void nothingIsAnalyzedThatNobodyTakes() {
    Run run =
        Run.on(
            Terminal.NONE,
            InputsTest.defective(),
            "-",
            "-o",
            folder.resolve("none/out.txt").toString());
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void whatStoodThereIsReplacedInOneStep() throws IOException {
    Path file = Files.writeString(folder.resolve("out.txt"), "old ".repeat(100_000));
    Run.of(Run.HEALTHY, "-o", file).endsWith(ExitCode.CLEAN);
    assertThat(Files.readString(file)).isEqualTo(Run.of(Run.HEALTHY).out());
    assertThat(filesThere()).containsExactly("out.txt");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path real = Files.writeString(folder.resolve("real.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.txt"), real.getFileName());
    Run.of(Run.HEALTHY, "-o", link).endsWith(ExitCode.CLEAN);
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.readString(real)).isEqualTo(Run.of(Run.HEALTHY).out());
  }

  @Test
  void aDeviceIsWrittenToAndStaysOne() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "there is no /dev/null here");
    Run.of(Run.HEALTHY, "-o", device).endsWith(ExitCode.CLEAN);
    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void whatCannotBeWrittenIsSaidAndTheRestIsWritten() throws IOException {
    Path none = folder.resolve("no/such/folder/out.json");
    Run run = Run.of(Run.PROXY_407, "-f", "json:" + none, "-f", "text");
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err()).contains(none.toString(), "no such folder");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.out()).isEqualTo(Run.of(Run.PROXY_407).out());

    Run directory = Run.of(Run.PROXY_407, "-o", folder);
    assertThat(directory.code()).isEqualTo(4);
    assertThat(directory.err()).contains(folder.toString(), "cannot be written");
    assertThat(filesThere()).isEmpty();
  }

  @Test
  void whatMustNotBeWrittenStays() throws IOException {
    Path file = Files.writeString(folder.resolve("out.txt"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assumeTrue(!Files.isWritable(file), "the superuser may write everywhere");
    Run run = Run.of(Run.HEALTHY, "-o", file);
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err()).contains("no permission");
    assertThat(Files.readString(file)).isEqualTo("old");
  }

  @Test
  void aDocumentThatBreaksOffLeavesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("out.txt"), "old");
    assertThatThrownBy(
            () ->
                Output.write(
                    file,
                    out -> {
                      out.append("half");
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(Console.OutputException.class);
    assertThat(Files.readString(file)).isEqualTo("old");
    assertThat(filesThere()).containsExactly("out.txt");
  }

  /** Standard output on a full disk, or one whose reader has gone. */
  private static Run onBrokenOutput(String reason, Object... args) {
    return onBrokenOutput(reason, InputStream.nullInputStream(), args);
  }

  private static Run onBrokenOutput(String reason, InputStream in, Object... args) {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException(reason);
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Run.run(Terminal.NONE, in, broken, err, args);
    return new Run(code, "", err.toString(UTF_8));
  }

  @Test
  void standardOutputThatFailsIsSaid() {
    for (String command : List.of(Run.HEALTHY, "explain", "--help", "--version")) {
      Run run = onBrokenOutput("No space left on device", command);
      assertThat(run.code()).isEqualTo(4);
      assertThat(run.err()).contains("Standard output", "No space left on device");
      assertThat(run.err().lines()).hasSize(1);
    }
  }

  @Test
  void aReaderThatIsGoneNeedsNoWords() {
    Run run = onBrokenOutput("Broken pipe", Run.HEALTHY);
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void whenTheReaderIsGoneTheRestIsNotAnalyzed() {
    List<Object> args = new ArrayList<>(Collections.nCopies(20, Run.PROXY_407));
    args.addAll(List.of("-", "-f", "json"));
    Run run = onBrokenOutput("Broken pipe", InputsTest.defective(), args.toArray());
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(4);
  }

  @Test
  void aFileIsCompletedThoughTheReaderOfTheOtherOutputIsGone() throws IOException {
    Path json = folder.resolve("out.json");
    Run run =
        onBrokenOutput(
            "Broken pipe", Run.PROXY_407, Run.HEALTHY, "-f", "text", "-f", "json:" + json);
    assertThat(run.code()).isEqualTo(4);
    assertThat(Run.report(Files.readAllBytes(json)).captures()).hasSize(2);
  }

  @Test
  void jsonIsOneDocumentEvenWhereFilesAreBad() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "not a capture\u001b[31m");
    Path none = folder.resolve("none\u001b[31m.pcap");
    Run run = Run.of(text, Run.PROXY_407, none, "-f", "json");
    assertThat(run.code()).isEqualTo(1);
    Report report = run.report();
    assertThat(report.captures())
        .extracting(CaptureReport::status)
        .containsExactly(
            CaptureReport.Status.UNREADABLE,
            CaptureReport.Status.ANALYZED,
            CaptureReport.Status.UNREADABLE);
    assertThat(report.captures().get(0).error()).extracting("code").isEqualTo("text");
    assertThat(report.captures().get(2).error()).extracting("code").isEqualTo("missing");
    assertThat(run.out() + run.err()).doesNotContain("\u001b");
    assertThat(run.err().lines()).hasSize(2);
  }

  @Test
  void onlyABadFileIsStillOneDocument() {
    Run run = Run.of("no-such.pcapng", "-f", "json");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.report().captures()).hasSize(1);
  }
}
