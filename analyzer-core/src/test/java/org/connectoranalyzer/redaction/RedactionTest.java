package org.connectoranalyzer.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Requirement;
import org.connectoranalyzer.connector.ServiceTags;
import org.connectoranalyzer.conversation.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final String TENANT = "2f0c1a6e-7d3b-4c58-9b1e-5a4d8f6c0b21";

  private final Redaction redaction = redaction("one");

  private static Redaction redaction(String capture) {
    return RedactionOptions.STANDARD.redaction(List.of(capture));
  }

  private static IpAddress address(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void twoAddressesShareAsManyBitsAsTheirStandIns(long seed) {
    Random random = new Random(seed);
    Redaction seeded = redaction("seed " + seed);
    for (int i = 0; i < 2_000; i++) {
      long a = random.nextInt() & 0xFFFF_FFFFL;
      long b = a ^ (random.nextInt() & 0xFFFF_FFFFL) >>> random.nextInt(32);
      if (isKept(a) || isKept(b)) {
        continue;
      }
      IpAddress x = seeded.address(IpAddress.v4(a));
      IpAddress y = seeded.address(IpAddress.v4(b));
      assertThat(Long.numberOfLeadingZeros(x.low() ^ y.low()))
          .as("%s and %s", IpAddress.v4(a), IpAddress.v4(b))
          .isEqualTo(Long.numberOfLeadingZeros(a ^ b));
    }
  }

  private static boolean isKept(long address) {
    return address >>> 24 == 0 || address >>> 24 == 127 || address >>> 8 == 0xE00000;
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void twoAddressesOfSixShareAsManyBitsAsTheirStandIns(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      long high = 0x2000_0000_0000_0000L | random.nextLong() >>> 3;
      long low = random.nextLong();
      long other = low ^ random.nextLong() >>> random.nextInt(64);
      IpAddress x = redaction.address(IpAddress.v6(high, low));
      IpAddress y = redaction.address(IpAddress.v6(high, other));
      assertThat(x.high()).isEqualTo(y.high());
      assertThat(Long.numberOfLeadingZeros(x.low() ^ y.low()))
          .isEqualTo(Long.numberOfLeadingZeros(low ^ other));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.20.0.10 10.0.0.0/8", "172.16.0.1 172.16.0.0/12", "172.31.255.255 172.16.0.0/12",
        "192.168.1.1 192.168.0.0/16", "100.64.1.1 100.64.0.0/10", "169.254.7.7 169.254.0.0/16",
        "2001:db8:20::10 2001:db8::/32", "fd12:3456::1 fd00::/8",
            "fe80::211:22ff:fe33:4455 fe80::/64",
        "ff05::1:3:77 ff05::/16", "2a01:111:f100::1 2000::/3"
      })
  void anAddressStaysInItsBlockAndChangesInIt(String addressAndBlock) {
    String[] parts = addressAndBlock.split("[ /]", -1);
    IpAddress standIn = redaction.address(address(parts[0]));
    int length = Integer.parseInt(parts[2]);
    IpAddress block = address(parts[1]);
    assertThat(commonBits(standIn, block)).isGreaterThanOrEqualTo(length);
    assertThat(standIn).isNotEqualTo(address(parts[0]));
  }

  private static int commonBits(IpAddress a, IpAddress b) {
    if (a.version() == 4) {
      return Long.numberOfLeadingZeros(a.low() ^ b.low()) - 32;
    }
    return a.high() != b.high()
        ? Long.numberOfLeadingZeros(a.high() ^ b.high())
        : 64 + Long.numberOfLeadingZeros(a.low() ^ b.low());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0", "127.0.0.1", "127.5.5.5", "255.255.255.255", "224.0.0.251", "168.63.129.16",
        "169.254.169.254", "::", "::1", "ff02::1", "ff02::1:2", "ff02::fb"
      })
  void whatNamesNoMachineStays(String text) {
    assertThat(redaction.address(address(text))).isEqualTo(address(text));
  }

  @Test
  void aPublicAddressStaysPublic() {
    Random random = new Random(6);
    for (int i = 0; i < 5_000; i++) {
      IpAddress original = IpAddress.v4(random.nextInt());
      IpAddress standIn = redaction.address(original);
      assertThat(standIn.isPrivate()).as("%s", original).isEqualTo(original.isPrivate());
      assertThat(standIn.isLoopback()).isEqualTo(original.isLoopback());
      assertThat(standIn.isUnspecified()).isEqualTo(original.isUnspecified());
      assertThat(standIn.isMulticastOrBroadcast()).isEqualTo(original.isMulticastOrBroadcast());
    }
  }

  @Test
  void anAddressInsideAnotherHasTheSameStandIn() {
    IpAddress inner = redaction.address(address("10.20.0.10"));
    IpAddress mapped = redaction.address(address("::ffff:10.20.0.10"));
    assertThat(mapped.low() & 0xFFFF_FFFFL).isEqualTo(inner.low());
    IpAddress sixToFour = redaction.address(address("2002:a14:a::1"));
    assertThat(sixToFour.high() >>> 16 & 0xFFFF_FFFFL).isEqualTo(inner.low());
  }

  @Test
  void publicAddressesOfServiceTagsStayAndNothingElseLooksLikeOne() throws IOException {
    String list =
        """
        {"changeNumber": 1, "cloud": "Public", "values": [{"name": "ServiceBus", "id": "ServiceBus",
          "properties": {"addressPrefixes": ["20.0.0.0/7", "10.0.0.0/8"]}}]}
        """;
    ServiceTags tags = ServiceTags.read(new ByteArrayInputStream(list.getBytes(UTF_8)));
    Redaction tagged = RedactionOptions.STANDARD.withServiceTags(tags).redaction(List.of("x"));
    assertThat(tagged.address(address("20.1.2.3"))).isEqualTo(address("20.1.2.3"));
    assertThat(tagged.address(address("10.1.2.3"))).isNotEqualTo(address("10.1.2.3"));
    Set<IpAddress> standIns = new HashSet<>();
    for (int i = 0; i < 4_096; i++) {
      IpAddress standIn = tagged.address(IpAddress.v4(0x1600_0000L + i * 4_099L));
      assertThat(standIn.low() >>> 25).isNotEqualTo(20 >>> 1);
      standIns.add(standIn);
    }
    assertThat(standIns).hasSize(4_096);
  }

  @Test
  void hardwareAddressesKeepWhetherTheyAreOfAGroup() {
    Set<Long> standIns = new HashSet<>();
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      long mac = random.nextLong() >>> 16;
      long standIn = redaction.hardwareAddress(mac);
      assertThat(standIn >>> 40 & 3).isEqualTo(mac >>> 40 & 3);
      assertThat(standIn).isBetween(0L, 0xFFFF_FFFF_FFFFL);
      standIns.add(standIn);
    }
    assertThat(standIns).hasSize(1_000);
    assertThat(redaction.hardwareAddress(0xFFFF_FFFF_FFFFL)).isEqualTo(0xFFFF_FFFF_FFFFL);
    assertThat(redaction.hardwareAddress(0)).isZero();
    assertThat(redaction.hardwareAddress(0x3333_0000_0001L)).isEqualTo(0x3333_0000_0001L);
    assertThat(redaction.hardwareAddress(0x0200_0A14_000AL)).isNotEqualTo(0x0200_0A14_000AL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.contoso.local",
        "dc-01.corp.contoso.com",
        "a.b",
        "x.y.z.example.org",
        "srv_1.contoso.de",
        "*.contoso.com",
        "intranet.contoso.co.jp.",
        "_ldap._tcp.dc._msdcs.contoso.com",
        "10.0.20.10.in-addr.arpa",
        "xn--bcher-kva.example.net",
        "東京.contoso.jp"
      })
  void aNameKeepsTheLengthOfEachLabel(String name) {
    String standIn = redaction.text(name);
    assertThat(standIn.getBytes(UTF_8)).hasSameSizeAs(name.getBytes(UTF_8));
    assertThat(standIn).isNotEqualTo(name);
    List<Integer> lengths =
        List.of(name.split("\\.", -1)).stream().map(l -> l.getBytes(UTF_8).length).toList();
    assertThat(List.of(standIn.split("\\.", -1)).stream().map(String::length).toList())
        .isEqualTo(lengths);
  }

  @Test
  void namesOfOneDomainStayNamesOfOneDomain() {
    String proxy = redaction.text("proxy.contoso.com");
    String other = redaction.text("dc01.contoso.com");
    assertThat(proxy.substring(5)).isEqualTo(other.substring(4));
    assertThat(redaction.text("PROXY.Contoso.com").toLowerCase(Locale.ROOT)).isEqualTo(proxy);
    assertThat(redaction.text("PROXY.Contoso.com")).matches("[A-Z]{5}\\.[A-Z][a-z]{6}\\..*");
  }

  @Test
  void noTwoNamesOfOneFormHaveTheSameStandIn() {
    Map<String, String> originals = new HashMap<>();
    for (char a = 'a'; a <= 'z'; a++) {
      assertThat(originals.put(redaction.word("" + a), "" + a)).isNull();
      for (char b = 'a'; b <= 'z'; b++) {
        String label = "" + a + b;
        assertThat(originals.put(redaction.word(label), label)).isNull();
        assertThat(originals.put(redaction.text("x." + label), label)).isNull();
        assertThat(originals.put(redaction.word(label + "1-"), label)).isNull();
      }
    }
  }

  @Test
  void aStandInIsNoNameThatAnybodyCanHave() {
    for (String domain : List.of("com", "de", "jp", "net", "io", "org", "cloud", "co.uk")) {
      String standIn = redaction.text("www.contoso." + domain);
      assertThat(standIn.substring(standIn.lastIndexOf('.') + 1)).containsPattern("[0-9_]");
    }
    Set<String> topLevels = new TreeSet<>();
    for (int i = 0; i < 676; i++) {
      topLevels.add(redaction.text("x." + (char) ('a' + i / 26) + (char) ('a' + i % 26)));
    }
    assertThat(topLevels).hasSize(676).allMatch(name -> name.matches("..*[0-9_].*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "login.microsoftonline.com",
        "ctldl.windowsupdate.com",
        "crl3.digicert.com:80",
        "*.msappproxy.net:443",
        "download.msappproxy.net",
        "cwap-weur2-1.connector.msappproxy.net",
        "wpad",
        "localhost",
        "cwap-eur1-weur2.servicebus.windows.net",
        "g18-prod-by3-010-sb.servicebus.windows.net",
        "CN=*.msappproxy.net,O=Microsoft Corporation,L=Redmond,ST=WA,C=US",
        "CN=DigiCert Global G2 TLS RSA SHA256 2020 CA1,O=DigiCert Inc,C=US",
        "407 Proxy Authentication Required",
        "2026-11-25T03:07:51Z",
        "TLSv1.2",
        "48 (unknown_ca)",
        "DIRECT",
        "ERR_ACCESS_DENIED 0",
        "1.1",
        "443"
      })
  void publicNamesAndWordsOfProtocolsStay(String text) {
    assertThat(redaction.text(text)).isEqualTo(text);
  }

  @Test
  void everyRequiredHostIsPublic() {
    for (Cloud cloud : Cloud.values()) {
      EndpointList list = EndpointList.standard(cloud);
      for (Requirement row : list.requirements()) {
        assertThat(redaction.text(row.pattern())).isEqualTo(row.pattern());
      }
      for (List<String> patterns :
          List.of(list.bootstrap(), list.auxiliary(), list.updater(), list.registration())) {
        assertThat(patterns).allSatisfy(p -> assertThat(redaction.text(p)).isEqualTo(p));
      }
    }
  }

  @Test
  void aTenantsIdIsReplacedByAnother() {
    String standIn = redaction.text(TENANT + ".bootstrap.msappproxy.net:443");
    assertThat(standIn)
        .endsWith(".bootstrap.msappproxy.net:443")
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-9[0-9a-f]{3}-[0-9a-f]{12}\\..*")
        .doesNotContain(TENANT);
    String id = standIn.substring(0, 36);
    assertThat(redaction.text(TENANT)).isEqualTo(id);
    assertThat(redaction.text("CN=" + TENANT)).isEqualTo("CN=" + id);
    assertThat(redaction.text(TENANT.toUpperCase(Locale.ROOT)))
        .isEqualTo(id.toUpperCase(Locale.ROOT));
    assertThat(redaction.text("{" + TENANT + "}")).isEqualTo("{" + id + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "contoso.servicebus.windows.net", "intranet-contoso.msappproxy.net",
            "contoso.onmicrosoft.com",
        "contoso-my.sharepoint.com", "contoso1.westeurope.cloudapp.azure.com",
            "cwap-contoso-prod.servicebus.windows.net",
        "his-contoso.servicebus.windows.net"
      })
  void aCustomersLabelInAPublicDomainIsReplaced(String name) {
    String standIn = redaction.text(name);
    assertThat(standIn).doesNotContain("contoso").hasSameSizeAs(name);
    assertThat(standIn.substring(standIn.indexOf('.')))
        .isEqualTo(name.substring(name.indexOf('.')));
  }

  @Test
  void theFormOfANameThatTellsItsProgramStays() {
    assertThat(redaction.text("his-contoso.servicebus.windows.net")).startsWith("his-");
    assertThat(redaction.text("gcontoso-sb.servicebus.windows.net"))
        .startsWith("g")
        .contains("-sb.servicebus");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CN=Contoso Web Inspection CA,OU=Lab,O=Contoso AG,C=DE",
        "CN=Contoso Proxy CA,O=Microsoft Corporation,C=US",
        "1.1 proxy.contoso.local (contoso/5.7)",
        "http://logon.guest.contoso.local/Contoso?u=contoso",
        "C:\\contoso\\Contoso Service.exe",
        "john.contoso@contoso.com",
        "PROXY contoso:8080; DIRECT",
        "Access denied by Contoso",
        "contoso=contoso",
        "X-Contoso: contoso",
        "https://contoso@[2001:db8::1]:443/",
        "CN=contoso\\, Inc.,DC=contoso,DC=com",
        "\u202econtoso\u0000contoso",
        "contosö contoso",
        "CONTOSO-contoso_contoso"
      })
  void noNameIsLeftInAnyText(String text) {
    assertThat(redaction.text(text).toLowerCase(Locale.ROOT)).doesNotContain("contos");
    assertThat(redaction.text(text).getBytes(UTF_8).length)
        .isGreaterThanOrEqualTo(text.getBytes(UTF_8).length - 16);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.20.0.10", "10.20.0.10:443", "[2001:db8:20::10]:443", "2001:db8:20::10",
            "from 10.20.0.10, then",
        "(10.20.0.10)", "10.20.0.10.", "fe80::200:aff:fe14:a%eth0", "02:00:0a:14:00:0a",
            "02-00-0A-14-00-0A",
        "x=10.20.0.10;y=2001:db8:20::10", "::ffff:10.20.0.10", "10.20.0.10-10.20.0.10"
      })
  void noAddressIsLeftInAnyText(String text) {
    assertThat(redaction.text(text))
        .doesNotContain("10.20.0.10", "2001:db8:20::10", "fe80::200:aff:fe14:a")
        .doesNotContainIgnoringCase("0a:14:00:0a", "0a-14-00-0a");
  }

  @Test
  void publicOrganizationsStay() {
    assertThat(redaction.organization("DigiCert, Inc.")).isEqualTo("DigiCert, Inc.");
    assertThat(redaction.organization("Contoso AG")).endsWith(" AG").doesNotContain("Contoso");
  }

  @Test
  void fileNamesKeepTheirEndingAlone() {
    assertThat(redaction.file("traces/contoso/Contoso Kunde.pcapng.gz"))
        .matches("file-[0-9a-f]{8}\\.pcapng\\.gz");
    assertThat(redaction.file("C:\\x\\machine.config")).isEqualTo("machine.config");
    assertThat(redaction.file("-")).isEqualTo("-");
    assertThat(redaction.file("a.pcap")).isNotEqualTo(redaction.file("b.pcap"));
  }

  @Test
  void theSameKeyGivesTheSameAndAnotherKeyGivesOthers() {
    String text = "proxy.contoso.local 10.20.0.10 " + TENANT;
    assertThat(redaction("one").text(text)).isEqualTo(redaction.text(text));
    assertThat(redaction("two").text(text)).isNotEqualTo(redaction.text(text));
    RedactionOptions secret = RedactionOptions.STANDARD.withSecret("s3cret".getBytes(UTF_8));
    assertThat(secret.redaction(List.of("one")).text(text))
        .isEqualTo(secret.redaction(List.of("two")).text(text));
    assertThat(RedactionOptions.STANDARD.hasSecret()).isFalse();
    assertThat(secret.hasSecret()).isTrue();
  }

  @Test
  void anyTextGoesIn() {
    Random random = new Random(8);
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(40);
      for (int j = 0; j < length; j++) {
        int kind = random.nextInt(6);
        text.append(
            (char)
                (kind == 0
                    ? random.nextInt(0x10000)
                    : ".:-=,*_%09aFCN\"\\".charAt(random.nextInt(16))));
      }
      assertThat(redaction.text(text.toString())).isNotNull();
      assertThat(redaction.file(text.toString())).isNotNull();
      assertThat(redaction.organization(text.toString())).isNotNull();
    }
    assertThat(redaction.text("a".repeat(100_000))).hasSize(100_000);
    assertThat(redaction.text(".".repeat(2_000))).hasSize(2_000);
  }
}
