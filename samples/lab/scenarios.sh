# The scenarios, sourced by record.sh: scenario_<name with _> sets up what differs and records one capture.
# Every one begins with start_network; times leave the last failure well behind before the capture ends.

start_network() {
  build_network
  start_servers
}

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
  record proxy-407.pcapng 30 --proxy proxy.contoso.local:8080 --updater proxy --sign-in login.microsoftonline.com \
    --tries 3
}
