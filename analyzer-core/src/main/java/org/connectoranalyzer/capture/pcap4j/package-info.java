/**
 * The only place that knows pcap4j: its decoding of link layers that ours lacks. Loaded when a
 * capture has such a link type; decoding needs no native library.
 */
@NullMarked
package org.connectoranalyzer.capture.pcap4j;

import org.jspecify.annotations.NullMarked;
