package org.connectoranalyzer.diagnosis;

/**
 * A kind of trouble: its stable code, and the severity and owner it has unless a candidate says
 * otherwise. Words: {@code words/<lang>/<CODE>.md}.
 */
public record Diagnosis(String code, Severity severity, Owner owner) {}
