package org.connectoranalyzer.connector.configuration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one file says about the proxy, by the rules of .NET's {@code <defaultProxy>} (its source is
 * public) or of WinHTTP.
 *
 * @param role of the file
 * @param proxy of FIXED; with the port 80 that .NET assumes where the address has none
 * @param unused an address that the file names and switches off: {@code enabled="false"} beside it
 * @param script of SCRIPT: the address of the script
 * @param bypassed entries of the bypass list: regular expressions of .NET, wildcards of WinHTTP
 * @param defaultCredentials whether the program signs in to the proxy with its own account
 * @param at the line that decides; of a file that says nothing, line 1
 */
public record ProxySetting(
    Role role,
    Kind kind,
    @Nullable HostPort proxy,
    @Nullable HostPort unused,
    @Nullable String script,
    List<String> bypassed,
    boolean defaultCredentials,
    Location at) {
  /** Where the program gets its proxy from. */
  public enum Kind {
    /** The file is silent: the next store decides. */
    ABSENT,
    /** No proxy: it goes directly. */
    NONE,
    /** This proxy. */
    FIXED,
    /** A script at a given address. */
    SCRIPT,
    /** Automatic discovery (WPAD). */
    DISCOVERY,
    /** Windows' (Internet Explorer's) settings of the account. */
    SYSTEM,
    /** Another file, a module or an encrypted section, which is not at hand. */
    ELSEWHERE,
    /** It cannot be used: the faults say why. */
    INVALID
  }

  public ProxySetting {
    bypassed = List.copyOf(bypassed);
  }

  /**
   * Whether the bypass list leaves out a host: .NET matches its regular expressions against {@code
   * scheme://host}, WinHTTP its wildcards against the host.
   *
   * @param port 443 or 80, which tell the scheme
   */
  public boolean bypasses(String host, int port) {
    if (role == Role.WINHTTP) {
      return bypassed.stream().anyMatch(entry -> BypassPattern.wildcard(entry, host));
    }
    String scheme = port == 80 ? "http://" : "https://";
    String tail = port == 80 || port == 443 ? "" : ":" + port;
    return bypassed.stream().anyMatch(entry -> BypassPattern.finds(entry, scheme + host + tail));
  }
}
