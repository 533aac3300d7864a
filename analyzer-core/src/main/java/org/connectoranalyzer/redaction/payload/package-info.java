/**
 * Redacts what packets carry, without making it longer or shorter: what is understood keeps its
 * form with stand-ins in it, all else becomes zero. Any bytes go in, and nothing throws.
 */
@NullMarked
package org.connectoranalyzer.redaction.payload;

import org.jspecify.annotations.NullMarked;
