#!/usr/bin/env python3
"""The other side of the lab: the cloud service, the web servers around it, and proxies that are none.

cloud.py cloud --certificates DIR   HTTPS on 443 by SNI, HTTP on 80, plain TCP on the Service Bus ports
cloud.py web                        an intranet web server on 80, which has wpad.dat
cloud.py silent|hangup|portal PORT  takes connections and never answers, closes, or redirects to a log-on page
Standard library only.
"""

import argparse
import os
import socket
import ssl
import sys
import threading
import time

SERVICE_BUS_PORTS = (5671, 9352)
LISTENERS = 8  # endpoints in the bootstrap answer
PROXY_SCRIPT = b"""function FindProxyForURL(url, host) {
  if (isPlainHostName(host) || dnsDomainIs(host, ".contoso.local")) return "DIRECT";
  return "PROXY proxy.contoso.local:8080";
}
"""


def serve(port, handle):
    """Accepts on every address, IPv4 and IPv6, one thread a connection."""
    listener = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)

    def guarded(sock):
        try:
            with sock:
                handle(sock)
        except OSError as error:
            print(f"port {port}: {error}", file=sys.stderr, flush=True)

    def accept():
        while True:
            sock, _ = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=guarded, args=(sock,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def read_request(sock):
    """Method, path, headers of one request whose body is read and forgotten; None at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = sock.recv(4096)
        if not part:
            return None
        data += part
    head, body = data.split(b"\r\n\r\n", 1)
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
    missing = int(headers.get("content-length", 0)) - len(body)
    while missing > 0:
        missing -= len(sock.recv(4096))
    method, path, _ = lines[0].split(" ", 2)
    return method, path, headers


def answer(sock, status, body, kind="text/html", ahead=0):
    """An answer whose Date is that many seconds ahead of this machine's clock."""
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + ahead))
    sock.sendall(
        f"HTTP/1.1 {status}\r\nDate: {date}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    )


def http(sock, ahead=0):
    while request := read_request(sock):
        path = request[1]
        if path == "/wpad.dat":
            answer(sock, "200 OK", PROXY_SCRIPT, "application/x-ns-proxy-autoconfig")
        elif ".c" in path:
            answer(sock, "200 OK", os.urandom(420), "application/octet-stream", ahead)
        else:
            answer(sock, "200 OK", b"<html><body>ok</body></html>", ahead=ahead)


def https(sock, contexts, listen):
    with context_for(sock, contexts).wrap_socket(sock, server_side=True) as tls:
        while request := read_request(tls):
            method, path, headers = request
            if headers.get("upgrade") == "websocket":
                listen(tls)
                return
            body = bootstrap_answer() if path == "/ConnectorBootstrap" else b"<Result>0</Result>" * 8
            answer(tls, "200 OK", body, "application/xml")


def bootstrap_answer():
    listener = (
        "<SignalingListenerEndpointSettings><Name>listener-{n}</Name><Domain>servicebus.windows.net</Domain>"
        "<Namespace>cwap-eur1-{n}</Namespace><ServicePath>service-{n}</ServicePath>"
        "<ReliableSessionEnabled>true</ReliableSessionEnabled></SignalingListenerEndpointSettings>"
    )
    return (
        "<BootstrapResponse><PeriodicBootstrapIntervalSeconds>600</PeriodicBootstrapIntervalSeconds>"
        + "".join(listener.format(n=n) for n in range(LISTENERS))
        + "</BootstrapResponse>"
    ).encode()


def listener_session(tls):
    """Accepts the WebSocket and answers each message with one as long."""
    accept_listener(tls)
    while message := tls.recv(256):
        tls.sendall(b"\x82\x08" + message[-8:])


def accept_listener(tls):
    tls.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Protocol: wsrelayedamqp\r\n\r\n"
    )


def cut_session(tls):
    """Accepts the WebSocket and closes on its first message, as something in between that does not bear them."""
    accept_listener(tls)
    tls.recv(256)


def server_contexts(folder, client_authority):
    """One TLS context a domain; the connector's own hosts ask for its certificate."""
    contexts = {}
    for domain, asks in (
        ("download.msappproxy.net", False),
        ("msappproxy.net", True),
        ("servicebus.windows.net", False),
        ("microsoftonline.com", False),
    ):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.options |= ssl.OP_NO_TICKET
        context.num_tickets = 1  # of TLS 1.3
        context.load_cert_chain(os.path.join(folder, domain.removeprefix("download.") + ".pem"))
        if asks:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(os.path.join(folder, f"{client_authority}.pem"))
        contexts[domain] = context
    return contexts


def context_for(sock, contexts):
    """By the name in the ClientHello: OpenSSL's own SNI callback comes too late to ask for a certificate."""
    hello = sock.recv(4096, socket.MSG_PEEK)
    for domain, context in contexts.items():
        if domain.encode() in hello:
            return context
    raise OSError("no certificate for the name asked")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("role", choices=("cloud", "web", "silent", "hangup", "portal"))
    parser.add_argument("port", nargs="?", type=int)
    parser.add_argument("--certificates", help="folder of what certificates.sh makes")
    parser.add_argument("--client-authority", default="registration", help="whose client certificates are taken")
    parser.add_argument("--cut-sessions", action="store_true", help="closes every WebSocket at its first message")
    parser.add_argument("--ahead", type=float, default=0, help="seconds that its clock is ahead")
    options = parser.parse_args()
    if options.role == "cloud":
        contexts = server_contexts(options.certificates, options.client_authority)
        listen = cut_session if options.cut_sessions else listener_session
        serve(443, lambda sock: https(sock, contexts, listen))
        serve(80, lambda sock: http(sock, options.ahead))
        for port in SERVICE_BUS_PORTS:
            serve(port, lambda sock: sock.recv(64))
    elif options.role == "web":
        serve(80, http)
    elif options.role == "silent":
        serve(options.port, lambda sock: time.sleep(300))
    elif options.role == "hangup":
        serve(options.port, lambda sock: sock.recv(4096))
    elif options.role == "portal":
        serve(options.port, portal)
    threading.Event().wait()


def portal(sock):
    if read_request(sock):
        sock.sendall(
            b"HTTP/1.1 302 Found\r\nLocation: http://logon.guest.contoso.local/?continue\r\n"
            b"Content-Length: 0\r\nConnection: close\r\n\r\n"
        )


if __name__ == "__main__":
    main()
