/** The façade: what an embedding program needs. Everything else stands in the packages below. */
@NullMarked
package org.connectoranalyzer;

import org.jspecify.annotations.NullMarked;
