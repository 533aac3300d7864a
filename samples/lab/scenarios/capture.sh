# shellcheck shell=bash
# The capture itself

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
