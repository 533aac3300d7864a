package org.connectoranalyzer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.connectoranalyzer.capture.FileHash;
import org.connectoranalyzer.capture.Limits;
import org.connectoranalyzer.connector.Cloud;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.connector.Mode;
import org.connectoranalyzer.connector.ServiceTags;
import org.connectoranalyzer.connector.configuration.Configuration;
import org.connectoranalyzer.connector.configuration.HostPort;
import org.connectoranalyzer.conversation.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What an analysis is told beforehand; immutable. Everything has a default that reads the traffic.
 *
 * @param proxies the proxy, where the user knows it
 * @param proxyPorts ports on which every server is a proxy
 * @param mode what the connector is meant to do; UNKNOWN: from the traffic
 * @param clients looks at these only; empty: all
 * @param configuration files of the connector, to hold against its traffic; NONE: none given
 * @param cloud null: public, unless only US Government names occur
 * @param endpoints replaces the library's list; null: the library's
 * @param serviceTags names the services of addresses; null: not given
 * @param limits how much is taken in
 * @param fileHash which hash of each file the report has; only its JSON shows one
 * @param language of the report's words: "en"
 */
public record AnalysisOptions(
    List<HostPort> proxies,
    Set<Integer> proxyPorts,
    Mode mode,
    Set<IpAddress> clients,
    Configuration configuration,
    @Nullable Cloud cloud,
    @Nullable EndpointList endpoints,
    @Nullable ServiceTags serviceTags,
    Limits limits,
    FileHash fileHash,
    String language) {

  public AnalysisOptions {
    proxies = List.copyOf(proxies);
    proxyPorts = Set.copyOf(proxyPorts);
    clients = Set.copyOf(clients);
  }

  public static AnalysisOptions standard() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects options; not thread-safe. */
  public static final class Builder {
    private final List<HostPort> proxies = new ArrayList<>();
    private final Set<Integer> proxyPorts = new LinkedHashSet<>();
    private final Set<IpAddress> clients = new LinkedHashSet<>();
    private Mode mode = Mode.UNKNOWN;
    private Configuration configuration = Configuration.NONE;
    private @Nullable Cloud cloud;
    private @Nullable EndpointList endpoints;
    private @Nullable ServiceTags serviceTags;
    private Limits limits = Limits.standard();
    private FileHash fileHash = FileHash.SHA_256;
    private String language = "en";

    private Builder() {}

    /** Host name (any case) or address literal without brackets, and port. */
    public Builder proxy(String host, int port) {
      proxies.add(new HostPort(host.toLowerCase(Locale.ROOT), port));
      return this;
    }

    public Builder proxyPort(int port) {
      proxyPorts.add(port);
      return this;
    }

    public Builder mode(Mode mode) {
      this.mode = mode;
      return this;
    }

    public Builder client(IpAddress address) {
      clients.add(address);
      return this;
    }

    /** Files of the one connector whose traffic is recorded. */
    public Builder configuration(Configuration configuration) {
      this.configuration = configuration;
      return this;
    }

    public Builder cloud(Cloud cloud) {
      this.cloud = cloud;
      return this;
    }

    public Builder endpoints(EndpointList endpoints) {
      this.endpoints = endpoints;
      return this;
    }

    public Builder serviceTags(ServiceTags serviceTags) {
      this.serviceTags = serviceTags;
      return this;
    }

    public Builder limits(Limits limits) {
      this.limits = limits;
      return this;
    }

    /** NONE makes reading faster. */
    public Builder fileHash(FileHash hash) {
      this.fileHash = hash;
      return this;
    }

    public Builder language(String language) {
      this.language = language;
      return this;
    }

    public AnalysisOptions build() {
      return new AnalysisOptions(
          proxies,
          proxyPorts,
          mode,
          clients,
          configuration,
          cloud,
          endpoints,
          serviceTags,
          limits,
          fileHash,
          language);
    }
  }
}
