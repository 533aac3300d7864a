package org.connectoranalyzer.benchmarks.comparison;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one run of a process took.
 *
 * @param wall seconds from its start to its end
 * @param cpu seconds in user and kernel mode, children included
 * @param peakKilobytes most resident memory of it or of one of its children; 0 unknown
 */
record Measurement(double wall, double cpu, double peakKilobytes) {

  /** The median of each; what was done in part is scaled up, its memory is not. */
  static Measurement median(List<Measurement> runs, double share) {
    return new Measurement(
        median(runs, Measurement::wall) / share,
        median(runs, Measurement::cpu) / share,
        median(runs, Measurement::peakKilobytes));
  }

  private static double median(List<Measurement> runs, ToDoubleFunction<Measurement> value) {
    double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
