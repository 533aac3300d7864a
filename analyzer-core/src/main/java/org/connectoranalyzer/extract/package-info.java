/**
 * Last station before the façade: copies of a capture, as a whole or what proves the findings, with
 * comments and without credentials. The one place where what was found meets the packets again.
 */
@NullMarked
package org.connectoranalyzer.extract;

import org.jspecify.annotations.NullMarked;
