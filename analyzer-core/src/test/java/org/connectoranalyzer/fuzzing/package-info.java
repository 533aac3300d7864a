/**
 * What any bytes are given to: the targets of the search for inputs that break a promise ({@link
 * org.connectoranalyzer.fuzzing.FuzzTarget}), the search itself, and the replay of what it found.
 */
@NullMarked
package org.connectoranalyzer.fuzzing;

import org.jspecify.annotations.NullMarked;
