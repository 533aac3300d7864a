/** Runs the command line in the test's own JVM, on streams of the test's own. */
@NullMarked
package org.connectoranalyzer.cli;

import org.jspecify.annotations.NullMarked;
