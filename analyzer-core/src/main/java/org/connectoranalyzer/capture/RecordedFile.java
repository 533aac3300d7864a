package org.connectoranalyzer.capture;

import org.jspecify.annotations.Nullable;

/**
 * One file of a recording and what is known of it so far; immutable.
 *
 * @param name as given; {@code -} for standard input
 * @param sha256 hash of the file's bytes as given (packed, if it is); null until wholly read, and
 *     where none was asked for
 * @param failure why nothing of it could be read, or null; only in a joined recording
 * @param summary null until opened
 */
public record RecordedFile(
    String name,
    long bytesRead,
    @Nullable String sha256,
    @Nullable CaptureFormatException failure,
    @Nullable CaptureSummary summary) {}
