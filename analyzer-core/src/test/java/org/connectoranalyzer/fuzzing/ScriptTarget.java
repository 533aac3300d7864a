package org.connectoranalyzer.fuzzing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.exchange.Exchanges;
import org.connectoranalyzer.testing.Packets;

/**
 * An automatic configuration script that a web server gives: few answers, each a proxy or none, and
 * the same where the bytes come one by one.
 */
final class ScriptTarget implements FuzzTarget {
  private static final int LONGEST = 16_000;

  @Override
  public String name() {
    return "script";
  }

  @Override
  public Stream<byte[]> seeds() {
    return Stream.of(
            "function FindProxyForURL(u, h) { return \"PROXY proxy.contoso.local:8080; DIRECT\"; }",
            "// proxy [2001:db8::1]:3128\r\nPROXY a:1;PROXY b:65535;PROXY c:0;SOCKS d:1080",
            "PROXY\t10.20.8.80:8080")
        .map(text -> text.getBytes(ISO_8859_1));
  }

  @Override
  public void run(byte[] input) {
    if (input.length > LONGEST) {
      return;
    }
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + input.length + "\r\n\r\n";
    Dialogue dialogue =
        new Dialogue()
            .says(Side.CLIENT, "GET /wpad.dat HTTP/1.1\r\nHost: wpad\r\n\r\n".getBytes(ISO_8859_1))
            .says(Side.SERVER, Packets.join(head.getBytes(ISO_8859_1), input));
    Exchanges found = dialogue.exchanges(80);
    DialogueTarget.check(found, dialogue.frames());
    assertThat(found.http()).hasSize(1);
    List<String> answers = found.http().get(0).script();
    assertThat(answers)
        .doesNotHaveDuplicates()
        .allMatch(answer -> answer.matches("DIRECT|PROXY \\S+:[1-9][0-9]{0,4}"));
    assertThat(dialogue.exchanges(80, 1)).isEqualTo(found);
  }
}
