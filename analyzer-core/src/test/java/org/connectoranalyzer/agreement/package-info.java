/** What the program finds in other people's captures, held against what tshark finds there. */
@NullMarked
package org.connectoranalyzer.agreement;

import org.jspecify.annotations.NullMarked;
