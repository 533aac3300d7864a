/** Builders of byte-exact packets and captures, for the tests of every package. */
@NullMarked
package org.connectoranalyzer.testing;

import org.jspecify.annotations.NullMarked;
