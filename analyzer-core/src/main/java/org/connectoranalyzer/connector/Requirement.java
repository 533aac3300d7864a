package org.connectoranalyzer.connector;

import java.util.List;

/**
 * One row of the required-endpoint list (endpoints.json): a host pattern and a port.
 *
 * @param pattern "*.msappproxy.net" or a host name; the wildcard stands for one or more labels
 * @param purpose key of the words that say what it is for
 * @param source document the row comes from, {@code date} of that document
 */
public record Requirement(
    String pattern,
    int port,
    Need need,
    String purpose,
    List<Cloud> clouds,
    String source,
    String date) {

  /** What misses without it. */
  public enum Need {
    /** The connector works through it: an error where it fails. */
    RUNTIME,
    /** Sign-in and registration: an error where it fails. */
    REGISTRATION,
    /** Certificate revocation and trust lists, port 80. */
    REVOCATION,
    /** Retired, or used by other software as well: fills the table only. */
    OPTIONAL
  }

  public Requirement {
    clouds = List.copyOf(clouds);
  }

  /** Whether its failure is an error: runtime and registration rows. */
  public boolean vital() {
    return need == Need.RUNTIME || need == Need.REGISTRATION;
  }

  public boolean matches(String host, int port) {
    return port == this.port && matchesName(host);
  }

  public boolean matchesName(String host) {
    return pattern.startsWith("*.")
        ? host.length() > pattern.length() - 1 && host.endsWith(pattern.substring(1))
        : host.equals(pattern);
  }

  /** Whether every name of this row is one of the wider pattern's. */
  public boolean isWithin(String wider) {
    return pattern.equals(wider)
        || (wider.startsWith("*.")
            && pattern.length() > wider.length() - 1
            && pattern.endsWith(wider.substring(1)));
  }

  @Override
  public int hashCode() {
    return 31 * pattern.hashCode() + port;
  }

  /** "*.msappproxy.net:443". */
  public String subject() {
    return pattern + ":" + port;
  }
}
