package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/** Holds JSON against the schemas of the library. */
final class JsonSchemas {
  private static final Schema REPORT = load("report-1.0.schema.json");
  private static final Schema CONFIGURATION = load("configuration-1.0.schema.json");

  private static final Schema COMPARISON = load("comparison-1.0.schema.json");
  private static final Schema ENDPOINTS = load("endpoints-1.0.schema.json");

  private JsonSchemas() {}

  private static Schema load(String resource) {
    try (InputStream in = Report.class.getResourceAsStream(resource)) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static void assertValid(String json) {
    assertThat(faults(json)).isEmpty();
  }

  static List<Error> faults(String json) {
    return REPORT.validate(json, InputFormat.JSON);
  }

  static List<Error> faultsOfEndpoints(String json) {
    return ENDPOINTS.validate(json, InputFormat.JSON);
  }

  static List<Error> faultsOfComparison(String json) {
    return COMPARISON.validate(json, InputFormat.JSON);
  }

  static List<Error> faultsOfConfiguration(String json) {
    return CONFIGURATION.validate(json, InputFormat.JSON);
  }
}
