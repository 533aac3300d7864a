package org.connectoranalyzer.diagnosis.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP;
import static org.connectoranalyzer.testing.DirectStory.BOOTSTRAP_ADDRESS;
import static org.connectoranalyzer.testing.DirectStory.BUS;
import static org.connectoranalyzer.testing.DirectStory.LOGIN;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.ServiceTags;
import org.connectoranalyzer.diagnosis.Confidence;
import org.connectoranalyzer.diagnosis.Finding;
import org.connectoranalyzer.testing.DirectStory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Microsoft's list of service tags makes of addresses on 443 that nothing names. */
class UnnamedServiceTest {
  private static final String UNRELATED = "UNRELATED-SYN-RETRANSMISSIONS";
  private static final String SERVICE_BUS = "198.51.100.9";
  private static final String SERVICE_BUS_V6 = "2001:db8:1::9";
  private static final String SIGN_IN = "198.51.100.70";
  private static final String AZURE = "198.51.100.130";
  private static final String ELSEWHERE = "192.0.2.9";

  private static ServiceTags list(String cloud) {
    String list =
        """
        {"changeNumber": 399, "cloud": "%s", "values": [
          {"name": "ServiceBus", "properties":
            {"addressPrefixes": ["198.51.100.0/26", "2001:db8:1::/48"]}},
          {"name": "ServiceBus.WestEurope", "properties":
            {"addressPrefixes": ["198.51.100.0/26", "2001:db8:1::/48"]}},
          {"name": "AzureActiveDirectory", "properties":
            {"addressPrefixes": ["198.51.100.64/26"]}},
          {"name": "Storage", "properties": {"addressPrefixes": ["198.51.100.128/26"]}},
          {"name": "AzureCloud.westeurope", "properties":
            {"addressPrefixes": ["198.51.100.0/24"]}}]}
        """;
    try {
      return ServiceTags.read(new ByteArrayInputStream(list.formatted(cloud).getBytes(UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DirectStory story() {
    return new DirectStory().serviceTags(list("Public"));
  }

  private static DirectStory silent(DirectStory story, String... addresses) {
    for (String address : addresses) {
      story.silent(address);
    }
    return story.later(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVICE_BUS, SERVICE_BUS_V6})
  void serviceBusIsLikelyTheConnectors(String address) {
    DirectStory story = silent(story(), address);

    Finding finding = story.finding("SYN-UNANSWERED");
    assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
    assertThat(finding.confidenceReason()).isEqualTo("serviceTag");
    assertThat(finding.subject())
        .isEqualTo(address.contains(":") ? "[" + address + "]:443" : address + ":443");
    assertThat(finding.hosts()).isEmpty();
    assertThat(finding.facts().get("serviceTags")).isEqualTo(List.of("ServiceBus.WestEurope"));
    assertThat(finding.facts().get("taggedAddresses"))
        .isEqualTo(List.of(address + " (ServiceBus.WestEurope)"));
    assertThat(finding.facts().get("servicePatterns"))
        .isEqualTo(List.of("*.servicebus.windows.net"));
  }

  @Test
  void whatMuchSoftwareUsesStaysWeak() {
    Finding finding = silent(story(), SIGN_IN).finding("SYN-UNANSWERED");

    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
    assertThat(finding.confidenceReason()).isEqualTo("sharedService");
    assertThat(finding.facts().get("servicePatterns"))
        .isEqualTo(List.of("login.windows.net", "*.microsoftonline.com"));
  }

  /** Also where another, unneeded service has it. */
  @Test
  void anAddressOfAzureAloneIsNoMore() {
    Finding finding = silent(story(), AZURE).finding("SYN-UNANSWERED");

    assertThat(finding.confidence()).isEqualTo(Confidence.LOW);
    assertThat(finding.confidenceReason()).isEqualTo("unnamed");
    assertThat(finding.facts().get("taggedAddresses"))
        .isEqualTo(List.of(AZURE + " (AzureCloud.westeurope)"));
    assertThat(finding.facts().get("servicePatterns")).isNull();
  }

  @Test
  void ofOtherAddressesNothingIsSaid() {
    Finding told = silent(story(), ELSEWHERE).finding("SYN-UNANSWERED");
    Finding untold = silent(new DirectStory(), ELSEWHERE).finding("SYN-UNANSWERED");

    assertThat(told.facts()).isEqualTo(untold.facts());
    assertThat(told.confidenceReason()).isEqualTo("unnamed");
  }

  @Test
  void severalAddressesAreOneFinding() {
    Finding finding = silent(story(), ELSEWHERE, SIGN_IN, SERVICE_BUS).finding("SYN-UNANSWERED");

    assertThat(finding.subject()).isEqualTo("*:443");
    assertThat(finding.confidenceReason()).isEqualTo("serviceTag");
    assertThat(finding.facts().get("taggedAddresses"))
        .isEqualTo(
            List.of(SIGN_IN + " (AzureActiveDirectory)", SERVICE_BUS + " (ServiceBus.WestEurope)"));
  }

  @Test
  void refusedOnesAreToldTheSameWay() {
    DirectStory story = story();
    story.to(SERVICE_BUS).syn().serverRst();
    story.later(10);

    assertThat(story.finding("SYN-REFUSED").confidenceReason()).isEqualTo("serviceTag");
  }

  @Test
  void aNamedHostNeedsNoTag() {
    DirectStory story = story().resolves(BOOTSTRAP, SERVICE_BUS);
    Finding finding = silent(story, SERVICE_BUS).finding("SYN-UNANSWERED");

    assertThat(finding.hosts()).containsExactly(BOOTSTRAP);
    assertThat(finding.facts().get("serviceTags")).isNull();
  }

  /** A name that is not required is a name all the same. */
  @Test
  void aNameThatIsNotRequiredStandsAgainstTheTag() {
    DirectStory story = story().resolves("his-eur1.servicebus.windows.net", SERVICE_BUS);
    story.resolves(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    silent(story, SERVICE_BUS);

    assertThat(story.codes()).containsExactly(UNRELATED);
    assertThat(story.finding(UNRELATED).variant()).isEmpty();
    assertThat(story.finding(UNRELATED).facts().get("serviceTags")).isNull();
  }

  /** The resolver's cache may hide the name: nothing is accused, nothing is excused. */
  @Test
  void besideANamedHostItStaysOpen() {
    DirectStory story = story().reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    silent(story, SERVICE_BUS, ELSEWHERE);

    assertThat(story.codes()).containsExactly(UNRELATED);
    Finding finding = story.finding(UNRELATED);
    assertThat(finding.variant()).isEqualTo("unclear");
    assertThat(finding.facts().get("taggedAddresses"))
        .isEqualTo(List.of(SERVICE_BUS + " (ServiceBus.WestEurope)"));
    assertThat(finding.facts().get("servicePatterns"))
        .isEqualTo(List.of("*.servicebus.windows.net"));
  }

  @ParameterizedTest
  @CsvSource({SIGN_IN + ",1", AZURE + ",1", ELSEWHERE + ",0"})
  void besideANamedHostOtherServicesAreUnrelated(String address, int tagged) {
    DirectStory story = story().reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    silent(story, address);

    assertThat(story.codes()).containsExactly(UNRELATED);
    Finding finding = story.finding(UNRELATED);
    assertThat(finding.variant()).isEmpty();
    assertThat(finding.facts().get("servicePatterns")).isNull();
    assertThat(finding.facts().get("taggedAddresses") instanceof List<?> list ? list.size() : 0)
        .isEqualTo(tagged);
  }

  /** Reached, failing, or merely asked for: the connector's own names are in the capture. */
  @Test
  void besideANamedHostOfTheServiceItIsUnrelated() {
    DirectStory reached =
        story().reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).reached(BUS, "203.0.113.20");
    assertThat(silent(reached, SERVICE_BUS).finding(UNRELATED).variant()).isEmpty();

    DirectStory asked = story().reached(BOOTSTRAP, BOOTSTRAP_ADDRESS).resolves(BUS, "203.0.113.20");
    assertThat(silent(asked, SERVICE_BUS).finding(UNRELATED).variant()).isEmpty();
  }

  @Test
  void whereAProxyIsInUseItIsUnrelated() {
    DirectStory story = story();
    story.tunnel(LOGIN).tls12(LOGIN);
    silent(story, SERVICE_BUS);

    assertThat(story.finding(UNRELATED).variant()).isEmpty();
  }

  @Test
  void eachCloudHasItsOwnList() {
    DirectStory story = new DirectStory().cloud(Cloud.USGOV).serviceTags(list("AzureGovernment"));

    assertThat(silent(story, SERVICE_BUS).finding("SYN-UNANSWERED").facts().get("servicePatterns"))
        .isEqualTo(List.of("*.servicebus.usgovcloudapi.net"));
  }

  /** The address has its tag, but the connector of this cloud needs nothing from there. */
  @ParameterizedTest
  @CsvSource({"AzureGovernment,PUBLIC", "Public,USGOV", "AzureChinaCloud,PUBLIC"})
  void anotherCloudsListNamesNoRequiredHost(String name, Cloud cloud) {
    DirectStory story = new DirectStory().cloud(cloud).serviceTags(list(name));
    Finding finding = silent(story, SERVICE_BUS).finding("SYN-UNANSWERED");

    assertThat(finding.confidenceReason()).isEqualTo("unnamed");
    assertThat(finding.facts().get("serviceTags")).isEqualTo(List.of("ServiceBus.WestEurope"));
    assertThat(finding.facts().get("servicePatterns")).isNull();
  }

  /** They lend words and confidence, no more. */
  @ParameterizedTest
  @ValueSource(strings = {SERVICE_BUS, SIGN_IN, AZURE, ELSEWHERE})
  void tagsChangeNeitherFindingsNorVerdict(String address) {
    for (boolean named : List.of(true, false)) {
      DirectStory told = story();
      DirectStory untold = new DirectStory();
      for (DirectStory story : List.of(told, untold)) {
        if (named) {
          story.reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
        }
        silent(story, address);
      }
      assertThat(told.codes()).isEqualTo(untold.codes());
      assertThat(told.diagnosed().verdict()).isEqualTo(untold.diagnosed().verdict());
    }
  }

  @Test
  void aCutAddsNoError() {
    DirectStory story = story().reached(BOOTSTRAP, BOOTSTRAP_ADDRESS);
    silent(story, SERVICE_BUS);
    assertThat(story.errorsWhereverItEnds()).isEmpty();

    DirectStory alone = silent(story(), SERVICE_BUS, SIGN_IN);
    assertThat(alone.errorsWhereverItEnds()).containsExactly("SYN-UNANSWERED");
  }
}
