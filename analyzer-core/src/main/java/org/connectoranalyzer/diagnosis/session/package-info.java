/**
 * Detectors of sessions that were open and died: cut short, or closed while they were idle. They
 * judge sessions that are meant to stay open, with signalling and data hosts (domain: F27, F28).
 */
@NullMarked
package org.connectoranalyzer.diagnosis.session;

import org.jspecify.annotations.NullMarked;
