package org.connectoranalyzer.diagnosis;

/** A detector that threw: its class name and what it threw. The others went on. */
public record DetectorFailure(String detector, String error) {}
