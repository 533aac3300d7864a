/** Tests of conversations, attempts, copies and payload in order. */
@NullMarked
package org.connectoranalyzer.conversation;

import org.jspecify.annotations.NullMarked;
