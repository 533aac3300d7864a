package org.connectoranalyzer.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.CertificateBytes;
import org.connectoranalyzer.testing.Packets;
import org.connectoranalyzer.testing.TlsScript.ClientAuthentication;
import org.connectoranalyzer.testing.TraceScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Text that would control a terminal or hide something, in each place that it can come from: no
 * output holds a character of it as it was.
 */
class HostileTextTest {
  private static final String CLIENT = "10.20.0.10";
  private static final String HOST = "login.microsoftonline.com";

  /** Bell and escape sequence, C1, directions, separators, what has no width, markup, a formula. */
  private static final String HOSTILE =
      "=\u0007\u001b[31m\u009b31m\u0085\u202a\u202e\u2066\u2069\u200e\u200f\u061c\u2028\u2029"
          + "\u200b\ufeff\u00ad\udb40\udc41<script>";

  private static final String ASCII = "\u0007\u001b[31m\u007f<script>";

  @TempDir private Path folder = Path.of("");

  /** Bytes of UTF-8, one character each. */
  private static String utf8(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private static boolean isHarmful(int c) {
    boolean lineFeed = c == '\n';
    return !lineFeed
        && (Character.isISOControl(c)
            || Character.getType(c) == Character.FORMAT
            || Character.getType(c) == Character.SURROGATE
            || Character.getType(c) == Character.LINE_SEPARATOR
            || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
  }

  private static void assertHarmless(Run run) {
    for (String text : List.of(run.out(), run.err())) {
      assertThat(text.codePoints().filter(HostileTextTest::isHarmful).boxed()).as(text).isEmpty();
    }
  }

  private static void assertHarmlessInEachForm(
      String command, List<String> formats, Object... more) {
    for (String format : formats) {
      for (String language : List.of("en", "ja")) {
        Object[] args = new Object[more.length + 5];
        Object[] first = {command, "-f", format, "--lang", language};
        System.arraycopy(first, 0, args, 0, first.length);
        System.arraycopy(more, 0, args, first.length, more.length);
        assertHarmless(Run.of(args));
      }
    }
  }

  private static byte[] capture(String text) {
    TraceScript script = new TraceScript();
    script
        .dns(CLIENT, "10.20.0.53", "A", HOST)
        .aliases(text.replace('.', '-') + ".example")
        .answers("203.0.113.9");
    script.dns(CLIENT, "10.20.0.53", "A", text + ".msappproxy.net").fails("NXDOMAIN");
    String line = text.replace("\u0085", "");
    script
        .tcp(CLIENT, "10.20.8.80:8080")
        .handshake()
        .send("CONNECT " + line + "." + HOST + ":443 HTTP/1.1\r\nHost: " + line + "\r\n\r\n")
        .reply(
            "HTTP/1.1 407 "
                + line
                + "\r\nVia: "
                + line
                + "\r\nServer: "
                + line
                + "\r\nProxy-Authenticate: "
                + line
                + "\r\nLocation: http://"
                + line
                + "/\r\nContent-Length: 0\r\n\r\n")
        .connect(HOST + ":443")
        .respond(403, "X-Squid-Error: " + line);
    script
        .tcp(CLIENT, "203.0.113.9:443")
        .handshake()
        .tls()
        .clientHello12(text + ".servicebus.windows.net")
        .serverFlight12(
            ClientAuthentication.ASKING,
            CertificateBytes.of(HOST)
                .subject("O=" + text, "CN=" + text)
                .issuer("O=" + text, "CN=" + text)
                .dnsNames(text)
                .der());
    script.tcp(CLIENT, "203.0.113.10:443").handshake().clientHello(HOST).serverRst();
    script
        .tcp(CLIENT, "203.0.113.11:80")
        .handshake()
        .send("GET /" + line + " HTTP/1.1\r\nHost: " + line + "\r\n\r\n")
        .reply("HTTP/1.1 503 " + line + "\r\n\r\n");
    return Packets.join(describedBy(text), script.pcapng());
  }

  /** A section whose header, interface and names say it. */
  private static byte[] describedBy(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    byte[] header = Packets.join(CaptureBytes.option(1, bytes), CaptureBytes.option(4, bytes));
    byte[] names =
        CaptureBytes.option(
            1, Packets.join(Packets.address("203.0.113.10"), bytes, new byte[] {0}));
    return CaptureBytes.pcapng()
        .section()
        .networkInterface(1, 0, CaptureBytes.option(2, bytes), CaptureBytes.option(3, bytes))
        .block(4, Packets.join(names, new byte[4]))
        .block(0x0BAD, Packets.join(new byte[4], header))
        .bytes();
  }

  @ParameterizedTest
  @ValueSource(strings = {HOSTILE, ASCII})
  void ofACapture(String text) throws IOException {
    for (String bytes : List.of(utf8(text), "\u00ff\u00fe" + utf8(text), "\u00ed\u00a0\u0080")) {
      Path file = Files.write(folder.resolve("a.pcapng"), capture(bytes));
      assertHarmlessInEachForm("analyze", new AnalyzeCommand.Formats(), "-v", file);
      Run run = Run.of("-f", "json", file);
      assertThat(run.code()).isEqualTo(1);
    }
  }

  /** A file of this name; empty where the platform has no such names. */
  private Optional<Path> file(String name, byte[] content) {
    try {
      return Optional.of(Files.write(folder.resolve(name), content));
    } catch (InvalidPathException | IOException e) {
      return Optional.empty();
    }
  }

  @Test
  void ofFileNames() throws IOException {
    byte[] capture = Files.readAllBytes(Path.of(Run.HEALTHY));
    for (String text : List.of(HOSTILE, ASCII, "\n\r\t\u001b[31m")) {
      String name = text.replace("/", "");
      Optional<Path> good = file(name + ".pcapng", capture);
      file(name + ".pcap", "no capture".getBytes(UTF_8));
      if (good.isPresent()) {
        assertThat(Run.of(good.get(), "--fail-on", "never").code()).isZero();
        assertHarmlessInEachForm("analyze", new AnalyzeCommand.Formats(), "-v", good.get());
        assertHarmlessInEachForm("analyze", new AnalyzeCommand.Formats(), folder);
        assertHarmlessInEachForm("analyze", new AnalyzeCommand.Formats(), "--join", folder);
        assertHarmless(Run.of("-v", good.get() + "x", good.get().resolve("y")));
        assertHarmless(Run.of("-o", good.get().resolve("z"), good.get()));
      }
      assertHarmless(Run.of("-v", name));
      assertHarmless(Run.of("check-config", name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {HOSTILE, ASCII, "\n\r\t"})
  void ofArguments(String text) {
    assertHarmless(Run.of("--" + text));
    assertHarmless(Run.of("--lang", text, Run.HEALTHY));
    assertHarmless(Run.of("--proxy", text, Run.HEALTHY));
    assertHarmless(Run.of("--client", text, Run.HEALTHY));
    assertHarmless(Run.of("--tz", text, Run.HEALTHY));
    assertHarmless(Run.of("--limit", text + "=1", Run.HEALTHY));
    assertHarmless(Run.of("--limit", "flows=" + text, Run.HEALTHY));
    assertHarmless(Run.of("-f", text, Run.HEALTHY));
    assertHarmless(Run.of("explain", text));
    assertHarmless(Run.of("endpoints", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {HOSTILE, ASCII})
  void ofConfigurations(String text) throws IOException {
    ConfigurationFiles files = new ConfigurationFiles(folder);
    StringBuilder references = new StringBuilder();
    text.codePoints()
        .filter(c -> c >= ' ')
        .forEach(c -> references.append("&#").append(c).append(';'));
    Charset bytes = UTF_8;
    for (String value : List.of(references.toString(), text)) {
      Path service =
          files.write(
              ConfigurationFiles.SERVICE,
              ConfigurationFiles.section(
                  "<defaultProxy><proxy proxyaddress=\"http://"
                      + value
                      + "\" scriptLocation=\""
                      + value
                      + "\"/><bypasslist><add address=\""
                      + value
                      + "\"/></bypasslist></defaultProxy>"),
              bytes);
      Path winHttp =
          files.write(
              "winhttp.txt",
              ConfigurationFiles.WINHTTP
                  .replace("proxy.contoso.local", value)
                  .replace("(none)", value),
              bytes);
      Path registry =
          files.write("a.reg", ConfigurationFiles.REGISTRY.replace("dword:00000001", value), bytes);
      assertHarmlessInEachForm(
          "check-config",
          List.of("text", "json"),
          "-v",
          "--config",
          service,
          "--winhttp",
          winHttp,
          "--registry",
          registry);
      assertHarmlessInEachForm(
          "analyze", new AnalyzeCommand.Formats(), "--config", service, Run.PROXY_407);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {HOSTILE, ASCII})
  void ofLists(String text) throws IOException {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
    String list =
        """
        {"version": "%1$s", "cloud": "public", "endpoints": [
          {"pattern": "%1$s.example", "port": 443, "purpose": "%1$s", "source": "%1$s", "date": "%1$s"},
          {"pattern": "a.example", "port": 443, "purpose": "%1$s", "source": "%1$s"}]}
        """
            .formatted(escaped);
    Path file = Files.writeString(folder.resolve("list.json"), list);
    assertHarmlessInEachForm(
        "endpoints", List.of("text", "csv", "json"), "--endpoints", file, "--cloud", "public");
    assertHarmlessInEachForm(
        "analyze", new AnalyzeCommand.Formats(), "--endpoints", file, Run.PROXY_407);
    Path tags =
        Files.writeString(
            folder.resolve("tags.json"),
            "{\"changeNumber\": 1, \"cloud\": \"%1$s\", \"values\": [{\"name\": \"%1$s\"}]}"
                .formatted(escaped));
    assertHarmlessInEachForm(
        "analyze", new AnalyzeCommand.Formats(), "--service-tags", tags, Run.PROXY_407);
  }
}
