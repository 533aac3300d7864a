package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedactOptionsTest {
  private static final String TENANT = "2f0c1a6e-7d3b-4c58-9b1e-5a4d8f6c0b21";

  private static Path secret(Path folder, String secret) throws Exception {
    return Files.writeString(folder.resolve("key"), secret);
  }

  @Test
  void nothingOnEitherStreamNamesTheOriginals(@TempDir Path folder) throws Exception {
    Path capture = folder.resolve("contoso.pcapng");
    Files.copy(Path.of(Run.HEALTHY), capture);
    for (String format : new AnalyzeCommand.Formats()) {
      Run run = Run.of(capture, "--redact", "-f", format);
      assertThat(run.out() + run.err())
          .as(format)
          .isNotBlank()
          .doesNotContain(TENANT, "contoso", "10.20.0.10", "02:00:0a");
      assertThat(Run.of(capture, "--redact", "-f", format).out()).isEqualTo(run.out());
    }
    assertThat(Run.of(capture, "--redact").out()).contains("Redacted: addresses");
    assertThat(Run.of(capture).out()).doesNotContain("Redacted: ").contains("10.20.0.10");
  }

  @Test
  void anUnreadableFileIsNotNamed(@TempDir Path folder) throws Exception {
    Path capture = Files.writeString(folder.resolve("contoso.txt"), "contoso");
    Run run = Run.of(capture, "--redact", "-f", "json");
    assertThat(run.out() + run.err()).contains("capture.txt").doesNotContain("contoso");
  }

  @Test
  void aKeyMakesSeveralCapturesAgree(@TempDir Path folder) throws Exception {
    Path key = secret(folder, "0123456789abcdef");
    String one = Run.of(Run.HEALTHY, "--redact-key", key).out();
    String other = Run.of(Run.HEALTHY, "--redact").out();
    assertThat(one).contains("Redacted: addresses").isNotEqualTo(other).doesNotContain(TENANT);
    assertThat(Run.of(Run.HEALTHY, "--redact", "--redact-key", key).out()).isEqualTo(one);
  }

  @Test
  void anExtractHasTheStandInsOfTheReport(@TempDir Path folder) throws Exception {
    Path capture = folder.resolve("contoso.pcapng");
    Files.copy(Path.of(Run.HEALTHY), capture);
    Path extract = folder.resolve("out.pcapng");
    Run run = Run.of("extract", capture, "--redact", "--full", "-o", extract);
    assertThat(run.out() + run.err()).doesNotContain("contoso", TENANT);
    String bytes = new String(Files.readAllBytes(extract), ISO_8859_1);
    assertThat(bytes).doesNotContain(TENANT, "contoso").contains("Redacted: addresses");
    String report = Run.of(capture, "--redact").out();
    String again = Run.of(extract).out();
    int verdict = report.indexOf("HEALTHY");
    assertThat(again.substring(again.indexOf("HEALTHY"))).isEqualTo(report.substring(verdict));
    Run.of("extract", capture, "--redact", "--keep-credentials", "-o", extract)
        .isRefusedWith("--keep-credentials and --redact");
  }

  @Test
  void aKeyIsOneReadableFileOfEnoughBytes(@TempDir Path folder) throws Exception {
    Path key = secret(folder, "0123456789abcde");
    Run.of(Run.HEALTHY, "--redact-key", key).isRefusedWith("--redact-key", "16 bytes");
    Run.of(Run.HEALTHY, "--redact-key", folder).isRefusedWith("cannot be read");
    Run.of(Run.HEALTHY, "--redact-key", folder.resolve("none")).isRefusedWith("cannot be read");
    Run.of(Run.HEALTHY, "--redact-key", key, "-o", key).isRefusedWith("not written over");
    Run.of(Run.HEALTHY, "--redact=yes").isRefusedWith("--redact");
  }
}
