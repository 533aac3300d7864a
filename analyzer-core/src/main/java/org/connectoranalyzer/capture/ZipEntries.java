package org.connectoranalyzer.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files in a ZIP archive, in the order of their bytes: the directory at its end is not needed,
 * so that a pipe can be read as well. Names are text from outside, told and never opened.
 */
final class ZipEntries implements Packing.Contents {
  /** More of them are not looked at: a support bundle has a hundred. */
  private static final int MOST_ENTRIES = 10_000;

  private static final int LONGEST_NAME = 200;

  /** APPNOTE 4.4.5. */
  private static final Map<Integer, String> METHODS =
      Map.of(9, "Deflate64", 12, "bzip2", 14, "LZMA", 20, "zstd", 93, "zstd", 95, "xz", 98, "PPMd");

  private final Unzipped zip;
  private String name = "";
  private int entries;

  ZipEntries(ByteSource packed) {
    zip = new Unzipped(packed);
  }

  @Override
  public @Nullable InputStream next() throws IOException {
    ZipEntry entry = nextEntry();
    if (entry == null || entries > MOST_ENTRIES) {
      return null;
    }
    name = shortened(decoded(entry.getName()));
    int method = entry.getMethod();
    if (method != ZipEntry.STORED && method != ZipEntry.DEFLATED) {
      throw new CaptureFormatException(
          "unsupportedZip",
          0,
          Map.of("entry", name, "method", METHODS.getOrDefault(method, String.valueOf(method))));
    }
    return zip;
  }

  private @Nullable ZipEntry nextEntry() throws IOException {
    entries++;
    try {
      return zip.getNextEntry();
    } catch (ZipException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("encrypted")) {
        throw new CaptureFormatException("encryptedZip", 0, Map.of());
      }
      if (message.contains("EXT descriptor")) {
        throw new CaptureFormatException("unsupportedZip", 0, Map.of());
      }
      throw e;
    } catch (IllegalArgumentException e) {
      throw new IOException("name of a ZIP entry", e);
    }
  }

  @Override
  public boolean isArchive() {
    return true;
  }

  @Override
  public String name() {
    return name;
  }

  /** Programs write UTF-8 without saying so; what is not valid stays one character per byte. */
  private static String decoded(String latin1) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    if (!new String(bytes, StandardCharsets.ISO_8859_1).equals(latin1)) {
      return latin1;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return latin1;
    }
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME / 2)) + "…";
  }

  /** The JDK's, which gives each entry as far as it is not damaged. */
  private static final class Unzipped extends ZipInputStream {
    private final PackingDamage damage;

    /** Bytes of an entry that is not deflated. */
    private long stored;

    Unzipped(ByteSource packed) {
      super(packed.asStream(), StandardCharsets.ISO_8859_1);
      damage = new PackingDamage(packed);
    }

    @Override
    public @Nullable ZipEntry getNextEntry() throws IOException {
      ZipEntry entry = super.getNextEntry();
      stored = entry != null && entry.getMethod() == ZipEntry.STORED ? entry.getSize() : 0;
      return entry;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (stored > 0) {
        int count =
            damage.read(() -> super.read(target, offset, length), e -> isChecksum(e) ? stored : 0);
        stored -= count;
        return count;
      }
      long before = inf.getBytesWritten();
      return damage.read(
          () -> super.read(target, offset, length), e -> inf.getBytesWritten() - before);
    }

    /** All bytes of the entry were read; else the file ends before. */
    private static boolean isChecksum(ZipException e) {
      return String.valueOf(e.getMessage()).contains("CRC");
    }
  }
}
