package org.connectoranalyzer.conversation;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.packet.Encapsulation;

/**
 * What {@link ConversationTracker} hands over at the end.
 *
 * @param duplicateFrames frames that were copies of a packet already seen
 * @param truncatedFrames frames whose IP packet the snap length cut
 * @param undecodedFrames frames with no packet that could be decoded (unknown link type, malformed)
 * @param otherFrames frames without IP (ARP, LLDP …), which hide nothing
 * @param laterFragments IP fragments after the first
 * @param clockWentBack frames whose time is before that of the frame before it on the same
 *     interface by more than 1 ms
 * @param forgotten conversations given up because the flow table was full
 * @param forgottenConnectorPorts those among them on ports 443, 80, 8080, 3128 or a told proxy port
 * @param forgottenStreams those among them given up because payload was read of too many
 * @param waitedNoLonger how often segments had to wait no longer because all held too many bytes
 * @param hostDropped frames that the recording host itself marked as dropped
 * @param packetIds whether the recorder numbered packets (pcapng {@code epb_packetid}), as
 *     converters of Windows traces do, whose interfaces are components that a packet passes
 * @param nestedTooDeep frames with more packets in packets than are followed
 * @param encapsulations frames whose innermost packet was decoded, by what it was inside of
 * @param unknownLinkTypes LINKTYPE names that could not be decoded, in order of appearance
 */
public record Conversations(
    List<TcpConversation> tcp,
    List<IcmpRejection> icmp,
    long duplicateFrames,
    long truncatedFrames,
    long undecodedFrames,
    long otherFrames,
    long laterFragments,
    long clockWentBack,
    long forgotten,
    long forgottenConnectorPorts,
    long forgottenStreams,
    long waitedNoLonger,
    long hostDropped,
    boolean packetIds,
    long nestedTooDeep,
    Map<Encapsulation, Long> encapsulations,
    List<String> unknownLinkTypes) {
  public Conversations {
    tcp = List.copyOf(tcp);
    icmp = List.copyOf(icmp);
    encapsulations = Collections.unmodifiableMap(encapsulations);
    unknownLinkTypes = List.copyOf(unknownLinkTypes);
  }
}
