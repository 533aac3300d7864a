/**
 * Holds the program against others on the same captures in the same run, as processes, start-up
 * included: {@code Comparison} is the command, the rest is what it measures and how.
 */
@NullMarked
package org.connectoranalyzer.benchmarks.comparison;

import org.jspecify.annotations.NullMarked;
