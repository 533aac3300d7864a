# shellcheck shell=bash
# Sessions that die later, and what else is in a capture.

# A firewall lets the upgrade to WebSocket pass and resets the connection with the first message.
scenario_websocket_refused() {
  start_network
  firewall ip daddr @servicebus tcp dport 443 meta length lt 130 @ih,0,8 0x17 reject with tcp reset
  record websocket-refused.pcapng 34 --tries 6 --retry 2.5 --namespaces cwap-eur1-weur2
}

# Through a proxy, the far end closes each WebSocket at its first message.
scenario_websocket_refused_proxy() {
  CLOUD+=(--cut-sessions)
  start_network
  start_squid
  record websocket-refused-proxy.pcapng 34 "${VIA_PROXY[@]}" --tries 6 --retry 2.5 --namespaces cwap-eur1-weur2
}

# The proxy closes a tunnel after 12 s without a byte; the client would send one after 25 s.
scenario_tunnel_idle_closed() {
  start_network
  start_squid 'read_timeout 12 seconds'
  record tunnel-idle-closed.pcapng 70 "${VIA_PROXY[@]}" --keep-alive 25 --tries 4 --namespaces cwap-eur1-weur2
}

# Two machines at a switch's mirror port: the first one is well, the firewall knows nothing of the second.
scenario_two_clients() {
  start_network
  second_client
  firewall ip saddr "$CLIENT2" tcp dport 443 drop
  RECORDER=router start_capture "$WORK/two-clients.pcapng" office
  start_connector --namespaces cwap-eur1-weur2
  MACHINE=client2 start_connector --tries 2
  sleep 48
  stop_captures
  RECORDED=$WORK/two-clients.pcapng
}

# Agents for pass-through authentication and provisioning run on the same server and get nowhere.
scenario_other_agents() {
  NAMES+=(
    "host-record=$TENANT.pta.bootstrap.msappproxy.net,203.0.113.43"
    'host-record=his-eur1-weur1.servicebus.windows.net,203.0.113.44'
  )
  start_network
  firewall ip daddr '{ 203.0.113.43, 203.0.113.44 }' drop
  record other-agents.pcapng 48 --namespaces cwap-eur1-weur2 --tries 2 \
    --other-agents "$TENANT.pta.bootstrap.msappproxy.net,his-eur1-weur1.servicebus.windows.net"
}
