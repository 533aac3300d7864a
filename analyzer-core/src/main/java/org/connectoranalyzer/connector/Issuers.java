package org.connectoranalyzer.connector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The organisations under whose certificate authorities Microsoft's cloud has its server
 * certificates (issuers.json of the library). Not the authorities themselves: those rotate.
 *
 * @param version of the list, "2026-11"
 * @param organizations normalised names, see {@link #isKnown}
 */
public record Issuers(String version, Set<String> organizations) {

  /** Read once, when first asked for. */
  private static final class Standard {
    static final Issuers LIST = ofLibrary();
  }

  public Issuers {
    organizations = Set.copyOf(organizations);
  }

  /** The list that the library brings. */
  public static Issuers standard() {
    return Standard.LIST;
  }

  /**
   * Whether a certificate's issuer of this organisation (O) is one of them: the whole name, but
   * case, blanks and punctuation aside ("DigiCert, Inc." is "DigiCert Inc"). None is never known.
   */
  public boolean isKnown(@Nullable String organization) {
    return organization != null && organizations.contains(normalized(organization));
  }

  private static String normalized(String organization) {
    StringBuilder letters = new StringBuilder();
    organization
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .map(c -> Character.isLetterOrDigit(c) ? c : ' ')
        .forEach(letters::appendCodePoint);
    return letters.toString().strip().replaceAll(" +", " ");
  }

  private static Issuers ofLibrary() {
    try (InputStream in = Issuers.class.getResourceAsStream("issuers.json");
        JsonParser json = new JsonFactory().createParser(Objects.requireNonNull(in))) {
      Set<String> names = new TreeSet<>();
      String version = "";
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token != JsonToken.VALUE_STRING) {
          continue;
        }
        switch (json.currentName()) {
          case "version" -> version = json.getText();
          case "organization" -> names.add(normalized(json.getText()));
          default -> {
            // For readers of the list.
          }
        }
      }
      return new Issuers(version, names);
    } catch (IOException e) {
      throw new IllegalStateException("issuers.json of the library cannot be read", e);
    }
  }
}
