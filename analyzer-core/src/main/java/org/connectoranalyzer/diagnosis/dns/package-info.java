/** Detectors of name resolution. */
@NullMarked
package org.connectoranalyzer.diagnosis.dns;

import org.jspecify.annotations.NullMarked;
