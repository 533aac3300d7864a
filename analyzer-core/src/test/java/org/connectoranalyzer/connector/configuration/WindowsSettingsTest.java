package org.connectoranalyzer.connector.configuration;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.configuration.ConfigurationFile.RecognizedBy;
import org.connectoranalyzer.connector.configuration.Fault.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code netsh winhttp show proxy} and the registry say, as they were saved. */
class WindowsSettingsTest {
  private static final Charset JAPANESE = Charset.forName("windows-31j");
  private static final String ENGLISH_PROXY =
      """

      Current WinHTTP proxy settings:

          Proxy Server(s) :  proxy.contoso.local:8080
          Bypass List     :  <local>;*.contoso.local

      """;
  private static final String JAPANESE_PROXY =
      """

      現在の WinHTTP プロキシ設定:

          プロキシ サーバー:  proxy.contoso.local:8080
          バイパス一覧     :  (なし)

      """;

  static Stream<Arguments> settings() {
    return Stream.of(
        argumentSet("English", ENGLISH_PROXY, "FIXED proxy.contoso.local:8080", 4),
        argumentSet("Japanese", JAPANESE_PROXY, "FIXED proxy.contoso.local:8080", 4),
        argumentSet(
            "full-width colons",
            JAPANESE_PROXY.replace(":\n", "：\n").replace(": ", "："),
            "FIXED proxy.contoso.local:8080",
            4),
        argumentSet(
            "direct",
            "\nCurrent WinHTTP proxy settings:\n\n    Direct access (no proxy server).\n\n",
            "NONE",
            4),
        argumentSet(
            "direct, Japanese",
            "\n現在の WinHTTP プロキシ設定:\n\n    直接アクセス (プロキシ サーバーなし)。\n\n",
            "NONE",
            4),
        argumentSet(
            "direct, German",
            "Aktuelle WinHTTP-Proxyeinstellungen:\n\n    Direktzugriff (kein Proxyserver).",
            "NONE",
            3),
        argumentSet(
            "French",
            "Paramètres du proxy WinHTTP actuels :\n\n    Serveur(s) proxy :  10.0.0.8:3128\n",
            "FIXED 10.0.0.8:3128",
            3),
        argumentSet(
            "with prompts",
            "C:\\Users\\admin>netsh winhttp show proxy\n" + ENGLISH_PROXY + "C:\\Users\\admin>",
            "FIXED proxy.contoso.local:8080",
            5),
        argumentSet(
            "PowerShell prompt",
            "PS C:\\> netsh winhttp show proxy\n" + ENGLISH_PROXY + "PS C:\\>",
            "FIXED proxy.contoso.local:8080",
            5),
        argumentSet(
            "remote prompt, and more of the session",
            "PS C:\\> whoami\ncontoso\\admin\nTime: 12:00\n[srv1]: PS C:\\> netsh winhttp show proxy\n"
                + ENGLISH_PROXY
                + "C:\\>ipconfig\n\nWindows IP Configuration\n"
                + "   IPv4 Address. . . : 10.0.0.1\n".repeat(20),
            "FIXED proxy.contoso.local:8080",
            8),
        argumentSet(
            "by protocol",
            ENGLISH_PROXY.replace("proxy.contoso.local:8080", "https=b:81;http=A:82"),
            "FIXED a:82",
            4),
        argumentSet(
            "for HTTPS only",
            ENGLISH_PROXY.replace("proxy.contoso.local:8080", "https=b:81"),
            "NONE",
            4),
        argumentSet(
            "IPv6",
            ENGLISH_PROXY.replace("proxy.contoso.local", "[2001:DB8::8]"),
            "FIXED [2001:db8::8]:8080",
            4),
        argumentSet(
            "without a port",
            ENGLISH_PROXY.replace(":8080", ""),
            "FIXED proxy.contoso.local:80",
            4));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everyLanguageAndEncodingIsUnderstood(String text, String expected, int line)
      throws IOException {
    for (byte[] bytes : encoded(text.replace("\n", "\r\n"))) {
      for (String name : List.of("winhttp.txt", "saved.txt")) {
        ConfigurationFile file =
            ConfigurationReader.read(new ByteArrayInputStream(bytes), name, null);

        HostPort proxy = file.proxy().proxy();
        assertThat(file.faults()).isEmpty();
        assertThat(file.role()).isEqualTo(Role.WINHTTP);
        assertThat(file.proxy().kind() + (proxy == null ? "" : " " + proxy)).isEqualTo(expected);
        assertThat(file.proxy().at()).isEqualTo(new Location(name, line));
      }
    }
  }

  private static List<byte[]> encoded(String text) {
    boolean western = !new String(text.getBytes(JAPANESE), JAPANESE).equals(text);
    return List.of(
        text.getBytes(UTF_8),
        text.getBytes(UTF_16LE),
        ("\ufeff" + text).getBytes(UTF_8),
        ("\ufeff" + text).getBytes(UTF_16LE),
        western ? text.getBytes(UTF_8) : text.getBytes(JAPANESE));
  }

  @Test
  void theBypassListIsOneOfWildcards() throws IOException {
    ProxySetting setting = winHttp(ENGLISH_PROXY).proxy();

    assertThat(setting.bypassed()).containsExactly("<local>", "*.contoso.local");
    assertThat(setting.bypasses("crl3.digicert.com", 80)).isFalse();
    assertThat(setting.bypasses("app.contoso.local", 80)).isTrue();
    assertThat(setting.bypasses("intranet", 80)).isTrue();
    assertThat(winHttp(JAPANESE_PROXY).proxy().bypassed()).isEmpty();
    assertThat(BypassPattern.wildcard("*", "x.y")).isTrue();
    assertThat(BypassPattern.wildcard("10.*.1", "10.0.1")).isTrue();
    assertThat(BypassPattern.wildcard("a*a", "a")).isFalse();
  }

  private static ConfigurationFile winHttp(String text) throws IOException {
    return ConfigurationReader.read(
        new ByteArrayInputStream(text.getBytes(UTF_8)), "saved.txt", Role.WINHTTP);
  }

  static Stream<String> foreign() {
    return Stream.of(
        "",
        "hello",
        "The following command was not found: winhttp show proxy.",
        "Current WinHTTP proxy settings:\n",
        "Current WinHTTP proxy settings:\n\n   Proxy Server(s) : some sentence, with commas\n",
        "Current WinHTTP proxy settings:\n\n   Proxy Server(s) : proxy:99999\n",
        "<configuration/>",
        "Current WinHTTP advanced proxy settings:\n\n{\n\t\"Proxy\":\t\"\"\n}\n",
        "Current WinHTTP proxy settings:\n\n" + "Proxy : b " + " ".repeat(500_000) + "=\n",
        "a:\n" + "b : c\n".repeat(40));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void whatNetshDoesNotPrintIsSaid(String text) throws IOException {
    ConfigurationFile file = winHttp(text);

    assertThat(file.recognizedBy()).isEqualTo(RecognizedBy.OPTION);
    assertThat(file.proxy().kind()).isEqualTo(ProxySetting.Kind.INVALID);
    assertThat(file.faults()).extracting(Fault::kind).containsExactly(Kind.NOT_WINHTTP);
    assertThat(file.faults().get(0).at().line()).isEqualTo(1);
  }

  private static final String KEY =
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Microsoft Entra private network connector]\n";
  private static final String HEADER = "Windows Registry Editor Version 5.00\n\n";
  private static final String NAME = "\"UseDefaultProxyForBackendRequests\"=";

  private static ConfigurationFile registry(String text) throws IOException {
    return ConfigurationReader.read(
        new ByteArrayInputStream(("\ufeff" + text.replace("\n", "\r\n")).getBytes(UTF_16LE)),
        "saved",
        null);
  }

  @Test
  void theRegistrySaysWhetherBackendRequestsUseTheProxy() throws IOException {
    ConfigurationFile on = registry(HEADER + KEY + NAME + "dword:00000001\n");
    ConfigurationFile off = registry("REGEDIT4\n" + KEY + NAME + "dword:0");
    ConfigurationFile unset = registry(HEADER + KEY + "\"Other\"=dword:00000001\n");
    ConfigurationFile queried =
        registry(
            """

            HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Microsoft Entra private network connector
                UseDefaultProxyForBackendRequests    REG_DWORD    0x1
            """);

    assertThat(on.role()).isEqualTo(Role.REGISTRY);
    assertThat(on.recognizedBy()).isEqualTo(RecognizedBy.SHAPE);
    assertThat(on.backendThroughProxy()).isTrue();
    assertThat(on.backendAt()).isEqualTo(new Location("saved", 4));
    assertThat(off.backendThroughProxy()).isFalse();
    assertThat(unset.backendThroughProxy()).isNull();
    assertThat(queried.backendThroughProxy()).isTrue();
    assertThat(Stream.of(on, off, unset, queried).flatMap(file -> file.faults().stream()))
        .isEmpty();
  }

  @Test
  void theRegistrysOwnWaysOfWritingAreUnderstood() throws IOException {
    String blanks = " ".repeat(200_000);
    ConfigurationFile commented = registry(HEADER + KEY + NAME + " dword:00000001 ; a;b\n");
    ConfigurationFile removed = registry(HEADER + KEY + NAME + "dword:1\n" + NAME + "-\n");
    ConfigurationFile long1 =
        registry(HEADER + "[HKEY_a" + blanks + "x\n" + KEY + NAME + "dword:0");
    ConfigurationFile long2 =
        registry(HEADER + KEY + "\"Other\"=" + blanks + "x\n" + NAME + "dword:0");

    assertThat(commented.backendThroughProxy()).isTrue();
    assertThat(removed.backendThroughProxy()).isNull();
    assertThat(long1.backendThroughProxy()).isFalse();
    assertThat(long2.backendThroughProxy()).isFalse();
    assertThat(Stream.of(commented, removed, long1, long2).flatMap(file -> file.faults().stream()))
        .isEmpty();
  }

  @Test
  void faultsAreBoundedAndSayWhatWasFound() throws IOException {
    ConfigurationFile file =
        registry(
            HEADER
                + "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Other]\n"
                + (NAME + "dword:00000001\n").repeat(1000));
    ConfigurationFile deleted = registry(HEADER + KEY.replace("[", "[-") + NAME + "dword:1\n");
    ConfigurationFile text = registry(HEADER + KEY + NAME + "\"1" + " ".repeat(200_000) + "\"\n");

    assertThat(file.faults()).hasSize(20);
    assertThat(file.faults().get(0).facts())
        .containsEntry("found", "HKEY_LOCAL_MACHINE\\SOFTWARE\\Other");
    assertThat(deleted.faults()).extracting(fault -> fault.at().line()).containsExactly(4);
    assertThat(text.faults()).hasSize(1);
  }

  @Test
  void aValueOfAnotherTypeOrKeyIsAFault() throws IOException {
    ConfigurationFile text = registry(HEADER + KEY + NAME + "\"1\"\n");
    ConfigurationFile elsewhere =
        registry(
            HEADER
                + KEY.replace("Microsoft\\Microsoft", "Wow6432Node\\Microsoft\\Microsoft")
                + NAME
                + "dword:00000001\n");

    for (ConfigurationFile file : List.of(text, elsewhere)) {
      assertThat(file.backendThroughProxy()).isNull();
      assertThat(file.faults()).extracting(Fault::kind).containsExactly(Kind.NOT_REGISTRY);
      assertThat(file.faults().get(0).at().line()).isEqualTo(4);
    }
  }

  /** Its first zero byte stands far behind. */
  @Test
  void wideTextWithoutAMarkMayBeginWithJapanese() throws IOException {
    byte[] bytes = JAPANESE_PROXY.strip().getBytes(UTF_16LE);

    ConfigurationFile file =
        ConfigurationReader.read(new ByteArrayInputStream(bytes), "saved", null);

    assertThat(file.proxy().proxy()).isEqualTo(new HostPort("proxy.contoso.local", 8080));
  }

  @Test
  @Timeout(20)
  void anyBytesAreReadToAnEnd() throws IOException {
    Random random = new Random(11);
    List<byte[]> wholes = encoded(ENGLISH_PROXY + HEADER + KEY + NAME + "dword:1\n");
    for (int i = 0; i < 2000; i++) {
      byte[] whole = wholes.get(i % wholes.size());
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      for (int j = random.nextInt(5); j > 0 && bytes.length > 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Role told = i % 2 == 0 ? Role.WINHTTP : Role.REGISTRY;
      assertThat(ConfigurationReader.read(new ByteArrayInputStream(bytes), "x", told).role())
          .isEqualTo(told);
      assertThat(ConfigurationInput.read(new ByteArrayInputStream(bytes), "x", null).trouble())
          .isIn(null, ConfigurationInput.Trouble.UNRECOGNIZED);
    }
    assertThatThrownBy(
            () -> ConfigurationReader.read(new ByteArrayInputStream(new byte[9]), "x", null))
        .isInstanceOf(UnrecognizedConfigurationException.class);
  }
}
