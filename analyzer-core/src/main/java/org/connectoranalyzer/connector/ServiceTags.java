package org.connectoranalyzer.connector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft's list "Azure IP Ranges and Service Tags": which service an address belongs to. Only
 * tags that a connector's hosts can have are kept (service-tags.json of the library). A tag names a
 * service, never a host: others on the same machine use the same service. Immutable.
 */
public final class ServiceTags {
  private final Map<String, List<String>> patterns;
  private final NavigableMap<Integer, NavigableMap<IpAddress, String>> services = new TreeMap<>();

  /** Ranges of tags that say no more than "in Azure". */
  private final NavigableMap<Integer, NavigableMap<IpAddress, String>> regions = new TreeMap<>();

  private String cloud = "";
  private long unreadable;

  private ServiceTags(Map<String, List<String>> patterns) {
    this.patterns = patterns;
  }

  /**
   * Reads the list as Microsoft publishes it, as a stream.
   *
   * @throws ListFormatException if it is not JSON of that form
   */
  public static ServiceTags read(InputStream in) throws IOException {
    ServiceTags tags = new ServiceTags(ofLibrary());
    try (JsonParser json = new JsonFactory().createParser(in)) {
      boolean values = false;
      try {
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String key = json.currentName();
          JsonToken value = json.nextToken();
          if (key.equals("values")) {
            expect(json, value, JsonToken.START_ARRAY);
            values = true;
            while (json.nextToken() == JsonToken.START_OBJECT) {
              tags.take(json);
            }
            expect(json, json.currentToken(), JsonToken.END_ARRAY);
          } else if (key.equals("cloud") && value == JsonToken.VALUE_STRING) {
            tags.cloud = json.getText();
          } else {
            json.skipChildren();
          }
        }
      } catch (JsonProcessingException e) {
        throw new ListFormatException(json.currentLocation().getLineNr(), "JSON");
      }
      if (!values) {
        throw new ListFormatException(json.currentLocation().getLineNr(), "values");
      }
    }
    return tags;
  }

  private static void expect(JsonParser json, @Nullable JsonToken found, JsonToken expected)
      throws IOException {
    if (found != expected) {
      String key = json.currentName();
      throw new ListFormatException(json.currentLocation().getLineNr(), key == null ? "JSON" : key);
    }
  }

  /** One tag with its ranges. */
  private void take(JsonParser json) throws IOException {
    String name = "";
    List<String> prefixes = List.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      if (key.equals("name") && value == JsonToken.VALUE_STRING) {
        name = json.getText();
      } else if (key.equals("properties") && (name.isEmpty() || isKept(name))) {
        prefixes = prefixes(json, value);
      } else {
        json.skipChildren();
      }
    }
    if (isKept(name)) {
      for (String prefix : prefixes) {
        add(prefix, name);
      }
    }
  }

  private static List<String> prefixes(JsonParser json, JsonToken value) throws IOException {
    expect(json, value, JsonToken.START_OBJECT);
    List<String> prefixes = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean ranges = json.currentName().equals("addressPrefixes");
      if (json.nextToken() == JsonToken.START_ARRAY && ranges) {
        while (json.nextToken() == JsonToken.VALUE_STRING) {
          prefixes.add(json.getText());
        }
        expect(json, json.currentToken(), JsonToken.END_ARRAY);
      } else {
        json.skipChildren();
      }
    }
    return prefixes;
  }

  private static String service(String tag) {
    int region = tag.indexOf('.');
    return region < 0 ? tag : tag.substring(0, region);
  }

  private boolean isKept(String tag) {
    return patterns.containsKey(service(tag));
  }

  private void add(String prefix, String tag) {
    int slash = prefix.indexOf('/');
    IpAddress address =
        IpAddress.parse(slash < 0 ? prefix : prefix.substring(0, slash)).orElse(null);
    String digits = slash < 0 ? "128" : prefix.substring(slash + 1);
    int length = digits.matches("\\d{1,3}") ? Integer.parseInt(digits) : -1;
    if (address != null && slash < 0) {
      length = bits(address);
    }
    if (address == null || length < 0 || length > bits(address)) {
      unreadable++;
      return;
    }
    boolean named = !patterns.getOrDefault(service(tag), List.of()).isEmpty();
    // A region's tag, which comes beside that of the whole service, says more.
    (named ? services : regions)
        .computeIfAbsent(length, l -> new TreeMap<>())
        .merge(masked(address, length), tag, (a, b) -> a.indexOf('.') < 0 ? b : a);
  }

  private static int bits(IpAddress address) {
    return address.version() == 4 ? 32 : 128;
  }

  private static IpAddress masked(IpAddress address, int length) {
    if (address.version() == 4) {
      return IpAddress.v4(length == 0 ? 0 : address.low() & (-1L << (32 - length)));
    }
    long high = length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
    long low = length <= 64 ? 0 : -1L << (128 - length);
    return IpAddress.v6(address.high() & high, address.low() & low);
  }

  /**
   * The tag of the narrowest range around an address ("ServiceBus.WestEurope"); null if none. Tags
   * of services come before those of mere regions ("AzureCloud.westeurope").
   */
  public @Nullable String tagOf(IpAddress address) {
    String service = narrowest(services, address);
    return service != null ? service : narrowest(regions, address);
  }

  private static @Nullable String narrowest(
      NavigableMap<Integer, NavigableMap<IpAddress, String>> ranges, IpAddress address) {
    for (Map.Entry<Integer, NavigableMap<IpAddress, String>> of :
        ranges.descendingMap().entrySet()) {
      String tag =
          of.getKey() > bits(address) ? null : of.getValue().get(masked(address, of.getKey()));
      if (tag != null) {
        return tag;
      }
    }
    return null;
  }

  /** Patterns of required hosts that the service of a tag carries; empty where none is known. */
  public List<String> patternsOf(String tag) {
    return patterns.getOrDefault(service(tag), List.of());
  }

  /** Whether no range of a kept tag was found. */
  public boolean isEmpty() {
    return services.isEmpty() && regions.isEmpty();
  }

  /** As the file says: "Public", "AzureGovernment" …; "" if it does not. */
  public String cloud() {
    return cloud;
  }

  /** Ranges of kept tags that are none, and were passed over. */
  public long unreadable() {
    return unreadable;
  }

  private static Map<String, List<String>> ofLibrary() {
    try (InputStream in = ServiceTags.class.getResourceAsStream("service-tags.json");
        JsonParser json = new JsonFactory().createParser(Objects.requireNonNull(in))) {
      Map<String, List<String>> patterns = new LinkedHashMap<>();
      List<String> last = List.of();
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING && "tag".equals(json.currentName())) {
          last = new ArrayList<>();
          patterns.put(json.getText(), last);
        } else if (token == JsonToken.VALUE_STRING && json.currentName() == null) {
          last.add(json.getText());
        }
      }
      return patterns;
    } catch (IOException e) {
      throw new IllegalStateException("service-tags.json of the library cannot be read", e);
    }
  }
}
