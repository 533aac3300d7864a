package org.connectoranalyzer.extract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.connectoranalyzer.extract.Copied.Extracted;
import org.connectoranalyzer.extract.ExtractOptions.Credentials;
import org.connectoranalyzer.extract.ExtractOptions.Scope;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extracts as an installed tshark reads them. */
class TsharkExtractTest {
  private static final Path SAMPLES = Path.of("../samples");

  /** Fields whose text has no tab. */
  private static final List<String> FIELDS =
      List.of(
          "frame.time_epoch",
          "frame.cap_len",
          "frame.len",
          "frame.interface_name",
          "ip.checksum.status",
          "tcp.checksum.status",
          "udp.checksum.status",
          "tcp.payload",
          "_ws.malformed");

  @TempDir private Path folder = Path.of("");

  private List<String> tshark(Path file, String... fields) throws Exception {
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
    for (String checked :
        List.of("ip.check_checksum", "tcp.check_checksum", "udp.check_checksum")) {
      command.addAll(List.of("-o", checked + ":TRUE"));
    }
    command.addAll(List.of("-T", "fields"));
    for (String field : fields) {
      command.addAll(List.of("-e", field));
    }
    Path said = folder.resolve("said.txt");
    Path errors = folder.resolve("errors.txt");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(said.toFile())
              .redirectError(errors.toFile())
              .start();
    } catch (IOException e) {
      assumeTrue(false, "tshark is not installed");
      throw e;
    }
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    assertThat(Files.readString(errors)).doesNotContain("damaged", "cut short", "corrupt");
    return Files.readAllLines(said);
  }

  private Path written(Path capture, ExtractOptions options) throws IOException {
    Extracted extract = Copied.extract(options, capture);
    return Files.write(folder.resolve("x.pcapng"), extract.bytes());
  }

  private static Path sample(String name) {
    return SAMPLES.resolve(name).resolve(name + ".pcapng");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy-407", "proxy-ntlm", "duplicates", "packet-loss", "dns-tcp"})
  void aFullCopyIsTheSameButForCredentials(String name) throws Exception {
    String[] fields = FIELDS.toArray(String[]::new);
    List<String> before = tshark(sample(name), fields);
    ExtractOptions full = ExtractOptions.STANDARD.withScope(Scope.ALL);
    Path kept = written(sample(name), full.withCredentials(Credentials.KEPT));
    assertThat(tshark(kept, fields)).isEqualTo(before);

    List<String> after = tshark(written(sample(name), full), fields);
    assertThat(after).hasSameSizeAs(before);
    int overwritten = 0;
    for (int i = 0; i < before.size(); i++) {
      String[] was = before.get(i).split("\t", -1);
      String[] is = after.get(i).split("\t", -1);
      int payload = FIELDS.indexOf("tcp.payload");
      overwritten += was[payload].equals(is[payload]) ? 0 : 1;
      assertThat(is[payload]).hasSameSizeAs(was[payload]);
      for (int at = 0; at < was[payload].length(); at += 2) {
        String octet = is[payload].substring(at, at + 2);
        assertThat(octet).isIn(was[payload].substring(at, at + 2), "78");
      }
      was[payload] = "";
      is[payload] = "";
      assertThat(is).as("frame %d", i + 1).isEqualTo(was);
    }
    assertThat(overwritten).isEqualTo(name.equals("proxy-ntlm") ? 9 : 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy-407", "syn-refused", "dns-slow"})
  void citedFramesHaveComments(String name) throws Exception {
    Path extract = written(sample(name), ExtractOptions.STANDARD);
    List<String> comments = tshark(extract, "frame.comment");
    assertThat(comments).hasSizeLessThan(tshark(sample(name), "frame.number").size());
    String code = name.startsWith("proxy") ? "PROXY-AUTHENTICATION-REQUIRED" : "";
    Stream<String> cited = comments.stream().filter(comment -> !comment.isEmpty());
    assertThat(cited.toList()).isNotEmpty().allMatch(c -> c.contains(", frame "));
    assertThat(String.join("\n", comments)).contains(code);
    byte[] file = Files.readAllBytes(extract);
    byte[] head = Arrays.copyOf(file, Math.min(file.length, 2_000));
    assertThat(new String(head, UTF_8)).contains("prove the findings", "Next step: ");
  }
}
