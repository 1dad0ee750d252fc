"""A load on one daemon, of requests that were signed beforehand: while it lasts, nearly all of the
processor is the daemon's."""
import os
import re
import select
import socket
import time

TICKS = os.sysconf("SC_CLK_TCK")


def request(signer, method, target, body, pour):
    """The bytes of a signed request (formats.md, «Peer protocol»)."""
    fields = signer.fields(method, target, body, pour, int(time.time()))
    lines = [f"{method} {target} HTTP/1.1", "host: localhost", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def deposits(sender, other, header, size, count):
    """What an agent of `sender` says to its own daemon."""
    for _ in range(count):
        _, _, pli = sender.pli(other, header, size)
        yield request(sender.signer, "PUT", "/local/v1/envois", pli, sender.name)


def deliveries(sender, service, other, header, size, count):
    """What the daemon of `sender` says to the one of `other`; `service` signs for it."""
    for _ in range(count):
        identity, _, pli = sender.pli(other, header, size)
        yield request(
            service, "PUT", f"/v1/plis/{identity}", service.countersign(pli), other.name)


def by_socket(target):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(target.socket)
    return connection


def by_port(target):
    connection = socket.create_connection(("127.0.0.1", target.port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def is_whole(answer):
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    length = re.search(rb"content-length: (\d+)", answer[:end], re.I)
    return len(answer) >= end + 4 + int(length[1])


def processor(pid):
    """Seconds of processor that a process took."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Run:
    """What a run took: `rate` a second, `latencies` in seconds, shortest first, and the processor time
    of the daemon and of the load itself, in seconds a request."""

    def __init__(self, target, connect, requests, clients):
        requests = list(requests)
        own, theirs = time.process_time(), processor(target.process.pid)
        began = time.monotonic()
        self.latencies = sorted(exchange(connect, target, requests, clients))
        seconds = time.monotonic() - began
        self.rate = len(requests) / seconds
        self.load = (time.process_time() - own) / len(requests)
        self.daemon = (processor(target.process.pid) - theirs) / len(requests)

    def percentile(self, part):
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * part))]


def exchange(connect, target, requests, clients):
    """Sends all requests, each client one at a time on a connection that it keeps. Each must be
    answered 201.

    Returns the latencies, in seconds."""
    waiting = iter(requests)
    connections, sent, partial, latencies = {}, {}, {}, []
    poll = select.epoll()
    for _ in range(clients):
        connection = connect(target)
        connections[connection.fileno()] = connection
        poll.register(connection, select.EPOLLIN)
    for number, connection in connections.items():
        sent[number] = time.monotonic()
        connection.sendall(next(waiting))
    while len(latencies) < len(requests):
        for number, _ in poll.poll():
            connection = connections[number]
            piece = connection.recv(65_536)
            answer = partial.pop(number, b"") + piece
            if piece and not is_whole(answer):
                partial[number] = answer
                continue
            if answer[9:12] != b"201":
                raise SystemExit(f"Réponse inattendue du service : {answer[:2000]!r}")
            latencies.append(time.monotonic() - sent[number])
            following = next(waiting, None)
            if following:
                sent[number] = time.monotonic()
                connection.sendall(following)
    for connection in connections.values():
        connection.close()
    return latencies
