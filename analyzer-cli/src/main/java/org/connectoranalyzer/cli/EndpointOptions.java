package org.connectoranalyzer.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.ListFormatException;
import org.connectoranalyzer.connector.MissingCloudException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which hosts a connector needs. */
@Section(Section.TRAFFIC)
final class EndpointOptions {
  @Option(
      names = "--cloud",
      paramLabel = "CLOUD",
      converter = Choice.OfCloud.class,
      completionCandidates = Choice.OfCloud.class,
      description =
          "Whose endpoints are required: ${COMPLETION-CANDIDATES}. Default: public; with a capture"
              + " that names hosts of the US Government cloud only, that.")
  private @Nullable Cloud cloud;

  @Option(
      names = "--endpoints",
      paramLabel = "FILE",
      description =
          "Replaces the list of required endpoints by one of your own: what \"endpoints -f json\""
              + " wrote, edited.")
  private @Nullable Path file;

  /** As told; null if not. */
  @Nullable Cloud cloud() {
    return cloud;
  }

  /** Refuses to write over the given file. */
  void check(List<Output> outputs) {
    Output.keepOff(file, outputs, "a list to read");
  }

  /** The list of the given file; null where none was given. */
  @Nullable EndpointList list() {
    if (file == null) {
      return null;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return EndpointList.read(in, cloud);
    } catch (ListFormatException e) {
      throw UsageException.ofOption(
          "--endpoints",
          "'" + file + "' is no list of required endpoints: line " + e.line() + ", " + e.detail());
    } catch (MissingCloudException e) {
      String missing = e.cloud().name().toLowerCase(Locale.ROOT);
      throw UsageException.ofOption(
          "--endpoints", "'" + file + "' has no endpoints of the cloud " + missing);
    } catch (NoSuchFileException e) {
      throw UsageException.ofOption("--endpoints", Spelling.missing(file));
    } catch (IOException e) {
      throw UsageException.ofOption("--endpoints", "'" + file + "' cannot be read");
    }
  }
}
