package org.connectoranalyzer.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;

/**
 * The outcome of a run: who made it, and one {@link CaptureReport} a capture. Immutable and
 * complete: every writer works from it alone, and its JSON form holds all of it.
 *
 * @param schemaVersion of the JSON form, "1.0"; additive changes raise the second number
 */
public record Report(String schemaVersion, Tool tool, List<CaptureReport> captures) {

  /** The form that this library writes. */
  public static final String SCHEMA_VERSION = "1.0";

  /** What made the report; {@code endpointList} is the version of the required-endpoint list. */
  public record Tool(String name, String version, String endpointList) {
    /** This library with its own list. */
    public static Tool current() {
      return withEndpoints(EndpointList.standard(Cloud.PUBLIC));
    }

    /** This library with a list that the user gave. */
    public static Tool withEndpoints(EndpointList endpoints) {
      return new Tool("connector-analyzer", builtVersion(), SafeText.of(endpoints.version()));
    }

    private static String builtVersion() {
      Properties built = new Properties();
      try (InputStream in = Report.class.getResourceAsStream("tool.properties")) {
        if (in != null) {
          built.load(in);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return built.getProperty("version", "unknown");
    }
  }

  public Report {
    captures = List.copyOf(captures);
  }

  /** A report of one capture. */
  public static Report of(CaptureReport capture) {
    return of(Tool.current(), List.of(capture));
  }

  /** A report of captures in the order given. */
  public static Report of(Tool tool, List<CaptureReport> captures) {
    return new Report(SCHEMA_VERSION, tool, captures);
  }

  /** The language of the rendered words: the first capture's. */
  public String language() {
    return captures.isEmpty() ? Messages.ENGLISH : captures.get(0).language();
  }
}
