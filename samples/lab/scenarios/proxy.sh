# shellcheck shell=bash
# Through a proxy

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

# NTLM in place of Basic: two 407s on one connection, then 200.
scenario_proxy_ntlm() {
  start_network
  start_squid \
    'auth_param ntlm program /usr/lib/squid/ntlm_fake_auth' \
    'auth_param ntlm children 4' \
    'acl known_user proxy_auth REQUIRED' \
    'http_access deny !known_user'
  record proxy-ntlm.pcapng 30 "${VIA_PROXY[@]}" --credentials connector:made-up --namespaces cwap-eur1-weur2
}

# Nobody told the connector of a proxy; it finds one by itself.
scenario_wpad_proxy_used() {
  NAMES+=('host-record=wpad.contoso.local,10.20.8.20')
  start_network
  start_squid
  record wpad-proxy-used.pcapng 32 --wpad contoso.local
}

# The same, and that proxy lets nobody through.
scenario_wpad_proxy_denies() {
  NAMES+=('host-record=wpad.contoso.local,10.20.8.20')
  start_network
  start_squid 'http_access deny all'
  record wpad-proxy-denies.pcapng 28 --wpad contoso.local
}

# The updater has no proxy and does not need one.
scenario_updater_not_using_proxy() {
  start_network
  start_squid
  record updater-not-using-proxy.pcapng 32 "${VIA_PROXY[@]}" --updater direct --namespaces cwap-eur1-weur2
}

# The connector asks the proxy for intranet hosts, too; it knows none of them.
scenario_backend_through_proxy() {
  HIDDEN=hr
  start_network
  start_squid
  record backend-through-proxy.pcapng 34 "${VIA_PROXY[@]}" --backends hr.contoso.local --namespaces cwap-eur1-weur2
}

# No wpad anywhere: DNS does not know it, the neighbours do not either, and the connector goes direct.
scenario_wpad_not_found() {
  start_network
  record wpad-not-found.pcapng 30 --wpad contoso.local --namespaces cwap-eur1-weur2
}

# The service goes direct; the updater still has a proxy, which wants credentials.
scenario_updater_proxy_407() {
  start_network
  start_squid \
    'auth_param basic program /bin/cat' \
    'auth_param basic realm contoso' \
    'acl known_user proxy_auth REQUIRED' \
    'http_access deny !known_user'
  record updater-proxy-407.pcapng 32 --updater-proxy proxy.contoso.local:8080 --namespaces cwap-eur1-weur2
}
