/**
 * The wall: an immutable account of a capture, complete for every decision, explanation and report;
 * no bytes beyond here.
 */
@NullMarked
package org.connectoranalyzer.trace;

import org.jspecify.annotations.NullMarked;
