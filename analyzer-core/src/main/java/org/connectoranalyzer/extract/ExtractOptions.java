package org.connectoranalyzer.extract;

/**
 * What an extract holds; immutable.
 *
 * @param scope which packets
 * @param credentials what becomes of credential values in them
 */
public record ExtractOptions(Scope scope, Credentials credentials) {
  /** What proves the findings, without credentials. */
  public static final ExtractOptions STANDARD =
      new ExtractOptions(Scope.EVIDENCE, Credentials.OVERWRITTEN);

  /** Which packets. */
  public enum Scope {
    /** Of the connections that findings cite, and of the names in them. */
    EVIDENCE,
    /** All of the recording. */
    ALL
  }

  /** What becomes of credential values. */
  public enum Credentials {
    OVERWRITTEN,
    KEPT
  }

  public ExtractOptions withScope(Scope other) {
    return new ExtractOptions(other, credentials);
  }

  public ExtractOptions withCredentials(Credentials other) {
    return new ExtractOptions(scope, other);
  }
}
