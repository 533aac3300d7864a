package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in a JVM of its own, as the launcher starts it. */
class ProcessTest {
  @TempDir private Path folder = Path.of("");

  private Run start(List<String> jvm, Map<String, String> environment, Object... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    for (Object arg : args) {
      command.add(arg.toString());
    }
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends by itself").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  @Test
  void localeZoneAndProcessorsChangeNoByte() throws Exception {
    for (String format : List.of("text", "json")) {
      Object[] args = {"-f", format, Run.PROXY_407, Run.HEALTHY, Run.INCONCLUSIVE, "none.pcap"};
      Run plain = start(List.of(), Map.of(), args);
      assertThat(plain.code()).isEqualTo(1);
      Run elsewhere =
          start(
              List.of(
                  "-Duser.language=tr",
                  "-Duser.country=TR",
                  "-Duser.timezone=Asia/Kathmandu",
                  "-Dfile.encoding=ISO-8859-1",
                  "-XX:ActiveProcessorCount=1"),
              Map.of("LC_ALL", "C", "TZ", "Asia/Tokyo"),
              args);
      assertThat(elsewhere).isEqualTo(plain);
      Run many = start(List.of("-XX:ActiveProcessorCount=4"), Map.of(), args);
      assertThat(many).isEqualTo(plain);
    }
  }

  @Test
  void exitCodeIsTheProcesss() throws Exception {
    assertThat(start(List.of(), Map.of(), "--no-such-option").code()).isEqualTo(2);
    assertThat(start(List.of(), Map.of(), "none.pcap").code()).isEqualTo(3);
  }

  @Test
  void logsAreSilentUnlessAskedFor() throws Exception {
    assertThat(start(List.of(), Map.of(), Run.HEALTHY).err()).isEmpty();
    Run verbose = start(List.of(), Map.of(), "-v", Run.HEALTHY);
    assertThat(verbose.err()).contains("DEBUG").doesNotContain("logback").doesNotContain("|-");
  }

  @Test
  void tooLittleMemoryIsSaidPlainly() throws Exception {
    Run run = start(List.of("-Xmx8m"), Map.of(), Run.HEALTHY, Run.PROXY_407, "-f", "json");
    assertThat(run.err()).doesNotContainPattern(Run.STACK_TRACE);
    assertThat(run.code()).isIn(0, 1, 70);
    if (run.code() == 70) {
      assertThat(run.err()).contains("memory");
    }
  }
}
