package org.connectoranalyzer.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What tshark found in one third-party capture: the flat objects of its truth file. */
public final class TsharkTruth {
  private TsharkTruth() {}

  /**
   * Takes one object: where it stands ("connect", "tls.streams.client_hello") and its plain values,
   * those of the objects around it included; of a list the last.
   */
  public interface Taker {
    void take(String place, Map<String, String> values);
  }

  /** Reads the truth of a capture; nothing where it has none. */
  public static void read(Path folder, String capture, Taker taker) throws IOException {
    Path file = folder.resolve("truth").resolve(capture.replace("/", "__") + ".json");
    if (!Files.isRegularFile(file)) {
      return;
    }
    List<String> place = new ArrayList<>();
    Deque<Map<String, String>> open = new ArrayDeque<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        switch (token) {
          case START_OBJECT -> {
            place.add(json.getParsingContext().getParent().getCurrentName());
            open.push(open.isEmpty() ? new HashMap<>() : new HashMap<>(open.peek()));
          }
          case END_OBJECT -> taker.take(name(place), open.pop());
          case START_ARRAY -> place.add(json.getParsingContext().getParent().getCurrentName());
          case VALUE_NULL -> {
            if (json.currentName() != null && !open.isEmpty()) {
              open.peek().remove(json.currentName());
            }
          }
          case VALUE_STRING, VALUE_NUMBER_INT -> {
            String key =
                json.currentName() == null ? place.get(place.size() - 1) : json.currentName();
            if (key != null && !open.isEmpty()) {
              open.peek().put(key, json.getText());
            }
          }
          default -> {}
        }
        if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
          place.remove(place.size() - 1);
        }
      }
    }
  }

  private static String name(List<String> place) {
    return String.join(".", place.stream().filter(part -> part != null).toList());
  }
}
