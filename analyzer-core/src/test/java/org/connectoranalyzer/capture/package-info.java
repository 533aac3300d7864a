@NullMarked
package org.connectoranalyzer.capture;

import org.jspecify.annotations.NullMarked;
