# shellcheck shell=bash
# Revocation: what CryptoAPI fetches on port 80.

# The firewall opens 443 and forgot 80.
scenario_revocation_blocked_direct() {
  start_network
  firewall ip daddr 192.0.2.0/24 tcp dport 80 drop
  record revocation-blocked-direct.pcapng 60 --revocation direct
}

# The proxy tunnels everything and forbids plain GETs of the revocation hosts.
scenario_revocation_denied_proxy() {
  start_network
  start_squid \
    'acl revocation dstdomain .digicert.com .windowsupdate.com' \
    'acl plain method GET' \
    'http_access deny revocation plain'
  record revocation-denied-proxy.pcapng 32 "${VIA_PROXY[@]}" --revocation proxy
}

# The connector knows its proxy, WinHTTP does not: revocation goes direct and is dropped.
scenario_winhttp_without_proxy() {
  start_network
  start_squid
  firewall ip saddr "$CLIENT" ip daddr 192.0.2.0/24 drop
  record winhttp-without-proxy.pcapng 60 "${VIA_PROXY[@]}" --updater proxy --revocation direct
}
