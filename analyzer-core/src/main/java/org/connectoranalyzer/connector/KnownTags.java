package org.connectoranalyzer.connector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The tags that matter to a connector, with the hosts that their services carry: service-tags.json
 * of the library. Immutable.
 */
final class KnownTags {
  /** Of one tag in some clouds. */
  private record Row(String tag, List<Cloud> clouds, List<String> patterns) {}

  private String version = "";
  private final Map<String, Cloud> clouds = new TreeMap<>();
  private final List<Row> rows = new ArrayList<>();

  private KnownTags() {}

  static KnownTags ofLibrary() {
    KnownTags known = new KnownTags();
    try (InputStream in = KnownTags.class.getResourceAsStream("service-tags.json");
        JsonParser json = new JsonFactory().createParser(Objects.requireNonNull(in))) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        json.nextToken();
        switch (key) {
          case "version" -> known.version = json.getText();
          case "clouds" -> known.readClouds(json);
          case "tags" -> known.readRows(json);
          default -> json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("service-tags.json of the library cannot be read", e);
    }
    return known;
  }

  private void readClouds(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      clouds.put(name, Cloud.valueOf(json.getText().toUpperCase(Locale.ROOT)));
    }
  }

  private void readRows(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      String tag = "";
      List<String> of = List.of();
      List<String> patterns = List.of();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        json.nextToken();
        switch (key) {
          case "tag" -> tag = json.getText();
          case "clouds" -> of = texts(json);
          case "patterns" -> patterns = texts(json);
          default -> json.skipChildren();
        }
      }
      List<Cloud> inClouds =
          of.stream().map(cloud -> Cloud.valueOf(cloud.toUpperCase(Locale.ROOT))).toList();
      rows.add(new Row(tag, inClouds, patterns));
    }
  }

  private static List<String> texts(JsonParser json) throws IOException {
    List<String> texts = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_STRING) {
      texts.add(json.getText());
    }
    return List.copyOf(texts);
  }

  /** Of the table, "2026-11". */
  String version() {
    return version;
  }

  /** The cloud that Microsoft's list calls so ("AzureGovernment"); null if it is none of ours. */
  @Nullable Cloud cloud(String name) {
    return clouds.get(name);
  }

  boolean isKnown(String service) {
    return rows.stream().anyMatch(row -> row.tag.equals(service));
  }

  /** Whether it carries required hosts in any cloud. */
  boolean carriesHosts(String service) {
    return rows.stream().anyMatch(row -> row.tag.equals(service) && !row.patterns.isEmpty());
  }

  List<String> patterns(String service, Cloud cloud) {
    return rows.stream()
        .filter(row -> row.tag.equals(service) && row.clouds.contains(cloud))
        .flatMap(row -> row.patterns.stream())
        .toList();
  }
}
