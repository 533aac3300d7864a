package org.connectoranalyzer.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code docs/report-json.md}: a JSON Schema for people, a table an object and a row a key. */
final class SchemaReference {
  private static final String DEFINITION = "#/$defs/";
  private static final String SINCE = "since ";

  private static final String HEAD =
      """
      # The JSON report, key by key

      Written from [report-schema.json](report-schema.json), the JSON Schema (2020-12) that every report is valid against. The JSON is the complete
      report: all other formats are rendered from it.

      - **Versions.** Within version 1 keys are only added, none is changed or taken away: pass over keys that you do not know. *Since* is the
        `schemaVersion` that brought a key.
      - **Optional** keys are absent where they have nothing to say; all others are there, if need be with `null`, an empty list or 0.
      - **Frames** are numbered as Wireshark numbers them, from 1. In a recording joined from several files each frame key has a sibling that ends in
        `File`: the index of the frame's file in `files`, from 0.
      - **Words** (`title`, `summary`, `remedy`, `sentence`, `nextStep`, `note`, `message`, `hint`, `reason` of a check) are in the language that
        `language` names. Programs need none of them: codes, keys and facts stand beside them, the same in every language.
      - **Same input, same bytes**, whatever the machine's locale, time zone or number of cores.
      """;

  private final Map<String, Object> schema;
  private final StringBuilder out = new StringBuilder(HEAD);

  private SchemaReference(Map<String, Object> schema) {
    this.schema = schema;
  }

  static String of(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      return new SchemaReference(object(value(parser))).written();
    }
  }

  private static @Nullable Object value(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Object> entries = new LinkedHashMap<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        json.nextToken();
        entries.put(key, Objects.requireNonNullElse(value(json), "null"));
      }
      return entries;
    }
    if (json.currentToken() == JsonToken.START_ARRAY) {
      List<Object> items = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        items.add(Objects.requireNonNullElse(value(json), "null"));
      }
      return items;
    }
    return json.currentToken() == JsonToken.VALUE_NULL ? null : json.getText();
  }

  private String written() {
    out.append("\n## The document\n\n");
    table(schema);
    Map<String, Object> definitions = object(schema.get("$defs"));
    definitions.forEach(
        (name, definition) -> {
          if (object(definition).containsKey("properties")) {
            out.append("\n## ").append(name).append("\n\n");
            out.append(meaning(name, object(definition))).append("\n\n");
            table(object(definition));
          }
        });
    out.append("\n## Kinds of values\n\n| kind | type | meaning |\n|---|---|---|\n");
    definitions.forEach(
        (name, definition) -> {
          Map<String, Object> kind = object(definition);
          if (!kind.containsKey("properties")) {
            String anchor = "<a id=\"" + name.toLowerCase(Locale.ROOT) + "\"></a>";
            out.append(
                "| %s%s | %s | %s |\n".formatted(anchor, name, type(kind), meaning(name, kind)));
          }
        });
    return out.toString();
  }

  private void table(Map<String, Object> object) {
    out.append("| key | type | since | meaning |\n|---|---|---|---|\n");
    rows("", object);
  }

  private void rows(String prefix, Map<String, Object> object) {
    List<?> required = object.get("required") instanceof List<?> names ? names : List.of();
    object(object.get("properties"))
        .forEach(
            (key, value) -> {
              Map<String, Object> property = object(value);
              out.append(
                  "| `%s%s` | %s%s | %s | %s |\n"
                      .formatted(
                          prefix,
                          key,
                          type(property),
                          required.contains(key) ? "" : ", optional",
                          since(property),
                          meaning(prefix + key, property)));
              if (property.containsKey("properties")) {
                rows(prefix + key + ".", property);
              } else if (property.get("items") instanceof Map<?, ?> items
                  && items.containsKey("properties")) {
                rows(prefix + key + "[].", object(items));
              }
            });
  }

  private String type(Map<String, Object> property) {
    if (property.get("$ref") instanceof String ref) {
      String name = ref.substring(DEFINITION.length());
      return "[%s](#%s)".formatted(name, name.toLowerCase(Locale.ROOT));
    } else if (property.get("const") instanceof String only) {
      return "`" + only + "`";
    } else if (property.get("enum") instanceof List<?> values) {
      return String.join(", ", values.stream().map(v -> "`" + v + "`").toList());
    } else if (property.get("anyOf") instanceof List<?> kinds) {
      return String.join(" or ", kinds.stream().map(kind -> type(object(kind))).toList());
    } else if (property.get("items") instanceof Map<?, ?> items) {
      return "list of " + type(object(items));
    } else if (property.get("type") instanceof List<?> kinds) {
      return String.join(" or ", kinds.stream().map(Object::toString).toList());
    }
    return Objects.requireNonNull(property.get("type"), property::toString).toString();
  }

  private static String since(Map<String, Object> property) {
    return property.get("$comment") instanceof String comment && comment.startsWith(SINCE)
        ? comment.substring(SINCE.length())
        : "1.0";
  }

  /** What the schema says of it, or of its kind. */
  private String meaning(String key, Map<String, Object> property) {
    if (property.get("description") instanceof String own) {
      return own.replace("|", "\\|");
    } else if (property.get("$ref") instanceof String ref) {
      String name = ref.substring(DEFINITION.length());
      return meaning(name, object(object(schema.get("$defs")).get(name)));
    } else if (property.get("anyOf") instanceof List<?> kinds) {
      return meaning(key, object(kinds.get(0)));
    }
    throw new AssertionError("the schema does not say what \"" + key + "\" is");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }
}
