"""foule.py [CASE...]: abuse of one daemon's peer listener, case after case, while an honest partner asks
things of it. Measures the daemon's memory; the abusers run in processes of their own, at a lower priority,
as if they were on other machines."""
import base64
import http.client
import json
import multiprocessing
import os
import re
import signal
import socket
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commun import Signer, Structure, UnixConnection, age_header, age_of, introduce

# What the daemon may take more than before a case, in KiB of resident memory.
MEMORY = 200 * 1024
# Seconds that an honest request may take.
PATIENCE = 2.0
# Records that the log may grow by in a case: 60 an hour a key, and one that counts the rest.
RECORDS = 61
# Bytes that the daemon's own messages may grow by in a case.
MESSAGES = 1 << 20
# Descriptors that may still be open, more than at first, a minute after a case.
LEFT_OPEN = 20
GIB = 1 << 30
LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class ServiceSigner(Signer):
    """A daemon's service key: what a partner signs its requests with."""

    def __init__(self, state, card):  # pylint: disable=super-init-not-called
        self.key = self.read(f"{state}/service.cle")
        content = json.loads(open(card, encoding="utf-8").read().split("\n")[1])
        self.name = f"{content['structure']}/service"
        self.key_id = "+".join(content["cleService"].split("+")[:2])

    @staticmethod
    def read(path):
        """A key of the state folder."""
        text = open(path, encoding="ascii").read().split()[0]
        number = 0
        letters = text.split("1")[-1].lower()[:-6]
        for letter in letters:
            number = number << 5 | LETTERS.index(letter)
        seed = (number >> len(letters) * 5 % 8).to_bytes(32, "big")
        return Ed25519PrivateKey.from_private_bytes(seed)

    def countersign(self, pli):
        """A pli with this service's signature beside its author's."""
        age = age_of(pli)
        note = pli[:len(pli) - len(age) - 1]
        text = note[:note.index(b"\n\n") + 1]
        signature = bytes.fromhex(self.key_id.split("+")[1]) + self.key.sign(text)
        return note + f"— {self.name} {base64.b64encode(signature).decode()}\n\n".encode() + age


class Honest(threading.Thread):
    """A partner that delivers a pli again, a stranger who asks for the card, and the administrator who
    publishes it again on the Unix socket, every half second, each on a fresh connection: how long they
    waited, and what they did not get."""

    def __init__(self, target, signer, identity, pli):
        super().__init__(daemon=True)
        self.target, self.signer, self.identity, self.pli = target, signer, identity, pli
        with open(f"{target.folder}/carte", "rb") as file:
            self.card = file.read()
        self.waits, self.later, self.failures = [], 0, Counter()
        self.ended = threading.Event()

    def run(self):
        while not self.ended.is_set():
            path = f"/v1/plis/{self.identity}"
            fields = self.signer.fields("PUT", path, self.pli, self.target.name, int(time.time()))
            self.ask(self.by_network(), "PUT", path, self.pli, fields, {200, 201})
            # A flood of strangers may make another stranger wait, if it says so; not ours.
            self.ask(self.by_network(), "GET", "/v1/carte", b"", {}, {200, 429})
            self.ask(UnixConnection(self.target.socket), "PUT", "/local/v1/carte", self.card, {}, {200})
            self.ended.wait(0.5)

    def by_network(self):
        return http.client.HTTPConnection("127.0.0.1", self.target.port, timeout=10)

    def ask(self, connection, method, path, body, fields, right):
        began = time.monotonic()
        name = f"{method} {path[:15]}"
        try:
            connection.request(method, path, body or None, fields)
            answer = connection.getresponse()
            answer.read()
            is_later = answer.status == 429 and answer.headers.get("retry-after")
            self.later += bool(is_later)
            if answer.status not in right or answer.status == 429 and not is_later:
                self.failures[f"{name} : {answer.status}"] += 1
        except (OSError, http.client.HTTPException) as error:
            self.failures[f"{name} : {type(error).__name__}"] += 1
        finally:
            connection.close()
        self.waits.append(time.monotonic() - began)

    def stop(self):
        self.ended.set()
        self.join()


class Watch(threading.Thread):
    """The daemon's memory and descriptors while a case lasts."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid = pid
        self.highest_memory = self.highest_files = 0
        self.ended = threading.Event()
        # The mark of the highest memory starts anew (proc(5)).
        with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
        self.before = self.memory("VmRSS")

    def memory(self, name):
        """In KiB."""
        status = open(f"/proc/{self.pid}/status", encoding="ascii").read()
        return int(re.search(rf"{name}:\s+(\d+)", status)[1])

    def files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def run(self):
        try:
            while not self.ended.wait(0.1):
                self.highest_files = max(self.highest_files, self.files())
                self.highest_memory = max(self.highest_memory, self.memory("VmRSS"))
        except (OSError, TypeError):
            return  # The daemon is dead: that is told elsewhere.

    def stop(self):
        self.ended.set()
        self.join()


class Abuser:
    """The cases. Each returns what it saw, in a few words; what the daemon must not do goes to `wrong`."""

    def __init__(self, target, signer):
        self.target, self.signer = target, signer
        self.wrong = set()
        self.place = ("127.0.0.1", target.port)

    def head(self, method, path, *lines):
        return "\r\n".join([f"{method} {path} HTTP/1.1", "host: ml-grenoble.example", *lines]).encode()

    def signed_head(self, method, path, *lines):
        fields = self.signer.fields(method, path, b"", self.target.name, int(time.time()))
        return self.head(method, path, *(f"{name}: {value}" for name, value in fields.items()), *lines)

    # Slow clients.

    def lenteur(self):
        """1,500 connections that send a byte of a head every two seconds."""
        head = self.head("GET", "/v1/sante", "x-lent: " + "a" * 1_000)
        return self.drip([head] * 1_500, [b""] * 1_500, seconds=45)

    def goutte(self):
        """600 bodies of a card, and 100 of a known partner's pli, a byte every two seconds."""
        heads = [self.head("PUT", "/v1/cartes", "content-length: 262144")] * 600 + [
            self.signed_head("PUT", f"/v1/plis/{uuid.uuid4()}", "content-length: 33000000")
            for _ in range(100)]
        return self.drip([b"a" * 1_000] * 700, [head + b"\r\n\r\n" for head in heads], seconds=30)

    def drip(self, texts, firsts, seconds):
        connections = [socket.create_connection(self.place, timeout=10) for _ in texts]
        for connection, first in zip(connections, firsts):
            connection.sendall(first)
            connection.setblocking(False)
        end, position = time.monotonic() + seconds, 0
        alive, answers = dict(enumerate(connections)), Counter()
        while time.monotonic() < end:
            for number, connection in list(alive.items()):
                try:
                    connection.send(texts[number][position:position + 1])
                    answer = connection.recv(4_096)
                    answers[answer[9:12].decode() or "fermée"] += 1
                except BlockingIOError:
                    continue
                except OSError:
                    answers["rompue"] += 1
                connection.close()
                del alive[number]
            position += 1
            time.sleep(2)
        return f"{len(alive)} encore là après {seconds} s ; {told(answers)}"

    def muettes(self):
        """10,000 connections that say nothing, from ten addresses."""
        connections, failed = [], 0
        for number in range(10_000):
            connection = socket.socket()
            connection.setsockopt(socket.IPPROTO_IP, 24, 1)  # IP_BIND_ADDRESS_NO_PORT
            connection.bind((f"127.0.0.{2 + number % 10}", 0))
            connection.settimeout(5)
            try:
                connection.connect(self.place)
                connections.append(connection)
            except OSError:
                failed += 1
        time.sleep(20)
        alive = 0
        for connection in connections:
            connection.setblocking(False)
            try:
                alive += connection.recv(1) != b""
            except BlockingIOError:
                alive += 1
            except OSError:
                pass
        return f"{len(connections)} ouvertes, {failed} refusées, {alive} encore là après 20 s"

    def sourdes(self):
        """500 connections that ask two thousand times at once, and read no answer."""
        asked = b"".join(
            self.head("GET", path) + b"\r\n\r\n" for path in ("/v1/sante", "/v1/carte")) * 1_000
        connections, sent = [], 0
        for _ in range(500):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.connect(self.place)
            connection.setblocking(False)
            connections.append(connection)
        rest = {connection: asked for connection in connections}
        end = time.monotonic() + 20
        while time.monotonic() < end:
            for connection, text in list(rest.items()):
                try:
                    taken = connection.send(text)
                    sent += taken
                    rest[connection] = text[taken:]
                except BlockingIOError:
                    continue
                except OSError:
                    del rest[connection]
            time.sleep(0.1)
        return f"{sent >> 10} Kio de demandes prises en 20 s, {len(rest)} connexions encore là"

    # Enormous bodies: four at a time, of each of four kinds.

    def corps(self):
        """Bodies of 1 GiB, for ten seconds at least."""
        results, end = {}, time.monotonic() + 10
        while time.monotonic() < end:
            for path in ("/v1/cartes", None):
                for length in (f"content-length: {GIB}", "transfer-encoding: chunked"):
                    answers = results.setdefault((path, length), [])
                    threads = [
                        threading.Thread(target=self.pour, args=(path, length, answers))
                        for _ in range(4)]
                    for thread in threads:
                        thread.start()
                    for thread in threads:
                        thread.join()
        return " ; ".join(
            f"{'carte' if path else 'pli signé'}, {length} : "
            + told(Counter(status for status, _ in answers))
            + f", {max(sent for _, sent in answers)} Mio au plus"
            for (path, length), answers in results.items())

    def pour(self, path, length, answers):
        head = (
            self.head("PUT", path, length) if path else
            self.signed_head("PUT", f"/v1/plis/{uuid.uuid4()}", length)) + b"\r\n\r\n"
        piece = b"a" * 65_536
        if "chunked" in length:
            piece = b"10000\r\n" + piece + b"\r\n"
        sent, status = 0, "pas de réponse"
        with socket.create_connection(self.place, timeout=20) as connection:
            try:
                connection.sendall(head)
                while sent < GIB:
                    connection.sendall(piece)
                    sent += 65_536
                connection.sendall(b"0\r\n\r\n" if "chunked" in length else b"")
            except OSError:
                pass
            try:
                status = connection.recv(4_096)[9:12].decode() or "fermée"
            except OSError as error:
                status = "rompue" if isinstance(error, ConnectionError) else "muette"
        if status.startswith("2"):
            self.wrong.add("un corps de 1 Gio est pris")
        answers.append((status, sent >> 20))

    # Heads that no honest client sends.

    def entetes(self):
        """Hostile heads: none may be answered as an honest one, none may break the daemon."""
        seen = Counter()
        for name, head, refused in self.corpus():
            statuses, end = self.talk(head)
            seen[" ".join(statuses) or end] += 1
            if refused and any(status.startswith("2") for status in statuses):
                self.wrong.add(f"{name} : {' '.join(statuses)}")
            if any(status in ("500", "503", "507") for status in statuses):
                self.wrong.add(f"{name} : {' '.join(statuses)}")
            if len(statuses) > 1:
                self.wrong.add(f"{name} : {len(statuses)} réponses")
        return told(seen)

    def talk(self, head):
        """What the daemon answers: the statuses of all answers, and how it ended."""
        answer, end = b"", "fermée"
        with socket.create_connection(self.place, timeout=3) as connection:
            try:
                connection.sendall(head)
            except OSError:
                end = "rompue"
            try:
                while piece := connection.recv(65_536):
                    answer += piece
            except TimeoutError:
                end = "muette"
            except OSError:
                end = "rompue"
        return [text.decode() for text in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)], end

    def corpus(self):
        """Name, bytes, and whether an answer 2xx is wrong: RFC 9112 lets a server take some of them."""
        get, put = self.head("GET", "/v1/sante"), self.head("PUT", "/v1/cartes")
        end, inner = b"\r\n\r\n", self.head("GET", "/v1/sante") + b"\r\n\r\n"

        def request(top, *lines):
            return b"\r\n".join([top, *lines]) + end

        yield "un en-tête de 1 Mio", request(get, b"x: " + b"a" * (1 << 20)), True
        yield "un nom de 1 Mio", request(get, b"a" * (1 << 20) + b": x"), True
        yield "64 Mio sans fin", get + b"\r\nx: " + b"a" * (64 << 20), True
        yield "cent mille en-têtes sans fin", get + b"\r\nx: y" * 100_000, True
        yield "dix mille en-têtes", request(get, *[b"x: y"] * 10_000), True
        yield "dix mille noms", request(get, *[b"x%d: y" % n for n in range(10_000)]), True
        yield "adresse de 1 Mio", b"GET /" + b"a" * (1 << 20) + b" HTTP/1.1\r\nhost: h" + end, True
        yield "requête de 1 Mio", b"GET /v1/sante?" + b"a" * (1 << 20) + b" HTTP/1.1\r\nhost: h" + end, True
        yield "méthode de 1 Mio", b"A" * (1 << 20) + b" / HTTP/1.1\r\nhost: h" + end, True
        yield "LF seuls", (get + end).replace(b"\r\n", b"\n"), False
        yield "CR seuls", (get + end).replace(b"\r\n", b"\r"), True
        yield "CR dans une valeur", request(get, b"x: a\rb: c"), True
        yield "NUL dans une valeur", request(get, b"x: a\0b"), True
        yield "NUL dans un nom", request(get, b"a\0b: x"), True
        yield "NUL dans l'adresse", request(get.replace(b"/v1/sante", b"/v1/sante\0")), True
        yield "que des NUL", b"\0" * 65_536, True
        yield "octets de 128 à 255", bytes(range(128, 256)) * 512, True
        yield "deux longueurs", request(put, b"content-length: 4", b"content-length: 5") + b"abcde", True
        yield "deux fois la même longueur", request(
            put, b"content-length: 4", b"content-length: 4") + b"abcd", False
        yield "longueurs en liste", request(put, b"content-length: 4, 5") + b"abcde", True
        yield "longueur négative", request(put, b"content-length: -1"), True
        yield "longueur signée", request(put, b"content-length: +4") + b"abcd", True
        yield "longueur hexadécimale", request(put, b"content-length: 0x4") + b"abcd", True
        yield "longueur de 2^64", request(put, b"content-length: 18446744073709551616"), True
        yield "longueur de mille chiffres", request(put, b"content-length: " + b"9" * 1_000), True
        yield "TE et CL", request(
            put, b"content-length: 4", b"transfer-encoding: chunked") + b"0\r\n\r\n" + inner, True
        yield "CL et TE", request(
            put, b"transfer-encoding: chunked", b"content-length: 6") + b"0\r\n\r\n" + inner, True
        yield "TE inconnu", request(put, b"transfer-encoding: xchunked") + b"0" + end + inner, True
        yield "TE deux fois", request(
            put, b"transfer-encoding: chunked", b"transfer-encoding: identity") + b"0" + end + inner, True
        yield "TE avant une tabulation", request(
            put, b"transfer-encoding:\x0bchunked") + b"0" + end + inner, True
        yield "morceau négatif", request(put, b"transfer-encoding: chunked") + b"-1\r\n" + inner, True
        yield "morceau de 2^64", request(
            put, b"transfer-encoding: chunked") + b"10000000000000000\r\n" + inner, True
        yield "extension de 1 Mio", request(
            put, b"transfer-encoding: chunked") + b"1;" + b"a" * (1 << 20) + b"\r\na\r\n0" + end, True
        yield "fin de corps de 1 Mio", request(
            put, b"transfer-encoding: chunked") + b"0\r\nx: " + b"a" * (1 << 20) + end, True
        yield "espace avant les deux-points", request(put, b"content-length : 4") + b"abcd", True
        yield "ligne repliée", request(get, b"x: a", b" b"), False
        yield "sans hôte", b"GET /v1/sante HTTP/1.1" + end, False
        yield "deux hôtes", request(get, b"host: autre.example"), False
        yield "HTTP/9.9", (get + end).replace(b"HTTP/1.1", b"HTTP/9.9"), True
        yield "HTTP/2 en clair", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 65_536, True
        yield "TLS", bytes.fromhex("1603010200010001fc0303") + b"\0" * 2_000, True
        yield "remontée", (get + end).replace(b"/v1/sante", b"/v1/../../../etc/passwd"), True
        yield "adresse mal encodée", (get + end).replace(b"/v1/sante", b"/v1/plis/%ff%00%2"), True
        yield "CONNECT", b"CONNECT ml-grenoble.example:443 HTTP/1.1\r\nhost: h" + end, True

    # Floods of small requests, ten seconds each.

    def rafale_inconnus(self):
        """Nobody's requests: not signed, signed by a key of nobody."""
        stranger = Stranger()

        def made():
            path = f"/v1/plis/{uuid.uuid4()}"
            yield "PUT", path, b"abc", {}
            yield "GET", "/v1/plis?pour=x.example", b"", {}
            yield "PUT", "/v1/cartes", b"abc", {}
            yield "PUT", path, b"abc", stranger.fields(
                "PUT", path, b"abc", self.target.name, int(time.time()))

        return self.flood(made)

    def rafale_fausse(self):
        """Requests in a known partner's name, with a wrong signature."""
        def made():
            path, other = (f"/v1/plis/{uuid.uuid4()}" for _ in range(2))
            fields = self.signer.fields("PUT", path, b"abc", self.target.name, int(time.time()))
            yield "PUT", other, b"abc", fields
            yield "GET", path, b"", fields

        return self.flood(made)

    def rafale_refusee(self):
        """Requests that a known partner signed rightly, and must not make."""
        def signed(method, target, body, pour=self.target.name, created=0):
            fields = self.signer.fields(method, target, body, pour, int(time.time()) + created)
            return method, target, body, fields

        def made():
            path = f"/v1/plis/{uuid.uuid4()}"
            yield signed("PUT", path, b"ni bordereau ni fichier")
            yield signed("GET", "/v1/plis?pour=agir38.example", b"")
            yield signed("GET", path, b"")
            yield signed("PUT", path, b"abc", pour="autre.example")
            yield signed("PUT", path, b"abc", created=-3_600)
            yield signed("PUT", f"/v1/accuses/a.example/{uuid.uuid4()}/remis/service", b"abc")
            again = signed("GET", "/v1/plis?pour=autre.example", b"")
            yield again
            yield again

        return self.flood(made)

    def flood(self, made, seconds=10):
        total = Counter()

        def run():
            end = time.monotonic() + seconds
            connection = http.client.HTTPConnection(*self.place, timeout=10)
            while time.monotonic() < end:
                for method, target, body, fields in made():
                    try:
                        connection.request(method, target, body or None, fields)
                        answer = connection.getresponse()
                        content = answer.read()
                    except (OSError, http.client.HTTPException) as error:
                        connection.close()
                        total[type(error).__name__] += 1
                        continue
                    total[str(answer.status)] += 1
                    if not 400 <= answer.status < 500:
                        self.wrong.add(
                            f"{method} {target.split('/')[2][:8]} : {answer.status} {content[:200]}")
                    elif answer.status == 429 and not answer.headers.get("retry-after"):
                        self.wrong.add("429 sans Retry-After")

        threads = [threading.Thread(target=run) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return f"{total.total() / seconds:.0f} demandes/s ; {told(total)}"


class Stranger(Signer):
    """A key that no card names."""

    def __init__(self):  # pylint: disable=super-init-not-called
        self.key = Ed25519PrivateKey.generate()
        self.name = "inconnu.example/service"
        self.key_id = f"{self.name}+00000000"


CASES = ["lenteur", "goutte", "muettes", "sourdes", "corps", "entetes", "rafale_inconnus", "rafale_fausse",
         "rafale_refusee"]


def told(counter):
    return ", ".join(f"{number} × {name}" for name, number in counter.most_common()) or "rien"


def abuse(abuser, case, results):
    """In a process of its own."""
    os.nice(10)
    try:
        text = getattr(abuser, case)()
    except Exception as error:  # The daemon died, or this program is wrong: either is told.
        text = repr(error)
        abuser.wrong.add(text)
    results.put((text, sorted(abuser.wrong)))


def records(target):
    return target.query("SELECT count(*) FROM journal")[0][0]


def mebibytes(kibibytes):
    return f"{kibibytes / 1024:.0f}"


def settled(watch, files):
    """Gives the daemon five seconds, and a minute at most, to close what the case opened."""
    for second in range(60):
        if second >= 5 and watch.files() <= files + LEFT_OPEN:
            return True
        time.sleep(1)
    return False


def run_case(case, target, abuser, honest, files):
    """One row of the table, and what is wrong."""
    before, said = records(target), os.path.getsize(target.log)
    watch = Watch(target.process.pid)
    watch.start()
    honest.start()
    results = multiprocessing.Queue()
    process = multiprocessing.Process(target=abuse, args=(abuser, case, results))
    process.start()
    text, defects = results.get(timeout=300)
    process.join()
    honest.stop()
    watch.stop()
    if not target.is_up():
        return None, [*defects, f"le service est tombé : {target.process.returncode}"]
    peak = max(watch.memory("VmHWM"), watch.highest_memory)
    if not settled(watch, files):
        defects.append(f"{watch.files()} descripteurs encore ouverts, {files} au début")
    after = watch.memory("VmRSS")
    grown, talked = records(target) - before, os.path.getsize(target.log) - said
    longest = max(honest.waits)
    if peak - watch.before > MEMORY:
        defects.append(f"la mémoire a grandi de {mebibytes(peak - watch.before)} Mio")
    if longest > PATIENCE:
        late = sum(wait > PATIENCE for wait in honest.waits)
        defects.append(f"{late} demandes honnêtes ont attendu, jusqu'à {longest:.1f} s")
    if honest.failures:
        defects.append(f"demandes honnêtes manquées : {told(honest.failures)}")
    if grown > RECORDS:
        defects.append(f"le journal a grandi de {grown} enregistrements")
    if talked > MESSAGES:
        defects.append(f"les messages du service ont grandi de {talked >> 10} Kio")
    row = (case, mebibytes(watch.before), mebibytes(peak), mebibytes(after),
           str(watch.highest_files), str(watch.files()),
           f"{longest:.2f}", str(len(honest.waits)), str(honest.later), str(grown),
           str(talked >> 10))
    return (row, text), defects


def table(rows):
    head = ("cas", "avant", "pointe", "après", "fd", "fd après", "attente", "honnêtes", "429",
            "journal", "dits")
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths))))
    print("Mémoire en Mio, attente la plus longue d'une demande honnête en secondes, 429 : inconnus "
          "honnêtes renvoyés à plus tard, messages dits en Kio.")


def crowd(folder, cases):
    target = Structure("ml-grenoble.example", "mission-locale", "jean.modele", f"{folder}/ml")
    partner = Structure("agir38.example", "operateur-agir", "claire.exemple", f"{folder}/operateur")
    bad = Structure("cph.example", "cph", "ana.modele", f"{folder}/cph")
    everybody, defects, rows = (target, partner, bad), [], []
    try:
        introduce(target, partner)
        bad.start()
        bad.create()
        bad.meet(target)
        target.meet(bad)
        identity, _, pli = partner.pli(target, age_header(folder, partner, target), 20_000)
        for structure in (partner, bad):
            structure.stop()
        service = ServiceSigner(partner.state, f"{partner.folder}/carte")
        villain = ServiceSigner(bad.state, f"{bad.folder}/carte")
        pli = service.countersign(pli)
        files = Watch(target.process.pid).files()
        for case in cases:
            print(f"{case}…", flush=True)
            honest = Honest(target, service, identity, pli)
            row, wrong = run_case(case, target, Abuser(target, villain), honest, files)
            defects += [f"{case} : {text}" for text in wrong]
            if row is None:
                break
            print(f"   {row[1]}", flush=True)
            rows.append(row[0])
        table(rows)
        if target.is_up():
            result = target.cli("journal", "verifier")
            if result.returncode != 0:
                defects.append(f"journal : {result.stderr}")
            if target.stop() != 0:
                defects.append("le service ne s'arrête pas bien")
    finally:
        for structure in everybody:
            if structure.process and structure.is_up():
                structure.kill()
    for text in defects:
        print(f"DÉFAUT : {text}", file=sys.stderr)
    if not defects:
        print("Tout est comme attendu.")
    return 1 if defects else 0


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cases = sys.argv[1:] or CASES
    if not set(cases) <= set(CASES):
        print(f"Les cas sont : {', '.join(CASES)}.", file=sys.stderr)
        return 64
    with tempfile.TemporaryDirectory(prefix="agir-foule.") as folder:
        return crowd(folder, cases)


if __name__ == "__main__":
    sys.exit(main())
