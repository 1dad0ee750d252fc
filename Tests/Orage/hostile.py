"""A known partner turned hostile: a structure with its own keys, and no program of ours behind them. What it
answers to whoever calls its address, and what it sends, is up to a case."""
import base64
import http.client
import json
import os
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commun import Structure, clock, free_port, now
from foule import LETTERS, ServiceSigner

HUGE = 64 << 20


class StructureSigner:
    """The structure key: what signs cards."""

    def __init__(self, folder):
        text = open(f"{folder}/agent/structure.age", encoding="ascii").read()
        secret = next(line for line in text.split("\n") if line.startswith("# SIGN-SECRET-KEY-1"))
        letters, number = secret.split("1")[-1].lower()[:-6], 0
        for letter in letters:
            number = number << 5 | LETTERS.index(letter)
        self.key = Ed25519PrivateKey.from_private_bytes(
            (number >> len(letters) * 5 % 8).to_bytes(32, "big"))
        note = open(f"{folder}/carte", encoding="utf-8").read()
        self.kind, self.content = note.split("\n")[0], json.loads(note.split("\n")[1])

    def card(self, series, size):
        """The next card, made `size` bytes long by a key that readers leave alone."""
        content = {**self.content, "serie": series, "emise": now(), "zzz": ""}
        empty = len(json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()) + 200
        content["zzz"] = "z" * max(0, size - empty)
        line = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
        text = f"{self.kind}\n{line}\n".encode()
        name, identity, _ = self.content["cleStructure"].split("+", 2)
        signature = bytes.fromhex(identity) + self.key.sign(text)
        return text + f"\n— {name} {base64.b64encode(signature).decode()}\n".encode()


class Hostile:
    """The structure, and the server at the address of its card."""

    def __init__(self, name, kind, agent, folder):
        self.structure = Structure(name, kind, agent, folder)
        self.structure.public_port = free_port()
        # How many calls came to its address, and what it does with them.
        self.calls, self.behaviour = 0, self.refuse
        self.server = None

    def join(self):
        """Its card is made by the real program; its daemon then stops for good."""
        self.structure.start()
        self.structure.create()
        self.structure.stop()
        self.service = ServiceSigner(self.structure.state, f"{self.structure.folder}/carte")
        self.cards = StructureSigner(self.structure.folder)
        hostile = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                hostile.calls += 1
                # Its own request is read first, or the caller sees a reset.
                self.body = self.rfile.read(int(self.headers.get("content-length") or 0))
                hostile.behaviour(self)
                self.close_connection = True

            do_GET = do_PUT = do_POST = answer

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.structure.public_port), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        if self.server:
            self.server.shutdown()

    # What it answers.

    @staticmethod
    def refuse(handler):
        handler.send_response(503)
        handler.send_header("content-length", "0")
        handler.end_headers()

    @staticmethod
    def flood(handler):
        """A problem of 64 MiB, of a value every two bytes."""
        handler.send_response(401)
        handler.send_header("content-type", "application/problem+json")
        handler.send_header("transfer-encoding", "chunked")
        handler.end_headers()
        piece = b",0" * 32_768
        try:
            handler.wfile.write(b"b\r\n" + b'{"heure":[0' + b"\r\n")
            for _ in range(HUGE // len(piece)):
                handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        except OSError:
            pass  # Nobody listens any more: that is what is wanted.

    @staticmethod
    def drip(handler):
        """A byte a second, for as long as somebody waits."""
        handler.send_response(200)
        handler.send_header("content-length", "1000")
        handler.end_headers()
        try:
            for _ in range(1_000):
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(1)
        except OSError:
            pass

    @staticmethod
    def page(handler):
        """What a portal says."""
        body = b"<!doctype html><title>Portail</title>"
        handler.send_response(200)
        handler.send_header("content-type", "text/html; charset=utf-8")
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    # What it asks.

    def ask(self, target, method, path, body=b"", signed=True):
        """Its status; None when it was cut off."""
        connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=30)
        fields = self.service.fields(method, path, body, target.name, int(clock())) if signed else {}
        try:
            connection.request(method, path, body or None, fields)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def notify(self, target, header):
        """A breach notice: nobody but a DPO can tell that nothing is in it."""
        me = self.structure
        identity, _, pli = me.pli(target, header, 17_000)
        age = pli.split(b"\n\n", 2)[2]
        slip = json.loads(pli.split(b"\n")[1])
        slip = {**slip, "objet": "violation", "roles": ["dpo"]}
        del slip["modele"]
        notice = self.service.countersign(me.signer.note("pli", slip) + b"\n" + age)
        return self.ask(target, "PUT", f"/v1/plis/{identity}", notice)

    def long_slip(self, target, header, length):
        """A fiche for as many agents as a slip may name, one of them there, rightly signed. Its slip's text is `length`
        bytes long: letters are written as escapes, and some more in the reference of the convention."""
        me = self.structure
        identity, _, pli = me.pli(target, header, 17_000)
        age = pli.split(b"\n\n", 2)[2]
        agents = [f"{target.name}/{'z' * 32}{number:04}" for number in range(99)]
        slip = {
            **json.loads(pli.split(b"\n")[1]), "agents": [target.signer.name, *agents], "convention": "a"}
        del slip["roles"]
        escapes, letters = divmod(length - len(me.signer.text("pli", slip)), 5)
        slip["convention"] += "a" * letters
        text = me.signer.text("pli", slip).replace(b"z", b"\\u007a", escapes)
        pli = self.service.countersign(me.signer.signed(text) + b"\n" + age)
        return self.ask(target, "PUT", f"/v1/plis/{identity}", pli)

    def slow_readers(self, target, identity, count, seconds):
        """`count` connections that ask for one pli at once, and take 1 KiB of the answer every second.

        Returns how many got a head that promises the pli."""
        path, connections = f"/v1/plis/{identity}", []
        for _ in range(count):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.connect(("127.0.0.1", target.port))
            fields = self.service.fields("GET", path, b"", target.name, int(clock()))
            lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
            connection.sendall(f"GET {path} HTTP/1.1\r\nhost: {target.name}\r\n{lines}\r\n".encode())
            connection.settimeout(0.01)
            connections.append(connection)
        heads = {}
        for _ in range(seconds):
            for connection in connections:
                try:
                    piece = connection.recv(1_024)
                    heads.setdefault(connection, piece[9:12].decode(errors="replace"))
                except OSError:
                    continue
            time.sleep(1)
        promised = sum(head == "200" for head in heads.values())
        for connection in connections:
            connection.close()
        return promised


def size_of(path):
    return sum(
        os.path.getsize(f"{path}/{name}") for name in os.listdir(path)
        if os.path.isfile(f"{path}/{name}"))
