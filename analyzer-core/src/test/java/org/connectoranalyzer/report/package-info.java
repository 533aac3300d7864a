/** Tests of the report: its words, its assembly, its JSON form and its text. */
@NullMarked
package org.connectoranalyzer.report;

import org.jspecify.annotations.NullMarked;
