/** Tests of the detectors of the conversation with a proxy. */
@NullMarked
package org.connectoranalyzer.diagnosis.proxy;

import org.jspecify.annotations.NullMarked;
