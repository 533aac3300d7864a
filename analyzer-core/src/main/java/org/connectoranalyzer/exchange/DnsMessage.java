package org.connectoranalyzer.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.connectoranalyzer.capture.ByteView;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A DNS message (RFC 1035) with one question and as many of its answer records as are there. Names
 * are lower-case without a final dot; compression pointers only lead backwards, so none loops.
 *
 * @param cut whether it says that it has more answer records (a snap length took them)
 */
record DnsMessage(
    int id,
    boolean response,
    boolean truncated,
    int rcode,
    String name,
    int type,
    List<Answer> answers,
    boolean cut) {
  static final int A = 1;
  static final int CNAME = 5;
  static final int AAAA = 28;

  private static final int HEADER = 12;
  private static final int RESPONSE = 0x8000;
  private static final int OPCODE_UNIT = 0x0800;
  private static final int OPCODES = 16;
  private static final int TRUNCATED = 0x0200;
  private static final int RCODES = 16;
  private static final int POINTER = 0xC0;
  private static final int LONGEST_NAME = 255;
  private static final int MOST_ANSWERS = 256;
  private static final int FIXED = 10;

  /** One answer record: an alias, an address, or neither. */
  record Answer(String owner, int type, @Nullable String alias, @Nullable IpAddress address) {}

  /** Reads a standard query or its response; null if these bytes are none. */
  static @Nullable DnsMessage read(ByteView bytes) {
    if (!bytes.has(HEADER) || bytes.u16(4) != 1) {
      return null;
    }
    int flags = bytes.u16(2);
    if (flags / OPCODE_UNIT % OPCODES != 0) {
      return null;
    }
    Cursor cursor = new Cursor(bytes, HEADER);
    String name = cursor.name();
    if (name == null || !bytes.has(cursor.at, 4)) {
      return null;
    }
    int type = bytes.u16(cursor.at);
    cursor.at += 4;
    int count = flags >= RESPONSE ? bytes.u16(6) : 0;
    List<Answer> answers = cursor.answers(count);
    return new DnsMessage(
        bytes.u16(0),
        flags >= RESPONSE,
        flags / TRUNCATED % 2 == 1,
        flags % RCODES,
        name,
        type,
        answers,
        answers.size() < Math.min(count, MOST_ANSWERS));
  }

  private static final class Cursor {
    private final ByteView bytes;
    private int at;

    Cursor(ByteView bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    List<Answer> answers(int count) {
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < Math.min(count, MOST_ANSWERS); i++) {
        String owner = name();
        if (owner == null || !bytes.has(at, FIXED)) {
          break;
        }
        int type = bytes.u16(at);
        int length = bytes.u16(at + 8);
        int data = at + FIXED;
        if (!bytes.has(data, length)) {
          break;
        }
        answers.add(answer(owner, type, data, length));
        at = data + length;
      }
      return answers;
    }

    private Answer answer(String owner, int type, int data, int length) {
      if (type == A && length == 4) {
        return new Answer(owner, type, null, IpAddress.v4(bytes.u32(data)));
      }
      if (type == AAAA && length == 16) {
        IpAddress address = IpAddress.v6(bytes.u64(data), bytes.u64(data + 8));
        return new Answer(owner, type, null, address);
      }
      String alias = type == CNAME ? new Cursor(bytes, data).name() : null;
      return new Answer(owner, type, alias, null);
    }

    /** The name here; moves behind it. Null if it is malformed, cut or too long. */
    @Nullable String name() {
      StringBuilder name = new StringBuilder();
      int next = at;
      int lowest = at;
      int behind = -1;
      while (bytes.has(next, 1)) {
        int length = bytes.u8(next);
        if (length == 0) {
          at = behind < 0 ? next + 1 : behind;
          return name.toString().toLowerCase(Locale.ROOT);
        }
        if (length >= POINTER) {
          if (!bytes.has(next, 2)) {
            return null;
          }
          int target = bytes.u16(next) - POINTER * 256;
          behind = behind < 0 ? next + 2 : behind;
          if (target >= lowest) {
            return null;
          }
          lowest = target;
          next = target;
          continue;
        }
        if (length >= 64
            || !bytes.has(next + 1, length)
            || name.length() + length >= LONGEST_NAME) {
          return null;
        }
        if (name.length() > 0) {
          name.append('.');
        }
        label(name, next + 1, length);
        next += 1 + length;
      }
      return null;
    }

    private void label(StringBuilder name, int start, int length) {
      for (int i = start; i < start + length; i++) {
        int c = bytes.u8(i);
        name.append(c > ' ' && c < 0x7F && c != '.' ? (char) c : '?');
      }
    }
  }

  /** The aliases that lead on from the name asked for, in order. */
  List<String> aliases() {
    Map<String, String> aliasOf = new HashMap<>();
    for (Answer answer : answers) {
      if (answer.alias() != null) {
        aliasOf.putIfAbsent(answer.owner(), answer.alias());
      }
    }
    Set<String> chain = new LinkedHashSet<>();
    String alias = aliasOf.get(name);
    while (alias != null && !alias.equals(name) && chain.add(alias)) {
      alias = aliasOf.get(alias);
    }
    return List.copyOf(chain);
  }

  /** Addresses of the name and its {@link #aliases}, in order, each once. */
  List<IpAddress> addresses(List<String> aliases) {
    Set<String> owners = new HashSet<>(aliases);
    owners.add(name);
    Set<IpAddress> addresses = new LinkedHashSet<>();
    for (Answer answer : answers) {
      if (answer.address() != null && owners.contains(answer.owner())) {
        addresses.add(answer.address());
      }
    }
    return List.copyOf(addresses);
  }

  /** Whether a record of the type asked for is there. */
  boolean answersQuestion() {
    return answers.stream().anyMatch(answer -> answer.type() == type);
  }

  String typeName() {
    return switch (type) {
      case A -> "A";
      case 2 -> "NS";
      case CNAME -> "CNAME";
      case 6 -> "SOA";
      case 12 -> "PTR";
      case 15 -> "MX";
      case 16 -> "TXT";
      case AAAA -> "AAAA";
      case 33 -> "SRV";
      case 64 -> "SVCB";
      case 65 -> "HTTPS";
      case 255 -> "ANY";
      default -> "TYPE" + type;
    };
  }

  /** IANA's name of the response code. */
  String rcodeName() {
    return switch (rcode) {
      case 0 -> "NOERROR";
      case 1 -> "FORMERR";
      case 2 -> "SERVFAIL";
      case 3 -> "NXDOMAIN";
      case 4 -> "NOTIMP";
      case 5 -> "REFUSED";
      case 6 -> "YXDOMAIN";
      case 7 -> "YXRRSET";
      case 8 -> "NXRRSET";
      case 9 -> "NOTAUTH";
      case 10 -> "NOTZONE";
      default -> "RCODE" + rcode;
    };
  }
}
