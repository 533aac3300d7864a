/**
 * Decides: one file per detector examines the {@code Trace}, one ordered step ({@code Causes})
 * merges candidates and drops explained ones. No sentence, no byte.
 */
@NullMarked
package org.connectoranalyzer.diagnosis;

import org.jspecify.annotations.NullMarked;
