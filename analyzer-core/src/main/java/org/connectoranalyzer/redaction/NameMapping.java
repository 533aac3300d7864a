package org.connectoranalyzer.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Stand-ins of host names and ids, label by label, each of the same length: names of one domain
 * stay names of one domain. Public names keep their labels, but for ids and customers' labels.
 */
final class NameMapping {
  /** Ids of tenants, subscriptions, connectors (RFC 9562 §4), also inside a label. */
  private static final Pattern GUID =
      Pattern.compile(
          "(?<![0-9A-Fa-f])[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}(?![0-9A-Fa-f])");

  /**
   * Names of domains that nobody else has a right to, or that are for examples (RFC 6761, 9476).
   */
  private static final Set<String> PRIVATE_DOMAINS =
      Set.of(
          "local",
          "lan",
          "internal",
          "intern",
          "intra",
          "intranet",
          "corp",
          "home",
          "private",
          "localdomain",
          "localhost",
          "test",
          "example",
          "invalid",
          "arpa");

  /** What Windows asks for everywhere. */
  private static final Set<String> COMMON_HOSTS = Set.of("wpad", "localhost", "isatap");

  private final KeyedHash hash;
  private final LabelMapping labels;
  private final PublicNames publicNames;

  NameMapping(KeyedHash hash, LabelMapping labels, PublicNames publicNames) {
    this.hash = hash;
    this.labels = labels;
    this.publicNames = publicNames;
  }

  /** Of a name of one label or several; "*." before it and a dot behind it stay. */
  String standIn(String name) {
    List<String> parts = new ArrayList<>(List.of(name.split("\\.", -1)));
    int end = parts.size();
    while (end > 0 && parts.get(end - 1).isEmpty()) {
      end--;
    }
    List<String> lower = parts.subList(0, end).stream().map(NameMapping::lower).toList();
    int open = end - publicNames.publicLabels(lower);
    if (open < end) {
      belowPublic(parts, lower, open);
    } else if (end > 2 && lower.get(end - 1).equals("arpa")) {
      // One stand-in for all labels: they are an address, and each alone has few values.
      String address = String.join(".", parts.subList(0, end - 2));
      return labels.standIn(address) + "." + String.join(".", parts.subList(end - 2, parts.size()));
    } else {
      for (int i = 0; i < end; i++) {
        parts.set(i, ownLabel(parts.get(i), i, end));
      }
    }
    return String.join(".", parts);
  }

  private String ownLabel(String label, int index, int count) {
    String lower = lower(label);
    boolean last = index == count - 1;
    if (label.equals("*")
        || (index == 0 && COMMON_HOSTS.contains(lower))
        || (last && count > 1 && PRIVATE_DOMAINS.contains(lower))) {
      return label;
    }
    return isGuid(label)
        ? guid(label)
        : last && count > 1 ? labels.topLevel(label) : labels.standIn(label);
  }

  private void belowPublic(List<String> parts, List<String> lower, int open) {
    String domain = String.join(".", lower.subList(open, lower.size()));
    for (int i = 0; i < open; i++) {
      String label = parts.get(i);
      boolean own = publicNames.isOperators(domain, lower.get(i));
      parts.set(i, own || isGuid(label) ? withoutIds(label) : customers(domain, label));
    }
  }

  private String customers(String domain, String label) {
    int[] part = publicNames.customersPart(domain, lower(label));
    return label.substring(0, part[0])
        + labels.standIn(label.substring(part[0], part[1]))
        + label.substring(part[1]);
  }

  private static boolean isGuid(String label) {
    return GUID.matcher(label).matches();
  }

  /** Any text with all ids in it replaced, and nothing else. */
  String withoutIds(String text) {
    return GUID.matcher(text).replaceAll(id -> guid(id.group()));
  }

  /** Another id of the same version and variant; of both cases the same. */
  private String guid(String id) {
    byte[] random = hash.of("id", lower(id));
    StringBuilder standIn = new StringBuilder(id);
    for (int i = 0; i < id.length(); i++) {
      boolean ofForm = id.charAt(i) == '-' || i == 14 || i == 19;
      if (!ofForm) {
        int digit = random[i / 2] >>> (4 * (i % 2)) & 15;
        standIn.setCharAt(i, Character.forDigit(digit, 16));
      }
    }
    boolean upper = !id.equals(lower(id));
    return upper ? standIn.toString().toUpperCase(Locale.ROOT) : standIn.toString();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
