package org.connectoranalyzer.fuzzing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.connectoranalyzer.capture.Unpacked;
import org.connectoranalyzer.testing.PackedBytes;
import org.connectoranalyzer.testing.Packets;
import org.jspecify.annotations.Nullable;

/**
 * Zstandard frames: what can be unpacked to its end, an independent library unpacks to the same, if
 * it can.
 */
final class ZstdTarget implements FuzzTarget {
  /** A few blocks; a bomb ends here. */
  private static final int MOST = 1 << 20;

  @Override
  public String name() {
    return "zstd";
  }

  @Override
  public Stream<byte[]> seeds() {
    byte[] noise = new byte[600];
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) random.nextInt(256);
    }
    byte[] skewed = new byte[3_000];
    for (int i = 0; i < skewed.length; i++) {
      skewed[i] = (byte) ('a' + random.nextInt(1 + random.nextInt(20)));
    }
    byte[] text = "CONNECT a.example:443 HTTP/1.1\r\nHost: b\r\n".repeat(9).getBytes(UTF_8);
    return Stream.of(new byte[0], new byte[5_000], noise, skewed, text, Packets.join(text, skewed))
        .map(PackedBytes::zstd)
        .flatMap(
            packed -> Stream.of(packed, Packets.join(PackedBytes.skippable((byte) 1), packed)));
  }

  @Override
  public void run(byte[] input) throws IOException {
    byte[] ours = unpacked(Unpacked.zstd(new ByteArrayInputStream(input)));
    byte[] theirs =
        ours == null ? null : unpacked(new ZstdInputStream(new ByteArrayInputStream(input)));
    if (theirs != null) {
      assertThat(theirs).isEqualTo(ours);
    }
  }

  /** The first bytes of what a stream holds; null where it is damaged. */
  private static byte @Nullable [] unpacked(InputStream packed) {
    try (packed) {
      return packed.readNBytes(MOST);
    } catch (IOException | MalformedInputException e) {
      return null;
    }
  }
}
