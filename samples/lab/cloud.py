#!/usr/bin/env python3
"""The other side of the lab: the cloud service, the web servers around it, and proxies that are none.

cloud.py cloud --certificates DIR   HTTPS on 443 by SNI, HTTP on 80, plain TCP on the Service Bus ports
cloud.py web                        an intranet web server on 80
cloud.py silent|hangup|portal PORT  takes connections and never answers, closes, or redirects to a log-on page
Standard library only.
"""

import os
import socket
import ssl
import sys
import threading
import time

SERVICE_BUS_PORTS = (5671, 9352)
LISTENERS = 8  # endpoints in the bootstrap answer


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


def answer(sock, status, body, kind="text/html"):
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
    sock.sendall(
        f"HTTP/1.1 {status}\r\nDate: {date}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    )


def http(sock):
    while request := read_request(sock):
        body = os.urandom(420) if request[1].count(".c") else b"<html><body>ok</body></html>"
        answer(sock, "200 OK", body, "application/octet-stream" if request[1].count(".c") else "text/html")


def https(sock, contexts):
    with context_for(sock, contexts).wrap_socket(sock, server_side=True) as tls:
        while request := read_request(tls):
            method, path, headers = request
            if headers.get("upgrade") == "websocket":
                listener_session(tls)
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
    tls.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Protocol: wsrelayedamqp\r\n\r\n"
    )
    while message := tls.recv(256):
        tls.sendall(b"\x82\x08" + message[-8:])


def server_contexts(folder):
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
        context.num_tickets = 0
        context.load_cert_chain(os.path.join(folder, domain.removeprefix("download.") + ".pem"))
        if asks:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(os.path.join(folder, "registration.pem"))
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
    role = sys.argv[1]
    if role == "cloud":
        contexts = server_contexts(sys.argv[3])
        serve(443, lambda sock: https(sock, contexts))
        serve(80, http)
        for port in SERVICE_BUS_PORTS:
            serve(port, lambda sock: sock.recv(64))
    elif role == "web":
        serve(80, http)
    elif role == "silent":
        serve(int(sys.argv[2]), lambda sock: time.sleep(300))
    elif role == "hangup":
        serve(int(sys.argv[2]), lambda sock: sock.recv(4096))
    elif role == "portal":
        serve(int(sys.argv[2]), portal)
    else:
        sys.exit(f"unknown role {role}")
    threading.Event().wait()


def portal(sock):
    if read_request(sock):
        sock.sendall(
            b"HTTP/1.1 302 Found\r\nLocation: http://logon.guest.contoso.local/?continue\r\n"
            b"Content-Length: 0\r\nConnection: close\r\n\r\n"
        )


if __name__ == "__main__":
    main()
