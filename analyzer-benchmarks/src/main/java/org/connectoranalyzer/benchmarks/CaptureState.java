package org.connectoranalyzer.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.connectoranalyzer.benchmarks.workload.Mix;
import org.connectoranalyzer.benchmarks.workload.Workload;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A capture in memory: what a benchmark reads is no file, so that no disk is measured. */
@State(Scope.Benchmark)
public class CaptureState {
  @Param({"REFERENCE", "CONNECTOR"})
  public Mix mix = Mix.REFERENCE;

  @Param("20")
  public int megabytes = 20;

  private byte[] capture = {};

  @Setup(Level.Trial)
  public void write() throws IOException {
    try (Workload workload = Workload.of(mix, megabytes * 1_000_000L)) {
      capture = workload.readAllBytes();
    }
  }

  InputStream open() {
    return new ByteArrayInputStream(capture);
  }
}
