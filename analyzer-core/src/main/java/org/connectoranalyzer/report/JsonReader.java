package org.connectoranalyzer.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.connectoranalyzer.diagnosis.Facts;
import org.connectoranalyzer.report.ReportFormatException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link JsonWriter} wrote, so that a saved report can be rendered again. Keys that this
 * version does not know are passed over; strings are made harmless, since the file may be
 * anybody's.
 */
public final class JsonReader {
  /** Keys whose text may have several lines; all other strings are one. */
  private static final Set<String> SEVERAL_LINES =
      Set.of("summary", "remedy", "sentence", "nextStep", "message", "hint");

  /** Values and characters of one capture: far more than any report of this program has. */
  private static final long MOST_VALUES = 8_000_000;

  private static final long MOST_CHARACTERS = 128_000_000;
  private static final int MOST_OTHERS = 100;
  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");

  private final JsonParser json;
  private long valuesTaken;
  private long charactersTaken;

  private JsonReader(JsonParser json) {
    this.json = json;
  }

  /** Takes a report while it is read, a capture at a time; not thread-safe. */
  public interface Receiver {
    /** First of all: the report without its captures. */
    void begin(Report head) throws IOException;

    /** The captures in their order, one after another. */
    void add(CaptureReport capture) throws IOException;
  }

  /**
   * Reads one report whole; of several, as the lines of {@code jsonl} are, the captures of all.
   *
   * @throws ReportFormatException if it is not JSON, of another major version, or lacks what it
   *     needs
   */
  public static Report read(InputStream in) throws IOException {
    List<CaptureReport> captures = new ArrayList<>();
    List<Report> heads = new ArrayList<>();
    read(
        in,
        new Receiver() {
          @Override
          public void begin(Report head) {
            heads.add(head);
          }

          @Override
          public void add(CaptureReport capture) {
            captures.add(capture);
          }
        });
    Report head = heads.get(0);
    return new Report(head.schemaVersion(), head.tool(), captures);
  }

  /**
   * Hands over what is read as it comes, so that no more than one capture has to be kept. What was
   * handed over before a fault was found is right as far as it goes.
   *
   * @throws ReportFormatException as above
   */
  public static void read(InputStream in, Receiver receiver) throws IOException {
    try (JsonParser json = parser(in)) {
      JsonReader reader = new JsonReader(json);
      try {
        reader.reports(receiver);
      } catch (InputCoercionException e) { // a number beyond what its key can have
        throw reader.fault(Objects.requireNonNullElse(json.currentName(), "JSON"));
      } catch (JsonProcessingException | CharConversionException e) {
        throw new ReportFormatException(json.currentLocation().getLineNr(), "JSON", Kind.NO_JSON);
      }
    }
  }

  private static JsonParser parser(InputStream in) throws IOException {
    try {
      // Names of keys come from anybody: none of them is kept for the life of the process.
      return JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build()
          .createParser(in);
    } catch (CharConversionException e) {
      throw new ReportFormatException(1, "JSON", Kind.NO_JSON);
    }
  }

  /** At least one report; the first is the one that has the head. */
  private void reports(Receiver receiver) throws IOException {
    json.nextToken();
    Incoming incoming = new Incoming(receiver);
    do {
      report(incoming);
    } while (json.nextToken() != null);
  }

  private void report(Incoming incoming) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      Kind kind = json.currentToken() == null ? Kind.NO_JSON : Kind.OTHER;
      throw new ReportFormatException(json.currentLocation().getLineNr(), "JSON", kind);
    }
    Set<String> others = new TreeSet<>();
    boolean hasCaptures = false;
    incoming.next();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "schemaVersion" -> incoming.version(version());
        case "tool" -> incoming.tool((Report.Tool) value(key, Report.Tool.class));
        case "captures" -> {
          hasCaptures = true;
          captures(incoming);
        }
        default -> {
          if (others.size() < MOST_OTHERS) {
            others.add(key);
          }
          json.skipChildren();
        }
      }
    }
    expect(JsonToken.END_OBJECT);
    if (!hasCaptures && !others.isEmpty()) {
      throw new ReportFormatException(json.currentLocation().getLineNr(), "captures", kind(others));
    }
    incoming.complete();
  }

  private String version() throws IOException {
    String version = text("schemaVersion");
    if (!version.startsWith("1.")) {
      throw new ReportFormatException(
          json.currentLocation().getLineNr(), "schemaVersion", Kind.OTHER_VERSION);
    }
    return version;
  }

  /** What a document without captures is, by its keys. */
  private static Kind kind(Set<String> keys) {
    if (keys.contains("findings") && keys.contains("files")) {
      return Kind.CONFIGURATION;
    } else if (keys.contains("before") && keys.contains("after")) {
      return Kind.COMPARISON;
    } else if (keys.contains("runs")) {
      return Kind.SARIF;
    }
    return keys.contains("endpoints") ? Kind.ENDPOINTS : Kind.OTHER;
  }

  private void captures(Incoming incoming) throws IOException {
    expect(JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (incoming.waiting.isEmpty()) {
        valuesTaken = 0;
        charactersTaken = 0;
      }
      incoming.add(capture());
    }
  }

  /** Captures wait for the head where it stands behind them, as in a file with sorted keys. */
  private final class Incoming {
    private final Receiver receiver;
    private final List<CaptureReport> waiting = new ArrayList<>();
    private @Nullable String version;
    private Report.@Nullable Tool tool;
    private boolean begun;

    Incoming(Receiver receiver) {
      this.receiver = receiver;
    }

    void next() {
      version = null;
      tool = null;
    }

    void version(String value) {
      version = value;
    }

    void tool(Report.@Nullable Tool value) {
      tool = value;
    }

    void add(CaptureReport capture) throws IOException {
      if (version == null || tool == null) {
        waiting.add(capture);
      } else {
        complete();
        receiver.add(capture);
      }
    }

    void complete() throws IOException {
      if (version == null) {
        throw fault("schemaVersion");
      } else if (tool == null) {
        throw fault("tool");
      }
      if (!begun) {
        begun = true;
        receiver.begin(new Report(version, tool, List.of()));
      }
      for (CaptureReport capture : waiting) {
        receiver.add(capture);
      }
      waiting.clear();
    }
  }

  private CaptureReport capture() throws IOException {
    expect(JsonToken.START_OBJECT);
    Map<String, Type> keys = components(Analysis.class);
    keys.put("files", listOf(String.class));
    keys.put("status", CaptureReport.Status.class);
    keys.put("language", String.class);
    keys.put("redacted", boolean.class);
    keys.put("error", CaptureReport.Failure.class);
    Map<String, Object> values = object(keys);
    if (values.get("language") instanceof String language
        && !LANGUAGE.matcher(language).matches()) {
      throw fault("language");
    }
    boolean analyzed = values.get("status") == CaptureReport.Status.ANALYZED;
    if (analyzed) {
      values.put("analysis", build(Analysis.class, values));
      values.remove("error");
    }
    return build(CaptureReport.class, values);
  }

  private @Nullable Object value(String key, Type type) throws IOException {
    take(0);
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (type instanceof ParameterizedType container) {
      Type[] of = container.getActualTypeArguments();
      return container.getRawType() == List.class ? list(key, of[0]) : map(of[1]);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return text(key);
    } else if (plain == FrameNumber.class) {
      return new FrameNumber(0, number());
    } else if (plain == int.class || plain == Integer.class) {
      expect(JsonToken.VALUE_NUMBER_INT);
      return json.getIntValue();
    } else if (plain == long.class || plain == Long.class) {
      return number();
    } else if (plain == boolean.class) {
      return truth();
    } else if (plain == Instant.class) {
      return time(key);
    } else if (plain == Facts.class) {
      return facts();
    } else if (plain.isEnum()) {
      return constant(plain, key);
    } else if (plain == CaptureReport.class) {
      return capture();
    }
    return build(plain.asSubclass(Record.class), object(components(plain)));
  }

  private void take(int characters) throws IOException {
    charactersTaken += characters;
    if (++valuesTaken > MOST_VALUES || charactersTaken > MOST_CHARACTERS) {
      throw new ReportFormatException(
          json.currentLocation().getLineNr(), "captures", Kind.TOO_LARGE);
    }
  }

  private Map<String, Object> object(Map<String, Type> keys) throws IOException {
    expect(JsonToken.START_OBJECT);
    Map<String, Object> values = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      Type type = keys.get(key);
      if (type != null) {
        Object value = value(key, type);
        if (value != null) {
          values.put(key, value);
        }
      } else if (key.endsWith("File") && json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        int file = json.getIntValue();
        values.computeIfPresent(
            key.substring(0, key.length() - "File".length()),
            (name, frame) ->
                frame instanceof FrameNumber n ? new FrameNumber(file, n.number()) : frame);
      } else {
        json.skipChildren();
      }
    }
    expect(JsonToken.END_OBJECT);
    return values;
  }

  private List<Object> list(String key, Type of) throws IOException {
    expect(JsonToken.START_ARRAY);
    List<Object> items = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Object item = value(key, of);
      if (item == null) {
        throw fault(key);
      }
      items.add(item);
    }
    return items;
  }

  private Map<String, Object> map(Type of) throws IOException {
    expect(JsonToken.START_OBJECT);
    Map<String, Object> entries = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = SafeText.line(json.currentName());
      json.nextToken();
      Object value = value(key, of);
      if (value != null) {
        entries.put(key, value);
      }
    }
    return entries;
  }

  private Facts facts() throws IOException {
    expect(JsonToken.START_OBJECT);
    Facts facts = Facts.NONE;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = SafeText.line(json.currentName());
      JsonToken token = json.nextToken();
      Object value =
          switch (token) {
            case VALUE_STRING -> text("");
            case VALUE_NUMBER_INT -> number();
            case VALUE_TRUE, VALUE_FALSE -> truth();
            case START_ARRAY -> list("", String.class);
            default -> throw fault(name);
          };
      facts = facts.with(name, value);
    }
    return facts;
  }

  private String text(String key) throws IOException {
    expect(JsonToken.VALUE_STRING);
    String text = json.getText();
    take(text.length());
    return SEVERAL_LINES.contains(key) ? SafeText.words(text) : SafeText.line(text);
  }

  private long number() throws IOException {
    expect(JsonToken.VALUE_NUMBER_INT);
    return json.getLongValue();
  }

  private boolean truth() throws IOException {
    if (json.currentToken() != JsonToken.VALUE_TRUE) {
      expect(JsonToken.VALUE_FALSE);
    }
    return json.currentToken() == JsonToken.VALUE_TRUE;
  }

  private Instant time(String key) throws IOException {
    try {
      return Instant.parse(text(key));
    } catch (DateTimeException e) {
      throw fault(key);
    }
  }

  private Object constant(Class<?> type, String key) throws IOException {
    String name = text(key);
    for (Object constant : type.getEnumConstants()) {
      if (JsonNames.of((Enum<?>) constant).equals(name)) {
        return constant;
      }
    }
    throw fault(key);
  }

  private <T extends Record> T build(Class<T> type, Map<String, Object> values) throws IOException {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      Object value = values.get(components[i].getName());
      arguments[i] = value != null ? value : absent(components[i]);
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(arguments);
    } catch (InvocationTargetException | IllegalArgumentException e) {
      throw fault(type.getSimpleName());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("records of the report are public", e);
    }
  }

  /**
   * What a key that is not there means: nothing, none, zero; a value that must be there is missed.
   */
  private @Nullable Object absent(RecordComponent component) throws IOException {
    Class<?> type = component.getType();
    if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      return null;
    } else if (type == List.class) {
      return List.of();
    } else if (type == Map.class) {
      return Map.of();
    } else if (type == Facts.class) {
      return Facts.NONE;
    } else if (type == long.class) {
      return 0L;
    } else if (type == int.class) {
      return 0;
    } else if (type == boolean.class) {
      return false;
    }
    throw fault(component.getName());
  }

  private static Map<String, Type> components(Class<?> type) {
    Map<String, Type> keys = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      keys.put(component.getName(), component.getGenericType());
    }
    return keys;
  }

  private static Type listOf(Class<?> type) {
    return new ParameterizedType() {
      @Override
      public Type[] getActualTypeArguments() {
        return new Type[] {type};
      }

      @Override
      public Type getRawType() {
        return List.class;
      }

      @Override
      public @Nullable Type getOwnerType() {
        return null;
      }
    };
  }

  private void expect(JsonToken expected) throws IOException {
    if (json.currentToken() != expected) {
      throw fault(Objects.requireNonNullElse(json.currentName(), "JSON"));
    }
  }

  private ReportFormatException fault(String detail) {
    return new ReportFormatException(
        json.currentLocation().getLineNr(), SafeText.of(detail), Kind.DAMAGED);
  }
}
