package org.connectoranalyzer.diagnosis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Named, typed values of a finding or of a piece of evidence, in a fixed order: strings, integers
 * (Long), booleans, lists of strings. Durations are integers in milliseconds with a name that ends
 * in {@code Ms}. The holes of the words are filled from them. Immutable; {@code with} gives a new
 * one.
 */
public final class Facts {
  public static final Facts NONE = new Facts(new LinkedHashMap<>(), new LinkedHashSet<>());

  private final Map<String, Object> values;
  private final Set<String> counts;

  private Facts(Map<String, Object> values, Set<String> counts) {
    this.values = Collections.unmodifiableMap(values);
    this.counts = Collections.unmodifiableSet(counts);
  }

  public static Facts of(String name, Object value) {
    return NONE.with(name, value);
  }

  /** Adds or replaces one. Integers become Long; an unsupported type is a bug and throws. */
  public Facts with(String name, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(values);
    copy.put(name, normalized(value));
    return new Facts(copy, counts);
  }

  /** As {@code with}, for a number that adds up when findings merge. */
  public Facts withCount(String name, long value) {
    Set<String> copy = new LinkedHashSet<>(counts);
    copy.add(name);
    return new Facts(new LinkedHashMap<>(with(name, value).values), copy);
  }

  /** As {@link #merged}, of these and another finding's. */
  public Facts merge(Facts other) {
    return merged(List.of(this, other));
  }

  /**
   * The facts of several findings of the same cause, in time linear in their size: counts add up,
   * lists unite, durations (names in {@code Ms}) take the longest, booleans hold if any does; of
   * anything else the first value stands.
   */
  public static Facts merged(Iterable<Facts> all) {
    Map<String, Object> merged = new LinkedHashMap<>();
    Map<String, Set<Object>> lists = new LinkedHashMap<>();
    Set<String> counts = new LinkedHashSet<>();
    for (Facts facts : all) {
      counts.addAll(facts.counts);
      facts.values.forEach(
          (name, value) -> {
            merged.merge(name, value, (a, b) -> mergedValue(name, counts.contains(name), a, b));
            if (value instanceof List<?> list) {
              lists.computeIfAbsent(name, n -> new LinkedHashSet<>()).addAll(list);
            }
          });
    }
    lists.forEach(
        (name, items) ->
            merged.computeIfPresent(
                name, (n, value) -> value instanceof List ? List.copyOf(items) : value));
    return new Facts(merged, counts);
  }

  private static Object mergedValue(String name, boolean count, Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return count ? (Object) (x + y) : name.endsWith("Ms") ? (Object) Math.max(x, y) : x;
    }
    if (a instanceof Boolean x && b instanceof Boolean y) {
      return x || y;
    }
    return a;
  }

  /** As {@code with}, but a null value adds nothing. */
  public Facts withIfKnown(String name, @Nullable Object value) {
    return value == null ? this : with(name, value);
  }

  private static Object normalized(Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    if (value instanceof String || value instanceof Long || value instanceof Boolean) {
      return value;
    }
    throw new IllegalArgumentException("no fact type: " + value.getClass());
  }

  public @Nullable Object get(String name) {
    return values.get(name);
  }

  /** The value as a number, or {@code otherwise} where there is none. */
  public long number(String name, long otherwise) {
    return values.get(name) instanceof Long number ? number : otherwise;
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public void forEach(BiConsumer<String, Object> action) {
    values.forEach(action);
  }

  public Map<String, Object> asMap() {
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Facts facts && values.equals(facts.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
