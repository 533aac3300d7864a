# shellcheck shell=bash
# TLS, directly and inside a tunnel: inspection, certificates of both sides, versions, what stands in its way.

# The proxy opens every tunnel and shows certificates of its own; the client's administrator made it trust them. The
# proxy has no client certificate to show to the service, which the client sees as an error page inside TLS.
scenario_tls_inspection() {
  start_network
  start_inspection proxy
  record tls-inspection.pcapng 32 "${VIA_PROXY[@]}" --updater proxy --trust inspection
}

# A firewall does the same to all that goes to port 443; the client does not know its authority.
scenario_tls_inspection_direct() {
  start_network
  start_inspection router
  record tls-inspection-direct.pcapng 30 --updater direct --revocation direct
}

# Inspection again, but client and proxy speak TLS 1.3: nobody can see whose certificate it is.
scenario_tls_inspection_13() {
  start_network
  start_inspection proxy
  record tls-inspection-13.pcapng 30 "${VIA_PROXY[@]}" --tls 1.3 --trust inspection
}

scenario_tls13_healthy() {
  start_network
  record tls13-healthy.pcapng 34 --tls 1.3 --updater direct --revocation direct
}

scenario_tls13_through_proxy() {
  start_network
  start_squid
  record tls13-through-proxy.pcapng 34 "${VIA_PROXY[@]}" --tls 1.3 --updater proxy
}

# The connector's certificate is gone; it answers the server's question with an empty list.
scenario_client_certificate_missing() {
  start_network
  record client-certificate-missing.pcapng 28 --client-certificate ''
}

# The service takes certificates of another authority only.
scenario_client_certificate_rejected() {
  CLOUD+=(--client-authority former)
  start_network
  start_squid
  record client-certificate-rejected.pcapng 28 "${VIA_PROXY[@]}"
}

scenario_client_certificate_expired() {
  CLIENT_VALID=('now - 190 days' 'now - 10 days')
  start_network
  record client-certificate-expired.pcapng 28
}

# As client-certificate-rejected in TLS 1.3, where the server's alert cannot be read.
scenario_client_certificate_rejected_13() {
  CLOUD+=(--client-authority former)
  start_network
  record client-certificate-rejected-13.pcapng 28 --tls 1.3
}

# The client knows TLS 1.0 and 1.1 only.
scenario_tls_version_too_old() {
  start_network
  record tls-version-too-old.pcapng 28 --tls 1.1 --updater direct
}

# The server's certificates ended three days ago.
scenario_server_certificate_expired() {
  SERVERS_VALID=('now - 360 days' 'now - 3 days')
  start_network
  record server-certificate-expired.pcapng 28
}

# The client's clock, which is the capture's, is 400 days behind: certificates begin in its future, and the servers' date
# is far ahead.
scenario_clock_behind() {
  SERVERS_VALID=('now + 350 days' 'now + 440 days')
  CLOUD+=(--ahead $((400 * 86400)))
  start_network
  record clock-behind.pcapng 28 --revocation direct
}

# The clock is two hours behind; certificates still hold.
scenario_clock_skewed() {
  CLOUD+=(--ahead 7200)
  start_network
  record clock-skewed.pcapng 30 --revocation direct --namespaces cwap-eur1-weur2
}

# A filter resets what asks for the bootstrap host by name: the connection opens, the ClientHello is answered by a RST
# from the router.
scenario_tls_reset() {
  start_network
  firewall ip daddr 203.0.113.21 tcp dport 443 @ih,0,8 0x16 reject with tcp reset
  record tls-reset.pcapng 30 --updater direct
}

# The filter drops the ClientHello in place of that.
scenario_tls_no_answer() {
  start_network
  firewall ip daddr 203.0.113.21 tcp dport 443 meta length gt 60 drop
  record tls-no-answer.pcapng 66 --patience 31 --tries 2 --updater direct
}

### Path MTU

# Packets of more than 1300 bytes do not come back to the client, and the router does not say so to the servers: the
# first part of their certificates is lost.
scenario_path_mtu_black_hole() {
  start_network
  narrow_line down 1300
  router_keeps_silent
  record path-mtu-black-hole.pcapng 56 --patience 20 --tries 2 --updater direct
}

# The same on the way out: the client's certificates are lost.
scenario_path_mtu_black_hole_upstream() {
  start_network
  narrow_line up 1000
  router_keeps_silent
  record path-mtu-black-hole-upstream.pcapng 62 --patience 20 --tries 2 --client-certificate connector-with-chain
}

# Narrow lines both ways, but the router says so: both sides send smaller packets.
scenario_pmtu_discovery_works() {
  start_network
  narrow_line down 1300
  narrow_line up 1000
  record pmtu-discovery-works.pcapng 30 --client-certificate connector-with-chain --namespaces cwap-eur1-weur2
}
