package org.connectoranalyzer.capture;

/**
 * Why reading stopped before the end of the file; data for the report, which has the words.
 *
 * @param key what is wrong, such as {@code recordTooLong}; names a message of the language folder
 * @param offset byte of the (unpacked) capture
 */
public record CaptureDamage(String key, long offset, String expected, String found) {}
