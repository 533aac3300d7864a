/**
 * First station of the data: bytes of a capture become {@link
 * org.connectoranalyzer.capture.Frame}s. {@link org.connectoranalyzer.capture.Recording} opens one
 * or several files, {@link org.connectoranalyzer.capture.CaptureReader} walks one of them. The only
 * package that does file input; it knows formats, never protocols.
 */
@NullMarked
package org.connectoranalyzer.capture;

import org.jspecify.annotations.NullMarked;
