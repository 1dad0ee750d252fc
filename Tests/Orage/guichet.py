"""guichet.py [CASE...]: abuse of the guichets of one daemon, case after case, while somebody behind the same
address opens hers and an honest partner delivers. A table; code 1 when something passed its bound."""
import base64
import hashlib
import http.client
import json
import os
import select
import signal
import socket
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from commun import age_header, introduce, two_structures
from foule import Honest, ServiceSigner, Watch, records
from hostile import size_of

# KiB that the daemon may take more than before a case.
MEMORY = 192 * 1024
# Seconds that an honest request may take.
PATIENCE = 2.0
MIB = 1 << 20
# Bytes that the state folder may grow by in a case: ten answers of 20 MiB, and as much again in its logs.
DISK = 400 * MIB
# Records that the log may grow by in a case, whatever is asked: sixty an hour, and one that counts the rest.
RECORDS = 61
# What the content of each holds, as far as the daemon knows.
SECRET = bytes(range(32))
PROOF = base64.b64encode(SECRET).decode()
FIELDS = {"Content-Type": "application/jose", "Guichet-Preuve": PROOF}


def sealed(size):
    """What looks like a compact JWE of so many bytes."""
    return b"aaaa.bbbb.cccc." + b"d" * (size - 20) + b".eeee"


def ask(port, method, path, body=b"", fields=None):
    """On a connection of its own: status, body; 0 when there was no answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body or None, fields or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


class Visitor(threading.Thread):
    """Opens her guichet again and again: the page, the content, that it was opened."""

    def __init__(self, port, name, content):
        super().__init__(daemon=True)
        self.port, self.name, self.content = port, name, content
        self.waits, self.failures = [], Counter()
        self.ended = threading.Event()

    def run(self):
        steps = [
            ("GET", "/guichet", b"", 200), ("GET", "/guichet/script.js", b"", 200),
            ("GET", f"/guichet/v1/{self.name}", b"", 200),
            ("POST", f"/guichet/v1/{self.name}/ouvertures", json.dumps({"preuve": PROOF}).encode(), 204)]
        while not self.ended.is_set():
            for method, path, body, right in steps:
                began = time.monotonic()
                status, answer = ask(self.port, method, path, body)
                self.waits.append(time.monotonic() - began)
                if status != right:
                    self.failures[f"{method} {path[:12]} : {status}"] += 1
                elif path.startswith("/guichet/v1") and method == "GET" and answer != self.content:
                    self.failures["un autre contenu"] += 1
            self.ended.wait(0.3)

    def stop(self):
        self.ended.set()
        self.join()


class Cases:
    def __init__(self, folder):
        os.environ["AGIR_LIAISOND_GUICHET_ADRESSE"] = "https://guichet.example"
        self.folder = folder
        self.target, self.partner = two_structures(folder)
        self.defects, self.rows = [], []

    def set_up(self):
        introduce(self.target, self.partner)
        # The daemon opens nothing: a header of a file the other way does.
        header = age_header(self.folder, self.target, self.partner)
        signer = ServiceSigner(self.partner.state, f"{self.partner.folder}/carte")
        self.pli_of = lambda size: (signer, *self.countersigned(signer, header, size))
        self.honest = self.pli_of(20_000)
        self.content = sealed(MIB)
        self.hers = self.open(self.content)
        self.big = self.open(sealed(20 * MIB))

    def countersigned(self, signer, header, size):
        """The partner's, as its service delivers it: its identity, its bytes."""
        identity, _, pli = self.partner.pli(self.target, header, size)
        return identity, signer.countersign(pli)

    def open(self, content):
        """An invitation, whose name an abuser may know."""
        name = hashlib.sha256(os.urandom(16)).hexdigest()
        end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86_400))
        preparation = {
            "pour": self.partner.name, "invitation": {"modele": "generique", "nombre": 10}, "fin": end,
            "preuve": hashlib.sha256(SECRET).hexdigest(),
            "cle": base64.b64encode(b"age-encryption.org/v1\ncle").decode()}
        for path, body in (
                (f"/local/v1/guichets/{name}", json.dumps(preparation).encode()),
                (f"/local/v1/guichets/{name}/contenu", content)):
            status, _, answer = self.target.request("PUT", path, body)
            assert status == 201, (status, answer)
        return name

    def check(self, is_right, text):
        if not is_right:
            self.defects.append(text)

    def run(self, name):
        print(f"{name}…", flush=True)
        watch = Watch(self.target.process.pid)
        watch.start()
        visitor = Visitor(self.target.port, self.hers, self.content)
        visitor.start()
        partner = Honest(self.target, *self.honest)
        partner.start()
        written, disk = records(self.target), size_of(self.target.state)
        told = getattr(self, name)()
        visitor.stop()
        partner.stop()
        watch.stop()
        if not self.target.is_up():
            self.defects.append(f"{name} : le service est tombé")
            return
        grown = max(watch.memory("VmHWM"), watch.highest_memory) - watch.before
        longest, delivery = max(visitor.waits), max(partner.waits)
        disk, written = size_of(self.target.state) - disk, records(self.target) - written
        self.check(grown <= MEMORY, f"{name} : la mémoire a grandi de {grown >> 10} Mio")
        self.check(longest <= PATIENCE, f"{name} : la conseillère a attendu {longest:.1f} s")
        self.check(not visitor.failures, f"{name} : demandes manquées : {dict(visitor.failures)}")
        self.check(delivery <= PATIENCE, f"{name} : un partenaire a attendu {delivery:.1f} s")
        self.check(not partner.failures, f"{name} : demandes d'un partenaire manquées : {dict(partner.failures)}")
        self.check(disk <= DISK, f"{name} : l'état a grandi de {disk // MIB} Mio")
        self.check(written <= RECORDS, f"{name} : {written} enregistrements au journal")
        self.rows.append((
            name, str(grown >> 10), str(disk // MIB), str(written), f"{longest:.2f}", f"{delivery:.2f}",
            str(len(visitor.waits)), told))

    # The cases.

    def inconnus(self):
        """Names at random, from the same address."""
        def one(_):
            return ask(self.target.port, "GET", f"/guichet/v1/{os.urandom(32).hex()}")[0]

        statuses = self.many(one, 3_000, 32)
        self.check(set(statuses) <= {404, 429}, f"inconnus : {dict(statuses)}")
        self.check(statuses[404] <= 100, f"inconnus : {statuses[404]} réponses 404 en une heure")
        return f"{dict(statuses)}"

    def preuves(self):
        """Wrong proofs of a guichet whose name is known, from the same address."""
        def one(_):
            wrong = json.dumps({"preuve": base64.b64encode(os.urandom(32)).decode()}).encode()
            return ask(self.target.port, "POST", f"/guichet/v1/{self.hers}/ouvertures", wrong)[0]

        # More than what one place may ask of a guichet: she has the right one, and is served all the same.
        statuses = self.many(one, 3_500, 32)
        self.check(set(statuses) <= {403, 429}, f"preuves : {dict(statuses)}")
        self.check(statuses[403] <= 100, f"preuves : {statuses[403]} réponses 403 en une heure")
        return f"{dict(statuses)}"

    def sans_preuve(self):
        """Answers of 20 MiB, announced and sent, without the proof."""
        body = sealed(20 * MIB)

        def one(_):
            fields = {**FIELDS, "Guichet-Preuve": base64.b64encode(os.urandom(32)).decode()}
            return ask(self.target.port, "PUT", f"/guichet/v1/{self.big}/reponses/{uuid.uuid4()}", body, fields)[0]

        statuses = self.many(one, 200, 32)
        self.check(set(statuses) <= {0, 403, 429}, f"sans_preuve : {dict(statuses)}")
        return f"{dict(statuses)}"

    def avec_preuve(self):
        """Who has the link and the words sends fifty answers of 20 MiB at once."""
        body = sealed(20 * MIB)

        def one(_):
            return ask(self.target.port, "PUT", f"/guichet/v1/{self.big}/reponses/{uuid.uuid4()}", body, FIELDS)[0]

        statuses = self.many(one, 50, 8)
        self.check(1 <= statuses[201] <= 10, f"avec_preuve : {statuses[201]} réponses gardées")
        self.check(set(statuses) <= {0, 201, 429, 507}, f"avec_preuve : {dict(statuses)}")
        return f"{dict(statuses)}"

    def lecteurs(self):
        """A hundred readers of 20 MiB that read nothing for a while."""
        sockets = []
        for _ in range(100):
            connection = socket.create_connection(("127.0.0.1", self.target.port))
            connection.sendall(f"GET /guichet/v1/{self.big} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
            sockets.append(connection)
        time.sleep(10)
        statuses = Counter()
        for connection in sockets:
            connection.settimeout(5)
            try:
                statuses[connection.recv(12)[9:].decode()] += 1
            except OSError:
                statuses["rien"] += 1
            connection.close()
        self.check(1 <= statuses["200"] <= 4, f"lecteurs : {statuses['200']} à la fois")
        return f"{dict(statuses)}"

    def muets(self):
        """A hundred answers of 20 MiB, with the proof, that are announced and never come."""
        sockets = []
        for _ in range(100):
            connection = socket.create_connection(("127.0.0.1", self.target.port))
            fields = "".join(f"{name}: {value}\r\n" for name, value in FIELDS.items())
            connection.sendall(
                f"PUT /guichet/v1/{self.big}/reponses/{uuid.uuid4()} HTTP/1.1\r\nhost: x\r\n"
                f"content-length: {20 * MIB}\r\n{fields}\r\n".encode())
            sockets.append(connection)
        # Sooner than the service closes what does not come, half a minute after: those refused have their answer.
        end = time.monotonic() + 15
        while len(select.select(sockets, [], [], 0)[0]) < 96 and time.monotonic() < end:
            time.sleep(0.2)
        statuses = Counter()
        for connection in sockets:
            connection.settimeout(0.2)
            try:
                statuses[connection.recv(12)[9:].decode() or "fermée"] += 1
            except OSError:
                statuses["attendue"] += 1
        # What is announced is taken from the account of that guichet and that address before it comes.
        self.check(statuses["attendue"] <= 4, f"muets : {statuses['attendue']} corps attendus à la fois")
        time.sleep(8)
        for connection in sockets:
            connection.close()
        return f"{dict(statuses)}"

    @staticmethod
    def many(one, number, hands):
        with ThreadPoolExecutor(hands) as pool:
            return Counter(pool.map(one, range(number)))


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    names = sys.argv[1:] or ["inconnus", "preuves", "sans_preuve", "avec_preuve", "lecteurs", "muets"]
    with tempfile.TemporaryDirectory(prefix="agir-guichet.") as folder:
        cases = Cases(folder)
        try:
            cases.set_up()
            for name in names:
                cases.run(name)
        finally:
            for structure in (cases.target, cases.partner):
                if structure.process and structure.is_up():
                    structure.kill()
        print("cas | mémoire (Mio) | disque (Mio) | journal | conseillère (s) | partenaire (s) | "
              "demandes honnêtes | réponses")
        for row in cases.rows:
            print(" | ".join(row))
        for text in cases.defects:
            print(f"DÉFAUT : {text}", file=sys.stderr)
        sys.exit(1 if cases.defects else 0)


if __name__ == "__main__":
    main()
