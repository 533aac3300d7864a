"""DNS as the Windows client service does it: two questions a name, its retry times, a cache."""

import random
import select
import socket
import struct
import threading
import time

TYPE_A, TYPE_CNAME, TYPE_AAAA = 1, 5, 28
SEND_TIMES = (0, 1, 2, 4, 8)  # Windows: the first server, after 1 s the second one, then all of them
GIVE_UP = 12
RCODE, TRUNCATED = 15, 2  # bits of the header's fourth and third byte


class Failed(Exception):
    """One try did not work; the caller goes on as the connector does."""


class Resolver:
    """Asks over UDP, and over TCP what came back truncated. A server that answered is asked first from then on."""

    def __init__(self, servers, suffix):
        self.servers = list(servers)
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
        servers = list(self.servers)
        socks = {server: udp_socket(server) for server in servers}
        rcode, addresses = None, []
        began = time.monotonic()
        sends = list(enumerate(SEND_TIMES))
        try:
            while pending and time.monotonic() < began + GIVE_UP:
                if sends and time.monotonic() >= began + sends[0][1]:
                    turn = sends.pop(0)[0]
                    for server in servers if turn > 1 else [servers[turn % len(servers)]]:
                        send_all(socks[server], name, pending)
                until = began + (sends[0][1] if sends else GIVE_UP)
                for server, answer in answers(socks, until - time.monotonic()):
                    kind = pending.pop(struct.unpack_from(">H", answer)[0], None)
                    if kind is None:
                        continue
                    self._prefer(server)
                    if answer[2] & TRUNCATED:
                        answer = query_tcp(server, name, kind)
                    code = answer[3] & RCODE
                    rcode = code if rcode in (None, 0) else rcode
                    addresses += decode_addresses(answer)
        finally:
            for sock in socks.values():
                sock.close()
        return rcode, addresses

    def _prefer(self, server):
        self.servers.sort(key=lambda other: other != server)


def ask_neighbours(name):
    """What Windows does when DNS knows no short name: LLMNR (RFC 4795), then NBNS (RFC 1002), each repeated."""
    llmnr = encode_query(random.randrange(65536), name, TYPE_A)
    llmnr = llmnr[:2] + b"\0\0" + llmnr[4:]
    padded = name.upper().ljust(15).encode() + b"\0"
    halves = bytes(0x41 + half for byte in padded for half in (byte >> 4, byte & 15))
    nbns = struct.pack(">6H", random.randrange(65536), 0x0110, 1, 0, 0, 0)
    nbns += b"\x20" + halves + b"\0" + struct.pack(">2H", 0x20, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        for message, address, port, pause in ((llmnr, "224.0.0.252", 5355, 0.41), (nbns, "10.20.0.255", 137, 0.75)):
            for _ in range(2):
                sock.sendto(message, (address, port))
                time.sleep(pause)


def udp_socket(server):
    sock = socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect((server, 53))
    return sock


def send_all(sock, name, pending):
    for ident, kind in pending.items():
        try:
            sock.send(encode_query(ident, name, kind))
        except OSError:  # an ICMP error for the packet before
            pass


def answers(socks, seconds):
    """What has come in until then, each with its server; at the latest when the time is over."""
    by_sock = {sock: server for server, sock in socks.items()}
    found = []
    for sock in select.select(list(by_sock), [], [], max(0.01, seconds))[0]:
        try:
            found.append((by_sock[sock], sock.recv(4096)))
        except OSError:
            pass
    return found


def query_tcp(server, name, kind):
    with socket.create_connection((server, 53), timeout=5) as sock:
        query = encode_query(random.randrange(65536), name, kind)
        sock.sendall(struct.pack(">H", len(query)) + query)
        length = struct.unpack(">H", receive(sock, 2))[0]
        return receive(sock, length)


def receive(sock, length):
    data = b""
    while len(data) < length:
        part = sock.recv(length - len(data))
        if not part:
            raise Failed("the resolver closed")
        data += part
    return data


def encode_query(ident, name, kind):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack(">6H", ident, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", kind, 1)


def decode_addresses(answer):
    questions, records = struct.unpack_from(">2H", answer, 4)
    at = 12
    for _ in range(questions):
        at = skip_name(answer, at) + 4
    found = []
    for _ in range(records):
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
