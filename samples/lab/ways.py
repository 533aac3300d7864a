"""The two ways to a host: straight to its addresses, or through a proxy by CONNECT."""

import base64
import os
import re
import socket
import struct
import sys
import time

from resolver import Failed

START = time.monotonic()


def log(text):
    print(f"{time.monotonic() - START:7.3f} {text}", file=sys.stderr, flush=True)


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

    def open(self):
        """A connection to the proxy itself."""
        return self.way.connect(self.name, self.port)

    def connect(self, host, port):
        sock = self.open()
        status, head = self._ask(sock, host, port)
        if status == 407 and self.credentials:
            if "connection: close" in head.lower():
                sock.close()
                sock = self.open()
            status = self._log_on(sock, host, port, head)
        if status // 100 != 2:
            sock.close()
            raise Failed(f"CONNECT {host}:{port}: {status}")
        return sock

    def _log_on(self, sock, host, port, head):
        if "proxy-authenticate: ntlm" not in head.lower():
            return self._ask(sock, host, port, "Basic", self.credentials.encode())[0]
        status, head = self._ask(sock, host, port, "NTLM", ntlm_negotiate())
        if status == 407 and re.search(r"(?im)^proxy-authenticate: ntlm \S", head):
            status, head = self._ask(sock, host, port, "NTLM", ntlm_authenticate(self.credentials))
        return status

    def _ask(self, sock, host, port, scheme=None, token=b""):
        authorization = f"Proxy-Authorization: {scheme} {base64.b64encode(token).decode()}\r\n" if scheme else ""
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


def ntlm_negotiate():
    return b"NTLMSSP\0" + struct.pack("<2I", 1, 0xA2088207) + bytes(16) + bytes.fromhex("0a00614a0000000f")


def ntlm_authenticate(credentials):
    """An AUTHENTICATE_MESSAGE (MS-NLMP 2.2.1.3) whose responses are made up; the lab's proxy takes any."""
    user = credentials.split(":")[0].encode("utf-16-le")
    fields = (os.urandom(24), os.urandom(24), "CONTOSO".encode("utf-16-le"), user, "CONN01".encode("utf-16-le"), b"")
    at, heads = 64, b""
    for field in fields:
        heads += struct.pack("<2HI", len(field), len(field), at)
        at += len(field)
    return b"NTLMSSP\0" + struct.pack("<I", 3) + heads + struct.pack("<I", 0xA2888205) + b"".join(fields)


def read_head(sock):
    head = b""
    while b"\r\n\r\n" not in head:
        byte = sock.recv(1)
        if not byte:
            raise OSError("closed in place of an answer")
        head += byte
    return head.decode("latin-1")


def read_body(sock, head):
    """The body of an answer with a length."""
    length = 0
    for line in head.splitlines():
        if line.lower().startswith("content-length:"):
            length = int(line.split(":")[1])
    body = b""
    while len(body) < length:
        part = sock.recv(min(length - len(body), 65536))
        if not part:
            break
        body += part
    return body


def get_plain(sock, host, path, agent):
    """One GET on a connection of its own; answers with the body."""
    with sock:
        sock.settimeout(20)
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\n\r\n".encode())
        head = read_head(sock)
        body = read_body(sock, head)
        log(f"{host} {path}: {head.splitlines()[0]}")
        return body
