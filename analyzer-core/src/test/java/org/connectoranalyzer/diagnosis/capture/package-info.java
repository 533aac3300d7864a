/** Tests of what is said about the recording itself. */
@NullMarked
package org.connectoranalyzer.diagnosis.capture;

import org.jspecify.annotations.NullMarked;
