package org.connectoranalyzer.connector;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft's list "Azure IP Ranges and Service Tags": which service an address belongs to. Only
 * tags that a connector's hosts can have are kept (service-tags.json of the library). A tag names a
 * service, never a host: other software uses the same service. Immutable.
 */
public final class ServiceTags {
  private final Header header;
  private final KnownTags known;
  private final AddressRanges ranges;

  /**
   * What the list says of itself.
   *
   * @param cloud "Public", "AzureGovernment" …; "" if it does not say
   * @param changeNumber which edition it is; 0 if it does not say
   * @param unreadable ranges of kept tags that are none, and were passed over
   */
  public record Header(String cloud, long changeNumber, long unreadable) {}

  ServiceTags(Header header, KnownTags known, List<AddressRanges.Range> ranges) {
    this.header = header;
    this.known = known;
    this.ranges = new AddressRanges(ranges);
  }

  /**
   * Reads the list as Microsoft publishes it, as a stream.
   *
   * @throws ListFormatException if it is no list of that form, or larger than one ever is
   */
  public static ServiceTags read(InputStream in) throws IOException {
    return ServiceTagsReader.read(in, KnownTags.ofLibrary());
  }

  /** Version of the library's table of tags that matter, "2026-11". */
  public static String knownVersion() {
    return KnownTags.ofLibrary().version();
  }

  /** "ServiceBus" of "ServiceBus.WestEurope". */
  static String service(String tag) {
    int region = tag.indexOf('.');
    return region < 0 ? tag : tag.substring(0, region);
  }

  public Header header() {
    return header;
  }

  /** Whether no range of a kept tag is in it. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Whether the list is of this cloud; one that does not say of which it is may be of any. */
  public boolean isOf(Cloud cloud) {
    return header.cloud.isEmpty() || cloud == known.cloud(header.cloud);
  }

  /**
   * The tag of the narrowest range around an address ("ServiceBus.WestEurope"); null if none. Tags
   * of services that carry required hosts come before "AzureCloud.westeurope", which says little.
   */
  public @Nullable String tagOf(IpAddress address) {
    List<String> tags = ranges.tags(address);
    return tags.stream()
        .filter(tag -> known.carriesHosts(service(tag)))
        .findFirst()
        .orElse(tags.isEmpty() ? null : tags.get(0));
  }

  /** Patterns of the hosts that the service of a tag carries in this cloud; empty: not known. */
  public List<String> patternsOf(String tag, Cloud cloud) {
    return isOf(cloud) ? known.patterns(service(tag), cloud) : List.of();
  }
}
