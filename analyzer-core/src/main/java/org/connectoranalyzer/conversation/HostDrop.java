package org.connectoranalyzer.conversation;

/**
 * A packet that the recording machine itself dropped, as its recorder says (pcapng {@code
 * epb_verdict}; Windows: a local filter). Copies of one packet may each be one.
 *
 * @param from who sent it
 * @param atClient whether the client's own machine stopped a SYN or payload by it: the recorder
 *     marked the packet as travelling that way, and no copy as having passed behind it
 */
public record HostDrop(FrameRef frame, Side from, boolean atClient) {}
