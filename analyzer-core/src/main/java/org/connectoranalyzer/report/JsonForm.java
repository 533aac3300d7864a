package org.connectoranalyzer.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.Writer;
import java.lang.reflect.RecordComponent;
import java.nio.CharBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.diagnosis.Facts;
import org.jspecify.annotations.Nullable;

/**
 * How values of the library look in JSON: records are objects, their components keys in order.
 *
 * @param joined whether frames say their file, too
 */
record JsonForm(JsonGenerator json, boolean joined) {

  /** What stands between the braces of a document. */
  interface Content {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /**
   * Writes one document, lines ended by LF; where a terminal cannot show all of Unicode, with
   * escapes in strings.
   */
  static void document(Content content, WriteOptions options, Appendable out) throws IOException {
    try (JsonGenerator json = generator(options, out)) {
      json.writeStartObject();
      content.writeTo(json);
      json.writeEndObject();
    }
    out.append('\n');
  }

  /** Generates a document of that look; closing it leaves {@code out} open. */
  static JsonGenerator generator(WriteOptions options, Appendable out) throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(new AppendableWriter(out));
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setPrettyPrinter(printer());
    if (!options.display().isUnicode()) {
      json.setHighestNonEscapedChar(0x7f);
    }
    return json;
  }

  private static DefaultPrettyPrinter printer() {
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    return printer;
  }

  /** A form for values that hold no frames. */
  static JsonForm of(JsonGenerator json) {
    return new JsonForm(json, false);
  }

  void write(@Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Enum<?> constant) {
      json.writeString(JsonNames.of(constant));
    } else if (value instanceof Instant time) {
      json.writeString(JsonNames.of(time));
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        write(item);
      }
      json.writeEndArray();
    } else if (value instanceof Facts facts) {
      write(facts.asMap());
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(entry.getKey().toString());
        write(entry.getValue());
      }
      json.writeEndObject();
    } else {
      json.writeStartObject();
      writeComponents((Record) value);
      json.writeEndObject();
    }
  }

  void writeComponents(Record owner) throws IOException {
    for (RecordComponent component : owner.getClass().getRecordComponents()) {
      Object value = value(owner, component);
      String key = component.getName();
      if (value == null && component.isAnnotationPresent(OmitNull.class)) {
        continue;
      }
      json.writeFieldName(key);
      if (component.getType() == FrameNumber.class) {
        FrameNumber frame = (FrameNumber) value;
        write(frame == null ? null : frame.number());
        if (joined) {
          json.writeFieldName(key + "File");
          write(frame == null ? null : frame.file());
        }
      } else {
        write(value);
      }
    }
  }

  private static @Nullable Object value(Record owner, RecordComponent component) {
    try {
      return component.getAccessor().invoke(owner);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a component of a public record must be readable", e);
    }
  }

  /** Lets Jackson write to any {@code Appendable}; closing it closes nothing. */
  private static final class AppendableWriter extends Writer {
    private final Appendable out;

    AppendableWriter(Appendable out) {
      this.out = out;
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
      out.append(CharBuffer.wrap(buffer, offset, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
