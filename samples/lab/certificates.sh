# shellcheck shell=bash
# The certificates of the lab, sourced by record.sh: made anew for each recording, valid for 90 days from then on.
# Names look like those of the real authorities and say that they are the lab's.

# certificate NAME SUBJECT ISSUER EXTENSIONS: NAME.pem = certificate, then key; ISSUER is NAME itself for a root.
certificate() {
  local name=$1 subject=$2 issuer=$3 extensions=$4
  openssl req -new -newkey rsa:2048 -nodes -keyout "$name.key" -out "$name.csr" -subj "$subject" 2> /dev/null
  local signer=(-CA "$issuer.crt" -CAkey "$issuer.key")
  [[ $issuer != "$name" ]] || signer=(-signkey "$name.key")
  openssl x509 -req -in "$name.csr" "${signer[@]}" -out "$name.crt" -days 90 -set_serial "0x$(openssl rand -hex 15)" \
    -sha256 -extfile <(printf '%s\n' "$extensions") 2> /dev/null
  cat "$name.crt" "$name.key" > "$name.pem"
}

make_certificates() (
  mkdir -p "$1"
  cd "$1" || exit 1
  local authority='basicConstraints=critical,CA:true'
  certificate root '/C=US/O=DigiCert Inc/OU=Lab/CN=Lab DigiCert Global Root G2' root "$authority"
  certificate issuing '/C=US/O=Microsoft Corporation/CN=Lab Microsoft Azure RSA TLS Issuing CA 04' root "$authority"
  local domain
  for domain in msappproxy.net servicebus.windows.net microsoftonline.com; do
    certificate "$domain" "/C=US/ST=WA/L=Redmond/O=Microsoft Corporation/CN=*.$domain" issuing \
      "subjectAltName=DNS:*.$domain,DNS:*.bootstrap.$domain,DNS:*.connector.$domain,DNS:*.registration.$domain"
    cat "$domain.crt" issuing.crt "$domain.key" > "$domain.pem"
  done
  certificate registration '/CN=connectorregistrationca.msappproxy.net' registration "$authority"
  certificate connector "/CN=$TENANT" registration 'extendedKeyUsage=clientAuth'
)
