package org.connectoranalyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.FindingEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The extract on the command line. */
class ExtractCommandTest {
  @TempDir private Path folder = Path.of("");

  private static Analysis analysis(Object... args) {
    return Objects.requireNonNull(Run.of(args).report().captures().get(0).analysis());
  }

  private static List<String> codes(Analysis analysis) {
    return analysis.findings().stream().map(FindingEntry::code).toList();
  }

  private static Run written(Object... args) {
    Object[] words = Stream.concat(Stream.of("extract"), Stream.of(args)).toArray();
    Run run = Run.of(words);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isEmpty();
    return run;
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void writesWhatProvesTheFindings() throws IOException {
    Path file = folder.resolve("小さい.pcapng");
    Run run = written(Run.PROXY_407, "-o", file);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("of 191 frames written to", "小さい.pcapng");
    assertThat(left()).containsExactly("小さい.pcapng");
    Analysis whole = analysis("-f", "json", Run.PROXY_407);
    Analysis extract = analysis("-f", "json", file);
    assertThat(codes(extract)).isEqualTo(codes(whole));
    assertThat(extract.capture().frames()).isLessThan(whole.capture().frames());
  }

  @Test
  void quietSaysNothing() {
    Run run = written("-q", Run.PROXY_407, "-o", folder.resolve("a.pcapng"));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void fullHoldsEveryFrame() {
    Path file = folder.resolve("a.pcapng");
    Run run = written("--full", Run.PROXY_407, "-o", file);
    assertThat(run.err()).contains("191 of 191 frames");
    assertThat(analysis("-f", "json", file).findings())
        .isEqualTo(analysis("-f", "json", Run.PROXY_407).findings());
  }

  @Test
  void credentialsAreKeptOnlyWhereAskedFor() throws IOException {
    String ntlm = Run.sample("proxy-ntlm");
    Path file = folder.resolve("a.pcapng");
    assertThat(written(ntlm, "-o", file).err())
        .contains("9 of them with credential values overwritten");
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("TlRMTVNTUA");
    Run kept = written("-q", "--keep-credentials", ntlm, "-o", file);
    assertThat(kept.err()).contains("holds credentials");
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).contains("TlRMTVNTUA");
  }

  @Test
  void commentsAreInTheLanguageAskedFor() throws IOException {
    Path file = folder.resolve("a.pcapng");
    Run run = written("--lang", "ja", Run.PROXY_407, "-o", file);
    assertThat(run.err()).contains("書き込みました");
    byte[] bytes = Files.readAllBytes(file);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("問題あり", "、フレーム ");
    assertThat(Run.of("extract", "--lang", "tlh", Run.PROXY_407, "-o", file).code()).isEqualTo(2);
  }

  @Test
  void standardOutputGetsTheBytesUnlessItIsATerminal() throws IOException {
    Path file = folder.resolve("a.pcapng");
    written(Run.PROXY_407, "-o", file);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    InputStream in = InputStream.nullInputStream();
    int code = Run.run(Terminal.NONE, in, out, err, "extract", Run.PROXY_407, "-o", "-");
    assertThat(code).isZero();
    assertThat(out.toByteArray()).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void packedAndJoinedCapturesWork() throws IOException {
    Path capture = Path.of(Run.PROXY_407);
    byte[] bytes = Files.readAllBytes(capture);
    Path packed = folder.resolve("a.pcapng.gz");
    try (var gzip = new java.util.zip.GZIPOutputStream(Files.newOutputStream(packed))) {
      gzip.write(bytes);
    }
    Path file = folder.resolve("x.pcapng");
    written(packed, "-o", file);
    assertThat(codes(analysis("-f", "json", file)))
        .isEqualTo(codes(analysis("-f", "json", Run.PROXY_407)));

    Path one = Files.copy(capture, folder.resolve("r_00001_20260101000000.pcapng"));
    Path two = Files.copy(Path.of(Run.HEALTHY), folder.resolve("r_00002_20260101000100.pcapng"));
    written(one, two, "-o", file);
    Run separate = Run.of("extract", Run.PROXY_407, Run.HEALTHY, "-o", file);
    assertThat(separate.code()).isEqualTo(2);
    assertThat(separate.err()).contains("--join");
    written("--join", Run.PROXY_407, Run.HEALTHY, "-o", file);
  }

  @Test
  void wrongUsageIsExitCode2() throws IOException {
    Path file = folder.resolve("a.pcapng");
    assertThat(Run.of("extract", Run.PROXY_407).code()).isEqualTo(2);
    assertThat(Run.of("extract", "-o", file).code()).isEqualTo(2);
    assertThat(Run.of("extract", Run.PROXY_407, "-o", "").code()).isEqualTo(2);
    assertThat(Run.of("extract", "--fall", Run.PROXY_407, "-o", file).err()).contains("--full");
    Run stdin = Run.of("extract", "-", "-o", file);
    assertThat(stdin.code()).isEqualTo(2);
    assertThat(stdin.err()).contains("standard input", "save it to a file");
    Files.copy(Path.of(Run.PROXY_407), file);
    byte[] before = Files.readAllBytes(file);
    Run over = Run.of("extract", file, "-o", folder.resolve(".").resolve("a.pcapng"));
    assertThat(over.code()).isEqualTo(2);
    assertThat(over.err()).contains("not written over");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void whatCannotBeReadIsExitCode3AndLeavesNothing() throws IOException {
    Path file = folder.resolve("a.pcapng");
    for (String bad : List.of("missing.pcapng", "../README.md", "..", "../pom.xml")) {
      Run run = Run.of("extract", bad, "-o", file);
      assertThat(run.code()).as(bad).isEqualTo(3);
      assertThat(run.out()).isEmpty();
      assertThat(run.err().lines()).hasSize(1);
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void anOldFileStaysWhereTheNewOneFails() throws IOException {
    Path file = Files.writeString(folder.resolve("a.pcapng"), "old");
    assertThat(Run.of("extract", "../README.md", "-o", file).code()).isEqualTo(3);
    assertThat(Files.readString(file)).isEqualTo("old");
  }

  @Test
  void whatCannotBeWrittenIsExitCode4() {
    Run run = Run.of("extract", Run.PROXY_407, "-o", folder.resolve("no").resolve("a.pcapng"));
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err()).contains("no such folder");
    assertThat(Run.of("extract", Run.PROXY_407, "-o", folder).code()).isEqualTo(4);
  }

  @Test
  void aDamagedCaptureGivesWhatItHas() throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(Run.PROXY_407));
    Path cut = Files.write(folder.resolve("c.pcapng"), Arrays.copyOf(bytes, bytes.length - 900));
    Path file = folder.resolve("a.pcapng");
    written("--full", cut, "-o", file);
    assertThat(analysis("-f", "json", file).capture().frames())
        .isEqualTo(analysis("-f", "json", cut).capture().frames());
  }
}
