package org.connectoranalyzer.redaction;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.connectoranalyzer.conversation.IpAddress;

/**
 * Stand-ins of addresses, one to one and prefix-preserving: two addresses that share their first n
 * bits have stand-ins that share exactly n (Xu, Fan, Ammar, Moon: Crypto-PAn, 2002). Blocks with a
 * meaning of their own stay where they are: private stays private, public stays public.
 */
final class AddressMapping {
  /** Stand-ins are forgotten beyond it, and found anew. */
  private static final int MOST_KEPT = 1 << 16;

  /**
   * Blocks whose addresses stay in them (IANA special-purpose registries; RFC 6890). Those for
   * documentation do not: in so small a block many an address would be its own stand-in.
   */
  private static final List<Block> V4_BLOCKS =
      blocks(
          "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12"
              + " 192.168.0.0/16 224.0.0.0/24 224.0.0.0/4 240.0.0.0/4 255.255.255.255/32");

  private static final List<Block> V6_BLOCKS =
      blocks(
          "::/96 ::/128 ::1/128 ::ffff:0:0/96 64:ff9b::/96 2001::/32 2001:db8::/32 2002::/16"
              + " 2000::/3 fc00::/8 fd00::/8 fe80::/10 fe80::/64 ff02::1:ff00:0/104 ff00::/8");

  /** Blocks that every network has, and whose addresses name no machine of it. */
  private static final List<Block> KEPT =
      blocks(
          "0.0.0.0/8 127.0.0.0/8 169.254.169.254/32 168.63.129.16/32 224.0.0.0/24"
              + " 255.255.255.255/32 ::/128 ::1/128");

  private static final Block MAPPED_V4 = Block.of("::ffff:0:0/96");
  private static final Block NAT64 = Block.of("64:ff9b::/96");
  private static final Block SIX_TO_FOUR = Block.of("2002::/16");

  private final KeyedHash hash;
  private final Predicate<IpAddress> known;
  private final Map<IpAddress, IpAddress> standIns = new LinkedHashMap<>();

  /** All addresses that share the first {@code length} bits of one. */
  private static final class Block {
    private final byte[] address;
    private final int length;

    private Block(byte[] address, int length) {
      this.address = address;
      this.length = length;
    }

    static Block of(String text) {
      int slash = text.indexOf('/');
      IpAddress address = IpAddress.parse(text.substring(0, slash)).orElseThrow();
      return new Block(bytes(address), Integer.parseInt(text.substring(slash + 1)));
    }

    boolean holds(byte[] other) {
      return other.length == address.length && commonBits(address, other) >= length;
    }

    /** Whether the first {@code bits} of that address lead here, and say not yet whether in it. */
    boolean isBeyond(byte[] other, int bits) {
      return bits < length && commonBits(address, other) >= bits;
    }
  }

  /**
   * One that knows nothing but its key.
   *
   * @param known public addresses that keep their own
   */
  AddressMapping(KeyedHash hash, Predicate<IpAddress> known) {
    this.hash = hash;
    this.known = known;
  }

  private static List<Block> blocks(String texts) {
    List<Block> blocks = new ArrayList<>();
    for (String text : texts.split(" ", -1)) {
      blocks.add(Block.of(text));
    }
    return List.copyOf(blocks);
  }

  IpAddress standIn(IpAddress address) {
    IpAddress found = standIns.get(address);
    if (found == null) {
      found = isKept(address) ? address : walked(address);
      if (standIns.size() >= MOST_KEPT) {
        standIns.clear();
      }
      standIns.put(address, found);
    }
    return found;
  }

  /** Goes on from stand-ins that are kept addresses: nothing else may look like one. */
  private IpAddress walked(IpAddress address) {
    IpAddress place = mapped(address);
    while (isKept(place)) {
      place = mapped(place);
    }
    return place;
  }

  private boolean isKept(IpAddress address) {
    byte[] bytes = bytes(address);
    return KEPT.stream().anyMatch(block -> block.holds(bytes))
        || isWellKnownGroup(bytes)
        || (isPublic(address, bytes) && known.test(address));
  }

  /** ff02::1, ff02::1:2 and the like: groups of protocols, with hardly a bit set. */
  private static boolean isWellKnownGroup(byte[] bytes) {
    if (bytes.length != 16 || (bytes[0] & 0xFF) != 0xFF) {
      return false;
    }
    for (int i = 2; i < 12; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[12] == 0 && (bytes[13] & 0xFE) == 0;
  }

  private static boolean isPublic(IpAddress address, byte[] bytes) {
    return address.version() == 4
        ? V4_BLOCKS.stream().noneMatch(block -> block.holds(bytes))
        : (bytes[0] & 0xE0) == 0x20;
  }

  private IpAddress mapped(IpAddress address) {
    byte[] bytes = bytes(address);
    if (address.version() == 4) {
      return address(tree("v4", bytes, V4_BLOCKS));
    }
    byte[] image = tree("v6", bytes, V6_BLOCKS);
    if (MAPPED_V4.holds(bytes) || NAT64.holds(bytes)) {
      embed(bytes, image, 12);
    } else if (SIX_TO_FOUR.holds(bytes)) {
      embed(bytes, image, 2);
    }
    return address(image);
  }

  /** An IPv4 address inside has the stand-in that it has outside. */
  private void embed(byte[] bytes, byte[] image, int offset) {
    IpAddress inner = address(Arrays.copyOfRange(bytes, offset, offset + 4));
    System.arraycopy(bytes(standIn(inner)), 0, image, offset, 4);
  }

  /** The stand-in of a hardware address; groups keep what says of which protocol they are. */
  long standIn(long mac) {
    byte[] bytes = Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(mac).array(), 2, 8);
    boolean group = (bytes[0] & 1) == 1;
    int vendor = (bytes[0] & 0xFF) << 16 | (bytes[1] & 0xFF) << 8 | (bytes[2] & 0xFF);
    boolean ofProtocol = vendor == 0x0180C2 || (group && bytes[3] == 0 && bytes[4] == 0);
    if (mac == 0 || mac == 0xFFFF_FFFF_FFFFL || ofProtocol) {
      return mac;
    }
    byte[] image = new byte[6];
    for (int i = 0; i < 6; i++) {
      image[i] = group && i < 3 ? bytes[i] : image("mac", bytes, i, i == 0 ? 2 : 0, List.of());
    }
    return ByteBuffer.allocate(8).putShort((short) 0).put(image).getLong(0);
  }

  private byte[] tree(String family, byte[] bytes, List<Block> blocks) {
    byte[] image = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      image[i] = image(family, bytes, i, 0, blocks);
    }
    return image;
  }

  /**
   * One byte. Its 255 inner nodes, numbered as in a heap, each have a bit of the hash of all bytes
   * before: whether the two halves below change places. On the way to a block they never do.
   *
   * @param fixed number of last bits that stay
   */
  private byte image(String family, byte[] bytes, int index, int fixed, List<Block> blocks) {
    byte[] swaps = hash.of(family + " " + index, bytes, index);
    int node = 1;
    int image = 0;
    for (int i = 0; i < 8; i++) {
      int place = 8 * index + i;
      int bit = bytes[index] >>> (7 - i) & 1;
      boolean stays =
          i >= 8 - fixed
              || (place < 16 && family.equals("v6") && (bytes[0] & 0xFF) == 0xFF)
              || blocks.stream().anyMatch(block -> block.isBeyond(bytes, place));
      image = image << 1 | (stays ? bit : bit ^ (swaps[node / 8] >>> (node % 8) & 1));
      node = 2 * node + bit;
    }
    return (byte) image;
  }

  private static int commonBits(byte[] a, byte[] b) {
    int different = Arrays.mismatch(a, b);
    return different < 0
        ? 8 * a.length
        : 8 * different + Integer.numberOfLeadingZeros((a[different] ^ b[different]) & 0xFF) - 24;
  }

  private static byte[] bytes(IpAddress address) {
    return address.version() == 4
        ? ByteBuffer.allocate(4).putInt((int) address.low()).array()
        : ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low()).array();
  }

  private static IpAddress address(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return bytes.length == 4
        ? IpAddress.v4(buffer.getInt())
        : IpAddress.v6(buffer.getLong(), buffer.getLong());
  }
}
