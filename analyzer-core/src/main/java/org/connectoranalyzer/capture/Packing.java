package org.connectoranalyzer.capture;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way of packing in which captures arrive: told by the first bytes, never by a name. A new one is
 * enrolled here. What a library unpacks stands in a class of its own, which nothing links before it
 * is needed: the library may be missing.
 */
final class Packing {
  static final List<Packing> ALL =
      List.of(
          new Packing("gzip", "", "\u001F\u008B", packed -> sole(new GzipMembers(packed))),
          new Packing("zstd", "", "(\u00B5/\u00FD", packed -> sole(new ZstdInputStream(packed))),
          new Packing(
              "lz4", "", "\4\"M\u0018", packed -> sole(new Lz4InputStream(packed.asStream()))),
          new Packing(
              "xz", "org.tukaani:xz", "\u00FD7zXZ\0", packed -> sole(XzStreams.unpack(packed))),
          new Packing("zip", "", "PK\3\4", ZipEntries::new),
          new Packing("zip", "", "PK\5\6", ZipEntries::new));

  private static final int SKIPPABLE_HEADER = 8;

  private final String id;
  private final String library;
  private final String magic;
  private final Opening opening;

  /** What a packed file holds, one piece after the other. */
  interface Contents {
    /** The next piece, once the one before was read to its end; null after the last one. */
    @Nullable InputStream next() throws IOException;

    /** Whether it holds files, several perhaps, that have names. */
    default boolean isArchive() {
      return false;
    }

    /** What the piece last given is called; empty where it has no name. */
    default String name() {
      return "";
    }
  }

  private interface Opening {
    Contents open(ByteSource packed) throws IOException;
  }

  private Packing(String id, String library, String magic, Opening opening) {
    this.id = id;
    this.library = library;
    this.magic = magic;
    this.opening = opening;
  }

  /** The packing that begins so; null if none does. */
  static @Nullable Packing of(ByteView head) {
    int start = behindSkippableFrames(head);
    for (Packing packing : ALL) {
      int length = packing.magic.length();
      if (head.has(start, length) && head.ascii(start, length).equals(packing.magic)) {
        return packing;
      }
    }
    return null;
  }

  /** Zstandard and LZ4 both may begin with frames that mean nothing (RFC 8878, 3.1.2). */
  private static int behindSkippableFrames(ByteView head) {
    long start = 0;
    while (head.has((int) start, SKIPPABLE_HEADER) && isSkippable(head.u32le((int) start))) {
      long behind = start + SKIPPABLE_HEADER + head.u32le((int) start + 4);
      if (behind > head.length()) {
        return 0;
      }
      start = behind;
    }
    return (int) start;
  }

  static boolean isSkippable(long magic) {
    return magic >= 0x184D2A50L && magic <= 0x184D2A5FL;
  }

  /** Such as {@code gzip}: what its tool is called. */
  String id() {
    return id;
  }

  /** Maven coordinates of the library that {@link #open} needs; empty where it needs none. */
  String library() {
    return library;
  }

  Contents open(ByteSource packed) throws IOException {
    return opening.open(packed);
  }

  private static Contents sole(InputStream unpacked) {
    return new Contents() {
      private boolean given;

      @Override
      public @Nullable InputStream next() {
        if (given) {
          return null;
        }
        given = true;
        return unpacked;
      }
    };
  }
}
