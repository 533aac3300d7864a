package org.connectoranalyzer.redaction.payload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.connectoranalyzer.redaction.Redaction;
import org.connectoranalyzer.redaction.RedactionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadRedactionTest {
  private final Redaction redaction = RedactionOptions.STANDARD.redaction(List.of("payload"));

  /** What a stream becomes that comes in pieces of that size. */
  private byte[] stream(byte[] bytes, int piece, boolean dns) {
    byte[] replaced = new byte[bytes.length];
    StreamRedaction stream =
        new StreamRedaction(
            redaction,
            dns,
            (sequence, part) -> System.arraycopy(part, 0, replaced, sequence, part.length));
    for (int i = 0; i < bytes.length; i += piece) {
      stream.data(Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + piece)), i);
    }
    stream.cut();
    return replaced;
  }

  private String http(String text) {
    String whole = new String(stream(text.getBytes(UTF_8), text.length(), false), ISO_8859_1);
    for (int piece : List.of(1, 7, 40)) {
      assertThat(new String(stream(text.getBytes(UTF_8), piece, false), ISO_8859_1))
          .isEqualTo(whole);
    }
    assertThat(whole).doesNotContainIgnoringCase("contoso");
    return whole;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT 10.20.0.10:443 HTTP/1.1\r\nHost: 10.20.0.10\r\n\r\n",
        "CONNECT 10.1.1.1:443 HTTP/1.1\r\nHost: 10.1.1.1:443\r\nProxy-Connection: Keep-Alive\r\n\r\n",
        "CONNECT 10.1.1.1:443 HTTP/1.1\r\n\r\n",
        "GET http://10.1.1.1/contoso HTTP/1.1\r\nHost: 10.1.1.1\r\nUser-Agent: contoso/1.0 (Windows)\r\n\r\n",
        "CONNECT 198.198.198.198:443 HTTP/1.1\nHost: 198.198.198.198\nX-Contoso-User: contoso\n\n",
        "HTTP/1.1 407 Proxy Authentication Required\r\nVia: 1.1 10.1.1.1 (contoso)\r\nContent-Length: 0\r\n\r\n"
      })
  void aHeadWithAnAddressIsAsLongAsBeforeAndStaysOne(String head) {
    String redacted = http(head);
    assertThat(redacted)
        .hasSameSizeAs(head)
        .doesNotContain("10.20.0.10", "10.1.1.1", "198.198.198.198");
    assertThat(redacted).endsWith(head.contains("\r") ? "\r\n\r\n" : "\n\n");
    assertThat(redacted.lines().findFirst().orElseThrow())
        .matches("(?:CONNECT|GET) \\S+ +HTTP/1\\.1 *|HTTP/1\\.1 407 Proxy Authentication Required");
  }

  @Test
  void aBodyBecomesZeroAndWhatFollowsItIsFound() {
    String first = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 7\r\n\r\n";
    String next = "HTTP/1.1 200 Connection established\r\n\r\n";
    String redacted = http(first + "contoso" + next);
    assertThat(redacted).isEqualTo(first + "\0".repeat(7) + next);
  }

  @Test
  void chunksKeepTheirSizes() {
    String head = "HTTP/1.1 502 Bad Gateway\r\nTransfer-Encoding: chunked\r\n\r\n";
    String redacted = http(head + "7;contoso=1\r\ncontoso\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
    assertThat(redacted)
        .isEqualTo(
            head + "7          \r\n" + "\0".repeat(7) + "\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "USER contoso\r\nPASS contoso\r\n",
        "SSH-2.0-contoso\r\n",
        "EHLO contoso.com\r\n\r\n",
        "contoso",
        "\u0016\u0009contoso",
        "SIP/2.0 200 contoso\r\n\r\n"
      })
  void whatIsNotUnderstoodBecomesZero(String text) {
    assertThat(stream(text.getBytes(UTF_8), 100, false)).containsOnly(0);
    assertThat(stream(text.getBytes(UTF_8), 3, false)).containsOnly(0);
  }

  @Test
  void aDnsMessageKeepsItsCompression() {
    byte[] message =
        hex(
            "1234 8180 0001 0002 0000 0000"
                + "05 70726f7879 07 636f6e746f736f 05 6c6f63616c 00 0001 0001"
                + "c00c 0005 0001 00000e10 0007 04 6e6f6465 c012"
                + "c02f 0001 0001 00000e10 0004 0a140850");
    byte[] redacted = DnsMessages.redacted(message, redaction);
    assertThat(redacted).hasSameSizeAs(message);
    String text = new String(redacted, ISO_8859_1);
    assertThat(text).doesNotContain("proxy", "contoso", "node", "\n\024\010P");
    String proxy = redaction.text("proxy.contoso.local");
    assertThat(text.substring(13, 18)).isEqualTo(proxy.substring(0, 5));
    assertThat(text.substring(19, 26)).isEqualTo(proxy.substring(6, 13));
    assertThat(text.substring(27, 32)).isEqualTo("local");
    assertThat(redacted[redacted.length - 4]).isEqualTo((byte) 10);
  }

  private static byte[] hex(String digits) {
    return java.util.HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  @Test
  void anyBytesGoIn() {
    Random random = new Random(9);
    List<String> starts =
        List.of(
            "",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
            "HTTP/1.1 200 OK\r\n",
            "CONNECT x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "\u0016\u0003\u0003\u0001\u0000\u000b\u0000\u0000\u00fc\u0000\u0000\u00f9\u0000\u0000\u00f60\u0082");
    for (int i = 0; i < 4_000; i++) {
      byte[] noise = new byte[random.nextInt(600)];
      random.nextBytes(noise);
      if (random.nextBoolean()) {
        for (int j = 0; j < noise.length; j++) {
          noise[j] = (byte) "\r\n: 0a,;\u00000\u0004\u0082".charAt(random.nextInt(12));
        }
      }
      byte[] start = starts.get(random.nextInt(starts.size())).getBytes(ISO_8859_1);
      byte[] bytes = Arrays.copyOf(start, start.length + noise.length);
      System.arraycopy(noise, 0, bytes, start.length, noise.length);
      int piece = 1 + random.nextInt(300);
      assertThat(stream(bytes, piece, random.nextInt(5) == 0)).hasSameSizeAs(bytes);
      assertThat(DnsMessages.redacted(bytes, redaction)).hasSameSizeAs(bytes);
    }
  }
}
