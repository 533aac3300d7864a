@NullMarked
package org.connectoranalyzer.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
