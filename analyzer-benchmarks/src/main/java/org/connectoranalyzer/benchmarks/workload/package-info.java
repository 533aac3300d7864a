/**
 * Captures of any size as a server of a connector would record them: made frame by frame while they
 * are read, the same bytes each time, optionally with the frames of a recorded sample among them.
 */
@NullMarked
package org.connectoranalyzer.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
