package org.connectoranalyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small capture pays for nothing that it does not use: what is loaded, in a JVM of its own. */
class StartUpTest {
  @TempDir private Path folder = Path.of("");

  /** Names of the classes that a run loads. */
  private List<String> loaded(String... args) throws Exception {
    Path log = folder.resolve("loaded");
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load:file=" + log + "::filecount=0",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    Process process =
        new ProcessBuilder(Stream.concat(java.stream(), Stream.of(args)).toList())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(log).stream()
        .filter(line -> line.contains(" source: "))
        .map(line -> line.replaceFirst("^(\\[[^]]*])* *", "").split(" ", 2)[0])
        .toList();
  }

  private static boolean isOf(String name, String... packages) {
    return Stream.of(packages).anyMatch(name::startsWith);
  }

  @Test
  void capturesAloneNeedNoParserOfOptions() throws Exception {
    assertThat(loaded(Run.PROXY_407))
        .contains(AnalyzeCommand.class.getName())
        .noneMatch(name -> isOf(name, "picocli."));
    assertThat(loaded(Run.PROXY_407, "-q")).anyMatch(name -> isOf(name, "picocli."));
  }

  @Test
  void onlyTheCalledCommandIsMade() throws Exception {
    assertThat(loaded("explain", "SYN-REFUSED"))
        .contains(ExplainCommand.class.getName())
        .doesNotContain(AnalyzeCommand.class.getName(), EndpointsCommand.class.getName());
    assertThat(loaded("--help"))
        .contains(AnalyzeCommand.class.getName(), EndpointsCommand.class.getName());
  }

  @Test
  void nothingIsLoggedOrReadAsMarkupUnasked() throws Exception {
    assertThat(loaded(Run.PROXY_407, "-q"))
        .contains(AnalyzeCommand.class.getName())
        .noneMatch(
            name ->
                isOf(name, "org.slf4j.", "ch.qos.logback.", "java.util.logging.", "javax.xml.")
                    || isOf(name, "com.sun.org.apache.", "jdk.nio.zipfs.", "org.pcap4j."));
    assertThat(loaded(Run.PROXY_407, "-v")).anyMatch(name -> isOf(name, "ch.qos.logback."));
  }

  /** Of a capture without findings, whose fingerprints are hashes as well. */
  @Test
  void theFileIsHashedOnlyWhereThatIsShown() throws Exception {
    String sha256 = "sun.security.provider.SHA2";
    assertThat(loaded(Run.HEALTHY))
        .contains(AnalyzeCommand.class.getName())
        .noneMatch(name -> isOf(name, sha256));
    assertThat(loaded(Run.HEALTHY, "-f", "text", "-f", "json:" + folder.resolve("out")))
        .anyMatch(name -> isOf(name, sha256));
  }

  /** Each record that is a key on the way of every capture compares by methods of its own. */
  @Test
  void noMethodOfRecordsIsLinkedLate() throws Exception {
    assertThat(loaded(Run.PROXY_407, Run.HEALTHY))
        .contains(AnalyzeCommand.class.getName())
        .as("the compiler's equals, hashCode and toString are linked where they first run")
        .doesNotContain("java.lang.runtime.ObjectMethods");
  }
}
