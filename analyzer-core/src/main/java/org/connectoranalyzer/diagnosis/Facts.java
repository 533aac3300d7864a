package org.connectoranalyzer.diagnosis;

import java.util.Arrays;
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
  public static final Facts NONE = new Facts(new String[0], new Object[0], Set.of());

  /** Arrays, not a map: a hostile capture makes a million of these, of one or two facts each. */
  private final String[] names;

  private final Object[] values;
  private final Set<String> counts;

  private Facts(String[] names, Object[] values, Set<String> counts) {
    this.names = names;
    this.values = values;
    this.counts = counts;
  }

  public static Facts of(String name, Object value) {
    return NONE.with(name, value);
  }

  /** Adds or replaces one. Integers become Long; an unsupported type is a bug and throws. */
  public Facts with(String name, Object value) {
    int place = place(name);
    int size = Math.max(names.length, place + 1);
    String[] moreNames = Arrays.copyOf(names, size);
    Object[] moreValues = Arrays.copyOf(values, size);
    moreNames[place] = name;
    moreValues[place] = normalized(value);
    return new Facts(moreNames, moreValues, counts);
  }

  /** Where the fact stands, or where a new one goes: behind the others. */
  private int place(String name) {
    int place = 0;
    while (place < names.length && !names[place].equals(name)) {
      place++;
    }
    return place;
  }

  /** As {@code with}, for a number that adds up when findings merge. */
  public Facts withCount(String name, long value) {
    Set<String> copy = new LinkedHashSet<>(counts);
    copy.add(name);
    Facts more = with(name, value);
    return new Facts(more.names, more.values, Set.copyOf(copy));
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
      facts.forEach(
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
    return new Facts(
        merged.keySet().toArray(new String[0]), merged.values().toArray(), Set.copyOf(counts));
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
    int place = place(name);
    return place < names.length ? values[place] : null;
  }

  /** The value as a number, or {@code otherwise} where there is none. */
  public long number(String name, long otherwise) {
    return get(name) instanceof Long number ? number : otherwise;
  }

  public boolean isEmpty() {
    return names.length == 0;
  }

  public void forEach(BiConsumer<String, Object> action) {
    for (int i = 0; i < names.length; i++) {
      action.accept(names[i], values[i]);
    }
  }

  /** A copy, in the order of the facts. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    forEach(map::put);
    return map;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Facts facts && asMap().equals(facts.asMap());
  }

  @Override
  public int hashCode() {
    return asMap().hashCode();
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
