package org.connectoranalyzer.connector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.BufferedInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.AddressRanges.Range;
import org.connectoranalyzer.connector.ListFormatException.Kind;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/** Reads Microsoft's list of service tags; keeps the ranges of known tags alone. */
final class ServiceTagsReader {
  /** The real list has about 4 MB and 90,000 ranges, those of all tags taken together. */
  private static final long MOST_BYTES = 64L << 20;

  private static final int MOST_RANGES = 500_000;
  private static final int LONGEST_NAME = 100;

  private final JsonParser json;
  private final KnownTags known;
  private final List<Range> ranges = new ArrayList<>();
  private long unreadable;

  private ServiceTagsReader(JsonParser json, KnownTags known) {
    this.json = json;
    this.known = known;
  }

  static ServiceTags read(InputStream in, KnownTags known) throws IOException {
    InputStream bytes = new BufferedInputStream(in);
    refuseArchive(bytes);
    try (JsonParser json = parser(bytes)) {
      ServiceTagsReader reader = new ServiceTagsReader(json, known);
      try {
        return reader.list();
      } catch (StreamConstraintsException e) {
        throw reader.fault(Kind.TOO_LARGE, "");
      } catch (JsonEOFException e) {
        throw reader.fault(Kind.CUT_SHORT, "");
      } catch (JsonProcessingException | CharConversionException e) {
        throw reader.fault(Kind.NOT_JSON, "");
      }
    }
  }

  private static JsonParser parser(InputStream bytes) throws IOException {
    StreamReadConstraints bounds =
        StreamReadConstraints.builder().maxDocumentLength(MOST_BYTES).build();
    try {
      return JsonFactory.builder().streamReadConstraints(bounds).build().createParser(bytes);
    } catch (CharConversionException e) {
      throw new ListFormatException(Kind.NOT_JSON, 1, "");
    }
  }

  private static void refuseArchive(InputStream bytes) throws IOException {
    bytes.mark(2);
    int magic = (bytes.read() << 8) | bytes.read();
    bytes.reset();
    if (magic == 0x1F8B || magic == 0x504B) {
      throw new ListFormatException(Kind.COMPRESSED, 1, "");
    }
  }

  private ServiceTags list() throws IOException {
    JsonToken first = json.nextToken();
    if (first != JsonToken.START_OBJECT) {
      throw fault(first == null ? Kind.EMPTY : Kind.FORM, "");
    }
    String cloud = "";
    long changeNumber = 0;
    boolean listed = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      if (key.equals("values")) {
        expect(value, JsonToken.START_ARRAY);
        readTags();
        listed = true;
      } else if (key.equals("cloud") && value == JsonToken.VALUE_STRING) {
        cloud = bounded(json.getText());
      } else if (key.equals("changeNumber") && value == JsonToken.VALUE_NUMBER_INT) {
        changeNumber = json.getLongValue();
      } else {
        json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw fault(Kind.NOT_JSON, "");
    }
    if (!listed) {
      throw fault(Kind.FORM, "values");
    }
    return new ServiceTags(new ServiceTags.Header(cloud, changeNumber, unreadable), known, ranges);
  }

  private void readTags() throws IOException {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      readTag();
    }
    expect(json.currentToken(), JsonToken.END_ARRAY);
  }

  /** The name comes before its ranges in Microsoft's list; JSON does not promise that. */
  private void readTag() throws IOException {
    String name = null;
    List<String> prefixes = List.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      if (key.equals("name") && value == JsonToken.VALUE_STRING) {
        name = json.getText();
      } else if (key.equals("properties") && (name == null || isKept(name))) {
        expect(value, JsonToken.START_OBJECT);
        prefixes = prefixes();
      } else {
        json.skipChildren();
      }
    }
    if (name != null && isKept(name)) {
      for (String prefix : prefixes) {
        add(prefix, name);
      }
    }
  }

  private boolean isKept(String tag) {
    return tag.length() <= LONGEST_NAME && known.isKnown(ServiceTags.service(tag));
  }

  private List<String> prefixes() throws IOException {
    List<String> prefixes = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.currentName().equals("addressPrefixes");
      JsonToken value = json.nextToken();
      if (wanted) {
        expect(value, JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.VALUE_STRING) {
          prefixes.add(json.getText());
          refuseMore(prefixes.size());
        }
        expect(json.currentToken(), JsonToken.END_ARRAY);
      } else {
        json.skipChildren();
      }
    }
    return prefixes;
  }

  private void add(String prefix, String tag) throws IOException {
    Range range = range(prefix, tag);
    if (range == null) {
      unreadable++;
    } else {
      ranges.add(range);
      refuseMore(ranges.size());
    }
  }

  /** "192.0.2.0/24"; an address alone is a range of its own; null for anything else. */
  private static @Nullable Range range(String prefix, String tag) {
    int slash = prefix.indexOf('/');
    IpAddress address =
        IpAddress.parse(slash < 0 ? prefix : prefix.substring(0, slash)).orElse(null);
    if (address == null) {
      return null;
    }
    int bits = address.version() == 4 ? 32 : 128;
    int length = slash < 0 ? bits : number(prefix, slash + 1);
    return length < 0 || length > bits ? null : new Range(address, length, tag);
  }

  /** One to three digits from there to the end; else -1. */
  private static int number(String text, int from) {
    int value = from == text.length() || text.length() - from > 3 ? -1 : 0;
    for (int i = from; i < text.length() && value >= 0; i++) {
      char digit = text.charAt(i);
      value = digit >= '0' && digit <= '9' ? 10 * value + digit - '0' : -1;
    }
    return value;
  }

  private static String bounded(String text) {
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME);
  }

  private void refuseMore(int count) throws IOException {
    if (count > MOST_RANGES) {
      throw fault(Kind.TOO_LARGE, "");
    }
  }

  private void expect(@Nullable JsonToken found, JsonToken expected) throws IOException {
    if (found != expected) {
      String key = json.currentName();
      throw fault(Kind.FORM, key == null ? "" : key);
    }
  }

  private ListFormatException fault(Kind kind, String key) {
    return new ListFormatException(kind, json.currentLocation().getLineNr(), key);
  }
}
