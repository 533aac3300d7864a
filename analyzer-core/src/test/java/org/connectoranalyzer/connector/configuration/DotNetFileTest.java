package org.connectoranalyzer.connector.configuration;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.configuration.ConfigurationFile.RecognizedBy;
import org.connectoranalyzer.connector.configuration.Fault.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Good and broken {@code .exe.config} files: what .NET makes of them, and where it stumbles. */
class DotNetFileTest {
  static final String SERVICE = "MicrosoftEntraPrivateNetworkConnectorService.exe.config";
  private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"utf-8\" ?>\n";

  /** Lines 2 and 3 open, what is given begins in line 4. */
  private static String network(String inside) {
    return DECLARATION
        + "<configuration>\n  <system.net>\n"
        + inside
        + "\n  </system.net>\n  <runtime>\n    <gcServer enabled=\"true\"/>\n  </runtime>\n"
        + "  <appSettings>\n"
        + "    <add key=\"TraceFilename\" value=\"MicrosoftEntraPrivateNetworkConnector.log\" />\n"
        + "  </appSettings>\n</configuration>\n";
  }

  private static String proxy(String attributes) {
    return network("<defaultProxy>\n<proxy " + attributes + "/>\n</defaultProxy>");
  }

  static ConfigurationFile read(String name, InputStream in) throws IOException {
    return ConfigurationReader.read(in, name, null);
  }

  private static ConfigurationFile read(byte[] bytes) throws IOException {
    return read(SERVICE, new ByteArrayInputStream(bytes));
  }

  private static ConfigurationFile read(String text) throws IOException {
    return read(text.getBytes(UTF_8));
  }

  static Stream<Arguments> good() {
    return Stream.of(
        argumentSet(
            "the article's proxy",
            proxy(
                "proxyaddress=\"http://proxyserver:8080\" bypassonlocal=\"True\" usesystemdefault=\"True\""),
            "FIXED proxyserver:8080",
            5),
        argumentSet(
            "the article's bypass",
            network("<defaultProxy enabled=\"false\"></defaultProxy>"),
            "NONE",
            4),
        argumentSet("nothing about a proxy", DECLARATION + "<configuration/>", "ABSENT", 1),
        argumentSet("no section", network(""), "ABSENT", 1),
        argumentSet("empty section", network("<defaultProxy/>"), "SYSTEM", 4),
        argumentSet(
            "empty section with blanks", network("<defaultProxy>\n</defaultProxy>"), "SYSTEM", 4),
        argumentSet("empty address", proxy("proxyaddress=\"\""), "SYSTEM", 5),
        argumentSet("Windows' settings asked for", proxy("usesystemdefault=\"true\""), "SYSTEM", 5),
        argumentSet("Windows' settings refused", proxy("usesystemdefault=\"FALSE\""), "NONE", 5),
        argumentSet(
            "no address, but an exception for local hosts",
            proxy("bypassonlocal=\"True\""),
            "NONE",
            5),
        argumentSet("no discovery", proxy("autoDetect=\"False\""), "NONE", 5),
        argumentSet("discovery", proxy("autoDetect=\"True\""), "DISCOVERY", 5),
        argumentSet("a script", proxy("scriptLocation=\"http://wpad/p.pac\""), "SCRIPT", 5),
        argumentSet(
            "address over discovery",
            proxy("autoDetect=\"True\" proxyaddress=\"http://p:81\""),
            "FIXED p:81",
            5),
        argumentSet(
            "IPv6",
            proxy("proxyaddress=\"http://[2001:DB8::1]:3128\""),
            "FIXED [2001:db8::1]:3128",
            5),
        argumentSet("port 80 said", proxy("proxyaddress=\"http://p:80\""), "FIXED p:80", 5),
        argumentSet(
            "path, case, blanks",
            proxy("proxyaddress=\" HTTP://Proxy.Contoso.Local:8080/ \""),
            "FIXED proxy.contoso.local:8080",
            5),
        argumentSet(
            "underscore", proxy("proxyaddress=\"http://my_proxy:8080\""), "FIXED my_proxy:8080", 5),
        argumentSet(
            "credentials", proxy("proxyaddress=\"http://user:secret@p:8080\""), "FIXED p:8080", 5),
        argumentSet(
            "comments in between",
            network(
                "<!-- a\n--><defaultProxy><!-- <proxy proxyaddress='x'/> -->\n<proxy\n proxyaddress='http://p:8080'/></defaultProxy>"),
            "FIXED p:8080",
            7),
        argumentSet(
            "switched off",
            network(
                "<defaultProxy enabled=\"false\"><proxy proxyaddress=\"http://p:8080\"/></defaultProxy>"),
            "NONE",
            4),
        argumentSet(
            "switched off with a broken address",
            network(
                "<defaultProxy enabled=\"False\"><proxy proxyaddress=\"p:8080\"/></defaultProxy>"),
            "NONE",
            4),
        argumentSet(
            "backslashes, which .NET takes for slashes",
            proxy("proxyaddress=\"http:\\\\proxy:8080\""),
            "FIXED proxy:8080",
            5),
        argumentSet(
            "a name in letters of another alphabet",
            proxy("proxyaddress=\"http://プロキシ.contoso.local:8080\""),
            "FIXED プロキシ.contoso.local:8080",
            5),
        argumentSet(
            "IPv6 with a zone",
            proxy("proxyaddress=\"http://[fe80::1%4]:3128\""),
            "FIXED [fe80::1]:3128",
            5),
        argumentSet(
            "a script in a file", proxy("scriptLocation=\"\\\\server\\p.pac\""), "SCRIPT", 5),
        argumentSet(
            ".NET's namespace",
            "<configuration\n xmlns='http://schemas.microsoft.com/.NetConfiguration/v2.0'><system.net><defaultProxy enabled='false'/></system.net></configuration>",
            "NONE",
            2),
        argumentSet(
            "locks",
            network("<defaultProxy lockItem='true'><proxy lockAttributes='*'/></defaultProxy>"),
            "SYSTEM",
            4),
        argumentSet(
            "syntax of .NET's own in the bypass list",
            network(
                "<defaultProxy enabled=\"false\"><bypasslist><add address=\"(?'a'b)(?#c\\)(?&lt;d-a&gt;e)\"/></bypasslist></defaultProxy>"),
            "NONE",
            4),
        argumentSet(
            "text in other sections",
            "<configuration><a>text<b>　</b></a><system.net><settings>　</settings></system.net></configuration>",
            "ABSENT",
            1),
        argumentSet(
            "elsewhere", network("<defaultProxy configSource=\"proxy.config\"/>"), "ELSEWHERE", 4),
        argumentSet(
            "module",
            network("<defaultProxy><module type=\"A.B, C\"/></defaultProxy>"),
            "ELSEWHERE",
            4),
        argumentSet(
            "bypass list",
            network(
                "<defaultProxy><bypasslist><add address=\".*\\.contoso\\.local$\"/></bypasslist>\n<proxy proxyaddress=\"http://p:1\"/></defaultProxy>"),
            "FIXED p:1",
            5),
        argumentSet(
            "for all paths",
            "<configuration><location path=\".\"><system.net><defaultProxy enabled=\"false\"/></system.net></location></configuration>",
            "NONE",
            1),
        argumentSet(
            "for another path",
            "<configuration><location path=\"x\"><system.net><defaultProxy enabled=\"false\"/></system.net></location></configuration>",
            "ABSENT",
            1),
        argumentSet(
            "other sections",
            "<configuration><configSections><section name=\"a\" type=\"b\"/></configSections><a><proxy x='1'/></a><system.net><settings><ipv6 enabled='true'/></settings></system.net></configuration>",
            "ABSENT",
            1));
  }

  @ParameterizedTest
  @MethodSource("good")
  void aGoodFileSaysItsWay(String text, String expected, int line) throws IOException {
    for (String ends : List.of("\n", "\r\n", "\r")) {
      ConfigurationFile file = read(text.replace("\n", ends));

      assertThat(file.faults()).isEmpty();
      assertThat(way(file)).isEqualTo(expected);
      assertThat(file.proxy().at()).isEqualTo(new Location(SERVICE, line));
    }
  }

  private static String way(ConfigurationFile file) {
    HostPort proxy = file.proxy().proxy();
    return file.proxy().kind() + (proxy == null ? "" : " " + proxy);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        argumentSet(
            "no scheme",
            proxy("proxyaddress=\"proxyserver:8080\""),
            Kind.ADDRESS_WITHOUT_SCHEME,
            5),
        argumentSet(
            "no scheme, address",
            proxy("proxyaddress=\"10.0.0.1:8080\""),
            Kind.ADDRESS_WITHOUT_SCHEME,
            5),
        argumentSet(
            "a name alone", proxy("proxyaddress=\"proxyserver\""), Kind.ADDRESS_WITHOUT_SCHEME, 5),
        argumentSet(
            "slashes alone",
            proxy("proxyaddress=\"//proxy:8080\""),
            Kind.ADDRESS_WITHOUT_SCHEME,
            5),
        argumentSet(
            "in a line of its own",
            proxy("usesystemdefault=\"True\"\n  proxyaddress=\"proxy:8080\"\n"),
            Kind.ADDRESS_WITHOUT_SCHEME,
            6),
        argumentSet(
            "https", proxy("proxyaddress=\"https://proxy:8080\""), Kind.ADDRESS_OF_OTHER_SCHEME, 5),
        argumentSet(
            "no port", proxy("proxyaddress=\"http://proxyserver\""), Kind.ADDRESS_WITHOUT_PORT, 5),
        argumentSet(
            "no port, colon",
            proxy("proxyaddress=\"http://proxyserver:/\""),
            Kind.ADDRESS_WITHOUT_PORT,
            5),
        argumentSet(
            "one slash", proxy("proxyaddress=\"http:/proxy:8080\""), Kind.ADDRESS_UNPARSABLE, 5),
        argumentSet(
            "blank inside",
            proxy("proxyaddress=\"http://proxy server:8080\""),
            Kind.ADDRESS_UNPARSABLE,
            5),
        argumentSet(
            "port too large", proxy("proxyaddress=\"http://p:99999\""), Kind.ADDRESS_UNPARSABLE, 5),
        argumentSet("port 0", proxy("proxyaddress=\"http://p:0\""), Kind.ADDRESS_UNPARSABLE, 5),
        argumentSet(
            "port in words", proxy("proxyaddress=\"http://p:http\""), Kind.ADDRESS_UNPARSABLE, 5),
        argumentSet(
            "bare IPv6",
            proxy("proxyaddress=\"http://2001:db8::1:3128\""),
            Kind.ADDRESS_UNPARSABLE,
            5),
        argumentSet(
            "full width", proxy("proxyaddress=\"ｈｔｔｐ://p:8080\""), Kind.ADDRESS_UNPARSABLE, 5),
        argumentSet("no host", proxy("proxyaddress=\"http://:8080\""), Kind.ADDRESS_UNPARSABLE, 5),
        argumentSet(
            "section under the root",
            DECLARATION + "<configuration>\n<defaultProxy enabled=\"false\"/></configuration>",
            Kind.WRONG_PLACE,
            3),
        argumentSet(
            "section under runtime",
            DECLARATION + "<configuration>\n<runtime>\n<defaultProxy/></runtime></configuration>",
            Kind.WRONG_PLACE,
            4),
        argumentSet(
            "network under appSettings",
            "<configuration><appSettings>\n<system.net><defaultProxy enabled='false'/></system.net></appSettings></configuration>",
            Kind.WRONG_PLACE,
            2),
        argumentSet(
            "proxy under network",
            network("<proxy proxyaddress=\"http://p:8080\"/>"),
            Kind.WRONG_PLACE,
            4),
        argumentSet(
            "sections not first",
            "<configuration><runtime/>\n<configSections/></configuration>",
            Kind.WRONG_PLACE,
            2),
        argumentSet(
            "case of network",
            "<configuration>\n<System.Net><defaultProxy/></System.Net></configuration>",
            Kind.WRONG_CASE,
            2),
        argumentSet("case of section", network("<DefaultProxy/>"), Kind.WRONG_CASE, 4),
        argumentSet(
            "case of proxy",
            network("<defaultProxy>\n<Proxy proxyaddress=\"http://p:1\"/></defaultProxy>"),
            Kind.WRONG_CASE,
            5),
        argumentSet(
            "case of attribute", proxy("proxyAddress=\"http://p:8080\""), Kind.WRONG_CASE, 5),
        argumentSet("case of root", "\n\n<Configuration/>", Kind.WRONG_CASE, 3),
        argumentSet(
            "other root", DECLARATION + "<config><system.net/></config>", Kind.UNKNOWN_ELEMENT, 2),
        argumentSet(
            "unknown element",
            network("<defaultProxy>\n\n<proxies/></defaultProxy>"),
            Kind.UNKNOWN_ELEMENT,
            6),
        argumentSet("unknown section", network("<proxySettings/>"), Kind.UNKNOWN_ELEMENT, 4),
        argumentSet(
            "unknown attribute",
            proxy("proxyaddress=\"http://p:8080\"\n port=\"8080\""),
            Kind.UNKNOWN_ATTRIBUTE,
            6),
        argumentSet(
            "proxy in proxy",
            network("<defaultProxy><proxy>\n<bypasslist/></proxy></defaultProxy>"),
            Kind.WRONG_PLACE,
            5),
        argumentSet(
            "proxy in the bypass list",
            network(
                "<defaultProxy><bypasslist>\n<proxy proxyaddress=\"http://p:1\"/></bypasslist></defaultProxy>"),
            Kind.WRONG_PLACE,
            5),
        argumentSet(
            "section in itself",
            network("<defaultProxy>\n<defaultProxy enabled='false'/></defaultProxy>"),
            Kind.WRONG_PLACE,
            5),
        argumentSet(
            "element with a prefix",
            network("<a:defaultProxy xmlns:a='b' enabled='false'/>"),
            Kind.UNKNOWN_ELEMENT,
            4),
        argumentSet(
            "unknown attribute of an entry",
            network(
                "<defaultProxy><bypasslist>\n<add address='a'\n port='8080'/></bypasslist></defaultProxy>"),
            Kind.UNKNOWN_ATTRIBUTE,
            6),
        argumentSet(
            "attribute of the root", "<configuration\n\n a='b'/>", Kind.UNKNOWN_ATTRIBUTE, 3),
        argumentSet(
            "namespaces of the root",
            "<configuration\n xmlns:xdt='http://schemas.microsoft.com/XML-Document-Transform'/>",
            Kind.UNKNOWN_ATTRIBUTE,
            2),
        argumentSet("other namespace", "\n<configuration xmlns='urn:x'/>", Kind.WRONG_VALUE, 2),
        argumentSet(
            "script without a scheme", proxy("scriptLocation=\"p.pac\""), Kind.WRONG_VALUE, 5),
        argumentSet(
            "switched off, but no URI",
            network(
                "<defaultProxy enabled='false'>\n<proxy proxyaddress='10.0.0.1:8080'/></defaultProxy>"),
            Kind.ADDRESS_WITHOUT_SCHEME,
            5),
        argumentSet(
            "blanks for an address", proxy("proxyaddress=\"  \""), Kind.ADDRESS_UNPARSABLE, 5),
        argumentSet(
            "wide letters in the host",
            proxy("proxyaddress=\"http://ｐ:8080\""),
            Kind.ADDRESS_UNPARSABLE,
            5),
        argumentSet(
            "an endless name",
            proxy("proxyaddress=\"http://" + "a.".repeat(100_000) + ":8080\""),
            Kind.ADDRESS_UNPARSABLE,
            5),
        argumentSet("a wide blank", network("\n　<defaultProxy/>"), Kind.STRAY_TEXT, 5),
        argumentSet(
            "text in the section",
            network("<defaultProxy>\n\n proxy &amp; more\n</defaultProxy>"),
            Kind.STRAY_TEXT,
            6),
        argumentSet(
            "text in proxy",
            network("<defaultProxy><proxy>\nhttp://p:8080</proxy></defaultProxy>"),
            Kind.STRAY_TEXT,
            5),
        argumentSet(
            "too many sections",
            network("<defaultProxy/>" + "<defaultProxy/>\n".repeat(100)),
            Kind.REPEATED,
            4),
        argumentSet(
            "too long a bypass list",
            network(
                "<defaultProxy><bypasslist>"
                    + IntStream.range(0, 1500)
                        .mapToObj(i -> "<add address='" + i + "'/>\n")
                        .collect(Collectors.joining())
                    + "</bypasslist></defaultProxy>"),
            Kind.TOO_LARGE,
            1004),
        argumentSet("XML 1.1", "<?xml version='1.1'?><configuration/>", Kind.NOT_WELL_FORMED, 1),
        argumentSet("no boolean", network("<defaultProxy enabled=\"0\"/>"), Kind.WRONG_VALUE, 4),
        argumentSet("no enum", proxy("usesystemdefault=\"yes\""), Kind.WRONG_VALUE, 5),
        argumentSet(
            "entry without address",
            network("<defaultProxy><bypasslist>\n<add/></bypasslist></defaultProxy>"),
            Kind.WRONG_VALUE,
            5),
        argumentSet("twice", network("<defaultProxy/>\n<defaultProxy/>"), Kind.REPEATED, 5),
        argumentSet(
            "two proxies",
            network("<defaultProxy><proxy/>\n<proxy/></defaultProxy>"),
            Kind.REPEATED,
            5),
        argumentSet(
            "wildcards",
            network(
                "<defaultProxy><bypasslist>\n<add address=\"*.contoso.local\"/></bypasslist></defaultProxy>"),
            Kind.WRONG_PATTERN,
            5),
        argumentSet("not XML", "proxy=http://p:8080\n", Kind.NOT_WELL_FORMED, 1),
        argumentSet("empty", "", Kind.NOT_WELL_FORMED, 1),
        argumentSet(
            "unclosed", "<configuration>\n<system.net>\n</configuration>", Kind.NOT_WELL_FORMED, 3),
        argumentSet(
            "ends early", "<configuration>\n<system.net>\n<defaultProxy", Kind.NOT_WELL_FORMED, 3),
        argumentSet(
            "no quotes",
            "<configuration>\n<system.net><defaultProxy enabled=false/></system.net></configuration>",
            Kind.NOT_WELL_FORMED,
            2),
        argumentSet(
            "ampersand", proxy("proxyaddress=\"http://p:8080/?a&b\""), Kind.NOT_WELL_FORMED, 5),
        argumentSet(
            "blank before the declaration",
            "\n" + DECLARATION + "<configuration/>",
            Kind.NOT_WELL_FORMED,
            2),
        argumentSet("two roots", "<configuration/>\n<configuration/>", Kind.NOT_WELL_FORMED, 2),
        argumentSet(
            "document type",
            DECLARATION
                + "<!DOCTYPE configuration [\n<!ENTITY a \"b\">\n]>\n<configuration>&a;</configuration>",
            Kind.DOCUMENT_TYPE,
            2),
        argumentSet("entity bomb", DECLARATION + bomb(), Kind.DOCUMENT_TYPE, 2),
        argumentSet(
            "undeclared entity", "<configuration>\n&a;</configuration>", Kind.NOT_WELL_FORMED, 2),
        argumentSet("too deep", "<configuration>" + "\n<a>".repeat(500), Kind.TOO_LARGE, 257));
  }

  static Stream<Arguments> suggestions() {
    return Stream.of(
        arguments("proxyserver:8080", "http://proxyserver:8080"),
        arguments("proxyserver", "http://proxyserver:8080"),
        arguments("//Proxy:3128/", "http://proxy:3128"),
        arguments("[2001:db8::1]:3128", "http://[2001:db8::1]:3128"),
        arguments("https://proxy:8443", "http://proxy:8443"),
        arguments("http://proxyserver/", "http://proxyserver:8080"),
        arguments("http://http://proxy:81", "http://proxy:81"),
        arguments("user:secret@proxy:81", "http://proxy:81"),
        arguments("http:/proxy:8080", null),
        arguments("http//proxy:8080", null),
        arguments("2001:db8::1", null),
        arguments("http://p:8080;https://p:8080", null));
  }

  @ParameterizedTest
  @MethodSource("suggestions")
  void whatIsMeantIsSuggestedWhereItIsClear(String address, @Nullable String suggestion)
      throws IOException {
    List<Fault> faults = read(proxy("proxyaddress=\"" + address + "\"")).faults();

    assertThat(faults).hasSize(1);
    assertThat(faults.get(0).kind().isAddress()).isTrue();
    assertThat(faults.get(0).facts().get("suggestion")).isEqualTo(suggestion);
    assertThat(faults.get(0).facts().get("value")).isEqualTo(address.replace("user:secret", "xxx"));
  }

  private static String bomb() {
    StringBuilder bomb = new StringBuilder("<!DOCTYPE x [\n<!ENTITY e0 \"0123456789\">\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("<!ENTITY e")
          .append(i)
          .append(" \"")
          .append(("&e" + (i - 1) + ";").repeat(10))
          .append("\">\n");
    }
    return bomb + "]>\n<configuration>&e11;</configuration>";
  }

  @ParameterizedTest
  @MethodSource("broken")
  @Timeout(20)
  void aBrokenFileSaysWhatAndWhere(String text, Kind kind, int line) throws IOException {
    for (String ends : List.of("\n", "\r\n")) {
      ConfigurationFile file = read(text.replace("\n", ends));

      assertThat(file.faults()).isNotEmpty();
      assertThat(file.faults().get(0).kind()).isEqualTo(kind);
      assertThat(file.faults().get(0).at()).isEqualTo(new Location(SERVICE, line));
      assertThat(file.proxy().kind())
          .isEqualTo(
              kind == Kind.ADDRESS_WITHOUT_PORT
                  ? ProxySetting.Kind.FIXED
                  : ProxySetting.Kind.INVALID);
    }
  }

  static Stream<Arguments> encoded() {
    String plain =
        "<configuration>\n<!-- プロキシ -->\n"
            + "<system.net><defaultProxy enabled='false'/></system.net></configuration>";
    Charset japanese = Charset.forName("windows-31j");
    Charset wide = Charset.forName("UTF-32LE");
    return Stream.of(
        argumentSet("UTF-8", plain.getBytes(UTF_8), null, 3),
        argumentSet("UTF-8 with mark", ("\ufeff" + plain).getBytes(UTF_8), null, 3),
        argumentSet("UTF-16LE with mark", ("\ufeff" + plain).getBytes(UTF_16LE), null, 3),
        argumentSet("UTF-16BE with mark", ("\ufeff" + plain).getBytes(UTF_16BE), null, 3),
        argumentSet("UTF-16LE without", plain.getBytes(UTF_16LE), null, 3),
        argumentSet("UTF-16BE without", plain.getBytes(UTF_16BE), null, 3),
        argumentSet("UTF-32", ("\ufeff" + plain).getBytes(wide), null, 3),
        argumentSet(
            "declared UTF-16 with mark",
            ("\ufeff<?xml version='1.0' encoding='utf-16'?>" + plain).getBytes(UTF_16LE),
            null,
            3),
        argumentSet(
            "Windows-31J declared",
            ("<?xml version='1.0' encoding='windows-31j'?>" + plain).getBytes(japanese),
            null,
            3),
        argumentSet(
            "Shift_JIS declared",
            ("<?xml version='1.0' encoding='Shift_JIS'?>" + plain).getBytes(japanese),
            null,
            3),
        argumentSet(
            "Windows-31J as UTF-8",
            ("<?xml version='1.0' encoding='utf-8'?>" + plain).getBytes(japanese),
            Kind.WRONG_ENCODING,
            2),
        argumentSet(
            "UTF-16 declared only",
            ("<?xml version='1.0' encoding='utf-16'?>" + plain).getBytes(UTF_8),
            Kind.WRONG_ENCODING,
            1),
        argumentSet(
            "a sign of Windows' Shift_JIS",
            ("<?xml version='1.0' encoding='shift_jis'?><!-- ①髙 -->" + plain).getBytes(japanese),
            null,
            3),
        argumentSet(
            "bytes that .NET replaces",
            ("<?xml version='1.0' encoding='us-ascii'?>" + plain).getBytes(UTF_8),
            null,
            3),
        argumentSet(
            "UTF-16 declared, marked as UTF-8",
            ("\ufeff<?xml version='1.0' encoding='utf-16'?>" + plain).getBytes(UTF_8),
            Kind.WRONG_ENCODING,
            1),
        argumentSet(
            "unknown",
            ("<?xml version='1.0' encoding='klingon'?>" + plain).getBytes(UTF_8),
            Kind.WRONG_ENCODING,
            1));
  }

  @ParameterizedTest
  @MethodSource("encoded")
  void anyEncodingIsRead(byte[] bytes, @Nullable Kind fault, int line) throws IOException {
    ConfigurationFile file = read(bytes);

    assertThat(file.faults())
        .extracting(Fault::kind)
        .isEqualTo(fault == null ? List.of() : List.of(fault));
    assertThat(file.proxy().at().line()).isEqualTo(line);
    assertThat(file.proxy().kind())
        .isEqualTo(fault == null ? ProxySetting.Kind.NONE : ProxySetting.Kind.INVALID);
  }

  @Test
  void noEntityOpensAFileOrAConnection() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(200);
      String url =
          "http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort() + "/x";
      for (String type :
          List.of(
              "<!DOCTYPE configuration SYSTEM \"" + url + "\">",
              "<!DOCTYPE configuration [<!ENTITY % a SYSTEM \"" + url + "\">%a;]>",
              "<!DOCTYPE configuration [<!ENTITY a SYSTEM \"" + url + "\">]>")) {
        ConfigurationFile file = read(type + "<configuration>&a;</configuration>");
        assertThat(file.faults()).extracting(Fault::kind).containsExactly(Kind.DOCUMENT_TYPE);
      }
      assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  /** A file that is made while it is read. */
  private static InputStream repeated(String before, String piece, int times, String after) {
    InputStream pieces =
        new SequenceInputStream(
            Collections.enumeration(
                Collections.nCopies(times, piece).stream()
                    .map(text -> (InputStream) new ByteArrayInputStream(text.getBytes(UTF_8)))
                    .toList()));
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                new ByteArrayInputStream(before.getBytes(UTF_8)),
                pieces,
                new ByteArrayInputStream(after.getBytes(UTF_8)))));
  }

  @Test
  void aHundredMegabytesAreReadToTheirEnd() {
    String entry =
        "<add key=\"some key of an application\" value=\"and its value\"/>\n".repeat(1000);
    int times = 100_000_000 / entry.length();

    ConfigurationFile file =
        within(
            Duration.ofSeconds(60),
            () ->
                read(
                    SERVICE,
                    repeated(
                        "<configuration><appSettings>\n",
                        entry,
                        times,
                        "</appSettings><system.net>\n<defaultProxy enabled='false'/></system.net></configuration>")));

    assertThat(file.faults()).isEmpty();
    assertThat(file.proxy().kind()).isEqualTo(ProxySetting.Kind.NONE);
    assertThat(file.proxy().at().line()).isEqualTo(times * 1000 + 3);
  }

  @Test
  void endlessMarkupIsNotHeld() {
    String megabyte = "x".repeat(1 << 20);
    for (String opening : List.of("<!-- ", "<add key=\"", "<![CDATA[", "<?p ", "<", "&")) {
      ConfigurationFile file =
          within(
              Duration.ofSeconds(60),
              () -> read(SERVICE, repeated("<configuration>\n" + opening, megabyte, 100, "")));
      assertThat(file.faults()).hasSize(1);
      assertThat(file.faults().get(0).kind()).isIn(Kind.TOO_LARGE, Kind.NOT_WELL_FORMED);
      assertThat(file.faults().get(0).at().line()).isEqualTo(2);
    }
  }

  private interface Reading {
    ConfigurationFile read() throws IOException;
  }

  private static ConfigurationFile within(Duration time, Reading reading) {
    return assertTimeout(time, reading::read);
  }

  @Test
  void whateverStandsInAFileIsNoFailure() {
    byte[] whole = proxy("proxyaddress=\"http://p:8080\"").getBytes(UTF_8);
    Random random = new Random(7);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      for (int j = random.nextInt(4); j > 0 && bytes.length > 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(within(Duration.ofSeconds(10), () -> read(bytes)).role()).isEqualTo(Role.SERVICE);
    }
  }

  @Test
  void manyAttributesAreNoMatter() {
    StringBuilder tag = new StringBuilder("<a");
    for (int i = 0; i < 150; i++) {
      tag.append("\na").append(i).append("='").append("x".repeat(20_000)).append('\'');
    }
    ConfigurationFile file =
        within(
            Duration.ofSeconds(30),
            () ->
                read(
                    SERVICE,
                    repeated("<configuration><b>", tag + "/>", 10, "</b></configuration>")));

    assertThat(file.faults()).isEmpty();
  }

  @Test
  void aPatternIsNoMatterToTheStack() throws IOException {
    ConfigurationFile file =
        read(
            network(
                "<defaultProxy><bypasslist><add address='"
                    + "(".repeat(500_000)
                    + "'/><add address='"
                    + "(".repeat(100)
                    + "a'/></bypasslist></defaultProxy>"));

    assertThat(file.faults()).extracting(Fault::kind).containsExactly(Kind.WRONG_PATTERN);
    assertThat(file.proxy().bypasses("a", 443)).isFalse();
  }

  @Test
  void whatIsWrongIsSaidInTheOrderOfTheFile() throws IOException {
    ConfigurationFile file =
        read(
            network(
                "<defaultProxy>\n<proxy proxyaddress=\"p:1\"/>\n<bypasslist><add address=\"*\"/>\n"
                    + "<b/></bypasslist></defaultProxy>　"));

    assertThat(file.faults())
        .extracting(fault -> fault.kind() + " " + fault.at().line())
        .containsExactly(
            "ADDRESS_WITHOUT_SCHEME 5", "WRONG_PATTERN 6", "UNKNOWN_ELEMENT 7", "STRAY_TEXT 7");
    assertThat(file.faults().get(3).facts()).containsEntry("found", "U+3000");
    assertThat(file.proxy().at().line()).isEqualTo(6);
  }

  @Test
  void faultsAreBounded() throws IOException {
    assertThat(read(network("<a/>".repeat(1000))).faults()).hasSize(20);
  }

  /** Not a fault of the file: its medium fails. */
  @Test
  void aFailureOfTheMediumIsNoFault() {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("disk error");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };
    String begin = "<configuration>" + " ".repeat(20_000);
    InputStream file =
        new SequenceInputStream(new ByteArrayInputStream(begin.getBytes(UTF_8)), failing);

    assertThatThrownBy(() -> read(SERVICE, file))
        .isInstanceOf(IOException.class)
        .hasMessage("disk error");
  }

  static Stream<Arguments> roles() {
    String plain = "<configuration/>";
    return Stream.of(
        argumentSet("service", "C:\\x\\" + SERVICE, plain, Role.SERVICE, RecognizedBy.NAME),
        argumentSet(
            "updater",
            "a/MicrosoftEntraPrivateNetworkConnectorUpdaterService.exe.config",
            plain,
            Role.UPDATER,
            RecognizedBy.NAME),
        argumentSet(
            "older name",
            "ApplicationProxyConnectorService.exe.config.bak",
            plain,
            Role.SERVICE,
            RecognizedBy.NAME),
        argumentSet("machine", "Machine.config", plain, Role.MACHINE, RecognizedBy.NAME),
        argumentSet("unknown name", "app.config", plain, Role.SERVICE, RecognizedBy.SHAPE),
        argumentSet(
            "updater by what it says",
            "app.xml",
            "<configuration><appSettings><add key='TraceFilename' value='MicrosoftEntraPrivateNetworkConnectorUpdater.log'/></appSettings></configuration>",
            Role.UPDATER,
            RecognizedBy.SHAPE),
        argumentSet(
            "machine by its sections",
            "x",
            "<configuration><configSections><sectionGroup name='system.net'/></configSections></configuration>",
            Role.MACHINE,
            RecognizedBy.SHAPE),
        argumentSet(
            "garbage of a known family",
            "foo.exe.config",
            "garbage",
            Role.SERVICE,
            RecognizedBy.NAME));
  }

  @ParameterizedTest
  @MethodSource("roles")
  void theRoleIsKnownByNameThenByShape(String name, String text, Role role, RecognizedBy by)
      throws IOException {
    ConfigurationFile file = read(name, new ByteArrayInputStream(text.getBytes(UTF_8)));

    assertThat(file.role()).isEqualTo(role);
    assertThat(file.recognizedBy()).isEqualTo(by);
    assertThat(file.proxy().role()).isEqualTo(role);
  }

  @Test
  void whatNothingTellsIsRefused() {
    for (String text : List.of("", "hello", "<html/>", "Shopping:\n\n milk\n", "\u0000\u0001")) {
      assertThatThrownBy(() -> read("x.dat", new ByteArrayInputStream(text.getBytes(UTF_8))))
          .as(text)
          .isInstanceOf(UnrecognizedConfigurationException.class);
    }
  }

  @Test
  void credentialsAreNeverKept() throws IOException {
    for (String address :
        List.of(
            "https://user:secret@p:8080",
            "user:secret@p:8080",
            "http://user:secret@p:99999",
            "http://user:secret@p",
            "http://a:secret@b:secret@p",
            "http:// user:secret@p q:8080",
            "http:/user:secret@p:8080",
            "//user:secret@p:8080",
            "http://user:secret/secret@p:8080",
            "http:\\\\user:secret@p",
            "http://secret" + "t".repeat(300) + ":x@p")) {
      ConfigurationFile file = read(proxy("proxyaddress=\"" + address + "\""));
      assertThat(file.toString()).doesNotContain("secret");
      assertThat(file.faults()).isNotEmpty();
    }
  }

  @Test
  void credentialsAreMaskedHoweverTheirEndIsWritten() throws IOException {
    for (String address :
        List.of(
            "http://user:geheim%40proxy:8080",
            "user:geheim%40proxy:8080",
            "http://user:geheim＠proxy:8080",
            "http://geheim:12345/@proxy:8080")) {
      ConfigurationFile file = read(proxy("proxyaddress=\"" + address + "\""));
      assertThat(file.toString()).doesNotContain("geheim");
      assertThat(file.faults()).isNotEmpty();
    }
  }

  @Test
  void aSectionWithoutAProxyMakesNoUseOfItsModule() throws IOException {
    ConfigurationFile file =
        read(network("<defaultProxy enabled='false'><module type='A.B, C'/></defaultProxy>"));

    assertThat(file.proxy().kind()).isEqualTo(ProxySetting.Kind.NONE);
  }

  @Test
  void countedRepetitionsOfNothingCostNothing() throws IOException {
    ProxySetting setting =
        read(network(
                "<defaultProxy><proxy proxyaddress='http://p:1'/><bypasslist>"
                    + "<add address='(?:(?:(?:(?:){99999}){99999}){99999}){99999}'/>"
                    + "<add address='^https://[a-z]{2,10}\\.contoso\\.local$'/>"
                    + "</bypasslist></defaultProxy>"))
            .proxy();

    assertTimeout(Duration.ofSeconds(10), () -> assertThat(setting.bypasses("x.y", 443)).isFalse());
    assertThat(setting.bypasses("app.contoso.local", 443)).isTrue();
  }

  @Test
  void theBypassListIsMatchedAsDotNetDoes() throws IOException {
    ProxySetting setting =
        read(network(
                "<defaultProxy><proxy proxyaddress='http://p:1'/><bypasslist><add address='[a-z]+\\.contoso\\.local$'/><add address='removed'/><remove address='removed'/><add address='(a+)+$'/></bypasslist></defaultProxy>"))
            .proxy();

    assertThat(setting.bypasses("app.CONTOSO.local", 443)).isTrue();
    assertThat(setting.bypasses("login.microsoftonline.com", 443)).isFalse();
    assertThat(setting.bypasses("removed", 443)).isFalse();
    assertThat(
            within(
                Duration.ofSeconds(10),
                () -> {
                  assertThat(setting.bypasses("a".repeat(60) + "!", 443)).isFalse();
                  return read("");
                }))
        .isNotNull();
  }
}
