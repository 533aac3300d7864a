/** Tests of the DNS detectors. */
@NullMarked
package org.connectoranalyzer.diagnosis.dns;

import org.jspecify.annotations.NullMarked;
