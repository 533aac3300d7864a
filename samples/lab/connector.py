#!/usr/bin/env python3
"""A client that behaves on the wire like a private network connector at its start.

Look-ups, connections, TLS, the bootstrap request, the listener sessions, revocation downloads and the updater
follow the order and the shape of the real service; what is said inside TLS is made up. Standard library only.
"""

import argparse
import base64
import http.client
import os
import random
import socket
import ssl
import struct
import sys
import threading
import time

TYPE_A, TYPE_CNAME, TYPE_AAAA = 1, 5, 28
DNS_SEND_TIMES = (0, 1, 2, 4, 8)  # Windows: the first server again after 1, 2, 4 and 8 s
DNS_GIVE_UP = 12
KEEP_ALIVE = 10  # seconds between two messages of a listener
START = time.monotonic()


def log(text):
    print(f"{time.monotonic() - START:7.3f} {text}", file=sys.stderr, flush=True)


class Failed(Exception):
    """One try did not work; the caller goes on as the connector does."""


class Resolver:
    """DNS over UDP with the retry times of Windows and a cache, as its DNS client service has."""

    def __init__(self, server, suffix):
        self.server = server
        self.suffix = suffix
        self.cache = {}
        self.locks = {}  # one a name, so that a name is asked once and holds up no other

    def lookup(self, name):
        """The addresses of a name, IPv6 first as RFC 6724 sorts them; raises Failed when there is none."""
        if name.replace(".", "").isdigit():
            return [name]
        with self.locks.setdefault(name, threading.Lock()):
            if name not in self.cache:
                self.cache[name] = self._ask(name)
            return list(self.cache[name])

    def _ask(self, name):
        rcode, addresses = self._query(name)
        if rcode == 3 and self.suffix:
            self._query(f"{name}.{self.suffix}")
        if not addresses:
            raise Failed(f"{name} does not resolve (rcode {rcode})")
        return sorted(addresses, key=lambda address: (":" not in address, address))

    def _query(self, name):
        pending = {random.randrange(65536): kind for kind in (TYPE_A, TYPE_AAAA)}
        rcode, addresses = None, []
        began = time.monotonic()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.connect((self.server, 53))
            sends = [began + seconds for seconds in DNS_SEND_TIMES]
            while pending and time.monotonic() < began + DNS_GIVE_UP:
                if sends and time.monotonic() >= sends[0]:
                    sends.pop(0)
                    for ident, kind in pending.items():
                        sock.send(encode_query(ident, name, kind))
                until = sends[0] if sends else began + DNS_GIVE_UP
                sock.settimeout(max(0.01, until - time.monotonic()))
                try:
                    answer = sock.recv(4096)
                except OSError:
                    continue
                kind = pending.pop(struct.unpack_from(">H", answer)[0], None)
                if kind is not None:
                    code = answer[3] & 15
                    rcode = code if rcode in (None, 0) else rcode
                    addresses += decode_addresses(answer)
        return rcode, addresses


def encode_query(ident, name, kind):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack(">6H", ident, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", kind, 1)


def decode_addresses(answer):
    questions, answers = struct.unpack_from(">2H", answer, 4)
    at = 12
    for _ in range(questions):
        at = skip_name(answer, at) + 4
    found = []
    for _ in range(answers):
        at = skip_name(answer, at)
        kind, _, _, length = struct.unpack_from(">HHIH", answer, at)
        at += 10
        data = answer[at : at + length]
        at += length
        if kind == TYPE_A:
            found.append(socket.inet_ntop(socket.AF_INET, data))
        elif kind == TYPE_AAAA:
            found.append(socket.inet_ntop(socket.AF_INET6, data))
    return found


def skip_name(message, at):
    while message[at]:
        if message[at] >= 0xC0:
            return at + 2
        at += 1 + message[at]
    return at + 1


class Direct:
    """Straight to the host: each address in turn, and the whole list once more, as .NET Framework does."""

    def __init__(self, resolver, rounds):
        self.resolver = resolver
        self.rounds = rounds

    def connect(self, host, port):
        problem = None
        for _ in range(self.rounds):
            for address in self.resolver.lookup(host):
                try:
                    return open_tcp(address, port, host)
                except OSError as error:
                    problem = error
                    log(f"{host} {address}:{port}: {error}")
                    time.sleep(0.5)
        raise Failed(f"{host}:{port}: {problem}")


def open_tcp(address, port, host):
    log(f"{host} {address}:{port}: connecting")
    sock = socket.create_connection((address, port), timeout=100)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


class Proxy:
    """Through an HTTP proxy: one connection a tunnel, the target's name is left to the proxy."""

    def __init__(self, resolver, address, rounds, credentials, patience):
        self.name, port = address.rsplit(":", 1)
        self.port = int(port)
        self.way = Direct(resolver, rounds)
        self.credentials = credentials
        self.patience = patience

    def connect(self, host, port):
        sock = self.way.connect(self.name, self.port)
        status, headers = self._ask(sock, host, port, "")
        if status == 407 and self.credentials and "basic" in headers.lower():
            token = base64.b64encode(self.credentials.encode()).decode()
            if "connection: close" in headers.lower():
                sock.close()
                sock = self.way.connect(self.name, self.port)
            status, headers = self._ask(sock, host, port, f"Proxy-Authorization: Basic {token}\r\n")
        if status // 100 != 2:
            sock.close()
            raise Failed(f"CONNECT {host}:{port}: {status}")
        return sock

    def _ask(self, sock, host, port, authorization):
        request = (
            f"CONNECT {host}:{port} HTTP/1.1\r\n{authorization}Host: {host}\r\n"
            "Proxy-Connection: Keep-Alive\r\n\r\n"
        )
        sock.settimeout(self.patience)
        try:
            sock.sendall(request.encode())
            head = read_head(sock)
        except OSError as error:
            sock.close()
            raise Failed(f"CONNECT {host}:{port}: {error}") from error
        log(f"CONNECT {host}:{port}: {head.splitlines()[0]}")
        status = int(head.split()[1])
        if status // 100 != 2:
            read_body(sock, head)
        return status, head


def read_head(sock):
    head = b""
    while b"\r\n\r\n" not in head:
        byte = sock.recv(1)
        if not byte:
            raise OSError("closed in place of an answer")
        head += byte
    return head.decode("latin-1")


def read_body(sock, head):
    length = 0
    for line in head.splitlines():
        if line.lower().startswith("content-length:"):
            length = int(line.split(":")[1])
    while length > 0:
        part = sock.recv(min(length, 65536))
        if not part:
            return
        length -= len(part)


class Connector:
    """The service (bootstrap, listeners, data, revocation), the updater and what else runs on the server."""

    def __init__(self, options):
        self.options = options
        self.resolver = Resolver(options.resolver, options.search_suffix)
        self.direct = Direct(self.resolver, options.rounds)
        self.proxy = None
        if options.proxy:
            self.proxy = Proxy(
                self.resolver, options.proxy, options.rounds, options.credentials, options.patience
            )
        self.tls = self._tls_context(ssl.TLSVersion.TLSv1_2)
        self.listener_tls = self._tls_context(
            ssl.TLSVersion.TLSv1_3 if options.listener_tls13 else ssl.TLSVersion.TLSv1_2
        )
        self.kept = []  # connections that stay open until the process ends

    def _tls_context(self, newest):
        context = ssl.create_default_context(cafile=os.path.join(self.options.certificates, "root.pem"))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.maximum_version = newest
        context.set_ciphers("ECDHE+AESGCM")
        context.load_cert_chain(os.path.join(self.options.certificates, "connector.pem"))
        return context

    def way(self, name):
        return {"direct": self.direct, "proxy": self.proxy, "off": None}[name]

    def run(self):
        o = self.options
        self._start(self._intranet, o.intranet_every > 0)
        self._start(self._unrelated, o.unrelated is not None)
        self._start(self._revocation, o.revocation != "off")
        self._start(self._updater, o.updater != "off")
        for host in o.sign_in:
            self._start(lambda host=host: self._sign_in(host), True)
        self._service()
        threading.Event().wait()

    def _start(self, work, wanted):
        if wanted:
            threading.Thread(target=work, daemon=True).start()

    def _repeat(self, what, work):
        """Runs work until it succeeds, at most --tries times; True when it did."""
        for turn in range(self.options.tries):
            if turn:
                time.sleep(self.options.retry)
            try:
                work()
                return True
            except (Failed, OSError, http.client.HTTPException) as error:
                log(f"{what} failed: {error}")
        return False

    def _service(self):
        way = self.proxy or self.direct
        if not self._repeat("bootstrap", lambda: self._bootstrap(way)):
            return
        for namespace in self.options.namespaces:
            host = f"{namespace}.servicebus.windows.net"
            self._start(lambda host=host: self._repeat(host, lambda: self._listen(way, host)), True)
        if self.options.data_host:
            host = f"{self.options.data_host}.connector.msappproxy.net"
            self._start(lambda: self._repeat(host, lambda: self._configuration(way, host)), True)
        if self.options.lookup_again:
            time.sleep(self.options.lookup_again)
            self.resolver.cache.clear()
            for namespace in self.options.namespaces:
                self.resolver.lookup(f"{namespace}.servicebus.windows.net")

    def _bootstrap(self, way):
        host = f"{self.options.tenant}.bootstrap.msappproxy.net"
        body = "<BootstrapRequest><AgentSdkVersion>1.5.4287.0</AgentSdkVersion>" + "".join(
            f"<{name}>{value}</{name}>"
            for name, value in (
                ("SubscriptionId", self.options.tenant),
                ("MachineName", "conn01.contoso.local"),
                ("OperatingSystemVersion", "10.0.20348"),
                ("UseServiceBusTcpConnectivityMode", "false"),
                ("UpdaterStatus", "Running"),
                ("PerformanceMetrics", "0," * 120),
            )
        )
        self._exchange(way, host, "POST", "/ConnectorBootstrap", body + "</BootstrapRequest>")

    def _exchange(self, way, host, method, path, body):
        """One HTTPS request with its answer; the connection is kept open."""
        tls = self.tls.wrap_socket(way.connect(host, 443), server_hostname=host)
        request = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        tls.settimeout(30)
        tls.sendall(request.encode())
        head = read_head(tls)
        read_body(tls, head)
        log(f"{host}{path}: {head.splitlines()[0]}")
        self.kept.append(tls)

    def _configuration(self, way, host):
        self._exchange(way, host, "GET", "/subscriber/admin?requestId=1", "")

    def _sign_in(self, host):
        way = self.proxy or self.direct
        self._repeat(host, lambda: self._exchange(way, host, "GET", "/common/oauth2/authorize", ""))

    def _updater(self):
        time.sleep(0.7)
        way = self.way(self.options.updater)
        host = "download.msappproxy.net"
        self._repeat(host, lambda: self._exchange(way, host, "GET", "/update/version", ""))

    def _listen(self, way, host):
        for port in self.options.probe_ports:
            try:
                Direct(self.resolver, 1).connect(host, port).close()
            except Failed as error:
                log(str(error))
        tls = self.listener_tls.wrap_socket(way.connect(host, 443), server_hostname=host)
        key = base64.b64encode(os.urandom(16)).decode()
        tls.settimeout(30)
        tls.sendall(
            (
                f"GET /$servicebus/websocket HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Protocol: wsrelayedamqp\r\n\r\n"
            ).encode()
        )
        log(f"{host}: {read_head(tls).splitlines()[0]}")
        while True:  # an AMQP-like keep-alive each way, masked as RFC 6455 asks of a client
            tls.sendall(b"\x82\x88" + os.urandom(12))
            if not tls.recv(64):
                raise Failed("listener closed")
            time.sleep(KEEP_ALIVE)

    def _revocation(self):
        """What CryptoAPI fetches while a certificate chain is built."""
        time.sleep(0.3)
        for host, path in (
            ("ctldl.windowsupdate.com", "/msdownload/update/v3/static/trustedr/en/disallowedcertstl.cab"),
            ("crl3.digicert.com", "/DigiCertGlobalRootG2.crl"),
            ("ocsp.digicert.com", "/MFEwTzBNMEswSTAJBgUrDgMCGgUABBQ"),
        ):
            try:
                self._download(self.options.revocation, host, path)
            except (Failed, OSError) as error:
                log(f"{host} failed: {error}")

    def _download(self, way, host, path):
        if way == "proxy":
            sock = self.proxy.way.connect(self.proxy.name, self.proxy.port)
            path = f"http://{host}{path}"
        elif way == "tunnel":
            sock = self.proxy.connect(host, 80)
        else:
            sock = self.direct.connect(host, 80)
        get_plain(sock, host, path, "Microsoft-CryptoAPI/10.0")

    def _unrelated(self):
        """Another program that looks for its own server, again and again."""
        host, port = self.options.unrelated.rsplit(":", 1)
        while True:
            try:
                Direct(self.resolver, 1).connect(host, int(port)).close()
            except Failed as error:
                log(str(error))
            time.sleep(self.options.retry)

    def _intranet(self):
        """An unrelated program of the same server: shows that the network itself works."""
        while True:
            try:
                sock = Direct(self.resolver, 1).connect("intranet.contoso.local", 80)
                get_plain(sock, "intranet.contoso.local", "/", "Inventory/3.2")
            except (Failed, OSError) as error:
                log(f"intranet failed: {error}")
            time.sleep(self.options.intranet_every)


def get_plain(sock, host, path, agent):
    with sock:
        sock.settimeout(20)
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\n\r\n".encode())
        head = read_head(sock)
        read_body(sock, head)
        log(f"{host}{path}: {head.splitlines()[0]}")


def words(text):
    return [word for word in text.split(",") if word]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenant", required=True)
    parser.add_argument("--certificates", required=True, help="folder of root.pem and connector.pem")
    parser.add_argument("--resolver", required=True)
    parser.add_argument("--proxy", help="HOST:PORT; without it all goes direct")
    parser.add_argument("--credentials", help="NAME:SECRET for a proxy that asks for Basic")
    parser.add_argument("--patience", type=float, default=100, help="seconds to wait for an answer to CONNECT")
    parser.add_argument("--namespaces", type=words, default=words("cwap-eur1-weur2,cwap-eur1-neur2"))
    parser.add_argument("--data-host", default="cwap-weur2-1", help="label before connector.msappproxy.net")
    parser.add_argument("--probe-ports", type=lambda text: [int(port) for port in words(text)], default=[])
    parser.add_argument("--listener-tls13", action="store_true")
    parser.add_argument("--sign-in", type=words, default=[], help="hosts asked as an installation does")
    parser.add_argument("--updater", choices=("direct", "proxy", "off"), default="off")
    parser.add_argument("--revocation", choices=("direct", "proxy", "tunnel", "off"), default="off")
    parser.add_argument("--search-suffix", help="tried after a name was not found")
    parser.add_argument("--rounds", type=int, default=2, help="times the address list is gone through")
    parser.add_argument("--tries", type=int, default=3, help="times a failed step is begun again")
    parser.add_argument("--retry", type=float, default=3, help="seconds between two of them")
    parser.add_argument("--lookup-again", type=float, default=0, help="seconds until names are asked anew")
    parser.add_argument("--unrelated", help="HOST:PORT that another program connects to")
    parser.add_argument("--intranet-every", type=float, default=7)
    Connector(parser.parse_args()).run()


if __name__ == "__main__":
    main()
