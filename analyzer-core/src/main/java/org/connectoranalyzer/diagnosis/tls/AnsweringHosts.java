package org.connectoranalyzer.diagnosis.tls;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.Way;
import org.connectoranalyzer.conversation.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Required hosts whose server answered a ClientHello, by client and way: what shows that only some
 * names are filtered. Read once for an examination.
 */
final class AnsweringHosts {
  /** Names that a finding lists. */
  private static final int MOST = 10;

  private final Map<Place, TreeSet<String>> hosts = new LinkedHashMap<>();

  /** Where the answer came from; any server of the way where {@code server} is null. */
  private record Place(Client client, Way way, @Nullable Endpoint server) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Place p
          && way == p.way
          && client.equals(p.client)
          && Objects.equals(server, p.server);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * client.hashCode() + way.hashCode()) + Objects.hashCode(server);
    }
  }

  AnsweringHosts(List<TlsContact> sessions) {
    for (TlsContact session : sessions) {
      if (session.tls().serverHello() != null) {
        add(anywhere(session), session.host());
        add(sameServer(session), session.host());
      }
    }
  }

  private void add(Place place, String host) {
    hosts.computeIfAbsent(place, p -> new TreeSet<>()).add(host);
  }

  private static Place anywhere(TlsContact session) {
    return new Place(session.client(), session.way(), null);
  }

  private static Place sameServer(TlsContact session) {
    return new Place(session.client(), session.way(), session.connection().server());
  }

  /** Other hosts that answered the same client by the same way; null if none did. */
  @Nullable List<String> beside(TlsContact session) {
    return others(anywhere(session), session.host());
  }

  /** Those of them at the very same address; null if none did. */
  @Nullable List<String> atSameAddress(TlsContact session) {
    return others(sameServer(session), session.host());
  }

  private @Nullable List<String> others(Place place, String host) {
    List<String> others =
        hosts.getOrDefault(place, new TreeSet<>()).stream()
            .filter(other -> !other.equals(host))
            .limit(MOST)
            .toList();
    return others.isEmpty() ? null : others;
  }
}
