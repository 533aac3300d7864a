package org.connectoranalyzer.diagnosis;

import org.jspecify.annotations.Nullable;

/** A thing of the trace that a candidate explains: by kind and the id of its record. */
public record Item(Kind kind, int id) {
  /** Which list of the trace. */
  public enum Kind {
    CONNECTION,
    CONNECT,
    TLS,
    DNS,
    HTTP
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Item i && id == i.id && kind == i.kind;
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + id;
  }

  public static Item connection(int id) {
    return new Item(Kind.CONNECTION, id);
  }

  public static Item connect(int id) {
    return new Item(Kind.CONNECT, id);
  }

  public static Item tls(int id) {
    return new Item(Kind.TLS, id);
  }

  public static Item dns(int id) {
    return new Item(Kind.DNS, id);
  }

  public static Item http(int id) {
    return new Item(Kind.HTTP, id);
  }
}
