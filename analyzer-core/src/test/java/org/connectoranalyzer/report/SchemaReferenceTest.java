package org.connectoranalyzer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/report-json.md} says what the schema says. {@code -Dgolden.update=true} writes it and
 * fails: the difference is to be reviewed.
 */
class SchemaReferenceTest {
  private static final Path SCHEMA = Path.of("../docs/report-schema.json");
  private static final Path REFERENCE = Path.of("../docs/report-json.md");

  @Test
  void theReferenceIsThatOfTheSchema() throws IOException {
    String written = SchemaReference.of(Files.readString(SCHEMA));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(REFERENCE, written);
      throw new AssertionError("rewritten: review the difference");
    }
    assertThat(written).isEqualTo(Files.readString(REFERENCE));
  }

  @Test
  void aKeyIsShownWithTypeVersionAndMeaning() throws IOException {
    String written =
        SchemaReference.of(
            """
            {"type": "object", "required": ["a"], "properties": {
              "a": {"$ref": "#/$defs/inner"},
              "d": {"const": true, "description": "D."},
              "b": {"type": "array", "$comment": "since 1.7", "description": "One | two.",
                "items": {"type": "object", "properties": {
                  "c": {"anyOf": [{"enum": ["x", "y"]}, {"type": "null"}], "description": "C."}}}}},
              "$defs": {"inner": {"type": "integer", "description": "Inner."}}}
            """);
    assertThat(written)
        .contains("| `a` | [inner](#inner) | 1.0 | Inner. |\n")
        .contains("| `d` | `true`, optional | 1.0 | D. |\n")
        .contains("| `b` | list of object, optional | 1.7 | One \\| two. |\n")
        .contains("| `b[].c` | `x`, `y` or null, optional | 1.0 | C. |\n")
        .contains("| <a id=\"inner\"></a>inner | integer | Inner. |\n");
  }

  @Test
  void aKeyWithoutMeaningIsAFault() {
    assertThatThrownBy(
            () -> SchemaReference.of("{\"properties\": {\"a\": {\"type\": \"string\"}}}"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("\"a\"");
  }
}
