/**
 * Replaces what identifies a network and its owner: addresses, names, ids. The same original has
 * the same stand-in wherever it occurs, and who has the stand-ins alone cannot tell the originals.
 */
@NullMarked
package org.connectoranalyzer.redaction;

import org.jspecify.annotations.NullMarked;
