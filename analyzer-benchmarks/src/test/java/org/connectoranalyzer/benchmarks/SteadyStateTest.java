package org.connectoranalyzer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done for each packet leaves no garbage: counted in a JVM that does nothing else. */
class SteadyStateTest {
  private static final double BYTES_A_PACKET = 0.1;
  private static final int SECONDS = 300;

  @TempDir private Path folder;

  @Test
  void allocatesNothingForPacketsOfKnownConnections() throws Exception {
    long bytes = Long.parseLong(run(SteadyStateProbe.class).strip());
    assertThat(bytes).isBetween(0L, (long) (SteadyStateProbe.PACKETS * BYTES_A_PACKET));
  }

  private String run(Class<?> program) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    Process process =
        new ProcessBuilder(
                List.of(java, "-Xmx128m", "-XX:+UseSerialGC", "-cp", classPath, program.getName()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
