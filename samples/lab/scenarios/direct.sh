# shellcheck shell=bash
# Direct

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
