package org.connectoranalyzer.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.connectoranalyzer.connector.AddressRanges.Range;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Microsoft's list of service tags: read fast, and whose an address is. */
class ServiceTagsTest {
  private static final String LIST =
      """
      {
        "changeNumber": 399,
        "cloud": "Public",
        "values": [
          %s
        ]
      }
      """
          .formatted(
              String.join(
                  ",\n",
                  tag("ServiceBus", "203.0.113.0/26", "2001:db8:1::/48"),
                  tag("ServiceBus.WestEurope", "203.0.113.0/26", "2001:db8:1::/48"),
                  tag("Storage", "203.0.113.64/26"),
                  tag("AzureActiveDirectory", "203.0.113.128/26", "not an address", "1.2.3.4/33"),
                  tag("AzureCloud.westeurope", "203.0.113.0/24", "203.0.113.1/32")));

  private static String tag(String name, String... prefixes) {
    String list =
        List.of(prefixes).stream().map(p -> "\"" + p + "\"").collect(Collectors.joining(", "));
    return "{\"name\": \"%s\", \"id\": \"%s\", \"properties\": {\"changeNumber\": 1, \"region\": \"\", \"addressPrefixes\": [%s], \"networkFeatures\": [\"NSG\"]}}"
        .formatted(name, name, list);
  }

  private static ServiceTags read(String text) throws IOException {
    return ServiceTags.read(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.0,ServiceBus.WestEurope",
    "203.0.113.1,ServiceBus.WestEurope",
    "203.0.113.63,ServiceBus.WestEurope",
    "203.0.113.64,AzureCloud.westeurope",
    "203.0.113.130,AzureActiveDirectory",
    "203.0.114.1,",
    "2001:db8:1::5,ServiceBus.WestEurope",
    "2001:db8:2::5,"
  })
  void theNarrowestRangeOfAServiceNamesAnAddress(String address, @Nullable String tag)
      throws IOException {
    assertThat(read(LIST).tagOf(IpAddress.parse(address).orElseThrow())).isEqualTo(tag);
  }

  @Test
  void aTagTellsWhichRequiredHostsItsServiceCarries() throws IOException {
    ServiceTags tags = read(LIST);

    assertThat(tags.patternsOf("ServiceBus.WestEurope", Cloud.PUBLIC))
        .containsExactly("*.servicebus.windows.net");
    assertThat(tags.patternsOf("ServiceBus.WestEurope", Cloud.USGOV)).isEmpty();
    assertThat(tags.patternsOf("AzureCloud.westeurope", Cloud.PUBLIC)).isEmpty();
    assertThat(tags.patternsOf("Storage", Cloud.PUBLIC)).isEmpty();
    assertThat(tags.header()).isEqualTo(new ServiceTags.Header("Public", 399, 2));
    assertThat(tags.isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "{}",
        "{\"values\": {}}",
        "{\"values\": [{\"name\": \"ServiceBus\", \"properties\": []}]}",
        "{\"values\": [{\"name\": \"ServiceBus\", \"properties\": {\"addressPrefixes\": [1]}}]}",
        "{\"values\": [",
        "{\"version\": \"2026-11\", \"endpoints\": []}"
      })
  void whatIsNoSuchListIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(ListFormatException.class);
  }

  @Test
  void theKeysMayComeInAnyOrderAndOthersBeside() throws IOException {
    ServiceTags tags =
        read(
            "{\"values\": [{\"properties\": {\"x\": [[1]], \"addressPrefixes\": [\"10.0.0.0/8\", \"192.0.2.1\"]}, \"name\": \"ServiceBus\"}], \"more\": {\"a\": [1]}}");

    assertThat(tags.tagOf(IpAddress.v4(0x0A000001))).isEqualTo("ServiceBus");
    assertThat(tags.tagOf(IpAddress.v4(0xC0000201L))).isEqualTo("ServiceBus");
    assertThat(tags.tagOf(IpAddress.v4(0xC0000202L))).isNull();
  }

  /** As large as the real one: 90,000 ranges, 5 MB. */
  @Test
  void theRealListsSizeIsReadAtOnce() throws IOException {
    String list =
        IntStream.range(0, 3000)
            .mapToObj(
                i ->
                    tag(
                        (i % 3 == 0 ? "ServiceBus.r" : "Other.r") + i,
                        IntStream.range(0, 30)
                            .mapToObj(j -> prefix(i * 30 + j))
                            .toArray(String[]::new)))
            .collect(Collectors.joining(",\n", "{\"values\": [", "]}"));
    assertThat(list.length()).isGreaterThan(2_000_000);

    ServiceTags tags = assertTimeout(Duration.ofSeconds(5), () -> read(list));

    assertThat(tags.tagOf(IpAddress.parse("20.0.3.7").orElseThrow())).isEqualTo("ServiceBus.r0");
    assertThat(tags.tagOf(IpAddress.parse("20.0.31.7").orElseThrow())).isNull();
  }

  private static String prefix(int n) {
    return n % 4 == 1
        ? String.format(Locale.ROOT, "2603:%x:%x::/48", n >> 8, n & 255)
        : "%d.%d.%d.0/24".formatted(20 + (n >> 16), n >> 8 & 255, n & 255);
  }

  /** What the library says of a service must be on its list of required hosts. */
  @ParameterizedTest
  @CsvSource({"Public,PUBLIC", "AzureGovernment,USGOV"})
  void everyPatternIsRequiredInItsCloud(String name, Cloud cloud) throws IOException {
    ServiceTags tags = read("{\"cloud\": \"" + name + "\", \"values\": []}");
    List<Requirement> rows = EndpointList.standard(cloud).requirements();

    assertThat(tags.patternsOf("ServiceBus", cloud)).isNotEmpty();
    for (String tag : List.of("ServiceBus", "AzureActiveDirectory", "AzureResourceManager")) {
      for (String pattern : tags.patternsOf(tag, cloud)) {
        assertThat(rows).as(tag).anyMatch(row -> row.isWithin(pattern) && row.port() == 443);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Public,true,false",
    "AzureGovernment,false,true",
    "AzureChinaCloud,false,false",
    "'',true,true"
  })
  void aListIsOfOneCloud(String name, boolean common, boolean government) throws IOException {
    ServiceTags tags = read("{\"cloud\": \"" + name + "\", \"values\": []}");

    assertThat(tags.isOf(Cloud.PUBLIC)).isEqualTo(common);
    assertThat(tags.isOf(Cloud.USGOV)).isEqualTo(government);
    assertThat(tags.isEmpty()).isTrue();
  }

  /** Nested as ranges are, of both families; held against a search through all of them. */
  @Test
  void theSearchFindsWhatGoingThroughAllFinds() {
    Random random = new Random(4);
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String tag = "T" + random.nextInt(5) + (random.nextBoolean() ? ".r" : "");
      ranges.add(
          random.nextBoolean()
              ? new Range(IpAddress.v4(random.nextInt(1 << 10)), 20 + random.nextInt(13), tag)
              : new Range(IpAddress.v6(0, random.nextInt(1 << 10)), 112 + random.nextInt(17), tag));
    }
    AddressRanges searched = new AddressRanges(ranges);
    for (int i = 0; i < 1 << 11; i++) {
      for (IpAddress address : List.of(IpAddress.v4(i), IpAddress.v6(0, i), IpAddress.v6(i, i))) {
        Set<String> services = new TreeSet<>();
        ranges.stream()
            .filter(range -> range.holds(address))
            .forEach(range -> services.add(ServiceTags.service(range.tag())));
        List<String> found =
            searched.tags(address).stream().map(ServiceTags::service).distinct().toList();
        assertThat(found).as(address.toString()).hasSameElementsAs(services);
        assertThat(lengths(ranges, found, address))
            .as(address.toString())
            .isSortedAccordingTo(Comparator.reverseOrder());
      }
    }
  }

  /** The length of each service's narrowest range around the address. */
  private static List<Integer> lengths(
      List<Range> ranges, List<String> services, IpAddress address) {
    return services.stream()
        .map(
            service ->
                ranges.stream()
                    .filter(range -> ServiceTags.service(range.tag()).equals(service))
                    .filter(range -> range.holds(address))
                    .mapToInt(Range::length)
                    .max()
                    .orElseThrow())
        .toList();
  }
}
