package org.connectoranalyzer.benchmarks.comparison;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.connectoranalyzer.benchmarks.workload.Mix;
import org.connectoranalyzer.benchmarks.workload.Workload;
import org.connectoranalyzer.benchmarks.workload.WriteWorkload;

/** The captures of a comparison, in a temporary folder. */
final class Workspace {
  private final Path samples;
  private final Path folder;

  /**
   * @param samples the project's folder of samples
   * @param parent where the temporary folder is made
   */
  Workspace(Path samples, Path parent) throws IOException {
    this.samples = samples;
    folder = Files.createTempDirectory(parent, "connector-analyzer-comparison");
  }

  Path folder() {
    return folder;
  }

  /** The capture of a sample. */
  Path sample(String name) throws IOException {
    try (Stream<Path> files = Files.list(samples.resolve(name))) {
      return files.filter(Workspace::isCapture).findFirst().orElseThrow();
    }
  }

  private static boolean isCapture(Path file) {
    return file.toString().matches(".*\\.(pcap|pcapng)");
  }

  Path write(String name, Mix mix, long bytes) throws IOException {
    return write(name, Workload.of(mix, bytes));
  }

  Path write(String name, Workload workload) throws IOException {
    Path file = folder.resolve(name);
    WriteWorkload.write(workload, file);
    return file;
  }

  /** The same file packed. */
  Path gzip(Path file) throws IOException {
    Path packed = Path.of(file + ".gz");
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed), 1 << 16)) {
      in.transferTo(out);
    }
    return packed;
  }

  /** A folder of so many small captures: the samples, over and over. */
  Path small(String name, int count) throws IOException {
    Path target = Files.createDirectory(folder.resolve(name));
    List<Path> captures;
    try (Stream<Path> files = Files.walk(samples, 2)) {
      captures = files.filter(Workspace::isCapture).sorted().toList();
    }
    for (int i = 0; i < count; i++) {
      Path capture = captures.get(i % captures.size());
      Files.copy(capture, target.resolve("server-" + i + "-" + capture.getFileName()));
    }
    return target;
  }

  /** Removes what is no longer needed; captures are large. */
  void remove(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /** Removes all of it; of no use afterwards. */
  void remove() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
