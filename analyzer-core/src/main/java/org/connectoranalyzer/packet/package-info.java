/**
 * Second station: {@link org.connectoranalyzer.packet.HeaderDecoder} turns a frame into {@link
 * org.connectoranalyzer.packet.PacketHeaders}, link layer to transport, in one pass and without
 * allocation. Here and in {@code capture} are the only shifts and masks over packet bytes.
 */
@NullMarked
package org.connectoranalyzer.packet;

import org.jspecify.annotations.NullMarked;
