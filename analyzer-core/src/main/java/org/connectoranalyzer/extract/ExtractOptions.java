package org.connectoranalyzer.extract;

import org.connectoranalyzer.redaction.RedactionOptions;
import org.jspecify.annotations.Nullable;

/**
 * What an extract holds; immutable.
 *
 * @param scope which packets
 * @param credentials what becomes of credential values in them
 * @param redaction how addresses, names and ids are replaced; null: they stay
 */
public record ExtractOptions(
    Scope scope, Credentials credentials, @Nullable RedactionOptions redaction) {
  /** What proves the findings, without credentials. */
  public static final ExtractOptions STANDARD =
      new ExtractOptions(Scope.EVIDENCE, Credentials.OVERWRITTEN, null);

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
    return new ExtractOptions(other, credentials, redaction);
  }

  public ExtractOptions withCredentials(Credentials other) {
    return new ExtractOptions(scope, other, redaction);
  }

  /** Also replaces what identifies a network; credentials are overwritten then. */
  public ExtractOptions withRedaction(RedactionOptions how) {
    return new ExtractOptions(scope, Credentials.OVERWRITTEN, how);
  }
}
