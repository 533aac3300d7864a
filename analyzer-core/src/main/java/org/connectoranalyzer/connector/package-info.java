/**
 * What the product knows of the connector: required endpoints, clients, proxies, names, the mode of
 * connection, and every contact that a client tried. Works on the {@code Trace} alone.
 */
@NullMarked
package org.connectoranalyzer.connector;

import org.jspecify.annotations.NullMarked;
