package org.connectoranalyzer.diagnosis.configuration;

/** Configuration files as administrators write them. */
final class Written {
  /** A file without any proxy setting. */
  static final String SILENT = section("");

  /** The recommended bypass. */
  static final String DIRECT = section("<defaultProxy enabled=\"false\"></defaultProxy>");

  /** What netsh prints where WinHTTP has no proxy. */
  static final String WINHTTP_DIRECT =
      "\r\nCurrent WinHTTP proxy settings:\r\n\r\n    Direct access (no proxy server).\r\n\r\n";

  private Written() {}

  /** This address in {@code proxyaddress}. */
  static String address(String uri) {
    return section("<defaultProxy><proxy proxyaddress=\"" + uri + "\"/></defaultProxy>");
  }

  /** A proxy, "host:port". */
  static String proxy(String hostPort) {
    return address("http://" + hostPort);
  }

  /** A proxy that leaves out what these regular expressions find. */
  static String proxy(String hostPort, String... bypassed) {
    StringBuilder list = new StringBuilder();
    for (String expression : bypassed) {
      list.append("<add address=\"").append(expression).append("\"/>");
    }
    return section(
        "<defaultProxy><proxy proxyaddress=\"http://"
            + hostPort
            + "\"/><bypasslist>"
            + list
            + "</bypasslist></defaultProxy>");
  }

  /** What netsh prints for a proxy. */
  static String winHttp(String proxy, String bypassed) {
    return "\nCurrent WinHTTP proxy settings:\n\n    Proxy Server(s) :  "
        + proxy
        + "\n    Bypass List     :  "
        + bypassed
        + "\n";
  }

  /** A registry export with this number for {@code UseDefaultProxyForBackendRequests}. */
  static String backendSwitch(int value) {
    return "Windows Registry Editor Version 5.00\n\n"
        + "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Microsoft AAD App Proxy Connector]\n"
        + "\"UseDefaultProxyForBackendRequests\"=dword:0000000"
        + value
        + "\n";
  }

  static String section(String defaultProxy) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration>\n  <system.net>\n    "
        + defaultProxy
        + "\n  </system.net>\n</configuration>\n";
  }
}
