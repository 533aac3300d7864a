package org.connectoranalyzer.capture;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How much of an untrusted capture is taken in before something is dropped, counted and reported.
 */
public final class Limits {
  /** One limit; its name is that of {@code --limit NAME=N}. */
  public enum Limit {
    /** Bytes unpacked of one packed file. */
    UNPACKED_SIZE("unpacked-size", 68_719_476_736L, 1_024, 1_125_899_906_842_624L),
    /** Bytes unpacked for each byte of a packed file, once they are many. */
    UNPACKED_RATIO("unpacked-ratio", 250, 1, 1_000_000),
    /** Bytes of one captured packet; more is damage. */
    CAPTURED_LENGTH("captured-length", 262_144, 1_024, 16_777_216),
    /** Interfaces that a capture may describe. */
    INTERFACES("interfaces", 65_536, 1, 16_777_216),
    /** Packets in packets that are followed, of one frame. */
    ENCAPSULATIONS("encapsulations", 8, 1, 64),
    /** Address names that the file itself records (Name Resolution Block). */
    RECORDED_NAMES("recorded-names", 65_536, 0, 16_777_216),
    /** Conversations followed at a time. */
    FLOWS("flows", 250_000, 16, 100_000_000),
    /** Conversations, of those, whose payload was read. */
    STREAMS("streams", 50_000, 16, 100_000_000),
    /** Bytes of one direction that wait for a missing segment. */
    REASSEMBLY_WINDOW("reassembly-window", 65_536, 4_096, 16_777_216),
    /** Bytes that wait, over all conversations, for a missing segment, or to be a whole message. */
    HELD_BYTES("held-bytes", 33_554_432, 65_536, 1_073_741_824),
    /** Bytes of one message head (HTTP head, TLS handshake message, DNS message over TCP). */
    MESSAGE_HEAD("message-head", 65_536, 1_024, 16_777_216),
    /** Bytes of different certificates kept, and of those that are not whole yet. */
    CERTIFICATES("certificates", 16_777_216, 1_024, 1_073_741_824),
    /** Exchanges kept of each kind (CONNECT, TLS, DNS, HTTP). */
    EXCHANGES("exchanges", 200_000, 16, 100_000_000),
    /** Bytes of names, heads and lists kept of all exchanges. */
    EXCHANGE_TEXT("exchange-text", 67_108_864, 1_024, 4_294_967_296L);

    private final String text;
    private final long standard;
    private final long least;
    private final long most;

    Limit(String text, long standard, long least, long most) {
      this.text = text;
      this.standard = standard;
      this.least = least;
      this.most = most;
    }

    public String text() {
      return text;
    }

    public long standard() {
      return standard;
    }

    public long least() {
      return least;
    }

    public long most() {
      return most;
    }

    /** The limit of this name; empty if there is none. */
    public static Optional<Limit> named(String name) {
      for (Limit limit : values()) {
        if (limit.text.equals(name)) {
          return Optional.of(limit);
        }
      }
      return Optional.empty();
    }
  }

  private static final Limits STANDARD = new Limits(new EnumMap<>(Limit.class));

  private final Map<Limit, Long> changed;

  private Limits(EnumMap<Limit, Long> changed) {
    this.changed = Collections.unmodifiableMap(changed);
  }

  public static Limits standard() {
    return STANDARD;
  }

  /**
   * These limits with one changed.
   *
   * @throws IllegalArgumentException if the value is out of the limit's range
   */
  public Limits with(Limit limit, long value) {
    if (value < limit.least || value > limit.most) {
      throw new IllegalArgumentException(
          limit.text + " must be " + limit.least + " to " + limit.most + ", not " + value);
    }
    EnumMap<Limit, Long> copy = new EnumMap<>(Limit.class);
    copy.putAll(changed);
    copy.put(limit, value);
    return new Limits(copy);
  }

  public long get(Limit limit) {
    return changed.getOrDefault(limit, limit.standard);
  }

  /** As an array size. */
  public int size(Limit limit) {
    return (int) Math.min(Integer.MAX_VALUE - 8, get(limit));
  }
}
