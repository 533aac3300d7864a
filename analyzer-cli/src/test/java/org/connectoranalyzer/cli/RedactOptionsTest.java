package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedactOptionsTest {
  private static final String TENANT = "2f0c1a6e-7d3b-4c58-9b1e-5a4d8f6c0b21";

  private static final List<String> TELLING =
      List.of(
          TENANT, "contoso", "10.20.0.", "10.99.", "02:00:0a", "proxy-407", "direct-healthy.pcap");

  private static final String CONFIGURATION =
      Run.SAMPLES.resolve("configuration/proxy/" + ConfigurationFiles.SERVICE).toString();

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

  static Stream<List<String>> analyses() {
    return Stream.of(
        List.of(Run.PROXY_407),
        List.of(Run.HEALTHY),
        List.of(Run.sample("two-clients")),
        List.of(Run.sample("tls-inspection")),
        List.of(Run.sample("dns-server-failure")),
        List.of("--config", CONFIGURATION, Run.sample("winhttp-without-proxy")),
        List.of("--baseline", "BASELINE", "--show-suppressed", Run.PROXY_407),
        List.of("contoso.pcap", Run.SAMPLES + "/README.md", Run.INCONCLUSIVE, Run.WITH_INFO),
        List.of("--join", Run.PROXY_407, Run.sample("mixed")));
  }

  /** In every format and language, from the JSON saved in either language. */
  @ParameterizedTest
  @MethodSource("analyses")
  void aSavedReportIsRedactedAsItsCaptureIs(List<String> analysis, @TempDir Path folder)
      throws Exception {
    Path baseline =
        Files.writeString(
            folder.resolve("known"),
            "PROXY-AUTHENTICATION-REQUIRED * until=never Contoso's proxy 10.20.0.20\n");
    List<Object> given = new ArrayList<>(analysis);
    given.replaceAll(word -> word.equals("BASELINE") ? baseline : word);
    Path key = secret(folder, "0123456789abcdef");
    for (String from : List.of("en", "ja")) {
      Path json = folder.resolve("saved." + from);
      Run.of(and(given, "-f", "json:" + json, "--lang", from).toArray());
      assertThat(Files.readString(json)).contains("10.").doesNotContain("\"redacted\"");
      for (Object[] redact : new Object[][] {{"--redact"}, {"--redact-key", key}}) {
        for (String to : List.of("en", "ja")) {
          List<Object> direct = and(given, redact);
          Run.of(and(direct, everyFormat(folder, "direct", to)).toArray());
          List<Object> convert = and(List.of("convert", json), redact);
          Run run = Run.of(and(convert, everyFormat(folder, "converted", to)).toArray());
          assertThat(run.endsWith(ExitCode.CLEAN).out()).isEmpty();
          for (String format : new AnalyzeCommand.Formats()) {
            assertThat(folder.resolve("converted." + format))
                .as("%s in %s of %s", format, to, from)
                .hasSameBinaryContentAs(folder.resolve("direct." + format));
            assertThat(Files.readString(folder.resolve("converted." + format)))
                .as(format)
                .matches(
                    text -> TELLING.stream().noneMatch(text.toLowerCase(Locale.ROOT)::contains));
          }
        }
      }
    }
  }

  private static Object[] everyFormat(Path folder, String name, String language) {
    List<Object> words = new ArrayList<>(List.of("--lang", language));
    for (String format : new AnalyzeCommand.Formats()) {
      words.addAll(List.of("-f", format + ":" + folder.resolve(name + "." + format)));
    }
    return words.toArray();
  }

  private static List<Object> and(List<?> some, Object... more) {
    List<Object> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all;
  }

  /** JSON then lacks the facts that the next step names. */
  @Test
  void aHeadlineWhoseFindingIsHiddenNamesNobody(@TempDir Path folder) throws Exception {
    Path known =
        Files.writeString(
            folder.resolve("known"), "PROXY-AUTHENTICATION-REQUIRED * until=never agreed\n");
    Path json = folder.resolve("saved.json");
    Run.of(Run.PROXY_407, "--baseline", known, "-f", "json:" + json);
    assertThat(Run.of("convert", json, "--redact").endsWith(ExitCode.CLEAN).out())
        .contains(
            "PROBLEM  The proxy demands authentication, which the connector does not support.")
        .contains("Let the proxy team exempt <client> from authentication");
    assertThat(Run.of("convert", json, "--redact", "--lang", "ja").endsWith(ExitCode.CLEAN).out())
        .contains("<client>")
        .doesNotContain("10.20.");
  }

  @Test
  void whatIsRedactedStays(@TempDir Path folder) throws Exception {
    Path json = folder.resolve("redacted.json");
    Run.of(Run.HEALTHY, "--redact", "-o", json, "-f", "json").endsWith(ExitCode.CLEAN);
    Run again = Run.of("convert", json, "--redact-key", secret(folder, "0123456789abcdef"));
    assertThat(again.err()).contains("redacted before").hasLineCount(1);
    assertThat(again.code()).isZero();
    assertThat(again.out())
        .isEqualTo(Run.of("convert", json).endsWith(ExitCode.CLEAN).out())
        .isEqualTo(Run.of(Run.HEALTHY, "--redact").out());
    assertThat(Run.of("convert", json, "--redact", "-q", "-f", "json").endsWith(ExitCode.CLEAN))
        .extracting(Run::out)
        .isEqualTo(Files.readString(json));
    assertThat(Run.of("convert", json, "--redact", "--lang", "ja").err()).contains("秘匿化済み");
  }

  @Test
  void ofASavedReportWithoutHashesAKeyIsNeeded(@TempDir Path folder) throws Exception {
    String saved = Run.of(Run.HEALTHY, Run.PROXY_407, "-f", "json").out();
    int second = saved.lastIndexOf("\"sha256\"");
    String hash = saved.substring(saved.indexOf(": \"", second) + 3, saved.indexOf("\",", second));
    assertThat(hash).hasSize(64);
    Path json =
        Files.writeString(
            folder.resolve("report.json"),
            saved.replaceAll("\"sha256\": \"" + hash + "\",?\\s*", ""));
    Path out = Files.writeString(folder.resolve("out"), "old");
    Run.of("convert", json, "--redact").isRefusedWith("SHA-256", "--redact-key");
    Run.of("convert", json, "--redact", "-o", out).isRefusedWith("SHA-256", "--redact-key");
    assertThat(Files.readString(out)).isEqualTo("old");
    Path key = secret(folder, "0123456789abcdef");
    assertThat(Run.of("convert", json, "--redact-key", key).endsWith(ExitCode.CLEAN).out())
        .isEqualTo(Run.of(Run.HEALTHY, Run.PROXY_407, "--redact-key", key).out());
    Run.of("convert", json, "--redact-key", key, "-o", key).isRefusedWith("not written over");
    Run.of("convert", json, "--redact-key", folder.resolve("no")).isRefusedWith("cannot be read");
    Run.of("convert", json, "--redact=yes").isRefusedWith("--redact");
  }
}
