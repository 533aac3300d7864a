@NullMarked
package org.connectoranalyzer.diagnosis.configuration;

import org.jspecify.annotations.NullMarked;
