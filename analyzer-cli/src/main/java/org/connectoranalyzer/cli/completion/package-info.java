/** Scripts that let shells complete command lines, all written from one {@code Grammar}. */
@NullMarked
package org.connectoranalyzer.cli.completion;

import org.jspecify.annotations.NullMarked;
