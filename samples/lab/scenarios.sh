# shellcheck shell=bash
# The scenarios, sourced by record.sh: scenario_<name with _> sets up what differs and records one capture.
# Times leave the last failure well behind before the capture ends, so that giving up is seen.

readonly VIA_PROXY=(--proxy proxy.contoso.local:8080)

start_network() {
  build_network
  start_servers
}

### Direct

scenario_direct_healthy() {
  start_network
  record direct-healthy.pcapng 36 --updater direct --revocation direct
}

# The firewall drops 443 to the connector's hosts; sign-in and port 80 are open.
scenario_syn_unanswered() {
  start_network
  firewall ip daddr @connector tcp dport 443 drop
  record syn-unanswered.pcapng 60 --updater direct --revocation direct --sign-in login.microsoftonline.com --tries 2
}

# The firewall answers with resets. Those of the bootstrap host stay hidden from the client's stack, which then sends
# the same SYN again; the updater sees them and begins anew.
scenario_syn_refused() {
  start_network
  firewall ip daddr @connector tcp dport 443 reject with tcp reset
  client_ignores ip saddr 203.0.113.21 'tcp flags & rst == rst'
  record syn-refused.pcapng 48 --updater direct --revocation direct --tries 2
}

# A router answers with ICMP "communication administratively prohibited", ten a minute; the rest
# is dropped.
scenario_syn_rejected() {
  start_network
  firewall ip daddr @connector tcp dport 443 limit rate 10/minute burst 4 packets reject with icmp admin-prohibited
  firewall ip daddr @connector tcp dport 443 drop
  client_ignores icmp type destination-unreachable
  record syn-rejected.pcap 48 --updater direct --revocation direct --tries 2
}

# SYN-ACKs arrive and are lost behind the capture point.
scenario_syn_ack_ignored() {
  start_network
  client_ignores ip saddr '{ 203.0.113.21, 203.0.113.81 }' 'tcp flags & (syn | ack) == syn | ack'
  record syn-ack-ignored.pcapng 40 --updater direct --tries 1
}

# The firewall opens 3 s after the start.
scenario_syn_answered_late() {
  start_network
  firewall ip daddr @connector tcp dport 443 drop
  { sleep 3.6 && within router nft flush chain inet lab forward; } &
  record syn-answered-late.pcapng 30
}

# One of the bootstrap host's two addresses is missing from the firewall's list.
scenario_address_unreachable() {
  NAMES+=('host-record=bootstrap-weu-1.westeurope.cloudapp.azure.com,203.0.113.22')
  start_network
  firewall ip daddr 203.0.113.21 tcp dport 443 drop
  record address-unreachable.pcapng 32
}

# The client's own machine drops what goes to port 443; nothing of it reaches the card.
scenario_no_connection_attempt() {
  start_network
  client_blocks tcp dport 443
  record no-connection-attempt.pcapng 36 --revocation direct --tries 1
}

scenario_service_bus_fallback() {
  start_network
  firewall ip daddr @servicebus tcp dport '{ 5671, 9352 }' drop
  record service-bus-fallback.pcapng 45 --probe-ports 5671,9352
}

# Names have IPv6 addresses, the firewall lets none of it out.
scenario_ipv6_unreachable() {
  WITH_IPV6=yes
  NAMES+=(
    'host-record=bootstrap-weu-1.westeurope.cloudapp.azure.com,2001:db8:113::21'
    'host-record=ns-sb-prod-am3-011.cloudapp.net,2001:db8:113::41'
    'host-record=ns-sb-prod-db3-014.cloudapp.net,2001:db8:113::42'
  )
  start_network
  firewall ip6 daddr "$CLOUD6" tcp dport 443 drop
  record ipv6-unreachable.pcapng 40
}

# The router loses every fifth data packet of the client.
scenario_packet_loss() {
  start_network
  firewall ip saddr "$CLIENT" ip daddr @connector meta length gt 60 numgen inc mod 5 == 4 drop
  record packet-loss.pcapng 40
}

# The connector is well; another program's server is not there.
scenario_unrelated_syns() {
  NAMES+=('host-record=licence.contoso.local,10.20.8.33')
  start_network
  firewall ip daddr 10.20.8.33 drop
  record unrelated-syns.pcapng 40 --unrelated licence.contoso.local:8443
}

### DNS

scenario_dns_name_not_found() {
  HIDDEN=bootstrap
  start_network
  record dns-name-not-found.pcapng 30 --search-suffix contoso.local --updater direct
}

# The resolver's forwarder for public names does not answer; internal names resolve.
scenario_dns_no_answer() {
  HIDDEN=msappproxy
  NAMES+=('server=/msappproxy.net/198.51.100.53')
  start_network
  firewall ip daddr 198.51.100.53 udp dport 53 drop
  record dns-no-answer.pcapng 48 --tries 2
}

# The resolver refuses to look public names up.
scenario_dns_server_failure() {
  HIDDEN=msappproxy
  NAMES+=('server=/msappproxy.net/#')
  start_network
  record dns-server-failure.pcapng 30
}

scenario_proxy_name_not_resolved() {
  HIDDEN=proxy
  start_network
  record proxy-name-not-resolved.pcapng 30 "${VIA_PROXY[@]}" --updater proxy
}

### Through a proxy

scenario_proxy_healthy() {
  start_network
  start_squid
  record proxy-healthy.pcapng 36 "${VIA_PROXY[@]}" --updater proxy --revocation proxy --listener-tls13
}

# The proxy wants credentials that the connector does not send.
scenario_proxy_407() {
  start_network
  start_squid \
    'auth_param negotiate program /bin/cat' \
    'auth_param negotiate children 1' \
    'auth_param basic program /bin/cat' \
    'auth_param basic realm contoso' \
    'acl known_user proxy_auth REQUIRED' \
    'http_access deny !known_user'
  record proxy-407.pcapng 30 "${VIA_PROXY[@]}" --updater proxy --sign-in login.microsoftonline.com
}

# As before, but this client has credentials (made-up ones, and any are taken).
scenario_proxy_authentication_used() {
  start_network
  start_squid \
    'auth_param basic program /usr/lib/squid/basic_fake_auth' \
    'auth_param basic realm contoso' \
    'acl known_user proxy_auth REQUIRED' \
    'http_access deny !known_user'
  record proxy-authentication-used.pcapng 30 "${VIA_PROXY[@]}" --credentials connector:made-up \
    --namespaces cwap-eur1-weur2
}

scenario_proxy_403_some_hosts() {
  start_network
  start_squid 'acl relay dstdomain .servicebus.windows.net' 'http_access deny relay'
  record proxy-403-some-hosts.pcapng 36 "${VIA_PROXY[@]}"
}

# Squid tunnels to 443 only; the client asks for a tunnel to 80 as well.
scenario_proxy_port_not_allowed() {
  start_network
  start_squid
  record proxy-port-not-allowed.pcapng 30 "${VIA_PROXY[@]}" --revocation tunnel --namespaces cwap-eur1-weur2
}

# The proxy's own way out: one host silent, one refusing, one that does not resolve.
scenario_proxy_503() {
  start_network
  firewall ip saddr "$PROXY" ip daddr 203.0.113.21 tcp dport 443 drop
  firewall ip saddr "$PROXY" ip daddr 203.0.113.81 tcp dport 443 reject with tcp reset
  start_squid 'connect_timeout 5 seconds'
  record proxy-503.pcapng 50 "${VIA_PROXY[@]}" --updater proxy --sign-in aadcdn.msauth.net
}

scenario_proxy_unreachable() {
  start_network
  firewall ip daddr "$PROXY" tcp dport 8080 drop
  PRECISION=nano record proxy-unreachable.pcap 48 "${VIA_PROXY[@]}" --updater proxy --tries 2
}

# The proxy's name has two addresses; the first refuses, the second serves.
scenario_proxy_node_failing() {
  NAMES+=('host-record=proxy.contoso.local,10.20.8.79')
  start_network
  start_squid
  firewall ip daddr 10.20.8.79 tcp dport 8080 reject with tcp reset
  record proxy-node-failing.pcapng 32 "${VIA_PROXY[@]}" --updater proxy
}

# Something listens on the proxy's port that takes the request and says nothing; the client waits 32 s.
scenario_proxy_no_answer() {
  start_network
  start_instead_of_proxy silent
  record proxy-no-answer.pcapng 52 "${VIA_PROXY[@]}" --updater proxy --patience 32 --tries 1
}

scenario_proxy_closed_connection() {
  start_network
  start_instead_of_proxy hangup
  record proxy-closed-connection.pcapng 26 "${VIA_PROXY[@]}" --updater proxy
}

scenario_proxy_captive_portal() {
  start_network
  start_instead_of_proxy portal
  record proxy-captive-portal.pcapng 26 "${VIA_PROXY[@]}" --updater proxy
}

# The service uses the proxy, the updater goes direct and the firewall drops it.
scenario_mixed() {
  start_network
  start_squid
  firewall ip saddr "$CLIENT" tcp dport 443 drop
  record mixed.pcapng 48 "${VIA_PROXY[@]}" --updater direct --tries 2
}

### The capture itself

# A healthy start recorded at three points that each packet passes, as pktmon does with its components.
scenario_duplicates() {
  start_network
  virtual_switch
  local point
  for point in vnic0 vport1; do
    start_capture "$WORK/$point.pcapng" $point
  done
  record eth0.pcapng 27 --namespaces cwap-eur1-weur2 --data-host '' --intranet-every 12
  mergecap -F pcapng -w "$WORK/merged.pcapng" "$WORK"/{vnic0,vport1,eth0}.pcapng
  reordercap "$WORK/merged.pcapng" "$WORK/duplicates.pcapng"
  RECORDED=$WORK/duplicates.pcapng
}

# A 407 in a capture that keeps 128 bytes of each packet, as pktmon does unless told otherwise.
scenario_truncated() {
  start_network
  start_squid \
    'auth_param basic program /bin/cat' \
    'auth_param basic realm contoso' \
    'acl known_user proxy_auth REQUIRED' \
    'http_access deny !known_user'
  SNAP=128 record truncated.pcapng 30 "${VIA_PROXY[@]}" --updater proxy
}

# The connector has been running for 12 s when the capture begins; its names are asked once more later.
scenario_late_start() {
  start_network
  start_connector --lookup-again 22
  sleep 12
  start_capture "$WORK/late-start.pcapng"
  sleep 40
  stop_captures
  RECORDED=$WORK/late-start.pcapng
}
