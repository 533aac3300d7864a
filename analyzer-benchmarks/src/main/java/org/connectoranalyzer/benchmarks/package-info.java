/**
 * Measures the library: one JMH benchmark a stage of the way from bytes to report, all on captures
 * that {@code workload} writes. Compiled and run once by every build, so that they keep working; no
 * build judges by their figures.
 */
@NullMarked
package org.connectoranalyzer.benchmarks;

import org.jspecify.annotations.NullMarked;
