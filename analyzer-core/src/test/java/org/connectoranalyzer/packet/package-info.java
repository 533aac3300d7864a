@NullMarked
package org.connectoranalyzer.packet;

import org.jspecify.annotations.NullMarked;
