/** The command line: parses, calls the library, writes, returns an exit code. Nothing else. */
@NullMarked
package org.connectoranalyzer.cli;

import org.jspecify.annotations.NullMarked;
