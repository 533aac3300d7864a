package org.connectoranalyzer.connector.configuration;

/** Whose settings a file holds. */
public enum Role {
  /** {@code MicrosoftEntraPrivateNetworkConnectorService.exe.config}. */
  SERVICE,
  /** {@code MicrosoftEntraPrivateNetworkConnectorUpdaterService.exe.config}. */
  UPDATER,
  /** {@code machine.config} of the .NET Framework: for programs whose own file is silent. */
  MACHINE,
  /** Output of {@code netsh winhttp show proxy}: revocation checks, and backend requests. */
  WINHTTP,
  /** Registry export with {@code UseDefaultProxyForBackendRequests}. */
  REGISTRY
}
