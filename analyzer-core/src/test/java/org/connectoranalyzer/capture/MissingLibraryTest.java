package org.connectoranalyzer.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.connectoranalyzer.testing.CaptureBytes;
import org.connectoranalyzer.testing.PackedBytes;
import org.connectoranalyzer.testing.Packets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An embedding program that leaves out the library for xz misses what that unpacks, no more. */
class MissingLibraryTest {
  private static final byte[] CAPTURE =
      CaptureBytes.pcap().packet(1_000, Packets.tcp(Packets.SYN).ethernet()).bytes();

  @TempDir Path folder;

  /** The error of a report made without the library; "none". */
  private String error(byte[] file) throws Exception {
    Path path = Files.write(folder.resolve("file"), file);
    try (URLClassLoader loader = without("xz")) {
      Class<?> analyzer = loader.loadClass("org.connectoranalyzer.TraceAnalyzer");
      Object standard = analyzer.getMethod("standard").invoke(null);
      Object report = analyzer.getMethod("analyze", Path.class).invoke(standard, path);
      Object error = report.getClass().getMethod("error").invoke(report);
      return error == null ? "none" : error.toString();
    }
  }

  private static URLClassLoader without(String artifact) {
    Pattern left = Pattern.compile(".*[/\\\\]" + artifact + "-[0-9.]+\\.jar");
    URL[] urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !left.matcher(entry).matches())
            .map(MissingLibraryTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }

  @Test
  void isNamed() throws Exception {
    assertThat(error(PackedBytes.xz(CAPTURE))).contains("missingLibrary", "org.tukaani:xz");
    assertThat(error(PackedBytes.zip("c.xz", PackedBytes.xz(CAPTURE))))
        .contains("missingLibrary", "org.tukaani:xz");
  }

  @Test
  void isNotMissedByTheOthers() throws Exception {
    assertThat(error(CAPTURE)).isEqualTo("none");
    assertThat(error(PackedBytes.gzip(CAPTURE))).isEqualTo("none");
    assertThat(error(PackedBytes.lz4(CAPTURE))).isEqualTo("none");
    assertThat(error(PackedBytes.zstd(CAPTURE))).isEqualTo("none");
    assertThat(error(PackedBytes.zip("c", CAPTURE))).isEqualTo("none");
  }
}
