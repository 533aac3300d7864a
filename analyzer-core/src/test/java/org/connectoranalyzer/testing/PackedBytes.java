package org.connectoranalyzer.testing;

import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Packs bytes as the tools do, and as attackers do. */
public final class PackedBytes {
  private static final int LZ4_BLOCK = 64 << 10;

  private PackedBytes() {}

  /** One file of an archive. */
  public static final class Entry {
    private final String name;
    private final byte[] content;

    public Entry(String name, byte[] content) {
      this.name = name;
      this.content = content;
    }

    public static Entry of(String name, String text) {
      return new Entry(name, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private interface Wrapper {
    OutputStream around(OutputStream out) throws IOException;
  }

  private static byte[] written(byte[] content, Wrapper wrapper) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream packed = wrapper.around(out)) {
      packed.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static byte[] gzip(byte[] content) {
    return written(content, GZIPOutputStream::new);
  }

  public static byte[] zstd(byte[] content) {
    return written(content, ZstdOutputStream::new);
  }

  public static byte[] xz(byte[] content) {
    return written(content, out -> new XZOutputStream(out, new LZMA2Options(0)));
  }

  public static byte[] zip(Entry... entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Entry entry : entries) {
        zip.putNextEntry(new ZipEntry(entry.name));
        zip.write(entry.content);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static byte[] zip(String name, byte[] content) {
    return zip(new Entry(name, content));
  }

  /** An archive of one entry, whose bytes stand as they are. */
  public static byte[] stored(String name, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    return written(
        content,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          zip.putNextEntry(entry);
          return zip;
        });
  }

  /** A frame of independent blocks, with all checksums. */
  public static byte[] lz4(byte[] content) {
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    Lz4Compressor compressor = new Lz4Compressor();
    for (int at = 0; at < content.length; at += LZ4_BLOCK) {
      int length = Math.min(LZ4_BLOCK, content.length - at);
      byte[] packed = new byte[compressor.maxCompressedLength(length)];
      int size = compressor.compress(content, at, length, packed, 0, packed.length);
      boolean plain = size >= length;
      byte[] block =
          plain ? Arrays.copyOfRange(content, at, at + length) : Arrays.copyOf(packed, size);
      blocks.writeBytes(le32(plain ? length | 0x8000_0000 : size));
      blocks.writeBytes(block);
      blocks.writeBytes(le32(xxHash32(block)));
    }
    return lz4Frame(0x74, blocks.toByteArray(), le32(xxHash32(content)));
  }

  /** A frame of blocks of at most 64 KiB, with these flags; an end mark follows the blocks. */
  public static byte[] lz4Frame(int flags, byte[] blocks, byte[] checksum) {
    byte[] descriptor = {(byte) flags, 0x40};
    return Packets.join(
        le32(0x184D2204),
        descriptor,
        new byte[] {(byte) (xxHash32(descriptor) >>> 8)},
        blocks,
        le32(0),
        checksum);
  }

  /** A frame that Zstandard and LZ4 pass over. */
  public static byte[] skippable(byte... content) {
    return Packets.join(le32(0x184D2A5A), le32(content.length), content);
  }

  /**
   * Zstandard that unpacks to a beginning and {@code blocks} times 128 KiB of zeros, in some bytes
   * for each.
   */
  public static byte[] zstdBomb(byte[] beginning, int blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(le32(0xFD2FB528));
    out.writeBytes(new byte[] {0, 0x38});
    out.writeBytes(zstdBlock(beginning.length, 0, false));
    out.writeBytes(beginning);
    for (int i = 0; i < blocks; i++) {
      out.writeBytes(zstdBlock(128 << 10, 1, i == blocks - 1));
      out.write(0);
    }
    return out.toByteArray();
  }

  private static byte[] zstdBlock(int size, int type, boolean last) {
    return Arrays.copyOf(le32(size << 3 | type << 1 | (last ? 1 : 0)), 3);
  }

  public static byte[] le32(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /** XXH32 with seed 0, word by word as its specification has it. */
  private static int xxHash32(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int[] primes = {0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1};
    int hash = primes[4];
    if (bytes.length >= 16) {
      int[] lanes = {0x24234428, primes[1], 0, -primes[0]};
      while (in.remaining() >= 16) {
        for (int i = 0; i < 4; i++) {
          lanes[i] = Integer.rotateLeft(lanes[i] + in.getInt() * primes[1], 13) * primes[0];
        }
      }
      hash =
          Integer.rotateLeft(lanes[0], 1)
              + Integer.rotateLeft(lanes[1], 7)
              + Integer.rotateLeft(lanes[2], 12)
              + Integer.rotateLeft(lanes[3], 18);
    }
    hash += bytes.length;
    while (in.remaining() >= 4) {
      hash = Integer.rotateLeft(hash + in.getInt() * primes[2], 17) * primes[3];
    }
    while (in.hasRemaining()) {
      hash = Integer.rotateLeft(hash + (in.get() & 0xFF) * primes[4], 11) * primes[0];
    }
    hash = (hash ^ (hash >>> 15)) * primes[1];
    hash = (hash ^ (hash >>> 13)) * primes[2];
    return hash ^ (hash >>> 16);
  }
}
