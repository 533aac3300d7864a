/**
 * Detectors of TLS, direct and inside tunnels: what certificates, alerts and endings of the
 * connector's sessions tell. They judge {@link org.connectoranalyzer.diagnosis.tls.TlsContact}s.
 */
@NullMarked
package org.connectoranalyzer.diagnosis.tls;

import org.jspecify.annotations.NullMarked;
