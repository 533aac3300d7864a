package org.connectoranalyzer.capture;

/**
 * One capture interface with its counts; immutable.
 *
 * @param name as the capture says, empty where it does not
 * @param snapLength 0 where unlimited
 * @param frames records read so far
 * @param dropped packets that the capturing system lost, as the capture says
 */
public record CaptureInterface(
    String name, int linkType, String linkTypeName, long snapLength, long frames, long dropped) {}
