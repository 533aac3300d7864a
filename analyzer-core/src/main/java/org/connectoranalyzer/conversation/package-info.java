/**
 * Frames become conversations: five-tuples, connection attempts and their answers, payload in
 * order. Stands between {@code packet} and {@code exchange}; the records here outlive the capture.
 */
@NullMarked
package org.connectoranalyzer.conversation;

import org.jspecify.annotations.NullMarked;
