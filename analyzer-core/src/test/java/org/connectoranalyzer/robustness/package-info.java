/** Captures cut and damaged at random, analyzed in a JVM of its own with little memory. */
@NullMarked
package org.connectoranalyzer.robustness;

import org.jspecify.annotations.NullMarked;
