package org.connectoranalyzer.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * The style sheet or the script of the page.
 *
 * @param source its hash, as a content security policy names it (CSP Level 3, section 2.3.1)
 */
record HtmlAsset(String content, String source) {

  /** One of the files beside the templates. */
  static HtmlAsset load(String name) {
    try (InputStream in = HtmlAsset.class.getResourceAsStream("html/" + name)) {
      byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new HtmlAsset(
          new String(bytes, StandardCharsets.UTF_8),
          "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
