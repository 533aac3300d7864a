#!/usr/bin/env bash
# Records the captures of samples/ again: record.sh [SCENARIO...], all without an argument. See README.md.
set -euo pipefail
export PYTHONDONTWRITEBYTECODE=1

readonly TENANT=2f0c1a6e-7d3b-4c58-9b1e-5a4d8f6c0b21
readonly VIA_PROXY=(--proxy proxy.contoso.local:8080)
readonly LIMIT=150 # seconds that one scenario may take at most
LAB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly LAB SAMPLES=${LAB%/*}

fail() {
  printf 'record.sh: %s\n' "$1" >&2
  exit "${2:-1}"
}

check_packages() {
  local missing=() program package
  while read -r program package; do
    command -v "$program" > /dev/null || missing+=("$package")
  done << 'PACKAGES'
ip iproute2
nft nftables
dnsmasq dnsmasq-base
squid squid-openssl
tcpdump tcpdump
dumpcap wireshark-common
mergecap wireshark-common
reordercap wireshark-common
openssl openssl
python3 python3
unshare util-linux
PACKAGES
  [[ ${#missing[@]} == 0 ]] || fail "missing packages: $(printf '%s\n' "${missing[@]}" | sort -u | xargs)"
  [[ $EUID == 0 ]] || fail 'network namespaces need root'
}

scenarios() {
  declare -F | sed -n 's/^declare -f scenario_//p' | tr _ -
}

start_network() {
  build_network
  start_servers
}

# start NAMESPACE PROGRAM...: a background process; it ends with the process namespace at the latest.
start() {
  local namespace=$1
  shift
  ip netns exec "$namespace" "$@" >> "$WORK/$namespace.log" 2>&1 &
  LAST_PID=$!
}

# until_listening NAMESPACE ss-FILTER...: waits up to 10 s until somebody listens there.
until_listening() {
  local namespace=$1 try
  shift
  for try in {1..100}; do
    [[ -z $(within "$namespace" ss -Hln "$@") ]] || return 0
    sleep 0.1
  done
  fail "nothing listens in $namespace ($*)"
}

# start_servers: HIDDEN is a pattern of names that do not exist, NAMES are further lines for dnsmasq, CLOUD are
# options of the servers.
start_servers() {
  make_certificates "$WORK/certificates"
  sed "s/@TENANT@/$TENANT/; /${HIDDEN:-^\$}/d" "$LAB/names.conf" > "$WORK/names.conf"
  printf '%s\n' "${NAMES[@]}" >> "$WORK/names.conf"
  start resolver dnsmasq --keep-in-foreground --user=root --conf-file="$WORK/names.conf" --pid-file=
  start cloud python3 "$LAB/cloud.py" cloud --certificates "$WORK/certificates" "${CLOUD[@]}"
  start proxy python3 "$LAB/cloud.py" web
  until_listening resolver -u 'sport = :53'
  until_listening cloud -t 'sport = :443'
  until_listening proxy -t 'sport = :80'
}

# start_squid [RULE...]: the proxy, with further lines of configuration.
start_squid() {
  configure_squid "$@"
  start proxy squid -N -f "$WORK/squid.conf"
  until_listening proxy -t 'sport = :8080'
}

configure_squid() {
  printf '%s\n' "$@" > "$WORK/rules.conf"
  sed "s|@WORK@|$WORK|; s|@PORT@|8080 ${BUMP:-}|" "$LAB/squid.conf" > "$WORK/squid.conf"
}

# start_inspection proxy|router [RULE...]: Squid with certificates of its own for every host, as the proxy that the
# client is told or, on the router, for all that the client sends to 443.
start_inspection() {
  local place=$1 options="ssl-bump tls-cert=$WORK/certificates/inspection.pem generate-host-certificates=on"
  local rules=('ssl_bump bump all' 'sslcrtd_children 1'
    "sslcrtd_program /usr/lib/squid/security_file_certgen -s $WORK/forged -M 4MB"
    "tls_outgoing_options cafile=$WORK/certificates/root.crt")
  shift
  chmod a+rx "$WORK" "$WORK/certificates"
  chmod a+r "$WORK/certificates"/*
  /usr/lib/squid/security_file_certgen -c -s "$WORK/forged" -M 4MB > /dev/null
  chown -R proxy "$WORK/forged"
  if [[ $place == router ]]; then
    rules+=("https_port 3130 intercept $options")
    within router nft add table ip lab
    within router nft 'add chain ip lab intercept { type nat hook prerouting priority dstnat; policy accept; }'
    within router nft add rule ip lab intercept ip saddr "$CLIENT" tcp dport 443 redirect to :3130
    options=
  fi
  BUMP=$options configure_squid "${rules[@]}" "$@"
  start "$place" squid -N -f "$WORK/squid.conf"
  until_listening "$place" -t "sport = :$([[ $place == router ]] && echo 3130 || echo 8080)"
}

start_instead_of_proxy() {
  start proxy python3 "$LAB/cloud.py" "$1" 8080
  until_listening proxy -t 'sport = :8080'
}

# start_connector OPTION...: on the client, unless MACHINE names another one.
start_connector() {
  start "${MACHINE:-client}" python3 "$LAB/connector.py" --tenant "$TENANT" --resolver "$RESOLVER" \
    --certificates "$WORK/certificates" "$@"
}

# start_capture FILE [INTERFACE]: pcapng by dumpcap (it keeps the interface's name), *.pcap by tcpdump, with whole
# packets unless SNAP says how many bytes; on the client, unless RECORDER names another namespace.
CAPTURES=()
start_capture() {
  local file=$1 interface=${2:-eth0}
  case $file in
    *.pcapng) start "${RECORDER:-client}" dumpcap -q -i "$interface" -s "${SNAP:-0}" -w "$file" ;;
    *.pcap) start "${RECORDER:-client}" tcpdump -i "$interface" -s "${SNAP:-0}" -U --time-stamp-precision="${PRECISION:-micro}" -w "$file" ;;
  esac
  CAPTURES+=("$LAST_PID")
  local try
  for try in {1..100}; do
    [[ ! -s $file ]] || break
    sleep 0.1
  done
  sleep 0.7
}

stop_captures() {
  kill -TERM "${CAPTURES[@]}"
  wait "${CAPTURES[@]}" || true
}

# record FILE SECONDS CONNECTOR-OPTION...: capture, start of the connector, end of both.
record() {
  local file=$WORK/$1 seconds=$2
  shift 2
  start_capture "$file"
  start_connector "$@"
  sleep "$seconds"
  stop_captures
  RECORDED=$file
}

# run_inside SCENARIO: what happens within the private namespaces.
run_inside() {
  mount -t tmpfs tmpfs /run
  WORK=/run/lab
  mkdir -p "$WORK"
  NAMES=() HIDDEN= CLOUD=() VALID=() SERVERS_VALID=() CLIENT_VALID=()
  "scenario_${1//-/_}"
  mkdir -p "$SAMPLES/$1"
  rm -f "$SAMPLES/$1/$1".pcap*
  python3 "$LAB/publish.py" "$RECORDED" "$SAMPLES/$1/$1.${RECORDED##*.}"
  [[ -z ${LAB_LOGS:-} ]] || { mkdir -p "$LAB_LOGS/$1" && cp "$WORK"/*.log "$LAB_LOGS/$1/"; }
}

main() {
  source "$LAB/network.sh"
  source "$LAB/certificates.sh"
  local part
  for part in "$LAB"/scenarios/*.sh; do
    source "$part"
  done
  if [[ ${1:-} == --inside ]]; then
    run_inside "$2"
    return
  fi
  check_packages
  local scenario all
  if [[ $# == 0 ]]; then
    mapfile -t all < <(scenarios)
    set -- "${all[@]}"
  fi
  for scenario in "$@"; do
    declare -F "scenario_${scenario//-/_}" > /dev/null || fail "no scenario $scenario; there are: $(scenarios | xargs)" 2
  done
  for scenario in "$@"; do
    printf 'recording %s\n' "$scenario" >&2
    # Own network, mounts and process ids: when the first process ends, all that it started and made is gone.
    timeout --foreground -k 5 "$LIMIT" unshare --net --mount --pid --fork --kill-child --mount-proc \
      bash "$LAB/record.sh" --inside "$scenario" || fail "$scenario was not recorded"
  done
}

main "$@"
