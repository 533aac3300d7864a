package org.connectoranalyzer.redaction;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.connectoranalyzer.connector.ServiceTags;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The stand-ins of one redaction: of the same original always the same, under a key that who reads
 * the result does not have. Public names of Microsoft and of certificate authorities stay. Any text
 * goes in, and nothing throws. Not thread-safe.
 */
public final class Redaction {
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?Z");

  private static final Pattern MAC =
      Pattern.compile("[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\\1[0-9A-Fa-f]{2}){4}");

  /** Ports, statuses, versions, dates; longer numbers may be a customer's or a person's. */
  private static final Pattern PLAIN_NUMBER = Pattern.compile("\\d{1,5}(?:[.-]\\d{1,5}){0,2}[.-]?");

  private static final String PUNCTUATION = "…“”‘’„«»–—・、。「」（）";

  private static final Pattern PHRASE = Pattern.compile("(?:\\d{3} )?(.*)");

  /** Endings of captures, packings and settings. */
  private static final Pattern ENDING =
      Pattern.compile(
          "(?i)(?:\\.(?:pcapng|pcap|cap|etl|cab|matp|matu|snoop|config|reg|txt|json|gz|zst|lz4|xz|zip)){1,2}$");

  private final KeyedHash hash;
  private final AddressMapping addresses;
  private final NameMapping names;
  private final LabelMapping labels;
  private final CertificateNames certificateNames;
  private final PublicNames publicNames = PublicNames.standard();

  Redaction(byte[] key, @Nullable ServiceTags serviceTags) {
    hash = new KeyedHash(key);
    Predicate<IpAddress> known =
        serviceTags == null ? address -> false : address -> serviceTags.tagOf(address) != null;
    addresses = new AddressMapping(hash, known);
    labels = new LabelMapping(new Permutation(hash));
    names = new NameMapping(hash, labels, publicNames);
    certificateNames = new CertificateNames(this, publicNames);
  }

  /** The stand-in of an address. */
  public IpAddress address(IpAddress address) {
    return addresses.standIn(address);
  }

  /** The stand-in of a hardware address, which is in the low 48 bits. */
  public long hardwareAddress(long mac) {
    return addresses.standIn(mac);
  }

  /** Of a host name as DNS has it: labels of the same length, also where it looks like a number. */
  public String name(String name) {
    return publicNames.isWord(name) ? name : names.standIn(name);
  }

  /**
   * One attribute of a certificate's name.
   *
   * @param type "CN", or its number
   * @param authority whether the name's organisation is a public authority's
   */
  public String certificateName(String type, String value, boolean authority) {
    return certificateNames.value(type, value, authority);
  }

  /** Whether an organisation is Microsoft or a public certificate authority. */
  public boolean isPublicOrganization(String name) {
    return publicNames.isOrganization(name);
  }

  /** A word without structure: of the same length in UTF-8, in ASCII. */
  public String word(String word) {
    return labels.standIn(word);
  }

  /**
   * The name of a file, without its folder. Those that the connector's own files have stay, and so
   * does what tells the kind of a file.
   */
  public String file(String path) {
    String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    String id = HexFormat.of().formatHex(hash.of("file", path), 0, 4);
    return publicNames.isFile(name) || name.equals("-") ? name : fileName("file-" + id, name);
  }

  /** That name, with what the other name has at its end to tell the kind of the file. */
  public static String fileName(String name, String other) {
    Matcher ending = ENDING.matcher(other);
    return ending.find() ? name + ending.group().toLowerCase(Locale.ROOT) : name;
  }

  /** An organisation, as a certificate has it; that of a public authority stays. */
  public String organization(String name) {
    return publicNames.isOrganization(name) ? name : certificateNames.words(name);
  }

  /**
   * Any text: addresses, ids, names and words in it are replaced, whatever stands between them
   * stays, and so do numbers of up to five digits, times, and the words of protocols.
   */
  public String text(String text) {
    if (CertificateNames.isDistinguishedName(text)) {
      return certificateNames.distinguishedName(text);
    }
    Matcher phrase = PHRASE.matcher(text);
    if (phrase.matches() && publicNames.isPhrase(phrase.group(1))) {
      return text;
    }
    StringBuilder replaced = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int end = i;
      while (end < text.length() && isInName(text.charAt(end))) {
        end++;
      }
      if (end > i) {
        replaced.append(run(text.substring(i, end)));
      } else {
        replaced.append(text.charAt(end++));
      }
      i = end;
    }
    return replaced.toString();
  }

  private static boolean isInName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ".:_-*".indexOf(c) >= 0
        || (c >= 0x80 && !Character.isSpaceChar(c) && PUNCTUATION.indexOf(c) < 0);
  }

  /** A run without blanks: an address, perhaps with a port, or names between colons. */
  private String run(String run) {
    int end = run.length();
    while (end > 0 && ".:-".indexOf(run.charAt(end - 1)) >= 0 && !run.endsWith("::")) {
      end--;
    }
    String core = run.substring(0, end);
    String rest = run.substring(end);
    if (TIME.matcher(core).matches()) {
      return run;
    }
    if (MAC.matcher(core).matches()) {
      return hardware(core) + rest;
    }
    Optional<IpAddress> address = IpAddress.parse(core);
    if (address.isPresent()) {
      return addresses.standIn(address.get()) + rest;
    }
    StringBuilder replaced = new StringBuilder(run.length());
    int start = 0;
    for (int colon = core.indexOf(':'); colon >= 0; colon = core.indexOf(':', start)) {
      replaced.append(inText(core.substring(start, colon))).append(':');
      start = colon + 1;
    }
    return replaced.append(inText(core.substring(start))).append(rest).toString();
  }

  private String hardware(String text) {
    String digits = text.replaceAll("[:-]", "");
    String image = String.format(Locale.ROOT, "%012x", hardwareAddress(Long.parseLong(digits, 16)));
    StringBuilder standIn = new StringBuilder();
    for (int i = 0; i < 12; i += 2) {
      standIn.append(i == 0 ? "" : text.substring(2, 3)).append(image, i, i + 2);
    }
    return standIn.toString();
  }

  private String inText(String name) {
    Optional<IpAddress> address = IpAddress.parse(name);
    if (address.isPresent()) {
      return addresses.standIn(address.get()).toString();
    }
    boolean stays =
        name.isEmpty() || publicNames.isWord(name) || PLAIN_NUMBER.matcher(name).matches();
    return stays ? name : names.standIn(name);
  }
}
