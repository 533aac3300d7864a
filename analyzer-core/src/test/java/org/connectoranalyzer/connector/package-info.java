/** Tests of who the connectors are and how their servers are called. */
@NullMarked
package org.connectoranalyzer.connector;

import org.jspecify.annotations.NullMarked;
