package org.connectoranalyzer.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of certificates as text (RFC 4514). What a public authority says of itself stays; of a name
 * that only has its organisation, each word that no authority's name has is replaced.
 */
final class CertificateNames {
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "(CN|C|L|ST|STREET|O|OU|UID|DC|\\d+(?:\\.\\d+){1,20})=((?:[^,+\\\\]|\\\\.)*)([,+]|$)");

  private static final Set<String> PLACES = Set.of("C", "L", "ST", "STREET");

  private static final Pattern WORD = Pattern.compile("[^\\s,+\"\\\\<>;=()/]+");

  private final Redaction redaction;
  private final PublicNames publicNames;

  CertificateNames(Redaction redaction, PublicNames publicNames) {
    this.redaction = redaction;
    this.publicNames = publicNames;
  }

  /** Whether the whole text is one, such as "CN=example,O=Example Ltd". */
  static boolean isDistinguishedName(String text) {
    return text.indexOf('=') > 0 && attributes(text) != null;
  }

  private record Attribute(String type, String value, String end) {}

  private static @Nullable List<Attribute> attributes(String text) {
    List<Attribute> attributes = new ArrayList<>();
    Matcher matcher = ATTRIBUTE.matcher(text);
    int end = 0;
    while (end < text.length()) {
      matcher.region(end, text.length());
      if (!matcher.lookingAt()) {
        return null;
      }
      attributes.add(new Attribute(matcher.group(1), matcher.group(2), matcher.group(3)));
      end = matcher.end();
    }
    return attributes;
  }

  String distinguishedName(String text) {
    List<Attribute> attributes = Objects.requireNonNull(attributes(text));
    boolean authority =
        attributes.stream()
            .anyMatch(a -> a.type.equals("O") && publicNames.isOrganization(a.value));
    StringBuilder replaced = new StringBuilder(text.length());
    for (Attribute a : attributes) {
      replaced.append(a.type).append('=').append(value(a.type, a.value, authority)).append(a.end);
    }
    return replaced.toString();
  }

  /**
   * One value.
   *
   * @param authority whether the organisation of the name is a public authority's
   */
  String value(String type, String value, boolean authority) {
    boolean place = PLACES.contains(type);
    if (authority && (place || (type.equals("O") && publicNames.isOrganization(value)))) {
      return value;
    }
    return place
        ? WORD.matcher(value)
            .replaceAll(word -> Matcher.quoteReplacement(redaction.word(word.group())))
        : words(value);
  }

  /** Words of authorities' names stay, all others are replaced. */
  String words(String text) {
    return WORD.matcher(text)
        .replaceAll(
            word ->
                Matcher.quoteReplacement(
                    publicNames.isCertificateWord(word.group())
                        ? word.group()
                        : redaction.text(word.group())));
  }
}
