package org.connectoranalyzer.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configuration files of a server, written into a folder. */
record ConfigurationFiles(Path folder) {
  static final String SERVICE = "MicrosoftEntraPrivateNetworkConnectorService.exe.config";
  static final String UPDATER = "MicrosoftEntraPrivateNetworkConnectorUpdaterService.exe.config";
  static final String WINHTTP =
      """

      Current WinHTTP proxy settings:

          Proxy Server(s) :  proxy.contoso.local:8080
          Bypass List     :  (none)

      """;
  static final String REGISTRY =
      """
      Windows Registry Editor Version 5.00

      [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Microsoft Entra private network connector]
      "UseDefaultProxyForBackendRequests"=dword:00000001
      """;

  /** A file whose {@code <defaultProxy>} has this proxy. */
  static String proxy(String address) {
    return section(
        "<defaultProxy>\n      <proxy proxyaddress=\"" + address + "\" />\n    </defaultProxy>");
  }

  /** A file with this inside {@code <system.net>}. */
  static String section(String xml) {
    return """
        <?xml version="1.0" encoding="utf-8" ?>
        <configuration>
          <system.net>
            %s
          </system.net>
        </configuration>
        """
        .formatted(xml);
  }

  Path write(String name, String text) throws IOException {
    return write(name, text, StandardCharsets.UTF_8);
  }

  Path write(String name, String text, Charset charset) throws IOException {
    return Files.writeString(folder.resolve(name), text, charset);
  }

  Path service() throws IOException {
    return write(SERVICE, proxy("http://proxy.contoso.local:8080"));
  }

  Path updater() throws IOException {
    return write(UPDATER, proxy("http://proxy.contoso.local:8080"));
  }

  /** A file that .NET refuses. */
  Path broken(String name) throws IOException {
    return write(name, section("<defaultproxy enabled=\"false\" />"));
  }
}
