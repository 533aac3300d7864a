package org.connectoranalyzer.connector.configuration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file as read; immutable.
 *
 * @param name as given
 * @param proxy what it says about the proxy; ABSENT for a registry export
 * @param backendThroughProxy {@code UseDefaultProxyForBackendRequests} of a registry export; null
 *     where it is not set
 * @param backendAt where that value stands; null where it is not set
 * @param faults in the order of the file
 */
public record ConfigurationFile(
    String name,
    Role role,
    RecognizedBy recognizedBy,
    ProxySetting proxy,
    @Nullable Boolean backendThroughProxy,
    @Nullable Location backendAt,
    List<Fault> faults) {
  /** How its role is known. */
  public enum RecognizedBy {
    OPTION,
    NAME,
    SHAPE
  }

  public ConfigurationFile {
    faults = List.copyOf(faults);
  }
}
