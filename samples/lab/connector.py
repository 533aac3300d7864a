#!/usr/bin/env python3
"""A client that behaves on the wire like a private network connector at its start.

Look-ups, connections, TLS, the bootstrap request, the listener sessions, revocation downloads and the updater
follow the order and the shape of the real service; what is said inside TLS is made up. Standard library only.
"""

import argparse
import base64
import http.client
import os
import re
import ssl
import threading
import time

from resolver import Failed, Resolver, ask_neighbours
from ways import Direct, Proxy, get_plain, log, read_body, read_head

VERSIONS = {"1.1": ssl.TLSVersion.TLSv1_1, "1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


class Connector:
    """The service (bootstrap, listeners, data, revocation), the updater and what else runs on the server."""

    def __init__(self, options):
        self.options = options
        self.resolver = Resolver(options.resolver, options.search_suffix)
        self.direct = Direct(self.resolver, options.rounds)
        self.proxy = self._proxy(options.proxy) if options.proxy else None
        self.updater_proxy = self._proxy(options.updater_proxy) if options.updater_proxy else None
        self.tls = self._tls_context(options.tls)
        self.listener_tls = self._tls_context("1.3" if options.listener_tls13 else options.tls)
        self.kept = []  # connections that stay open until the process ends

    def _proxy(self, address):
        o = self.options
        return Proxy(self.resolver, address, o.rounds, o.credentials, o.patience)

    def _tls_context(self, newest):
        folder = self.options.certificates
        context = ssl.create_default_context(cafile=os.path.join(folder, "root.pem"))
        for authority in self.options.trust:
            context.load_verify_locations(os.path.join(folder, f"{authority}.pem"))
        if newest == "1.1":
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.set_ciphers("DEFAULT@SECLEVEL=0")
        else:
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers("ECDHE+AESGCM")
        context.maximum_version = VERSIONS[newest]
        if self.options.client_certificate:
            context.load_cert_chain(os.path.join(folder, f"{self.options.client_certificate}.pem"))
        return context

    def _wrap(self, context, sock, host):
        """TLS on a connection; --patience is for the handshake, too."""
        try:
            sock.settimeout(self.options.patience)
            return context.wrap_socket(sock, server_hostname=host)
        except OSError:
            sock.close()
            raise

    def way(self, name):
        return {"direct": self.direct, "proxy": self.proxy, "off": None}[name]

    def run(self):
        o = self.options
        if o.wpad:
            self.proxy = self._detected_proxy(f"wpad.{o.wpad}")
        self._start(self._intranet, o.intranet_every > 0)
        self._start(self._unrelated, o.unrelated is not None)
        self._start(self._revocation, o.revocation != "off")
        self._start(self._updater, o.updater != "off" or self.updater_proxy is not None)
        for host in o.backends:
            self._start(lambda host=host: self._backend(host), True)
        for host in o.other_agents:
            self._start(lambda host=host: self._other_agent(host), True)
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
        tls = self._wrap(self.tls, way.connect(host, 443), host)
        request = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        tls.settimeout(30)
        tls.sendall(request.encode())
        head = read_head(tls)
        read_body(tls, head)
        status = head.splitlines()[0]
        log(f"{host}{path}: {status}")
        self.kept.append(tls)
        if " 200 " not in status:
            raise Failed(status)

    def _configuration(self, way, host):
        self._exchange(way, host, "GET", "/subscriber/admin?requestId=1", "")

    def _sign_in(self, host):
        way = self.proxy or self.direct
        self._repeat(host, lambda: self._exchange(way, host, "GET", "/common/oauth2/authorize", ""))

    def _updater(self):
        time.sleep(0.7)
        way = self.updater_proxy or self.way(self.options.updater)
        host = "download.msappproxy.net"
        self._repeat(host, lambda: self._exchange(way, host, "GET", "/update/version", ""))

    def _listen(self, way, host):
        for port in self.options.probe_ports:
            try:
                Direct(self.resolver, 1).connect(host, port).close()
            except Failed as error:
                log(str(error))
        with self._wrap(self.listener_tls, way.connect(host, 443), host) as tls:
            self._relay(tls, host)

    def _relay(self, tls, host):
        """A WebSocket that stays open, with a message each way now and then."""
        key = base64.b64encode(os.urandom(16)).decode()
        tls.settimeout(30)
        tls.sendall(
            (
                f"GET /$servicebus/websocket HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Protocol: wsrelayedamqp\r\n\r\n"
            ).encode()
        )
        status = read_head(tls).splitlines()[0]
        log(f"{host}: {status}")
        if " 101 " not in status:
            raise Failed(f"no WebSocket: {status}")
        time.sleep(0.2)
        while True:  # an AMQP-like keep-alive each way, masked as RFC 6455 asks of a client
            tls.sendall(b"\x82\x88" + os.urandom(12))
            tls.settimeout(30)
            if not tls.recv(64) or self._closed(tls):
                raise Failed("listener closed")

    def _closed(self, tls):
        """Waits as long as nothing is said; True when the other side ends the session meanwhile."""
        tls.settimeout(self.options.keep_alive)
        try:
            return not tls.recv(64)
        except TimeoutError:
            return False

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
            sock = self.proxy.open()
            path = f"http://{host}{path}"
        elif way == "tunnel":
            sock = self.proxy.connect(host, 80)
        else:
            sock = self.direct.connect(host, 80)
        get_plain(sock, host, path, "Microsoft-CryptoAPI/10.0")

    def _detected_proxy(self, host):
        """Automatic detection by DNS: wpad.<suffix>, its script, and the first proxy that this names."""
        try:
            sock = self.direct.connect(host, 80)
        except Failed as error:
            log(str(error))
            ask_neighbours("wpad")
            return None
        script = get_plain(sock, host, "/wpad.dat", "WinHttp-Autoproxy-Service/5.1")
        return self._proxy(re.search(rb"PROXY ([^;\s\"]+)", script)[1].decode())

    def _backend(self, host):
        """A published application that the connector asks for through its own proxy, as it should not."""
        time.sleep(6)
        for path in ("/", "/favicon.ico"):
            try:
                get_plain(self.proxy.open(), host, f"http://{host}{path}", "Mozilla/5.0")
            except (Failed, OSError) as error:
                log(f"{host} failed: {error}")
        for _ in range(2):
            try:
                self.proxy.connect(host, 443).close()
            except (Failed, OSError) as error:
                log(f"{host} failed: {error}")
            time.sleep(2)

    def _other_agent(self, host):
        """Another agent of the same server (pass-through authentication, provisioning)."""
        time.sleep(1.5)
        self._repeat(host, lambda: self._exchange(self.proxy or self.direct, host, "GET", "/", ""))

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


def words(text):
    return [word for word in text.split(",") if word]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenant", required=True)
    parser.add_argument("--certificates", required=True, help="folder of what certificates.sh makes")
    parser.add_argument("--resolver", type=words, required=True, help="one address, or several with a comma")
    parser.add_argument("--proxy", help="HOST:PORT; without it all goes direct")
    parser.add_argument("--wpad", metavar="SUFFIX", help="looks for the proxy at wpad.SUFFIX")
    parser.add_argument("--credentials", help="NAME:SECRET for a proxy that asks for Basic or NTLM")
    parser.add_argument("--patience", type=float, default=100, help="seconds to wait for CONNECT and TLS")
    parser.add_argument("--namespaces", type=words, default=words("cwap-eur1-weur2,cwap-eur1-neur2"))
    parser.add_argument("--data-host", default="cwap-weur2-1", help="label before connector.msappproxy.net")
    parser.add_argument("--probe-ports", type=lambda text: [int(port) for port in words(text)], default=[])
    parser.add_argument("--tls", choices=VERSIONS, default="1.2", help="the newest version that is offered")
    parser.add_argument("--listener-tls13", action="store_true")
    parser.add_argument("--trust", type=words, default=[], help="further authorities that are believed")
    parser.add_argument("--client-certificate", default="connector", help="its name, or nothing for none")
    parser.add_argument("--keep-alive", type=float, default=10, help="seconds between messages of a listener")
    parser.add_argument("--backends", type=words, default=[], help="intranet hosts asked of the proxy")
    parser.add_argument("--other-agents", type=words, default=[], help="hosts of other agents")
    parser.add_argument("--sign-in", type=words, default=[], help="hosts asked as an installation does")
    parser.add_argument("--updater", choices=("direct", "proxy", "off"), default="off")
    parser.add_argument("--updater-proxy", metavar="HOST:PORT", help="another proxy than the service's")
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
