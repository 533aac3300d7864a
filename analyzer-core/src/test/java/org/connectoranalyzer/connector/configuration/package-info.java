/** Tests of what configuration files mean. */
@NullMarked
package org.connectoranalyzer.connector.configuration;

import org.jspecify.annotations.NullMarked;
