package org.connectoranalyzer.connector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.conversation.IpAddress;
import org.connectoranalyzer.conversation.TcpConversation;
import org.connectoranalyzer.exchange.DnsLookup;
import org.connectoranalyzer.exchange.HttpFetch;
import org.connectoranalyzer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Automatic proxy discovery (WPAD) of one machine: its DNS lookups of {@code wpad} and {@code
 * wpad.<suffix>}, and its fetches of {@code /wpad.dat}. DHCP, LLMNR and NetBIOS, which look for the
 * same server, are not read. Immutable.
 *
 * @param lookups in order
 * @param fetches in order; a request to a proxy is none
 */
public record Wpad(List<DnsLookup> lookups, List<HttpFetch> fetches) {
  /** Bounds what a hostile capture costs; no site has so many proxies. */
  private static final int MOST_PROXIES = 64;

  private static final String NAME = "wpad";
  private static final String PROXY = "PROXY ";
  private static final String DIRECT = "DIRECT";

  /** A machine that never looked for one. */
  static final Wpad NONE = new Wpad(List.of(), List.of());

  public Wpad {
    lookups = List.copyOf(lookups);
    fetches = List.copyOf(fetches);
  }

  /** Of every address that looked for a script. */
  static Map<IpAddress, Wpad> of(Trace trace) {
    Map<IpAddress, List<DnsLookup>> lookups = new TreeMap<>();
    Map<IpAddress, List<HttpFetch>> fetches = new TreeMap<>();
    for (DnsLookup lookup : trace.dns()) {
      if (isName(lookup.name())) {
        lookups.computeIfAbsent(lookup.client().address(), client -> new ArrayList<>()).add(lookup);
      }
    }
    Map<Integer, List<HttpFetch>> byConnection = new LinkedHashMap<>();
    for (HttpFetch fetch : trace.http()) {
      if (isFetch(fetch)) {
        byConnection.computeIfAbsent(fetch.connection(), id -> new ArrayList<>()).add(fetch);
      }
    }
    for (TcpConversation connection : trace.conversations()) {
      List<HttpFetch> own = byConnection.get(connection.id());
      if (own != null) {
        fetches
            .computeIfAbsent(connection.client().address(), client -> new ArrayList<>())
            .addAll(own);
      }
    }
    Map<IpAddress, Wpad> found = new TreeMap<>();
    lookups.forEach((client, asked) -> found.put(client, new Wpad(asked, List.of())));
    fetches.forEach(
        (client, asked) ->
            found.put(client, new Wpad(lookups.getOrDefault(client, List.of()), asked)));
    return found;
  }

  /** What all addresses of one machine did. */
  Wpad with(Wpad other) {
    List<DnsLookup> allLookups = new ArrayList<>(lookups);
    allLookups.addAll(other.lookups);
    List<HttpFetch> allFetches = new ArrayList<>(fetches);
    allFetches.addAll(other.fetches);
    return new Wpad(allLookups, allFetches);
  }

  /** Whether a lookup of this name looks for the server of the script. */
  public static boolean isName(String host) {
    return host.equals(NAME) || host.startsWith(NAME + ".");
  }

  private static boolean isFetch(HttpFetch fetch) {
    return !fetch.absolute()
        && fetch.connect() == 0
        && fetch.method().equals("GET")
        && fetch.path().equalsIgnoreCase("/wpad.dat");
  }

  /** The proxies that a script which came names, in order; empty where its text is not in view. */
  public List<HostPort> told() {
    List<HostPort> told = new ArrayList<>();
    for (HttpFetch fetch : fetches) {
      for (String answer : fetch.script()) {
        int colon = answer.lastIndexOf(':');
        if (answer.startsWith(PROXY) && colon > 0) {
          String host = answer.substring(PROXY.length(), colon);
          String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
          told.add(new HostPort(bare, Integer.parseInt(answer.substring(colon + 1))));
        }
      }
    }
    return told.stream().distinct().limit(MOST_PROXIES).toList();
  }

  /** The first fetch that brought a script; null if none did. */
  public @Nullable HttpFetch script() {
    return fetches.stream().filter(fetch -> fetch.status() == 200).findFirst().orElse(null);
  }

  /** Where the script came from: "http://wpad.contoso.local/wpad.dat"; null if none came. */
  public @Nullable String scriptUrl() {
    HttpFetch script = script();
    if (script == null) {
      return null;
    }
    String host = script.host().isEmpty() ? NAME : script.host();
    return "http://" + host + (script.port() == 80 ? "" : ":" + script.port()) + script.path();
  }

  /** Whether such a script may say that no proxy is to be used. */
  public boolean allowsDirect() {
    return fetches.stream().anyMatch(fetch -> fetch.script().contains(DIRECT));
  }
}
