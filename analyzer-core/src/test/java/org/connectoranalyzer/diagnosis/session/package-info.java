/** Tests of the detectors of sessions that die later. */
@NullMarked
package org.connectoranalyzer.diagnosis.session;

import org.jspecify.annotations.NullMarked;
