package org.connectoranalyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineOptionsTest {
  private static final LocalDate DAY = LocalDate.of(2027, 3, 31);

  @TempDir private Path folder;

  private Path baseline(String... lines) throws IOException {
    return Files.writeString(folder.resolve("known.txt"), String.join("\n", lines));
  }

  @Test
  void aKnownFindingIsNoFailure() throws IOException {
    Path known =
        baseline(
            "\ufeff# what we know\r",
            "",
            "PROXY-AUTHENTICATION-REQUIRED proxy.contoso.local:*  until=2027-03-31  ticket 4711");
    Run run = Run.at(DAY, Run.PROXY_407, "--baseline", known);
    run.endsWith(ExitCode.CLEAN);
    assertThat(run.out())
        .contains("PROBLEM  The proxy demands", "FINDINGS  none, 1 known", "--show-suppressed")
        .doesNotContain("ERROR  PROXY-AUTHENTICATION-REQUIRED", "ticket");
    assertThat(Run.at(DAY, Run.PROXY_407, "--baseline", known, "--show-suppressed").out())
        .contains("ERROR  PROXY-AUTHENTICATION-REQUIRED", "no failure: ticket 4711");
    Run json = Run.at(DAY, Run.PROXY_407, "--baseline", known, "-f", "json");
    assertThat(json.out())
        .contains("\"suppressed\": 1")
        .isEqualTo(
            Run.at(DAY.minusDays(9), Run.PROXY_407, "--baseline", known, "-f", "json").out());
    assertThat(Run.at(DAY, Run.PROXY_407, "--baseline", known, "--redact").out())
        .doesNotContain("contoso")
        .contains("1 known");
  }

  @Test
  void anExpiredOneCountsAgainAndIsSaid() throws IOException {
    Path known = baseline("PROXY-AUTHENTICATION-REQUIRED * until=2027-03-31 ticket 4711");
    Run run = Run.at(DAY.plusDays(1), Run.PROXY_407, "--baseline", known);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("line 1 of", "known.txt", "expired on 2027-03-31", "ticket 4711");
    assertThat(run.out()).isEqualTo(Run.of(Run.PROXY_407).out());
  }

  @Test
  void whatIsNotFoundIsSaid() throws IOException {
    Path known = baseline("", "0123456789abcdef until=never x", "SYN-REFUSED * until=never y");
    Run run = Run.at(DAY, Run.PROXY_407, "--baseline", known);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("findings in lines 2, 3 of", "were not found");
    assertThat(Run.at(DAY, Run.PROXY_407, "--baseline", known, "-q").err()).isEmpty();
    assertThat(Run.at(DAY, folder.resolve("none.pcap"), "--baseline", known).err())
        .doesNotContain("known.txt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0123456789abcde until=never x|begins with neither a fingerprint nor a code",
        "proxy until=never x|begins with neither a fingerprint nor a code",
        "0123456789abcdef * until=never x|has '*' where until=DATE belongs",
        "SYN-REFUSED until=never x|has no subject behind the code",
        "SYN-REFUSED *|has no until=DATE",
        "SYN-REFUSED * ticket 4711|has no until=DATE",
        "SYN-REFUSED * until=2027-02-30 x|has '2027-02-30', which is no date",
        "SYN-REFUSED * until= x|has '', which is no date",
        "SYN-REFUSED * until=never|has no reason"
      })
  void aLineThatIsNoneIsRefused(String line, String message) throws IOException {
    Run.of(Run.PROXY_407, "--baseline", baseline("# one", line))
        .isRefusedWith("'--baseline'", "line 2 of", message);
  }

  @Test
  void whatIsNoBaselineIsRefused() throws IOException {
    Run.of(Run.HEALTHY, "--baseline", folder.resolve("no.txt")).isRefusedWith("cannot be read");
    Run.of(Run.HEALTHY, "--baseline", folder).isRefusedWith("cannot be read");
    Run.of(Run.HEALTHY, "--baseline", baseline("{\"schemaVersion\": \"1.0\"}"))
        .isRefusedWith("is JSON", "--write-baseline");
    Run.of(Run.HEALTHY, "--baseline", Run.HEALTHY).isRefusedWith("--baseline");
    Run.of(Run.HEALTHY, "--baseline", baseline("x".repeat(1 << 20), "y")).isRefusedWith("1 MiB");
    Run.of(Run.HEALTHY, "--baseline", baseline("\u001b[31m until=never x"))
        .isRefusedWith("\\x1b[31m");
    Run.of(Run.HEALTHY, "--show-suppressed").isRefusedWith("needs --baseline");
  }

  @Test
  void whatIsWrittenIsKnownFromThenOn() throws IOException {
    Path written = folder.resolve("written.txt");
    Run run = Run.at(DAY, Run.PROXY_407, Run.WITH_WARNING, "--write-baseline", written);
    assertThat(run.code()).isEqualTo(1);
    String text = Files.readString(written);
    assertThat(text)
        .contains("# PROXY-AUTHENTICATION-REQUIRED proxy.contoso.local:8080: The proxy demands")
        .contains("# ADDRESS-UNREACHABLE", " until=2027-06-29 (why");
    Path edited = baseline(text.replace("(why this is accepted, and by whom)", "ticket 4711"));
    Run again =
        Run.at(
            DAY,
            Run.PROXY_407,
            Run.WITH_WARNING,
            "--baseline",
            edited,
            "--fail-on",
            "warning",
            "--write-baseline",
            written);
    again.endsWith(ExitCode.CLEAN);
    assertThat(Files.readString(written)).isEqualTo(Files.readString(edited));
  }

  @Test
  void nothingIsWrittenOver() throws IOException {
    Path known = baseline("SYN-REFUSED * until=never y");
    Run.of(Run.HEALTHY, "--baseline", known, "-o", known).isRefusedWith("not written over");
    Run.of(Run.HEALTHY, "--baseline", known, "--write-baseline", known)
        .isRefusedWith("not written over");
    Run.of(Run.HEALTHY, "--write-baseline", Run.HEALTHY).isRefusedWith("not written over");
    Path list =
        Files.writeString(folder.resolve("list.json"), Run.of("endpoints", "-f", "json").out());
    for (String option : List.of("--endpoints", "--service-tags", "--config", "--winhttp")) {
      Run.of(Run.HEALTHY, option, list, "--write-baseline", list).isRefusedWith("not written over");
    }
    Run.of(Run.HEALTHY, "--write-baseline", "-").isRefusedWith("--write-baseline");
    Path target = folder.resolve("x");
    Run.of(Run.HEALTHY, "-o", target, "--write-baseline", target).isRefusedWith("one file");
    Run.of(Run.HEALTHY, "--redact", "--write-baseline", target).isRefusedWith("--redact");
    Run nowhere = Run.of(Run.HEALTHY, "--write-baseline", folder.resolve("no/where.txt"));
    assertThat(nowhere.code()).isEqualTo(4);
    assertThat(nowhere.err()).contains("there is no such folder");
  }
}
