package org.connectoranalyzer.benchmarks.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a comparison measures and writes; the processes are shells. */
@DisabledOnOs(OS.WINDOWS)
class ContestTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path folder;

  private static Command shell(String script) {
    return Command.of("`" + script + "`", "sh", "-c", script);
  }

  @Test
  void measuresInTurnAndNamesWhatIsMissing() throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Contest contest =
        new Contest("task", shell("echo ours >>" + log))
            .against(shell("echo theirs >>" + log).withRounds(1), "sh")
            .against(Command.of("nobody", "no-such-program"), "no-such-program")
            .run(new Stopwatch(folder, LONG), 2);
    assertThat(log).hasContent("ours\ntheirs\nours");
    assertThat(contest.medians()).hasSize(2);
    assertThat(contest.ours().wall()).isPositive();
    assertThat(contest.ratio("nobody")).isNaN();
    Table table = new Table();
    table.add(contest);
    table.atMost("as fast as nobody", contest.ratio("nobody"), 1, "");
    assertThat(table.toString())
        .contains("| task | `echo ours", "|  | nobody | not installed |")
        .contains("| as fast as nobody | not installed | – |");
  }

  @Test
  void aProcessThatFailsIsNoMeasurement() {
    Stopwatch stopwatch = new Stopwatch(folder, LONG);
    assertThatThrownBy(() -> stopwatch.measure(shell("exit 4")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("failed with 4");
    assertThatThrownBy(() -> stopwatch.measure(shell("exit 1").withExitCodes(0, 3)))
        .hasMessageContaining("failed with 1");
  }

  @Test
  void aProcessThatDoesNotEndIsEnded() {
    Stopwatch stopwatch = new Stopwatch(folder, Duration.ofMillis(50));
    assertThatThrownBy(() -> stopwatch.measure(shell("sleep 600")))
        .hasMessageContaining("took too long");
    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive))
        .noneMatch(process -> process.info().commandLine().orElse("").contains("sleep 600"));
  }

  @Test
  void mediansAreOfEachValueAndScaledButForMemory() {
    List<Measurement> runs =
        List.of(
            new Measurement(1, 30, 500), new Measurement(3, 10, 700), new Measurement(2, 20, 600));
    assertThat(Measurement.median(runs, 1)).isEqualTo(new Measurement(2, 20, 600));
    assertThat(Measurement.median(runs.subList(0, 2), 0.5)).isEqualTo(new Measurement(4, 40, 600));
  }

  @Test
  void ratiosAreOfTheFirst() throws IOException, InterruptedException {
    Contest contest = new Contest("task", shell("true").withShare(0.5)).against(shell(":"), "sh");
    contest.run(new Stopwatch(folder, LONG), 1);
    double theirs = contest.medians().get("`:`").wall();
    assertThat(contest.ratio("`:`")).isCloseTo(theirs / contest.ours().wall(), within(1e-9));
  }

  @Test
  void goalsAreReachedOrNot() {
    Table table = new Table();
    table.atMost("memory", 159.6, 160, " MB");
    table.atMost("time", 1.204, 1.2, "");
    table.atLeast("speed", 40, 40, "");
    table.goal("findings", "not the same, 1", false);
    assertThat(table.toString().lines())
        .contains(
            "| memory | 160 MB | yes |",
            "| time | 1.20 | **no** |",
            "| speed | 40 | yes |",
            "| findings | not the same, 1 | **no** |");
  }
}
