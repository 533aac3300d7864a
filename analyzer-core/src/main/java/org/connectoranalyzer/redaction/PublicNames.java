package org.connectoranalyzer.redaction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is no secret (public-names.json of the library): domains of Microsoft and of certificate
 * authorities, the authorities' organisations, and the words of protocols. Immutable.
 */
final class PublicNames {
  /** Names of pages that Squid answers with. */
  private static final Pattern SQUID_ERROR = Pattern.compile("ERR(?:_[A-Z]{2,20}){1,6}");

  /** Labels below a public domain that are its operator's own; of the others a customer's. */
  private record Below(boolean all, List<Pattern> own, List<Pattern> forms) {
    boolean isOwn(String label) {
      return all || own.stream().anyMatch(pattern -> pattern.matcher(label).matches());
    }
  }

  private final Map<String, Below> domains = new LinkedHashMap<>();
  private final Set<String> organizations = new LinkedHashSet<>();
  private final Set<String> certificateWords = new LinkedHashSet<>();
  private final Set<String> words = new LinkedHashSet<>();
  private final Set<String> files = new LinkedHashSet<>();
  private final Set<String> phrases = new LinkedHashSet<>();

  /** Read once, when first asked for. */
  private static final class Standard {
    static final PublicNames LIST = new PublicNames();
  }

  private PublicNames() {
    try (InputStream in = PublicNames.class.getResourceAsStream("public-names.json");
        JsonParser json = new JsonFactory().createParser(Objects.requireNonNull(in))) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String section = json.currentName();
        if (json.nextToken() != JsonToken.START_ARRAY) {
          continue;
        }
        while (json.nextToken() == JsonToken.START_OBJECT) {
          row(section, rowOf(json));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("public-names.json of the library cannot be read", e);
    }
  }

  static PublicNames standard() {
    return Standard.LIST;
  }

  private static Map<String, List<String>> rowOf(JsonParser json) throws IOException {
    Map<String, List<String>> row = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      List<String> values = row.computeIfAbsent(json.currentName(), key -> new ArrayList<>());
      if (json.nextToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          values.add(json.getText());
        }
      } else {
        values.add(json.getText());
      }
    }
    return row;
  }

  private void row(String section, Map<String, List<String>> row) {
    List<String> own = values(row, "own");
    switch (section) {
      case "domains" ->
          domains.put(
              values(row, "domain").get(0),
              new Below(own.contains("*"), patterns(own), patterns(values(row, "forms"))));
      case "organizations" ->
          values(row, "names").forEach(name -> organizations.add(normalized(name)));
      case "certificateWords" -> values(row, "words").forEach(certificateWords::add);
      case "words" -> values(row, "words").forEach(words::add);
      case "files" -> values(row, "names").forEach(name -> files.add(lower(name)));
      case "phrases" -> values(row, "phrases").forEach(phrase -> phrases.add(lower(phrase)));
      default -> throw new IllegalStateException("no section of public-names.json: " + section);
    }
  }

  private static List<String> values(Map<String, List<String>> row, String key) {
    return row.getOrDefault(key, List.of());
  }

  /** "#" is a number, "@" a region with its number ("weur2"), "*" what a customer chose. */
  private static List<Pattern> patterns(List<String> labels) {
    return labels.stream()
        .map(
            label ->
                label
                    .replace("#", "[0-9]{1,3}")
                    .replace("@", "[a-z]{2,6}[0-9]{1,2}")
                    .replace("*", "(.+)"))
        .map(Pattern::compile)
        .toList();
  }

  /** How many labels at its end make a public domain; 0: it is in none. */
  int publicLabels(List<String> labels) {
    for (int first = 0; first < labels.size(); first++) {
      if (domains.containsKey(String.join(".", labels.subList(first, labels.size())))) {
        return labels.size() - first;
      }
    }
    return 0;
  }

  /** Whether a label below a public domain is the operator's, not a customer's. */
  boolean isOperators(String domain, String label) {
    Below below = domains.get(domain);
    return label.equals("*") || (below != null && below.isOwn(label));
  }

  /** Where in a label below a public domain a customer's part begins and ends; else all of it. */
  int[] customersPart(String domain, String label) {
    Below below = domains.get(domain);
    for (Pattern form : below == null ? List.<Pattern>of() : below.forms()) {
      Matcher matcher = form.matcher(label);
      if (matcher.matches()) {
        return new int[] {matcher.start(1), matcher.end(1)};
      }
    }
    return new int[] {0, label.length()};
  }

  /** A certificate authority that software trusts, or Microsoft; punctuation aside. */
  boolean isOrganization(String name) {
    return organizations.contains(normalized(name));
  }

  /** A word that names of authorities are made of ("Root", "TLS"); none names an enterprise. */
  boolean isCertificateWord(String word) {
    return certificateWords.contains(word);
  }

  /** A word of a protocol or of this program, in its own case ("PROXY", "unknown_ca"). */
  boolean isWord(String word) {
    return words.contains(word) || SQUID_ERROR.matcher(word).matches();
  }

  /** A file that every connector's server has, by that name. */
  boolean isFile(String name) {
    return files.contains(lower(name));
  }

  /** A text that is the same everywhere, such as the reason of a status ("Forbidden"). */
  boolean isPhrase(String text) {
    return phrases.contains(lower(text));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String normalized(String organization) {
    return lower(organization).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
  }
}
