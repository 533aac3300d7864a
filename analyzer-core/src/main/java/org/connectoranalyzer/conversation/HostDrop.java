package org.connectoranalyzer.conversation;

/**
 * A packet that the recording machine itself dropped, as its recorder says (pcapng {@code
 * epb_verdict}; Windows: a local filter). Copies of one packet may each be one.
 *
 * @param from who sent it
 * @param atClient whether the client's own machine may be the one that dropped it: the recorder did
 *     not mark the packet as travelling the other way
 */
public record HostDrop(FrameRef frame, Side from, boolean atClient) {}
