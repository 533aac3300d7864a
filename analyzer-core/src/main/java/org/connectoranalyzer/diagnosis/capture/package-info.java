/** Detectors of what the recording itself hides. */
@NullMarked
package org.connectoranalyzer.diagnosis.capture;

import org.jspecify.annotations.NullMarked;
