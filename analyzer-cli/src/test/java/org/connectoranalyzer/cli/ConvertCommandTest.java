package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A saved report says the same as the capture, in every format and language. */
class ConvertCommandTest {
  private static final List<String> LANGUAGES = List.of("en", "ja");

  @TempDir private Path folder = Path.of("");

  private Path saved(Object... analysis) throws IOException {
    return Files.writeString(
        folder.resolve(Integer.toHexString(List.of(analysis).hashCode()) + ".json"),
        Run.of(analysis).out());
  }

  static Stream<List<String>> captures() {
    return Stream.of(
        List.of(Run.PROXY_407),
        List.of(Run.HEALTHY),
        List.of(Run.INCONCLUSIVE),
        List.of(Run.sample("two-clients")),
        List.of(Run.PROXY_407, Run.WITH_WARNING, "no-such.pcapng", Run.SAMPLES + "/README.md"),
        List.of("--join", Run.PROXY_407, Run.sample("mixed")));
  }

  /** From the JSON saved in either language. */
  @ParameterizedTest
  @MethodSource("captures")
  void theBytesAreThoseOfTheDirectOutput(List<String> captures) throws IOException {
    for (String from : LANGUAGES) {
      List<Object> analysis = new ArrayList<>(List.of("-f", "json", "--lang", from));
      analysis.addAll(captures);
      Path json = saved(analysis.toArray());
      for (String to : LANGUAGES) {
        for (String format : new AnalyzeCommand.Formats()) {
          List<Object> direct = new ArrayList<>(List.of("-f", format, "--lang", to));
          direct.addAll(captures);
          assertThat(
                  Run.of("convert", json, "-f", format, "--lang", to)
                      .endsWith(ExitCode.CLEAN)
                      .out())
              .as(format + " in " + to + " of " + from)
              .isEqualTo(Run.of(direct.toArray()).out());
        }
      }
    }
  }

  @Test
  void theLanguageIsTheReportsOwnUnlessAskedFor() throws IOException {
    Path japanese = saved("-f", "json", "--lang", "ja", Run.PROXY_407);
    assertThat(Run.of("convert", japanese).endsWith(ExitCode.CLEAN).out())
        .isEqualTo(Run.of("--lang", "ja", Run.PROXY_407).out());
    assertThat(Run.of("convert", japanese, "-f", "json").out())
        .isEqualTo(Files.readString(japanese));
    Run ascii = Run.of("convert", japanese, "--ascii");
    assertThat(ascii.err()).contains("cannot be shown in US-ASCII: using English");
    assertThat(ascii.out()).isEqualTo(Run.of("--ascii", Run.PROXY_407).out());
  }

  @Test
  void looksAsAskedFor() throws IOException {
    Path json = saved("-f", "json", Run.PROXY_407, Run.WITH_WARNING);
    for (Object[] look :
        new Object[][] {
          {"--tz", "Asia/Tokyo"},
          {"--min-severity", "error"},
          {"--color", "always"},
          {"--ascii"},
          {"--ladder"},
        }) {
      List<Object> direct = new ArrayList<>(List.of(Run.PROXY_407, Run.WITH_WARNING));
      List<Object> converted = new ArrayList<>(List.of("convert", json));
      direct.addAll(List.of(look));
      converted.addAll(List.of(look));
      assertThat(Run.of(converted.toArray()).endsWith(ExitCode.CLEAN).out())
          .isEqualTo(Run.of(direct.toArray()).out())
          .isNotEqualTo(Run.of("convert", json).out());
    }
    Run.of("convert", json, "--tz", "Mars").isRefusedWith("--tz");
    Run.of("convert", json, "--min-severity", "fatal").isRefusedWith("--min-severity");
    Run.of("convert", json, "--fail-on", "error").isRefusedWith("--fail-on");
    Run.of("convert", json, "-f", "yaml").isRefusedWith("yaml");
    Run.of("convert").isRefusedWith("REPORT");
    Run.of("convert", "").isRefusedWith("empty");
  }

  @Test
  void severalFormatsAtOnce() throws IOException {
    Path json = saved("-f", "json", Run.PROXY_407);
    List<Object> all = new ArrayList<>(List.of("convert", json));
    for (String format : new AnalyzeCommand.Formats()) {
      all.addAll(List.of("-f", format + ":" + folder.resolve("out." + format)));
    }
    assertThat(Run.of(all.toArray()).endsWith(ExitCode.CLEAN).out()).isEmpty();
    for (String format : new AnalyzeCommand.Formats()) {
      assertThat(Files.readString(folder.resolve("out." + format)))
          .isEqualTo(Run.of("-f", format, Run.PROXY_407).out());
    }
    Run.of("convert", json, "-f", "sarif", "-f", "junit").isRefusedWith("only one");
    Path out = folder.resolve("x");
    Run.of("convert", json, "-f", "sarif:" + out, "-f", "junit:" + out).isRefusedWith("one file");
  }

  @Test
  void standardInputAndLinesOfJson() throws IOException {
    byte[] json = Files.readAllBytes(saved("-f", "json", Run.PROXY_407));
    assertThat(Run.with(json, "convert", "-").endsWith(ExitCode.CLEAN).out())
        .isEqualTo(Run.of(Run.PROXY_407).out());
    Path lines = saved("-f", "jsonl", Run.PROXY_407, Run.HEALTHY, "none.pcap");
    assertThat(Run.of("convert", lines, "-f", "json").endsWith(ExitCode.CLEAN).out())
        .isEqualTo(Run.of("-f", "json", Run.PROXY_407, Run.HEALTHY, "none.pcap").out());
    Terminal keyboard = new Terminal(true, false, false, false, UTF_8, 80);
    Run.on(keyboard, InputStream.nullInputStream(), "convert", "-").isRefusedWith("terminal");
  }

  @Test
  void aReportIsNeverWrittenOver() throws IOException {
    Path json = saved("-f", "json", Run.PROXY_407);
    String before = Files.readString(json);
    Run.of("convert", json, "-o", json).isRefusedWith("not written over");
    Path link = Files.createSymbolicLink(folder.resolve("link"), json);
    Run.of("convert", json, "-f", "markdown:" + link).isRefusedWith("not written over");
    assertThat(Files.readString(json)).isEqualTo(before);
  }

  /** Keys may stand in any order, as tools sort them. */
  @Test
  void capturesMayStandBeforeTheTool() throws IOException {
    String json = Files.readString(saved("-f", "json", Run.HEALTHY));
    int captures = json.indexOf("  \"captures\"");
    String head = json.substring(2, captures);
    String behind =
        "{\n"
            + json.substring(captures, json.lastIndexOf('}')).stripTrailing()
            + ",\n"
            + head.stripTrailing().replaceFirst(",$", "")
            + "\n}\n";
    assertThat(Run.with(behind.getBytes(UTF_8), "convert", "-").endsWith(ExitCode.CLEAN).out())
        .isEqualTo(Run.of(Run.HEALTHY).out());
  }

  @Test
  void aLaterVersionIsReadAsFarAsItIsKnown() throws IOException {
    String json = Files.readString(saved("-f", "json", Run.PROXY_407));
    String later =
        json.replace("\"schemaVersion\": \"1.0\"", "\"schemaVersion\": \"1.9\", \"x\": [ {} ]")
            .replaceFirst("\"verdict\"", "\"weather\": { \"rain\": [ 1, null ] }, \"verdict\"");
    Path file = Files.writeString(folder.resolve("later.json"), later);
    Run run = Run.of("convert", file, "-f", "json");
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("later version (form 1.9)").hasLineCount(1);
    assertThat(run.out()).isEqualTo(json);
    assertThat(Run.of("convert", "-q", file).err()).isEmpty();
  }

  private static void assertRefused(Run run, String... words) {
    assertThat(run.err()).contains(words).hasLineCount(1).doesNotContainPattern(Run.STACK_TRACE);
    assertThat(run.out()).isEmpty();
    assertThat(run.code()).isEqualTo(3);
  }

  @Test
  void whatIsNoReportIsNamed() throws IOException {
    assertRefused(Run.of("convert", Run.PROXY_407), "packet capture", "connector-analyzer ../");
    assertRefused(Run.of("convert", folder.resolve("none.json")), "There is no file");
    assertRefused(Run.of("convert", folder), "is a folder");
    assertRefused(Run.of("convert", Run.SAMPLES.resolve("README.md")), "is not JSON");
    Path endpoints = saved("endpoints", "-f", "json");
    assertRefused(Run.of("convert", endpoints), "list of required endpoints");
    Path settings = Files.writeString(folder.resolve("winhttp.txt"), ConfigurationFiles.WINHTTP);
    Path checked = saved("check-config", "-f", "json", "--winhttp", settings);
    assertRefused(Run.of("convert", checked), "check-config");
    Path compared = saved("diff", "-f", "json", Run.PROXY_407, Run.PROXY_407);
    assertRefused(Run.of("convert", compared), "a comparison of \"diff\"");
    assertRefused(Run.of("convert", saved("-f", "sarif", Run.PROXY_407)), "SARIF");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|is not JSON",
        "{|is not JSON",
        "[]|not a report",
        "7|not a report",
        "{}|damaged: line 1, schemaVersion",
        "{\"a\":{\"captures\":[]}}|not a report",
        "{\"schemaVersion\":\"2.0\",\"captures\":[]}|another form",
        "{\"schemaVersion\":\"1.0\",\"tool\":7}|damaged: line 1, tool",
        "{\"schemaVersion\":\"1.0\",\"captures\":[]}|damaged: line 1, tool",
        "{\"schemaVersion\":\"1.0\",\"tool\":{\"name\":\"a\",\"version\":\"1\",\"endpointList\":\"1\"},\"captures\":[]} x|is not JSON",
      })
  void whatIsDamagedIsSaid(String json, String complaint) {
    byte[] bytes = json == null ? new byte[0] : json.getBytes(UTF_8);
    assertRefused(Run.with(bytes, "convert", "-"), complaint);
  }

  /** All is read before anything is written. */
  @Test
  void ofADamagedReportNothingIsWritten() throws IOException {
    String json = Files.readString(saved("-f", "json", Run.HEALTHY, Run.PROXY_407));
    Path cut = Files.writeString(folder.resolve("cut"), json.substring(0, json.length() - 200));
    Path out = Files.writeString(folder.resolve("out"), "old");
    for (String format : new AnalyzeCommand.Formats()) {
      assertRefused(Run.of("convert", cut, "-f", format), "is not JSON");
      assertRefused(Run.of("convert", cut, "-f", format + ":" + out), "is not JSON");
    }
    assertThat(Files.readString(out)).isEqualTo("old");
    String wrong = json.replaceFirst("\"language\": \"en\"", "\"language\": \"../en\"");
    assertRefused(Run.with(wrong.getBytes(UTF_8), "convert", "-"), "damaged", "language");
  }

  @Test
  void anOutputThatCannotBeWrittenIsSaid() throws IOException {
    Path json = saved("-f", "json", Run.HEALTHY);
    Run run = Run.of("convert", json, "-o", folder.resolve("no/such/out"));
    assertThat(run.code()).isEqualTo(4);
    assertThat(run.err()).contains("no such folder").hasLineCount(1);
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Run.run(
            Terminal.NONE,
            InputStream.nullInputStream(),
            broken,
            err,
            "convert",
            json,
            "-f",
            "json");
    assertThat(code).isEqualTo(4);
    assertThat(err.toString(UTF_8)).contains("No space left");
  }

  /** Deep, long, repeated or endless: each is refused or passed over, none is kept. */
  @ParameterizedTest
  @ValueSource(strings = {"deep", "keys", "list", "text", "objects"})
  void aHostileReportIsBounded(String kind) {
    int many = 200_000;
    String start =
        "{\"schemaVersion\":\"1.0\",\"tool\":{\"name\":\"a\",\"version\":\"1\",\"endpointList\":\"1\"},";
    String json =
        switch (kind) {
          case "deep" -> start + "\"x\":" + "[".repeat(many);
          case "keys" -> start + keys(many) + "\"captures\":[]}";
          case "list" -> start + "\"captures\":[{\"files\":[" + "\"a\",".repeat(many) + "7]}]}";
          case "text" -> start + "\"captures\":[{\"files\":[\"" + "a".repeat(25_000_000) + "\"]}]}";
          default -> start + "\"captures\":[{\"findings\":[" + "{},".repeat(many) + "{}]}]}";
        };
    Run run = Run.on(Terminal.NONE, new ByteArrayInputStream(json.getBytes(UTF_8)), "convert", "-");
    assertThat(run.err().length()).isLessThan(500);
    assertThat(run.code()).isEqualTo(kind.equals("keys") ? 0 : 3);
  }

  private static String keys(int many) {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < many; i++) {
      keys.append("\"k").append(i).append("\":0,");
    }
    return keys.toString();
  }
}
