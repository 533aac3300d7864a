package org.connectoranalyzer.connector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the JSON form of an {@link EndpointList}; unknown keys are passed over. */
final class EndpointListReader {
  private static final int MOST_ROWS = 10_000;
  private static final int LONGEST_TEXT = 2_048;
  private static final Pattern HOST = Pattern.compile("(?:\\*\\.)?[a-z0-9_:][a-z0-9_:.-]{0,254}");

  private final JsonParser json;
  private final List<Requirement> rows = new ArrayList<>();
  private final Map<String, List<String>> patterns = new TreeMap<>();
  private String version = "";
  private @Nullable Cloud ownCloud;

  EndpointListReader(JsonParser json) {
    this.json = json;
  }

  static JsonParser parser(InputStream in) throws IOException {
    StreamReadConstraints bounds =
        StreamReadConstraints.builder().maxStringLength(LONGEST_TEXT).build();
    try {
      return JsonFactory.builder().streamReadConstraints(bounds).build().createParser(in);
    } catch (CharConversionException e) {
      throw new ListFormatException(1, "JSON");
    }
  }

  /** The rows of a cloud; null: of the one that the list names, else of public. */
  EndpointList list(@Nullable Cloud wanted) throws IOException {
    try {
      document();
    } catch (JsonProcessingException | CharConversionException e) {
      throw fault("JSON");
    }
    if (rows.isEmpty()) {
      throw fault("endpoints");
    }
    Cloud own = ownCloud == null ? Cloud.PUBLIC : ownCloud;
    Cloud cloud = wanted == null ? own : wanted;
    List<Requirement> kept =
        rows.stream()
            .filter(row -> row.clouds().contains(cloud))
            .sorted(Comparator.comparing(Requirement::need))
            .toList();
    if (kept.isEmpty() || (ownCloud != null && ownCloud != cloud)) {
      throw new MissingCloudException(cloud);
    }
    return new EndpointList(
        version,
        cloud,
        kept,
        patterns("bootstrap"),
        patterns("auxiliary"),
        patterns("clientCertificate"),
        patterns("registration"),
        patterns("updater"),
        patterns("shortSessions"),
        patterns("otherAgents"));
  }

  private List<String> patterns(String key) {
    return patterns.getOrDefault(key, List.of());
  }

  private void document() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "version" -> version = text();
        case "cloud" -> ownCloud = constant(Cloud.class, text());
        case "bootstrap",
            "auxiliary",
            "clientCertificate",
            "registration",
            "updater",
            "shortSessions",
            "otherAgents" ->
            patterns.put(key, texts());
        case "endpoints" -> rows();
        default -> json.skipChildren();
      }
    }
  }

  private void rows() throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY);
    while (json.nextToken() == JsonToken.START_OBJECT && rows.size() < MOST_ROWS) {
      rows.add(row());
    }
    expect(json.currentToken(), JsonToken.END_ARRAY);
  }

  private Requirement row() throws IOException {
    String pattern = "";
    int port = 0;
    Requirement.Need need = Requirement.Need.RUNTIME;
    String purpose = "cloudService";
    List<Cloud> clouds = List.of(Cloud.values());
    String source = "";
    String date = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "pattern" -> pattern = pattern(text());
        case "port" -> port = port();
        case "need" -> need = constant(Requirement.Need.class, text());
        case "purpose" -> purpose = text();
        case "clouds" -> clouds = clouds();
        case "source" -> source = text();
        case "date" -> date = text();
        default -> json.skipChildren();
      }
    }
    if (pattern.isEmpty() || port == 0) {
      throw fault(pattern.isEmpty() ? "pattern" : "port");
    }
    return new Requirement(pattern, port, need, purpose, clouds, source, date);
  }

  /** A host name or address, or "*." and the end of a name: nothing else could ever match. */
  private String pattern(String text) throws IOException {
    String pattern = text.toLowerCase(Locale.ROOT);
    if (!HOST.matcher(pattern).matches()) {
      throw fault("pattern");
    }
    return pattern;
  }

  private int port() throws IOException {
    expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT);
    int port = json.getIntValue();
    if (port < 1 || port > 65535) {
      throw fault("port");
    }
    return port;
  }

  private List<Cloud> clouds() throws IOException {
    List<Cloud> clouds = new ArrayList<>();
    for (String cloud : texts()) {
      clouds.add(constant(Cloud.class, cloud));
    }
    return clouds;
  }

  private <E extends Enum<E>> E constant(Class<E> type, String text) throws IOException {
    String name = text.toUpperCase(Locale.ROOT);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw fault(key());
  }

  private List<String> texts() throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY);
    List<String> texts = new ArrayList<>();
    while (json.nextToken() == JsonToken.VALUE_STRING && texts.size() < MOST_ROWS) {
      texts.add(json.getText().toLowerCase(Locale.ROOT));
    }
    expect(json.currentToken(), JsonToken.END_ARRAY);
    return texts;
  }

  private String text() throws IOException {
    expect(json.currentToken(), JsonToken.VALUE_STRING);
    return json.getText();
  }

  private void expect(@Nullable JsonToken found, JsonToken expected) throws IOException {
    if (found != expected) {
      throw fault(key());
    }
  }

  /** The key that is being read, or whose array or object is. */
  private String key() {
    for (JsonStreamContext at = json.getParsingContext(); at != null; at = at.getParent()) {
      String name = at.getCurrentName();
      if (name != null) {
        return name;
      }
    }
    return "JSON";
  }

  private ListFormatException fault(String detail) {
    return new ListFormatException(json.currentLocation().getLineNr(), detail);
  }
}
