/**
 * The end of the way: the immutable report, its assembly from findings, its JSON form both ways,
 * and the writers, which work from the report alone. Every word comes from the language folder.
 */
@NullMarked
package org.connectoranalyzer.report;

import org.jspecify.annotations.NullMarked;
