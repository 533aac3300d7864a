/** Tests of the detectors of TCP connections. */
@NullMarked
package org.connectoranalyzer.diagnosis.tcp;

import org.jspecify.annotations.NullMarked;
