/** Detectors of TCP connections that fail or suffer. */
@NullMarked
package org.connectoranalyzer.diagnosis.tcp;

import org.jspecify.annotations.NullMarked;
