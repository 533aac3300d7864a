package org.connectoranalyzer.report;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.connectoranalyzer.diagnosis.Facts;
import org.jspecify.annotations.Nullable;

/**
 * Copies records of the report, and all records in them, with every string changed. It goes by
 * their components, so that one which is added later is not passed over.
 */
final class RecordCopy {
  private final Change change;

  /** What becomes of a string. */
  interface Change {
    /**
     * What stands in its place.
     *
     * @param owner the record that holds it, itself or in a list or facts
     * @param place "FindingEntry.subject"; of a fact "fact.name"
     * @return null leaves it out
     */
    @Nullable String of(Record owner, String place, String text);
  }

  RecordCopy(Change change) {
    this.change = change;
  }

  <T extends Record> T of(T original) {
    RecordComponent[] components = original.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        Object value = components[i].getAccessor().invoke(original);
        values[i] = copy(original, place(original.getClass(), components[i].getName()), value);
      }
      @SuppressWarnings("unchecked")
      T copy = (T) original.getClass().getDeclaredConstructor(types).newInstance(values);
      return copy;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record of the report can be read and made anew", e);
    }
  }

  static String place(Class<?> owner, String component) {
    return owner.getSimpleName() + "." + component;
  }

  private @Nullable Object copy(Record owner, String place, @Nullable Object value) {
    if (value == null || isNumberOrConstant(value)) {
      return value;
    } else if (value instanceof String text) {
      return change.of(owner, place, text);
    } else if (value instanceof List<?> list) {
      return list.stream().map(item -> copy(owner, place, item)).filter(i -> i != null).toList();
    } else if (value instanceof Facts facts) {
      return facts(owner, facts);
    } else if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copies = new LinkedHashMap<>();
      map.forEach((key, item) -> copies.put(copy(owner, place, key), copy(owner, place, item)));
      return copies;
    } else if (value instanceof Record record) {
      return of(record);
    }
    throw new IllegalStateException("no way to copy a " + value.getClass() + " of " + place);
  }

  /** Names of constants stand in the schema: they say nothing of a capture's owner. */
  private static boolean isNumberOrConstant(Object value) {
    return value instanceof Number
        || value instanceof Boolean
        || value instanceof Enum<?>
        || value instanceof Instant
        || value instanceof FrameNumber;
  }

  private Facts facts(Record owner, Facts facts) {
    Facts copies = Facts.NONE;
    for (Map.Entry<String, Object> fact : facts.asMap().entrySet()) {
      Object value = copy(owner, "fact." + fact.getKey(), fact.getValue());
      copies = copies.withIfKnown(fact.getKey(), value);
    }
    return copies;
  }
}
