@NullMarked
package org.connectoranalyzer.benchmarks;

import org.jspecify.annotations.NullMarked;
