/** Tests of the ordered step from candidates to findings and of the verdict. */
@NullMarked
package org.connectoranalyzer.diagnosis;

import org.jspecify.annotations.NullMarked;
