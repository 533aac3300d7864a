package org.connectoranalyzer.connector;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The required hosts and ports of one cloud, with what tells the connector's bootstrap host and
 * other Entra agents' names. Comes from endpoints.json in the library, or from a file of the same
 * form that the user gives.
 *
 * @param version of the list, "2026-11"
 * @param bootstrap patterns of the first host that a connector contacts
 * @param auxiliary patterns of runtime names that carry neither signalling nor data (registration,
 *     renewal of the client certificate, download, updater)
 * @param clientCertificate patterns of names that let a connector in by its client certificate
 *     alone
 * @param registration patterns of names where a connector gets that certificate: none is sent there
 * @param updater patterns of names that the updater service asks for, and the connector does not
 * @param shortSessions patterns of names whose sessions end with the request they serve (relay
 *     rendezvous)
 * @param otherAgents patterns of names that agents beside the connector use on the same server
 */
public record EndpointList(
    String version,
    Cloud cloud,
    List<Requirement> requirements,
    List<String> bootstrap,
    List<String> auxiliary,
    List<String> clientCertificate,
    List<String> registration,
    List<String> updater,
    List<String> shortSessions,
    List<String> otherAgents) {

  public EndpointList {
    requirements = List.copyOf(requirements);
    bootstrap = List.copyOf(bootstrap);
    auxiliary = List.copyOf(auxiliary);
    clientCertificate = List.copyOf(clientCertificate);
    registration = List.copyOf(registration);
    updater = List.copyOf(updater);
    shortSessions = List.copyOf(shortSessions);
    otherAgents = List.copyOf(otherAgents);
  }

  /** The list that the library brings. */
  public static EndpointList standard(Cloud cloud) {
    return switch (cloud) {
      case PUBLIC -> Common.LIST;
      case USGOV -> Government.LIST;
    };
  }

  /** Read once, when first asked for; likewise {@link Government}. */
  private static final class Common {
    static final EndpointList LIST = ofLibrary(Cloud.PUBLIC);
  }

  private static final class Government {
    static final EndpointList LIST = ofLibrary(Cloud.USGOV);
  }

  private static EndpointList ofLibrary(Cloud cloud) {
    try (InputStream in = EndpointList.class.getResourceAsStream("endpoints.json")) {
      return read(Objects.requireNonNull(in), cloud);
    } catch (IOException e) {
      throw new IllegalStateException("endpoints.json of the library cannot be read", e);
    }
  }

  /**
   * Reads a list and keeps the rows of one cloud.
   *
   * @param cloud null: the one that the list itself names, else public
   * @throws ListFormatException if it is not JSON of this form
   * @throws MissingCloudException if it has no rows of the cloud
   */
  public static EndpointList read(InputStream in, @Nullable Cloud cloud) throws IOException {
    try (JsonParser json = EndpointListReader.parser(in)) {
      return new EndpointListReader(json).list(cloud);
    }
  }

  /** The row that this host and port belong to, the most exact first; null if none. */
  public @Nullable Requirement match(String host, int port) {
    Requirement best = null;
    for (Requirement row : requirements) {
      if (row.matches(host, port)
          && (best == null || row.pattern().length() > best.pattern().length())) {
        best = row;
      }
    }
    return best;
  }

  /**
   * Whether asking for this name alone tells a connector: it belongs to vital rows only. Names that
   * every Windows machine asks for on port 80 too (trust lists) tell nothing.
   */
  public boolean isVitalName(String host) {
    List<Requirement> rows = requirements.stream().filter(row -> row.matchesName(host)).toList();
    return !rows.isEmpty() && rows.stream().allMatch(Requirement::vital) && !isOtherAgent(host);
  }

  /** Whether the name belongs to any row. */
  public boolean isListedName(String host) {
    return requirements.stream().anyMatch(row -> row.matchesName(host));
  }

  /** First contact of a connector's start; never another agent's bootstrap. */
  public boolean isBootstrap(String host) {
    return isRuntime(host) && isBootstrapName(host);
  }

  /** A host that carries signalling or data: any other runtime name that is not auxiliary. */
  public boolean isRuntimeBeyondBootstrap(String host) {
    return isRuntime(host)
        && !isBootstrapName(host)
        && auxiliary.stream().noneMatch(pattern -> glob(pattern, host));
  }

  /** A host whose sessions are meant to stay open: signalling and data, but no rendezvous. */
  public boolean holdsSessions(String host) {
    return isRuntimeBeyondBootstrap(host)
        && shortSessions.stream().noneMatch(pattern -> glob(pattern, host));
  }

  /** A runtime host that lets a connector in by its client certificate alone. */
  public boolean wantsClientCertificate(String host) {
    return isRuntime(host) && clientCertificate.stream().anyMatch(pattern -> glob(pattern, host));
  }

  /** Where a connector gets its client certificate; by design it sends none there. */
  public boolean isRegistration(String host) {
    return registration.stream().anyMatch(pattern -> glob(pattern, host));
  }

  /** The connector's own runtime names of this cloud. */
  public boolean isRuntime(String host) {
    return requirements.stream()
            .anyMatch(row -> row.need() == Requirement.Need.RUNTIME && row.matchesName(host))
        && !isOtherAgent(host);
  }

  /** A host of the updater, which is another service than the connector, with other settings. */
  public boolean isUpdater(String host) {
    return isRuntime(host) && updater.stream().anyMatch(pattern -> glob(pattern, host));
  }

  private boolean isBootstrapName(String host) {
    return bootstrap.stream().anyMatch(pattern -> glob(pattern, host));
  }

  /** Pass-through authentication, provisioning and the like. */
  public boolean isOtherAgent(String host) {
    return otherAgents.stream().anyMatch(pattern -> glob(pattern, host));
  }

  /** One "*" stands for at least one character. */
  private static boolean glob(String pattern, String host) {
    int star = pattern.indexOf('*');
    return star < 0
        ? pattern.equals(host)
        : host.length() >= pattern.length()
            && host.startsWith(pattern.substring(0, star))
            && host.endsWith(pattern.substring(star + 1));
  }
}
