package org.connectoranalyzer.fuzzing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.configuration.ConfigurationInput;
import org.connectoranalyzer.connector.configuration.Role;
import org.connectoranalyzer.conversation.Side;
import org.connectoranalyzer.exchange.Exchanges;

/**
 * Any bytes around a secret that stands where secrets stand (the first byte says where): it is
 * nowhere in what is kept.
 */
final class CredentialsTarget implements FuzzTarget {
  private static final String SECRET = "S3cr3tT0k3n";

  /** The hole takes the bytes; no form lets them end its line. */
  private static final String[] FORMS = {
    "CONNECT a.example:443 HTTP/1.1\r\n%s\r\nProxy-Authorization: NTLM " + SECRET + "\r\n\r\n",
    "CONNECT a.example:443 HTTP/1.1\r\nProxy-Authorization: Basic " + SECRET + "%s\r\n\r\n",
    "CONNECT user:" + SECRET + "@%s:443 HTTP/1.1\r\n\r\n",
    "CONNECT a.example:443?%s=" + SECRET + " HTTP/1.1\r\n\r\n",
    "GET http://user:" + SECRET + "@%s/ HTTP/1.1\r\n\r\n",
    "GET /%s?token=" + SECRET + " HTTP/1.1\r\nCookie: " + SECRET + "\r\n\r\n",
    "GET /a HTTP/1.1\r\nAuthorization: Bearer " + SECRET + "%s\r\nHost: b\r\n\r\n",
  };

  private static final String CONFIGURATION =
      "<configuration><system.net><defaultProxy><proxy proxyaddress=\"%s\"/>"
          + "</defaultProxy></system.net></configuration>";

  @Override
  public String name() {
    return "credentials";
  }

  @Override
  public Stream<byte[]> seeds() {
    return Stream.of("Host: b", ",NTLM", "proxy.example:8080", "a%40b", "x/y#z", "[::1]")
        .flatMap(text -> Stream.of(0, 1, 2, 3, 4, 5, 6, 7, 8).map(form -> (char) (int) form + text))
        .map(seed -> seed.getBytes(ISO_8859_1));
  }

  @Override
  public void run(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    int form = (input[0] & 0xFF) % (FORMS.length + 2);
    String text =
        new String(input, 1, input.length - 1, ISO_8859_1).replaceAll("[\\x00-\\x20\"<&]", "");
    if (text.contains(SECRET)) {
      return; // In the place of a host it is none.
    }
    if (form < FORMS.length) {
      traffic(FORMS[form].replace("%s", text));
    } else {
      String user = form == FORMS.length ? "user:" : "";
      configuration("http://" + user + SECRET + "@" + text);
    }
  }

  private static void traffic(String request) {
    Dialogue dialogue = new Dialogue().says(Side.CLIENT, request.getBytes(ISO_8859_1));
    dialogue.says(Side.SERVER, "HTTP/1.1 407 No\r\n\r\n".getBytes(ISO_8859_1));
    Exchanges found = dialogue.exchanges(8080);
    assertThat(found.connects().size() + found.http().size()).isLessThanOrEqualTo(1);
    assertThat(found.toString()).doesNotContain(SECRET);
  }

  private static void configuration(String address) throws IOException {
    byte[] file = CONFIGURATION.replace("%s", address).getBytes(ISO_8859_1);
    ConfigurationInput read =
        ConfigurationInput.read(new ByteArrayInputStream(file), "a.config", Role.SERVICE);
    assertThat(read.toString()).doesNotContain(SECRET);
    assertThat(Outputs.of(read)).doesNotContain(SECRET);
  }
}
