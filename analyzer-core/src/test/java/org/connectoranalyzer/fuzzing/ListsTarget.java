package org.connectoranalyzer.fuzzing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.ListFormatException;
import org.connectoranalyzer.connector.MissingCloudException;
import org.connectoranalyzer.connector.ServiceTags;
import org.connectoranalyzer.conversation.IpAddress;

/**
 * A list that a user gives (the first byte says which): endpoints or service tags. What is read is
 * usable, what is refused is refused with a line.
 */
final class ListsTarget implements FuzzTarget {
  private static final String TAGS =
      """
      {"changeNumber": 399, "cloud": "Public", "values": [
        {"name": "ServiceBus", "id": "ServiceBus", "properties":
          {"region": "", "addressPrefixes": ["203.0.113.0/26", "2001:db8:1::/48", "1.2.3.4"]}},
        {"name": "Storage", "properties": {"addressPrefixes": ["203.0.113.64/26"]}}]}
      """;

  @Override
  public String name() {
    return "lists";
  }

  @Override
  public Stream<byte[]> seeds() throws IOException {
    try (InputStream in = EndpointList.class.getResourceAsStream("endpoints.json")) {
      String endpoints = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      return Stream.of("\0" + endpoints, "\1" + TAGS, "\1{\"values\": []}", "\0{}")
          .map(text -> text.getBytes(UTF_8));
    }
  }

  @Override
  public void run(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    byte[] content = Arrays.copyOfRange(input, 1, input.length);
    try (InputStream in = new ByteArrayInputStream(content)) {
      if (input[0] % 2 == 0) {
        check(EndpointList.read(in, null));
      } else {
        check(ServiceTags.read(in));
      }
    } catch (ListFormatException e) {
      assertThat(e.line()).isBetween(1, content.length + 1);
    } catch (MissingCloudException e) {
      assertThat(e.cloud()).isIn((Object[]) Cloud.values());
    }
  }

  private static void check(EndpointList list) {
    assertThat(list.requirements()).isNotEmpty();
    list.requirements()
        .forEach(
            row -> {
              assertThat(row.port()).isBetween(1, 65535);
              String host = row.pattern().replace("*", "a");
              assertThat(list.match(host, row.port())).isNotNull();
            });
  }

  private static void check(ServiceTags tags) {
    assertThat(tags.header().unreadable()).isNotNegative();
    String tag = tags.tagOf(IpAddress.v4(0xCB00_7101L));
    assertThat(tags.isEmpty() && tag != null).isFalse();
    if (tag != null) {
      assertThat(tags.patternsOf(tag, Cloud.PUBLIC)).isNotNull();
    }
  }
}
