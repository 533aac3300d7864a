package org.connectoranalyzer.connector.configuration;

/**
 * Where something stands.
 *
 * @param file as given
 * @param line 1-based
 */
public record Location(String file, int line) {}
