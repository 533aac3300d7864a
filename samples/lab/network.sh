# shellcheck shell=bash
# The network of the lab, sourced by record.sh. Five namespaces; the router stands between the office and the rest:
#
#   client 10.20.0.10 ─┐                      ┌─ proxy 10.20.8.80, intranet web server 10.20.8.20
#                      ├─ 10.20.0.1  router ──┤
#   resolver 10.20.0.53┘                      └─ cloud 203.0.113.0/24, 198.51.100.0/24, 192.0.2.0/24
#
# Nothing of it is connected to the machine's own network: all namespaces hang from a private one.

readonly CLIENT=10.20.0.10 CLIENT2=10.20.0.11 RESOLVER=10.20.0.53 PROXY=10.20.8.80
readonly CLIENT6=2001:db8:20::10 RESOLVER6=2001:db8:20::53 CLOUD6=2001:db8:113::/64
readonly CLOUD_ADDRESSES="203.0.113.21 203.0.113.22 203.0.113.41 203.0.113.42 203.0.113.43 203.0.113.44
  203.0.113.61 203.0.113.81 203.0.113.91 198.51.100.10 192.0.2.10 192.0.2.20 192.0.2.21"

# within NAMESPACE COMMAND...: runs a command inside a namespace.
within() {
  local namespace=$1
  shift
  ip netns exec "$namespace" "$@"
}

# setting NAMESPACE KEY VALUE: a network setting of one namespace; an unknown one (older kernel) is passed over.
setting() {
  within "$1" sh -c 'test ! -e "/proc/sys/net/$1" || printf %s "$2" > "/proc/sys/net/$1"' sh "$2" "$3"
}

# link A NAME-A B NAME-B: a cable between two namespaces.
link() {
  ip link add "$2" netns "$1" type veth peer name "$4" netns "$3"
  # As a real card would: no segments larger than the cable takes.
  within "$1" ip link set "$2" gso_max_segs 1 up
  within "$3" ip link set "$4" gso_max_segs 1 up
}

build_network() {
  mkdir -p /run/netns
  local namespace
  for namespace in client resolver router proxy cloud; do
    ip netns add "$namespace"
    within "$namespace" ip link set lo up
    setting "$namespace" ipv6/conf/all/accept_dad 0
    setting "$namespace" ipv6/conf/default/accept_dad 0
    setting "$namespace" ipv6/conf/default/router_solicitations 0
    [[ $namespace == router || -n ${WITH_IPV6:-} ]] || setting "$namespace" ipv6/conf/default/disable_ipv6 1
  done
  build_office
  build_outside
  windows_like client
}

build_office() {
  within router ip link add office type bridge
  within router ip link set office address 02:00:0a:14:00:01 up
  link client eth0 router port1
  link resolver eth0 router port2
  within router ip link set port1 master office
  within router ip link set port2 master office
  within client ip link set eth0 address 02:00:0a:14:00:0a
  within resolver ip link set eth0 address 02:00:0a:14:00:35
  within router ip address add 10.20.0.1/24 dev office
  within client ip address add $CLIENT/24 dev eth0
  within resolver ip address add $RESOLVER/24 dev eth0
  within client ip route add default via 10.20.0.1
  within resolver ip route add default via 10.20.0.1
  if [[ -n ${WITH_IPV6:-} ]]; then
    within router ip address add 2001:db8:20::1/64 dev office nodad
    within client ip address add $CLIENT6/64 dev eth0 nodad
    within client ip -6 route add default via 2001:db8:20::1
    within resolver ip address add $RESOLVER6/64 dev eth0 nodad
  fi
}

build_outside() {
  link router dmz proxy eth0
  long_line
  within router ip address add 10.20.8.1/24 dev dmz
  within proxy ip address add $PROXY/24 dev eth0
  within proxy ip address add 10.20.8.20/24 dev eth0
  within proxy ip route add default via 10.20.8.1
  within router ip address add 198.18.0.1/30 dev wan
  within cloud ip address add 198.18.0.2/30 dev eth0
  within cloud ip route add default via 198.18.0.1
  local address
  for address in $CLOUD_ADDRESSES; do
    within cloud ip address add "$address/32" dev lo
    within router ip route add "$address/32" via 198.18.0.2
  done
  if [[ -n ${WITH_IPV6:-} ]]; then
    within cloud ip -6 route add default dev eth0
    within cloud ip -6 route add local $CLOUD6 dev lo
    within router ip -6 route add $CLOUD6 dev wan
    setting router ipv6/conf/all/forwarding 1
  fi
  setting router ipv4/ip_forward 1
  # As from a dozen hops away; the router's own packets come with 64.
  setting cloud ipv4/ip_default_ttl 117
  within router nft -f - << 'RULES'
table inet lab {
  set connector { type ipv4_addr; elements = { 203.0.113.21, 203.0.113.22, 203.0.113.41, 203.0.113.42,
                  203.0.113.43, 203.0.113.44, 203.0.113.61, 203.0.113.81, 203.0.113.91 } }
  set servicebus { type ipv4_addr; elements = { 203.0.113.41, 203.0.113.42, 203.0.113.43, 203.0.113.44 } }
  chain forward { type filter hook forward priority filter; policy accept; }
}
RULES
}

# long_line: the way from the router to the cloud, some 12 ms each way.
long_line() {
  # A busy machine must not make the line slower than a retransmission timer.
  start router nice -n -15 python3 "$LAB/wire.py" wan far 12
  local try
  for try in {1..50}; do
    within router ip link show far > /dev/null 2>&1 && break
    sleep 0.1
  done
  within router ip link set far netns cloud name eth0
  within router ip link set wan up
  within cloud ip link set eth0 up
}

# windows_like NAMESPACE: the TCP of Windows as far as Linux has the switches: SYNs after 1 s and 3 s, given up after
# 7 s, no timestamps.
windows_like() {
  setting "$1" ipv4/tcp_syn_linear_timeouts 0
  setting "$1" ipv4/tcp_syn_retries 2
  setting "$1" ipv4/tcp_timestamps 0
  setting "$1" ipv4/tcp_ecn 0
  setting "$1" ipv4/ip_default_ttl 128
  setting "$1" ipv4/ip_local_port_range '49700 50700'
}

# second_client: one more machine in the office, client2.
second_client() {
  ip netns add client2
  within client2 ip link set lo up
  setting client2 ipv6/conf/default/disable_ipv6 1
  link client2 eth0 router port3
  within router ip link set port3 master office
  within client2 ip link set eth0 address 02:00:0a:14:00:0c
  within client2 ip address add $CLIENT2/24 dev eth0
  within client2 ip route add default via 10.20.0.1
  windows_like client2
}

# narrow_line down|up BYTES: the router's line towards the client or the cloud takes packets up to that size only.
narrow_line() {
  case $1 in
    down) within router ip route replace 10.20.0.0/24 dev office src 10.20.0.1 mtu lock "$2" ;;
    up) within router ip link set wan mtu "$2" ;;
  esac
}

# router_keeps_silent: nobody hears from the router that a packet was too large for it.
router_keeps_silent() {
  within router nft 'add chain inet lab output { type filter hook output priority filter; policy accept; }'
  within router nft add rule inet lab output icmp type destination-unreachable drop
}

# firewall RULE: one more rule of the router between office, proxy and cloud.
firewall() {
  within router nft add rule inet lab forward "$@"
}

# client_blocks RULE: packets of the client that its own machine drops before they reach the card.
client_blocks() {
  within client nft add table inet lab
  within client nft 'add chain inet lab output { type filter hook output priority filter; policy accept; }'
  within client nft add rule inet lab output "$@" drop
}

# client_ignores RULE: packets that the client's card takes in and its stack never sees. With RSTs and ICMP errors
# hidden Linux goes on sending the same SYN, as Windows does of itself.
client_ignores() {
  within client nft add table inet lab
  within client nft 'add chain inet lab input { type filter hook input priority filter; policy accept; }'
  within client nft add rule inet lab input "$@" drop
}

# virtual_switch: puts a switch with a port for the client between its card and its address, as a virtual machine's
# host has it. A packet then passes vnic0, vport1 and eth0.
virtual_switch() {
  within client ip address flush dev eth0
  within client ip link set eth0 address 02:00:0a:14:00:0b
  within client ip link add vswitch0 type bridge mcast_snooping 0
  within client ip link add vnic0 type veth peer name vport1
  within client ip link set vnic0 address 02:00:0a:14:00:0a gso_max_segs 1 up
  local port
  for port in vswitch0 vport1; do
    within client ip link set $port gso_max_segs 1 up
  done
  within client ip link set vport1 master vswitch0
  within client ip link set eth0 master vswitch0
  within client ip address add $CLIENT/24 dev vnic0
  within client ip route add default via 10.20.0.1
}
