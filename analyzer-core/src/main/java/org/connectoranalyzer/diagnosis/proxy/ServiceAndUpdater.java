package org.connectoranalyzer.diagnosis.proxy;

import java.util.ArrayList;
import java.util.List;
import org.connectoranalyzer.connector.Client;
import org.connectoranalyzer.connector.ConnectorView;
import org.connectoranalyzer.connector.Contact;
import org.connectoranalyzer.connector.EndpointList;
import org.connectoranalyzer.diagnosis.tcp.HostOpenings;

/**
 * Which ways the two services of one client take to required hosts on 443, told by the hosts: the
 * updater's are its own, all other runtime hosts are the connector's. Lives for one examination.
 *
 * @param direct required hosts that the client goes to directly
 * @param proxied contacts with required hosts through a proxy, in order
 */
record ServiceAndUpdater(List<HostOpenings> direct, List<Contact> proxied, Split split) {

  /** How they differ. */
  enum Split {
    /** Not by service: alike, or one service goes both ways. */
    NONE,
    UPDATER_DIRECT,
    SERVICE_DIRECT
  }

  static ServiceAndUpdater of(ConnectorView view, Client client, List<HostOpenings> direct) {
    List<Contact> proxied = new ArrayList<>();
    for (Contact contact : view.contacts(client)) {
      if (contact.vital() && contact.port() == 443 && contact.connect() != null) {
        proxied.add(contact);
      }
    }
    return new ServiceAndUpdater(direct, List.copyOf(proxied), split(view, direct, proxied));
  }

  private static Split split(ConnectorView view, List<HostOpenings> direct, List<Contact> proxied) {
    EndpointList endpoints = view.endpoints();
    boolean serviceAsks = proxied.stream().anyMatch(c -> isService(endpoints, c.host()));
    if (!direct.isEmpty()
        && serviceAsks
        && direct.stream().allMatch(host -> endpoints.isUpdater(host.host()))) {
      return Split.UPDATER_DIRECT;
    }
    boolean serviceDirect = direct.stream().anyMatch(host -> isService(endpoints, host.host()));
    boolean updaterDirect = direct.stream().anyMatch(host -> endpoints.isUpdater(host.host()));
    boolean updaterAlone =
        !proxied.isEmpty() && proxied.stream().allMatch(c -> endpoints.isUpdater(c.host()));
    return serviceDirect && !updaterDirect && updaterAlone && !ProxyBypassed.isMeant(view)
        ? Split.SERVICE_DIRECT
        : Split.NONE;
  }

  /** Bootstrap, signalling or data: nobody but the connector asks for them. */
  static boolean isService(EndpointList endpoints, String host) {
    return endpoints.isBootstrap(host) || endpoints.isRuntimeBeyondBootstrap(host);
  }

  /** Whether nothing is lost by the split: every host that is tried directly is reached. */
  boolean works(ConnectorView view) {
    return direct.stream().allMatch(h -> view.reached(h.client(), h.host(), h.port()));
  }

  /** The hosts of the direct way that are the updater's, if it is the one that goes there. */
  List<String> updaterHosts() {
    return split == Split.UPDATER_DIRECT
        ? direct.stream().map(HostOpenings::host).distinct().toList()
        : List.of();
  }
}
