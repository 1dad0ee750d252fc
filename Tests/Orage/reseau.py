"""reseau.py SECONDES [GRAINE]: a load in both directions over a network that cuts, delays, truncates,
resets, repeats, and loses answers."""
import random
import socket
import struct
import threading
import time
from collections import Counter

from commun import Count, Load, finish, introduce, scenario, settle, two_structures

FAULTS = ["rien", "coupe", "retard", "tronque", "rompt", "répète", "perd la réponse"]
WEIGHTS = [40, 8, 12, 10, 10, 12, 8]


class LossyProxy:
    """In front of one daemon's peer port. Each connection carries one request: the whole of it is read,
    then something may befall it."""

    def __init__(self, structure, dice):
        self.target = ("127.0.0.1", structure.port)
        self.dice = dice
        self.counts = Counter()
        self.is_lossy = True
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        structure.public_port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            client, _ = self.listener.accept()
            fault = self.dice.choices(FAULTS, WEIGHTS)[0] if self.is_lossy else "rien"
            share, wait = self.dice.random(), self.dice.uniform(0.1, 3)
            self.counts[fault] += 1
            threading.Thread(
                target=self.guarded, args=(client, fault, share, wait), daemon=True).start()

    def guarded(self, client, fault, share, wait):
        try:
            with client:
                self.pass_on(client, fault, share, wait)
        except OSError:
            pass  # One side is gone: the other sees it too.

    def pass_on(self, client, fault, share, wait):
        if fault == "coupe":
            return
        request = read_request(client)
        if not request:
            return
        if fault in ("tronque", "rompt"):
            with socket.create_connection(self.target) as server:
                server.sendall(request[:int(len(request) * share)])
                if fault == "rompt":
                    for side in (server, client):
                        side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        if fault == "retard":
            time.sleep(wait)
        answer = self.ask(request)
        if fault == "répète":
            self.ask(request)
        if fault != "perd la réponse":
            client.sendall(answer)

    def ask(self, request):
        with socket.create_connection(self.target) as server:
            server.settimeout(30)
            server.sendall(request)
            answer = b""
            while piece := server.recv(65_536):
                answer += piece
            return answer


def read_request(client):
    """The bytes of one request with a Content-Length, or none."""
    client.settimeout(30)
    request = b""
    while b"\r\n\r\n" not in request:
        piece = client.recv(65_536)
        if not piece:
            return b""
        request += piece
    head, _, body = request.partition(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.split(b"\r\n")
               if line.lower().startswith(b"content-length:")]
    missing = (lengths[0] if lengths else 0) - len(body)
    while missing > 0:
        piece = client.recv(65_536)
        if not piece:
            return b""
        request += piece
        missing -= len(piece)
    return request


def faults(folder, seconds, seed):
    dice = random.Random(seed)
    pair = two_structures(folder)
    proxies = [LossyProxy(me, dice) for me in pair]
    try:
        introduce(*pair)
        load = Load(*pair, folder, seed, pause=0.6)
        began = time.monotonic()
        load.start()
        time.sleep(seconds)
        # As long as it takes for each to befall somebody: a busy machine exchanges less in its time.
        while any(sum(proxy.counts[fault] for proxy in proxies) == 0 for fault in FAULTS):
            if time.monotonic() - began > seconds + 300:
                break
            time.sleep(1)
        load.stop()
        for proxy in proxies:
            proxy.is_lossy = False
        defects = [] if settle(pair) else ["tout n'est pas remis après cinq minutes"]
        count = Count(pair, load.acknowledged, load.opened).run()
        defects += count.defects + [f"{number} × {text}" for text, number in load.unexpected.items()]
        met = sum((proxy.counts for proxy in proxies), Counter())
        defects += [f"« {fault} » n'est jamais arrivé" for fault in FAULTS if not met[fault]]
        figures = ", ".join(f"{number} {name}" for name, number in (met + count.figures).items())
        return finish(
            folder, pair, defects, f"{figures}, {time.monotonic() - began:.0f} s, graine {seed}")
    finally:
        for me in pair:
            if me.process and me.is_up():
                me.kill()


scenario(faults)
