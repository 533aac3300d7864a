package org.connectoranalyzer.diagnosis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.connectoranalyzer.conversation.HostDrop;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.trace.Trace;

/**
 * Tells candidates what the recording machine itself dropped of the connections that they explain:
 * fact {@code droppedByHost}, and evidence of the same kind. Made for one trace.
 */
final class HostDropped {
  private static final String NAME = "droppedByHost";

  private final Map<Integer, TcpConversation> dropped = new LinkedHashMap<>();
  private final Map<Item, Integer> connections = new LinkedHashMap<>();

  HostDropped(Trace trace) {
    for (TcpConversation connection : trace.conversations()) {
      if (!connection.hostDrops().isEmpty()) {
        dropped.put(connection.id(), connection);
        connections.put(Item.connection(connection.id()), connection.id());
      }
    }
    if (!dropped.isEmpty()) {
      trace.connects().forEach(c -> connections.put(Item.connect(c.id()), c.connection()));
      trace.tls().forEach(t -> connections.put(Item.tls(t.id()), t.connection()));
      trace.http().forEach(h -> connections.put(Item.http(h.id()), h.connection()));
    }
  }

  List<Candidate> told(List<Candidate> candidates) {
    return dropped.isEmpty() ? candidates : candidates.stream().map(this::told).toList();
  }

  private Candidate told(Candidate candidate) {
    Map<Integer, TcpConversation> its = new TreeMap<>();
    candidate.explains().stream()
        .map(connections::get)
        .filter(Objects::nonNull)
        .map(dropped::get)
        .filter(Objects::nonNull)
        .forEach(connection -> its.put(connection.id(), connection));
    List<Evidence> frames =
        its.values().stream()
            .flatMap(c -> c.hostDrops().stream().map(drop -> evidence(c, drop)))
            .toList();
    return frames.isEmpty()
        ? candidate
        : candidate.with(candidate.facts().withCount(NAME, frames.size()), frames);
  }

  private static Evidence evidence(TcpConversation connection, HostDrop drop) {
    return Evidence.of(connection, drop.frame(), drop.from(), NAME, Facts.NONE);
  }
}
