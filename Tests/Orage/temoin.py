"""temoin.py [ROUNDS]: one witness against our log. A partner with its own keys cosigns as it should, then
pads what it answers: its cosignature 99 times over, a hundred lines of strangers, other times, 250 KB of names.
After each answer the log must verify, be exported and be proved; what was kept of the answer is counted. Last,
after a restoration, it hands back our own checkpoint padded: the card must renew all the same.

A table: what was answered, bytes kept, the daemon's memory, how long an honest request took."""
import base64
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commun import BINARIES, age_header, introduce, two_structures
from foule import ServiceSigner, Watch

# What the daemon may take more than before, in KiB of resident memory.
MEMORY = 128 * 1024
# Bytes that may be kept of one answer.
KEPT = 512
# Seconds that an honest request may take.
PATIENCE = 2.0


class WitnessSigner(ServiceSigner):
    """A daemon's witness key."""

    def __init__(self, state, card):
        super().__init__(state, card)
        self.key = self.read(f"{state}/temoin.cle")
        content = json.loads(open(card, encoding="utf-8").read().split("\n")[1])
        self.name = f"{content['structure']}/temoin"
        self.id = bytes.fromhex(content["cleTemoin"].split("+")[1])

    def line(self, text, moment, key=None):
        """A cosignature (c2sp.org/tlog-cosignature)."""
        signature = (key or self.key).sign(f"cosignature/v1\ntime {moment}\n".encode() + text)
        value = base64.b64encode(self.id + moment.to_bytes(8, "big") + signature).decode()
        return f"— {self.name} {value}\n".encode()


class Hostile(ThreadingHTTPServer):
    """The partner's address, with the answers that it likes."""

    daemon_threads = True

    def __init__(self, port, signer):
        self.signer, self.pad, self.last, self.answers = signer, (lambda line, text: line), b"", 0
        super().__init__(("127.0.0.1", port), Handler)


class Handler(BaseHTTPRequestHandler):
    """As the protocol has it, then padded."""

    def log_message(self, *_):
        pass

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        note = body.split(b"\n\n", 1)[1]
        text = note[:note.index(b"\n\n") + 1]
        self.server.last = note
        line = self.server.signer.line(text, int(time.time()))
        self.answer(200, self.server.pad(line, text))
        self.server.answers += 1

    def do_PUT(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.answer(200, b"")

    def do_GET(self):
        if self.path == "/v1/temoin/point" and self.server.last:
            stranger = base64.b64encode(os.urandom(68)).decode()
            lines = "".join(f"— {'n' * 2_400}{number} {stranger}\n" for number in range(98))
            return self.answer(200, self.server.last + lines.encode())
        return self.answer(404, b"{}")


def paddings(signer):
    """What a witness may answer: name, and its right line made longer."""
    other = Ed25519PrivateKey.generate()
    foreign = base64.b64encode(os.urandom(76)).decode()
    return [
        ("sa cosignature 99 fois", lambda line, text: line * 99),
        ("99 heures différentes", lambda line, text: b"".join(
            signer.line(text, int(time.time()) - number) for number in range(99))),
        ("99 lignes d'inconnus", lambda line, text: line + b"".join(
            f"— x{number}.example/temoin {foreign}\n".encode() for number in range(99))),
        ("99 noms de 2,5 ko", lambda line, text: line + b"".join(
            f"— {'n' * 2_500}{number} {foreign}\n".encode() for number in range(99))),
        ("une fausse parmi les siennes", lambda line, text: line * 9 + signer.line(
            text, 1, key=other)),
        ("mille fois (refusé)", lambda line, text: line * 1_000),
        ("rien", lambda line, text: b""),
    ]


def kept(structure):
    """Bytes of the longest cosignature, of the longest checkpoint kept of ours, of the longest époque record."""
    return [structure.query(sql)[0][0] or 0 for sql in (
        "SELECT max(length(ligne)) FROM cosignatures", "SELECT max(length(note)) FROM precedents",
        "SELECT max(length(ligne)) FROM journal WHERE instr(ligne, '\"acte\":\"epoque\"') > 0")]


def honest(structure):
    began = time.monotonic()
    structure.must("boite", "--json")
    return time.monotonic() - began


class Round:
    """One answer, and whether the log still stands."""

    def __init__(self, operator, folder):
        self.operator, self.folder, self.wrong = operator, folder, []
        print(f"{'réponse':32} {'gardés':>8} {'mémoire':>9} {'attente':>8}")

    def attack(self, name, pad, server, number):
        watch = Watch(self.operator.process.pid)
        watch.start()
        server.pad, before = pad, server.answers
        out = f"{self.folder}/{number}"
        commands = [
            ("journal", "exporter", "-o", out), ("journal", "verifier"),
            ("journal", "preuve", "0", "-o", f"{out}.tlog-proof")]
        for words in commands:
            result = self.operator.cli(*words)
            if result.returncode != 0:
                self.wrong.append(f"{name} : {' '.join(words[:2])} : {result.stderr.strip()}")
        wait = honest(self.operator)
        watch.stop()
        # In KiB.
        memory = watch.highest_memory - watch.before
        most = kept(self.operator)[0]
        print(f"{name:32} {most:>8} {memory:>7} K {wait:>6.2f} s", flush=True)
        if server.answers == before:
            self.wrong.append(f"{name} : le témoin n'a pas été interrogé")
        if most > KEPT:
            self.wrong.append(f"{name} : {most} octets gardés")
        if memory > MEMORY:
            self.wrong.append(f"{name} : {memory} Kio de mémoire")
        if wait > PATIENCE:
            self.wrong.append(f"{name} : une demande honnête a attendu {wait:.2f} s")

    def restore(self):
        """A backup put back while the witness answers our own checkpoint, padded."""
        place, key = f"{self.folder}/copies", f"{self.folder}/cle.txt"
        daemon = f"{BINARIES}/agir-liaisond"

        def run(*words):
            return subprocess.run(
                [daemon, *words], capture_output=True, text=True, check=True).stdout

        recipient = run("cle-de-sauvegarde", key).strip()
        run("sauvegarder", place, "--etat", self.operator.state, "--a", recipient)
        self.operator.stop()
        os.rename(self.operator.state, f"{self.folder}/perdu")
        run("restaurer", place, "--etat", self.operator.state, "--identite", key)
        self.operator.start()
        result = self.operator.cli("structure", "renouveler")
        if result.returncode != 0:
            self.wrong.append(f"structure renouveler : {result.stderr.strip()}")
        _, precedent, record = kept(self.operator)
        print(f"{'son point de 250 Ko, restauré':32} {max(precedent, record):>8}", flush=True)
        if max(precedent, record) > 2 * KEPT:
            self.wrong.append(f"restauration : {precedent} et {record} octets gardés")


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory() as folder:
        operator, mission = two_structures(folder)
        introduce(operator, mission)
        age_header(folder, operator, mission)
        mission.stop()
        signer = WitnessSigner(mission.state, f"{mission.folder}/carte")
        server = Hostile(mission.port, signer)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        play = Round(operator, folder)
        try:
            for number in range(rounds):
                for place, (name, pad) in enumerate(paddings(signer)):
                    play.attack(name, pad, server, f"{number}-{place}")
            play.restore()
        finally:
            operator.stop()
            server.shutdown()
    for text in play.wrong:
        print(f"FAUX : {text}", file=sys.stderr)
    return 1 if play.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
