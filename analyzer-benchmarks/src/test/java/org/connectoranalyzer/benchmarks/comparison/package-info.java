@NullMarked
package org.connectoranalyzer.benchmarks.comparison;

import org.jspecify.annotations.NullMarked;
