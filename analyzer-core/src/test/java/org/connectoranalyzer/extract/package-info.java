/** Tests of this package. */
@NullMarked
package org.connectoranalyzer.extract;

import org.jspecify.annotations.NullMarked;
