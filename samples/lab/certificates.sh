# shellcheck shell=bash
# The certificates of the lab, sourced by record.sh: made anew for each recording, valid for 90 days more.
# Names look like those of the real authorities and say that they are the lab's.

# certificate NAME SUBJECT ISSUER EXTENSIONS: NAME.pem = certificate, then key; ISSUER is NAME itself for a root.
# VALID is the time that it is good for, in two words of date(1).
certificate() {
  local name=$1 subject=$2 issuer=$3 extensions=$4 valid=("${VALID[@]:-now - 30 days}")
  openssl req -new -newkey rsa:2048 -nodes -keyout "$name.key" -out "$name.csr" -subj "$subject" 2> /dev/null
  local signer=(-cert "$issuer.crt" -keyfile "$issuer.key")
  [[ $issuer != "$name" ]] || signer=(-selfsign -keyfile "$name.key")
  openssl ca -batch -preserveDN -config authority.conf "${signer[@]}" -in "$name.csr" -out "$name.crt" -notext \
    -startdate "$(date -u -d "${valid[0]}" +%Y%m%d%H%M%SZ)" \
    -enddate "$(date -u -d "${valid[1]:-now + 90 days}" +%Y%m%d%H%M%SZ)" \
    -extfile <(printf '%s\n' "$extensions") 2>> openssl.log
  cat "$name.crt" "$name.key" > "$name.pem"
}

# make_certificates FOLDER: SERVERS_VALID and CLIENT_VALID may say when the certificates of the servers and of the
# connector are good; the authorities are so for years.
make_certificates() (
  mkdir -p "$1"
  cd "$1" || exit 1
  : > index
  cat > authority.conf << 'CONFIG'
[ca]
default_ca = lab
[lab]
database = index
new_certs_dir = .
default_md = sha256
unique_subject = no
rand_serial = yes
policy = any
[any]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
CONFIG
  local authority='basicConstraints=critical,CA:true' domain
  VALID=('now - 3 years' 'now + 10 years')
  certificate root '/C=US/O=DigiCert Inc/OU=Lab/CN=Lab DigiCert Global Root G2' root "$authority"
  certificate issuing '/C=US/O=Microsoft Corporation/CN=Lab Microsoft Azure RSA TLS Issuing CA 04' root "$authority"
  certificate registration '/CN=connectorregistrationca.msappproxy.net' registration "$authority"
  certificate former '/CN=connectorregistrationca.msappproxy.net' former "$authority"
  certificate inspection '/C=DE/O=Contoso AG/OU=Lab/CN=Contoso Web Inspection CA' inspection "$authority"
  VALID=("${SERVERS_VALID[@]}")
  for domain in msappproxy.net servicebus.windows.net microsoftonline.com; do
    certificate "$domain" "/C=US/ST=WA/L=Redmond/O=Microsoft Corporation/CN=*.$domain" issuing \
      "subjectAltName=DNS:*.$domain,DNS:*.bootstrap.$domain,DNS:*.connector.$domain,DNS:*.registration.$domain"
    cat "$domain.crt" issuing.crt "$domain.key" > "$domain.pem"
  done
  VALID=("${CLIENT_VALID[@]}")
  certificate connector "/CN=$TENANT" registration 'extendedKeyUsage=clientAuth'
  cat connector.crt registration.crt connector.key > connector-with-chain.pem
)
