package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.configuration.ConfigurationFile.RecognizedBy;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.report.Analysis;
import org.connectoranalyzer.report.Analysis.ConfigurationEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configuration files beside a capture. */
class ConfigurationOptionsTest {
  @TempDir private Path folder = Path.of("");

  private ConfigurationFiles files() {
    return new ConfigurationFiles(folder);
  }

  private static Analysis analysis(Run run) {
    return Objects.requireNonNull(run.report().captures().get(0).analysis());
  }

  @Test
  void theReportNamesEachFileByItsRole() throws IOException {
    Path service = files().service();
    Path updater = files().updater();
    Path machine = files().write("machine.config", ConfigurationFiles.section(""));
    Path winhttp = files().write("w.txt", ConfigurationFiles.WINHTTP);
    Path registry = files().write("r.txt", ConfigurationFiles.REGISTRY);
    Object[] args = {
      "--registry",
      registry,
      "--winhttp",
      winhttp,
      "--machine-config",
      machine,
      "--updater-config",
      updater,
      "--config",
      service,
      Run.sample("proxy-healthy"),
      "-f",
      "json"
    };
    Analysis analysis = analysis(Run.of(args));
    assertThat(analysis.configuration())
        .containsExactly(
            new ConfigurationEntry(service.toString(), Role.SERVICE, RecognizedBy.OPTION),
            new ConfigurationEntry(updater.toString(), Role.UPDATER, RecognizedBy.OPTION),
            new ConfigurationEntry(machine.toString(), Role.MACHINE, RecognizedBy.OPTION),
            new ConfigurationEntry(winhttp.toString(), Role.WINHTTP, RecognizedBy.OPTION),
            new ConfigurationEntry(registry.toString(), Role.REGISTRY, RecognizedBy.OPTION));
    assertThat(analysis.intendedMode()).isEqualTo(Mode.PROXY);
    args[args.length - 1] = "text";
    assertThat(Run.of(args).out().replaceAll("\\s+", " "))
        .contains("Settings connector service: " + service + ", Connector Updater service: ");
    Object[] japanese = {"--lang", "ja", "--config", service, Run.HEALTHY};
    assertThat(Run.of(japanese).out()).contains("\n  構成ファイル  コネクタ サービス:");
  }

  @Test
  void withoutFilesTheReportSaysNothingOfThem() {
    Run run = Run.of(Run.HEALTHY, "-f", "json");
    assertThat(run.out()).doesNotContain("\"configuration\"");
    assertThat(analysis(run).configuration()).isNull();
  }

  @Test
  void whatIsToldBeatsTheFile() throws IOException {
    Path service = files().service();
    Run run = Run.of("--config", service, "--mode", "direct", Run.HEALTHY, "-f", "json");
    assertThat(analysis(run).intendedMode()).isEqualTo(Mode.DIRECT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--config", "--updater-config", "--machine-config", "--winhttp", "--registry"})
  void whatCannotBeOpenedIsWrongUsage(String option) {
    Path none = folder.resolve("none\u001b.config");
    Run.of(option, none, Run.HEALTHY).isRefusedWith(option, "there is no file '");
    Run.of(option, folder, Run.HEALTHY).isRefusedWith(option, "is a folder");
    Run.of(option, "", Run.HEALTHY).isRefusedWith("name of a configuration file is empty");
    Run.of(option, "a\u0000b", Run.HEALTHY).isRefusedWith("cannot be the name of a file");
    Run.of(option, "-", "-").isRefusedWith("read only once");
    Run.of(Run.HEALTHY, option).isRefusedWith(option);
  }

  @Test
  void aFileThatIsNoConfigurationIsStillAnalyzed() {
    Run run = Run.of("--config", Run.HEALTHY, Run.HEALTHY, "-f", "json", "--fail-on", "never");
    assertThat(run.code()).isZero();
    assertThat(analysis(run).configuration()).hasSize(1);
  }

  @Test
  void standardInputMayBeOneOfThem() {
    Run run =
        Run.with(
            ConfigurationFiles.WINHTTP.getBytes(UTF_8),
            "--winhttp",
            "-",
            Run.HEALTHY,
            "-f",
            "json",
            "--fail-on",
            "never");
    assertThat(analysis(run).configuration())
        .isEqualTo(List.of(new ConfigurationEntry("-", Role.WINHTTP, RecognizedBy.OPTION)));
  }

  @Test
  void noneIsWrittenOver() throws IOException {
    Path service = files().service();
    String before = Files.readString(service);
    Run.of("--config", service, Run.HEALTHY, "-o", service).isRefusedWith("not written over");
    assertThat(Files.readString(service)).isEqualTo(before);
  }
}
