package org.connectoranalyzer.redaction.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.redaction.Redaction;

/**
 * DNS messages (RFC 1035): labels of names and addresses are replaced where they stand, so that
 * compression stays right. Data of records that are no names or addresses become zero.
 */
public final class DnsMessages {
  private static final int HEADER = 12;
  private static final int A = 1;
  private static final int NS = 2;
  private static final int CNAME = 5;
  private static final int SOA = 6;
  private static final int PTR = 12;
  private static final int MX = 15;
  private static final int AAAA = 28;
  private static final int SRV = 33;
  private static final int DNAME = 39;
  private static final int MOST_LABELS = 128;

  private final Redaction redaction;
  private final byte[] message;
  private final byte[] replaced;

  /** Labels that have their stand-ins, by where they begin. */
  private final BitSet done = new BitSet();

  private DnsMessages(Redaction redaction, byte[] message) {
    this.redaction = redaction;
    this.message = message;
    replaced = new byte[message.length];
  }

  /** The redacted message; zero from where it cannot be read. */
  public static byte[] redacted(byte[] message, Redaction redaction) {
    DnsMessages messages = new DnsMessages(redaction, message);
    if (message.length >= HEADER) {
      messages.keep(0, HEADER);
      messages.sections();
    }
    return messages.replaced;
  }

  private void keep(int from, int to) {
    System.arraycopy(message, from, replaced, from, Math.min(to, message.length) - from);
  }

  private void sections() {
    int at = HEADER;
    for (int i = Texts.u16(message, 4); i > 0 && at >= 0; i--) {
      at = name(at);
      if (at < 0 || at + 4 > message.length) {
        return;
      }
      keep(at, at + 4);
      at += 4;
    }
    int records = Texts.u16(message, 6) + Texts.u16(message, 8) + Texts.u16(message, 10);
    for (int i = records; i > 0 && at >= 0; i--) {
      at = record(at);
    }
  }

  /** Where the next record begins; -1 if this one cannot be read to its end. */
  private int record(int start) {
    int at = name(start);
    if (at < 0 || at + 10 > message.length) {
      return -1;
    }
    keep(at, at + 10);
    int type = Texts.u16(message, at);
    int data = at + 10;
    int end = data + Texts.u16(message, at + 8);
    if (end > message.length) {
      return -1;
    }
    switch (type) {
      case A, AAAA -> address(data, end);
      case NS, CNAME, PTR, DNAME -> name(data);
      case MX -> behind(data, 2, end);
      case SRV -> behind(data, 6, end);
      case SOA -> authority(data, end);
      default -> {}
    }
    return end;
  }

  private void behind(int data, int bytes, int end) {
    if (data + bytes < end) {
      keep(data, data + bytes);
      name(data + bytes);
    }
  }

  private void authority(int data, int end) {
    int at = name(data);
    at = at < 0 || at >= end ? -1 : name(at);
    if (at >= 0 && at + 20 <= end) {
      keep(at, at + 20);
    }
  }

  private void address(int data, int end) {
    int length = end - data;
    if (length == 4 || length == 16) {
      IpAddress address = Addresses.read(message, data, length);
      byte[] standIn = Addresses.bytes(redaction.address(address));
      System.arraycopy(standIn, 0, replaced, data, length);
    }
  }

  /** Replaces the labels of a name and says where it ends; -1 if it is none. */
  private int name(int start) {
    List<String> labels = new ArrayList<>();
    List<Integer> offsets = new ArrayList<>();
    int at = start;
    int end = -1;
    while (at < message.length && labels.size() < MOST_LABELS) {
      int length = message[at] & 0xFF;
      if (length >= 0xC0) {
        if (at + 1 >= message.length) {
          return -1;
        }
        replaced[at] = message[at];
        replaced[at + 1] = message[at + 1];
        end = end < 0 ? at + 2 : end;
        int target = Texts.u16(message, at) & 0x3FFF;
        if (target >= at) {
          return -1;
        }
        at = target;
      } else if (length == 0) {
        replaced[at] = 0;
        labels(labels, offsets);
        return end < 0 ? at + 1 : end;
      } else if (length < 64 && at + length < message.length) {
        labels.add(Texts.decoded(message, at + 1, at + 1 + length));
        offsets.add(at);
        at += 1 + length;
      } else {
        break;
      }
    }
    return -1;
  }

  private void labels(List<String> labels, List<Integer> offsets) {
    List<String> plain = labels.stream().map(label -> label.replace('.', 'x')).toList();
    String[] standIns = redaction.name(String.join(".", plain)).split("\\.", -1);
    for (int i = 0; i < labels.size(); i++) {
      int offset = offsets.get(i);
      int length = message[offset] & 0xFF;
      byte[] standIn = i < standIns.length ? standIns[i].getBytes(UTF_8) : new byte[0];
      if (!done.get(offset)) {
        done.set(offset);
        replaced[offset] = (byte) length;
        if (standIn.length == length) {
          System.arraycopy(standIn, 0, replaced, offset + 1, length);
        } else {
          Arrays.fill(replaced, offset + 1, offset + 1 + length, (byte) 'x');
        }
      }
    }
  }
}
