/**
 * Detectors that read the connector's configuration files: what is wrong in them, and where they
 * and the traffic contradict each other. They run in every analysis with files, and alone.
 */
@NullMarked
package org.connectoranalyzer.diagnosis.configuration;

import org.jspecify.annotations.NullMarked;
