/**
 * Payload becomes exchanges: CONNECT, HTTP, TLS and DNS dissectors and the immutable records that
 * they leave behind. Stands between {@code conversation} and {@code trace}.
 */
@NullMarked
package org.connectoranalyzer.exchange;

import org.jspecify.annotations.NullMarked;
