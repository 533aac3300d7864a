package org.connectoranalyzer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.connectoranalyzer.connector.ServiceTags;
import org.connectoranalyzer.redaction.RedactionOptions;
import org.connectoranalyzer.report.Messages;
import org.connectoranalyzer.report.ReportRedaction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that make an output fit to leave the house. */
@Section(Section.OUTPUT)
final class RedactOptions {
  private static final int LEAST_KEY = 16;
  private static final int MOST_KEY = 1 << 20;

  @Option(
      names = "--redact",
      description =
          "Replaces addresses, names and ids by stand-ins, the same one for the same original. Names"
              + " of Microsoft and of public certificate authorities stay, and public addresses in"
              + " --service-tags.")
  private boolean redact;

  @Option(
      names = "--redact-key",
      paramLabel = "FILE",
      description =
          "A secret of 16 bytes or more that the stand-ins come from: files redacted with the same"
              + " one can be compared. Default: each capture's own bytes.")
  private @Nullable Path key;

  boolean given() {
    return redact || key != null;
  }

  /** Refuses to write over the secret. */
  void check(List<Output> outputs) {
    Output.keepOff(key, outputs, "a key to read");
  }

  /** What is to be done to each report; null: nothing. */
  @Nullable ReportRedaction redaction(@Nullable ServiceTags serviceTags, Messages words) {
    return given() ? new ReportRedaction(options(serviceTags), words) : null;
  }

  /** How stand-ins are found. */
  RedactionOptions options(@Nullable ServiceTags serviceTags) {
    RedactionOptions options = RedactionOptions.STANDARD;
    if (key != null) {
      options = options.withSecret(secret(key));
    }
    return serviceTags == null ? options : options.withServiceTags(serviceTags);
  }

  private static byte[] secret(Path file) {
    byte[] secret;
    try (InputStream in = Files.newInputStream(file)) {
      secret = in.readNBytes(MOST_KEY + 1);
    } catch (IOException e) {
      throw UsageException.ofOption("--redact-key", "'" + file + "' cannot be read");
    }
    if (secret.length < LEAST_KEY || secret.length > MOST_KEY) {
      throw UsageException.ofOption(
          "--redact-key",
          "'" + file + "' has to have 16 bytes to 1 MiB, such as of: openssl rand -out FILE 32");
    }
    return secret;
  }
}
