package org.connectoranalyzer.redaction;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.connectoranalyzer.connector.ServiceTags;
import org.jspecify.annotations.Nullable;

/** What the redactions of one run have in common. Immutable. */
public final class RedactionOptions {
  /** Each capture has a key of its own, from its bytes; no public address stays. */
  public static final RedactionOptions STANDARD = new RedactionOptions(null, null);

  private final @Nullable String secret;
  private final @Nullable ServiceTags serviceTags;

  private RedactionOptions(@Nullable String secret, @Nullable ServiceTags serviceTags) {
    this.secret = secret;
    this.serviceTags = serviceTags;
  }

  /**
   * All captures have the key that comes from a secret, so that their stand-ins can be compared.
   *
   * @param secret as hard to guess as a key; what is in common with any other redaction's is not
   */
  public RedactionOptions withSecret(byte[] secret) {
    return new RedactionOptions(HexFormat.of().formatHex(sha256(secret)), serviceTags);
  }

  /** Public addresses in that list keep their own. */
  public RedactionOptions withServiceTags(ServiceTags serviceTags) {
    return new RedactionOptions(secret, serviceTags);
  }

  public boolean hasSecret() {
    return secret != null;
  }

  /**
   * The redaction of one capture, the same in every run.
   *
   * @param hashes SHA-256 of each of its files in order; not looked at where there is a secret
   */
  public Redaction redaction(List<String> hashes) {
    String origin = secret != null ? "secret " + secret : "files " + String.join(" ", hashes);
    byte[] key = sha256(("redaction 1 " + origin).getBytes(StandardCharsets.UTF_8));
    return new Redaction(key, serviceTags);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
