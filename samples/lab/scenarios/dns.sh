# shellcheck shell=bash
# DNS

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

# The first question for an address of every name is lost; its repetition after 1 s is answered.
scenario_dns_slow() {
  start_network
  within resolver nft -f - << 'RULES'
table inet lab {
  set asked { type inet_service; size 4096; }
  chain input {
    type filter hook input priority filter; policy accept;
    udp dport 53 udp sport @asked accept
    udp dport 53 add @asked { udp sport } drop
  }
}
RULES
  record dns-slow.pcapng 34 --namespaces cwap-eur1-weur2 --intranet-every 0
}

# A filtering resolver answers with the address of its own notice page, or with 0.0.0.0.
scenario_dns_sinkhole() {
  HIDDEN='bootstrap\|download'
  NAMES+=("host-record=$TENANT.bootstrap.msappproxy.net,10.20.8.20" 'host-record=download.msappproxy.net,0.0.0.0')
  start_network
  record dns-sinkhole.pcapng 30 --updater direct
}

# The first resolver is gone; the second one answers everything.
scenario_dns_second_resolver() {
  start_network
  firewall ip daddr 10.20.8.53 drop
  record dns-second-resolver.pcapng 30 --resolver "10.20.8.53,$RESOLVER" --namespaces cwap-eur1-weur2
}

# The bootstrap host has so many addresses that the answer is cut, and asked for again over TCP.
scenario_dns_tcp() {
  local last
  for last in {220..254}; do
    NAMES+=("host-record=bootstrap-weu-1.westeurope.cloudapp.azure.com,203.0.113.$last")
  done
  start_network
  record dns-tcp.pcapng 28 --namespaces cwap-eur1-weur2
}

# The resolver is asked over IPv6.
scenario_dns_over_ipv6() {
  WITH_IPV6=yes
  start_network
  record dns-over-ipv6.pcapng 28 --resolver "$RESOLVER6" --namespaces cwap-eur1-weur2
}
