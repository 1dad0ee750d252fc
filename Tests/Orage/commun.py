"""What the fault tests share: two structures with their daemons and agents, a load of fiches in both
directions, and the count at the end.

The programs are in $BINAIRES (default: .build/debug). Needs `cryptography` (Debian: python3-cryptography).
"""
import base64
import hashlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ROOT = os.path.abspath(f"{os.path.dirname(__file__)}/../..")
BINARIES = os.environ.get("BINAIRES", f"{ROOT}/.build/debug")
EXAMPLE = f"{ROOT}/docs/exemple-spe.json"


class Unreachable(Exception):
    """The daemon is not there, or broke off: nobody knows what it did."""


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def free_port():
    """Below the ports that the system gives to clients: one of those could take a dead daemon's."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


# Seconds by which the programs' wall clock is ahead of the machine's, and the library that moves it
# (EndToEnd/horloge.c); without one they have the machine's.
AHEAD, CLOCK = [0], [None]


def clock():
    """The time that the programs have, in seconds."""
    return time.time() + AHEAD[0]


def environment():
    """What a program is started with: its clock stays as far ahead as it is now."""
    if CLOCK[0] is None:
        return None
    return {**os.environ, "LD_PRELOAD": CLOCK[0], "DECALAGE": str(AHEAD[0])}


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(clock()))


class Signer:
    """An agent's signing key, out of an identity without passphrase (formats.md, «Files of an agent»)."""

    def __init__(self, folder):
        lines = open(f"{folder}/identite.age", encoding="ascii").read().split("\n")
        secret = next(line for line in lines if line.startswith("# SIGN-SECRET-KEY-1"))
        bits = 0
        letters = secret.split("1")[-1].lower()[:-6]
        for letter in letters:
            bits = bits << 5 | "qpzry9x8gf2tvdw0s3jn54khce6mua7l".index(letter)
        seed = (bits >> len(letters) * 5 % 8).to_bytes(32, "big")
        self.key = Ed25519PrivateKey.from_private_bytes(seed)
        act = json.loads(open(f"{folder}/agent.note", encoding="utf-8").read().split("\n")[1])
        self.name = act["nom"]
        self.key_id = "+".join(act["cle"].split("+")[:2])

    def note(self, kind, content):
        """A signed document (formats.md, «Signed document»)."""
        return self.signed(self.text(kind, content))

    @staticmethod
    def text(kind, content):
        """What is signed."""
        return f"agir-liaison/{kind}/v1\n{json.dumps(content, separators=(',', ':'))}\n".encode()

    def signed(self, text):
        signature = bytes.fromhex(self.key_id.split("+")[1]) + self.key.sign(text)
        return text + b"\n" + f"— {self.name} {base64.b64encode(signature).decode()}\n".encode()

    def fields(self, method, target, body, pour, created):
        """The fields of a signed request (formats.md, «Peer protocol»)."""
        path, _, query = target.partition("?")
        digest = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        nonce = base64.b64encode(os.urandom(16)).decode()
        parameters = (
            '("@method" "@path" "@query" "content-digest" "liaison-pour")'
            f';created={created};nonce="{nonce}";keyid="{self.key_id}"'
            ';alg="ed25519";tag="agir-liaison/v1"')
        base = "\n".join([
            f'"@method": {method}', f'"@path": {path}', f'"@query": ?{query}',
            f'"content-digest": {digest}', f'"liaison-pour": {pour}',
            f'"@signature-params": {parameters}'])
        signature = base64.b64encode(self.key.sign(base.encode())).decode()
        return {
            "content-digest": digest, "liaison-pour": pour,
            "signature-input": f"liaison={parameters}", "signature": f"liaison=:{signature}:"}


class Structure:
    """A structure: its state, its daemon, its one agent."""

    def __init__(self, name, kind, agent, folder):
        self.name, self.kind, self.agent, self.folder = name, kind, agent, folder
        self.state = f"{folder}/etat"
        self.socket = f"{folder}/s.sock"
        self.log = f"{folder}/service.log"
        self.port = free_port()
        # The port of the address that its card gives: a proxy's, when there is one.
        self.public_port = self.port
        self.process = None
        self.signer = None
        os.makedirs(folder, exist_ok=True)

    def launch(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [f"{BINARIES}/agir-liaisond", "--etat", self.state, "--socket", self.socket,
                 "--ecoute", f"127.0.0.1:{self.port}"], stderr=log, env=environment())

    def start(self):
        """Launches, and waits until it answers."""
        self.launch()
        end = time.monotonic() + 300
        while time.monotonic() < end:
            try:
                if self.exchange("GET", "/v1/sante", b"", {})[0] == 200:
                    return
            except Unreachable:
                time.sleep(0.05)
        raise SystemExit(f"Le service de {self.name} n'a pas démarré.")

    def is_up(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Asks it to stop; its exit status."""
        self.process.terminate()
        try:
            return self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.kill()
            return "SIGTERM ignoré"

    def cli(self, *words):
        return subprocess.run(
            [f"{BINARIES}/agir-liaison", *words, "--dossier", f"{self.folder}/agent",
             "--service", f"unix:{self.socket}"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=environment())

    def must(self, *words):
        result = self.cli(*words)
        if result.returncode != 0:
            raise SystemExit(f"{self.name} : {' '.join(words)} : {result.stderr}")
        return result.stdout

    def create(self):
        self.must(
            "structure", "creer", self.name, "--libelle", self.name, "--type", self.kind,
            "--adresse", f"http://127.0.0.1:{self.public_port}", "--agent", self.agent,
            "--role", "dpo", "--sans-phrase")
        self.must("carte", "exporter", "-o", f"{self.folder}/carte")
        self.signer = Signer(f"{self.folder}/agent")

    def fingerprint(self):
        return json.loads(self.must("empreinte", "--json"))["empreinte"]

    def meet(self, other):
        self.must("contact", "importer", f"{other.folder}/carte")
        self.must("contact", "verifier", other.name, "--empreinte", other.fingerprint(),
                  "--moyen", "telephone")

    def exchange(self, method, target, body, fields):
        connection = UnixConnection(self.socket)
        try:
            connection.request(method, target, body, {**fields, "connection": "close"})
            answer = connection.getresponse()
            return answer.status, answer.headers.get("content-type"), answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable from error
        finally:
            connection.close()

    def request(self, method, target, body=b""):
        """A request signed by the agent: status, media type, body. Signs again once with the daemon's
        time, as the protocol says."""
        def once(created):
            return self.exchange(
                method, target, body,
                self.signer.fields(method, target, body, self.name, created))

        answer = once(int(clock()))
        time_there = json.loads(answer[2]).get("heure") if answer[0] == 401 else None
        return once(time_there) if time_there else answer

    def pli(self, other, header, size):
        """A pli that the daemon takes: nobody can open its content, and the daemon is blind."""
        identity = str(uuid.uuid4())
        age = header + os.urandom(size)
        slip = {
            "id": identity, "objet": "fiche", "modele": "spe", "de": self.name,
            "auteur": self.signer.name, "pour": other.name, "roles": ["referent"],
            "scelle": now(), "taille": len(age), "sha256": hashlib.sha256(age).hexdigest(),
            "conserverJusquA": "2031-12-31", "postQuantique": True}
        return identity, slip["sha256"], self.signer.note("pli", slip) + b"\n" + age

    def opening(self, de, identity, digest):
        return self.signer.note("accuse", {
            "de": de, "id": identity, "pour": self.name, "sha256": digest, "statut": "ouvert",
            "le": now(), "par": self.signer.name})

    def box(self, name):
        """A box as the daemon lists it."""
        status, _, body = self.request("GET", f"/local/v1/boite/{name}")
        assert status == 200, (status, body)
        return json.loads(body)

    def query(self, sql):
        database = sqlite3.connect(f"file:{self.state}/liaison.sqlite?mode=ro", uri=True, timeout=10)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()


def age_of(pli):
    """The age file behind its slip: after the second blank line."""
    return pli.split(b"\n\n", 2)[2]


def example(sender):
    """The example, in the direction in which that structure sends."""
    if sender.kind == "operateur-agir":
        return EXAMPLE
    path = f"{sender.folder}/exemple.json"
    with open(EXAMPLE, encoding="utf-8") as file:
        fiche = json.load(file)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({**fiche, "sens": "partenaire-vers-agir"}, file, ensure_ascii=False)
    return path


def age_header(folder, sender, addressee):
    """The header of a file that the real program sealed."""
    sender.must("sceller", example(sender), "--confirmer-avertissements", "--a", addressee.name, "-o", f"{folder}/modele.age")
    sealed = open(f"{folder}/modele.age", "rb").read()
    return sealed[:sealed.index(b"\n", sealed.index(b"\n---")) + 1]


def two_structures(folder):
    operator = Structure("agir38.example", "operateur-agir", "claire.exemple", f"{folder}/operateur")
    mission = Structure("ml-grenoble.example", "mission-locale", "jean.modele", f"{folder}/ml")
    return operator, mission


def introduce(a, b):
    """Both daemons up, claimed, and their structures' cards exchanged and verified."""
    for structure in (a, b):
        structure.start()
        structure.create()
    a.meet(b)
    b.meet(a)
    # Without a convention, the program asks before it sends.
    for structure, other in ((a, b), (b, a)):
        structure.must(
            "convention", "ajouter", "--avec", other.name, "--type", "spe", "--reference", "ESSAI",
            "--debut", "2020-01-01", "--echeance", "accord-cadre")


class Load:
    """Deposits and openings in both directions until it is stopped, whatever befalls the daemons."""

    # What a daemon may answer that only means «later».
    LATER = {429}

    def __init__(self, a, b, folder, seed, writers=3, pause=0.2):
        self.header = age_header(folder, a, b)
        self.pair = (a, b)
        self.seed, self.writers, self.pause = seed, writers, pause
        # By sender: what was acknowledged, its digest or None when the real program made it.
        self.acknowledged = {a.name: {}, b.name: {}}
        self.opened = {a.name: set(), b.name: set()}
        self.unexpected = Counter()
        self.ended = threading.Event()
        self.threads = []

    def start(self):
        for me, other in (self.pair, self.pair[::-1]):
            for number in range(self.writers):
                self.run(self.write, me, other, random.Random(f"{self.seed} {me.name} {number}"))
            self.run(self.open_some, me, other)
        self.run(self.use_program, *self.pair)

    def run(self, work, *arguments):
        def guarded():
            try:
                work(*arguments)
            except Exception as error:  # A worker that dies must not pass for one that is done.
                self.unexpected[f"{work.__name__} : {error!r}"] += 1

        self.threads.append(threading.Thread(target=guarded, daemon=True))
        self.threads[-1].start()

    def stop(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def insist(self, me, method, target, body, tries=10_000):
        """Asks until there is an answer; None when it gave up."""
        for _ in range(tries):
            try:
                status, _, content = me.request(method, target, body)
            except Unreachable:
                time.sleep(0.05)
                continue
            # Restarted between our two signatures: its time is another one again.
            if status in self.LATER or status == 401 and b"horloge" in content:
                time.sleep(0.5)
                continue
            return status, content
        return None

    def write(self, me, other, dice):
        while not self.ended.is_set():
            size = dice.choice([16_384, 20_480, 65_536]) + dice.randrange(1_000)
            identity, digest, pli = me.pli(other, self.header, size)
            # Some give up at the first silence, some deposit the same pli again until it is taken.
            answer = self.insist(me, "PUT", "/local/v1/envois", pli, dice.choice([1, 10_000]))
            if answer and answer[0] in (200, 201):
                self.acknowledged[me.name][identity] = digest
            elif answer:
                self.unexpected[f"dépôt {answer[0]} {answer[1][:200]}"] += 1
            time.sleep(dice.uniform(0, 2 * self.pause))

    def open_some(self, me, other):
        """Opens about one in three of what `other` sends, as soon as it is here."""
        seen, waiting = set(), []
        while not (self.ended.is_set() and not waiting):
            sent = self.acknowledged[other.name]
            fresh = [identity for identity, digest in list(sent.items())
                     if identity not in seen and digest]
            seen.update(fresh)
            waiting += [identity for identity in fresh if identity[0] in "01234"]
            for identity in waiting[:]:
                answer = self.insist(me, "GET", f"/local/v1/plis/{other.name}/{identity}", b"")
                if answer[0] == 404:
                    continue
                waiting.remove(identity)
                if answer[0] != 200:
                    self.unexpected[f"lecture {answer[0]} {answer[1][:200]}"] += 1
                    continue
                if hashlib.sha256(age_of(answer[1])).hexdigest() != sent[identity]:
                    self.unexpected["lecture d'un autre contenu"] += 1
                act = me.opening(other.name, identity, sent[identity])
                answer = self.insist(me, "PUT", "/local/v1/accuses", act)
                if answer[0] == 200:
                    self.opened[other.name].add(identity)
                else:
                    self.unexpected[f"ouverture {answer[0]} {answer[1][:200]}"] += 1
            time.sleep(0.2)

    def use_program(self, sender, addressee):
        """The same with the real program, one fiche after another."""
        while not self.ended.is_set():
            result = sender.cli("envoyer", example(sender), "--confirmer-avertissements", "--a", addressee.name, "--json")
            if result.returncode != 0:
                self.expect(result, {69, 75})
                continue
            identity = json.loads(result.stdout)["id"]
            self.acknowledged[sender.name][identity] = None
            while True:
                result = addressee.cli("ouvrir", identity)
                if result.returncode == 0 and "n'est pas parti" not in result.stderr:
                    self.opened[sender.name].add(identity)
                    break
                self.expect(result, {0, 66, 69, 75})
                time.sleep(0.2)

    def expect(self, result, codes):
        if result.returncode not in codes:
            words = " ".join(result.args[1:3])
            self.unexpected[f"{words} : code {result.returncode} : {result.stderr[:300]}"] += 1


def settle(pair, seconds=300):
    """Waits until nothing is due any more; whether it came to that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        due = sum(
            me.query(f"SELECT count(*) FROM {table} WHERE prochain IS NOT NULL")[0][0]
            for me in pair for table in ("envois", "accuses"))
        if due == 0:
            return True
        time.sleep(0.5)
    return False


class Count:
    """What is held on both sides against what was acknowledged."""

    def __init__(self, pair, acknowledged, opened):
        self.pair, self.acknowledged, self.opened = pair, acknowledged, opened
        self.defects = []
        self.figures = Counter()

    def check(self, is_right, text):
        if not is_right:
            self.defects.append(text)

    def run(self):
        """Ends with both daemons stopped."""
        for sender, addressee in (self.pair, self.pair[::-1]):
            self.boxes(sender, addressee)
        for me in self.pair:
            result = me.cli("journal", "verifier")
            self.check(result.returncode == 0, f"journal de {me.name} : {result.stderr}")
        for me in self.pair:
            self.check(me.is_up(), f"le service de {me.name} est tombé")
            self.check(me.stop() == 0, f"le service de {me.name} ne s'arrête pas bien")
        for me in self.pair:
            result = subprocess.run(
                [f"{BINARIES}/agir-liaisond", "verifier", "--etat", me.state],
                capture_output=True, text=True, check=False)
            self.check(result.returncode == 0, f"verifier, {me.name} : {result.stdout[:2000]}")
        for sender, addressee in (self.pair, self.pair[::-1]):
            self.receipts(sender, addressee)
            self.records(sender, addressee)
        return self

    def boxes(self, sender, addressee):
        """Each fiche once on each side, with the same digest and states that go together."""
        name = sender.name
        # What was sealed to a file, to have its header, is for nobody's inbox.
        sent = [row for row in sender.box("envoi") if row["de"] == name and row["voie"] == "service"]
        received = [row for row in addressee.box("reception") if row["de"] == name]
        outbox, inbox = (Counter(row["id"] for row in rows) for rows in (sent, received))
        states = {row["id"]: row["statut"] for row in received}
        for identity in self.acknowledged[name]:
            self.check(outbox[identity] == 1, f"{name} {identity} : {outbox[identity]} fois envoyée")
        for identity in outbox | inbox:
            self.check(
                outbox[identity] == inbox[identity] == 1,
                f"{name} {identity} : {outbox[identity]} en envoi, {inbox[identity]} en réception")
        for row in sent:
            pair = row["statut"], states.get(row["id"])
            self.check(
                pair in (("remis", "non-lu"), ("ouvert", "ouvert")), f"{name} {row['id']} : {pair}")
        for identity in self.opened[name]:
            self.check(states.get(identity) == "ouvert", f"{name} {identity} : ouverture perdue")
        digests = [
            dict(me.query(f"SELECT id, sha256 FROM {table} WHERE de = '{name}'"))
            for me, table in ((sender, "envois"), (addressee, "receptions"))]
        for identity, digest in self.acknowledged[name].items():
            for held in digests:
                self.check(
                    digest in (None, held.get(identity)), f"{name} {identity} : autre contenu")
        self.figures["confirmées"] += len(self.acknowledged[name])
        self.figures["déposées"] += len(outbox)
        self.figures["remises"] += len(inbox)
        self.figures["ouvertes"] += sum(state == "ouvert" for state in states.values())

    def receipts(self, sender, addressee):
        """The same bytes on both sides, one for each state that was reached."""
        name = sender.name
        here, there = (
            {row[:3]: row[3] for row in me.query(
                f"SELECT id, statut, par, note FROM accuses WHERE de = '{name}'")}
            for me in (sender, addressee))
        for key in sorted(here.keys() | there.keys()):
            self.check(
                here.get(key) == there.get(key),
                f"{name} accusé {key[0]} {key[1]} : " + (
                    "octets différents" if key in here and key in there
                    else "absent chez l'expéditeur" if key in there
                    else "absent chez le destinataire"))
        kept = {key[:2] for key in there}
        for identity, state in addressee.query(
                f"SELECT id, statut FROM receptions WHERE de = '{name}'"):
            needed = ["remis"] + ["ouvert"] * (state == "ouvert")
            for statut in needed:
                self.check((identity, statut) in kept, f"{name} {identity} : pas d'accusé {statut}")
        self.figures["accusés"] += len(there)

    def records(self, sender, addressee):
        """One record of the log for each deposit, reception and receipt."""
        def recorded(me, acte):
            lines = (json.loads(line) for line, in me.query("SELECT ligne FROM journal"))
            return Counter(
                (line["ref"], line.get("detail") if acte == "accuse" else None) for line in lines
                if line["acte"] == acte and line["resultat"] == "fait")

        name = sender.name
        for me, acte, sql in (
                (sender, "depot", "SELECT id, NULL FROM envois"),
                (addressee, "reception", f"SELECT id, NULL FROM receptions WHERE de = '{name}'"),
                (sender, "accuse", f"SELECT id, statut FROM accuses WHERE de = '{name}'")):
            wanted, held = Counter(me.query(sql)), recorded(me, acte)
            for key in wanted.keys() | held.keys():
                self.check(
                    wanted[key] == held[key],
                    f"journal de {me.name}, {acte} {key[0]} : {held[key]} au lieu de {wanted[key]}")


def finish(folder, pair, defects, line):
    """Prints the line of figures and what is wrong; keeps the evidence when something is."""
    print(line)
    for me in pair:
        if me.process and me.is_up():
            me.kill()
    if not defects:
        print("Tout est comme attendu.")
        return 0
    kept = tempfile.mkdtemp(prefix="orage-echec.")
    shutil.copytree(folder, kept, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sock"))
    for text in defects[:40]:
        print(f"DÉFAUT : {text}", file=sys.stderr)
    print(f"ÉCHEC : {len(defects)} défaut(s). Les deux états sont gardés dans {kept}.",
          file=sys.stderr)
    return 1


def scenario(body):
    """Runs `body(folder, argument, seed)` in a folder of its own; arguments: [NOMBRE [GRAINE]]."""
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    print(f"Graine : {seed}", flush=True)
    # Whoever started us may have blocked it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="agir-orage.") as folder:
        sys.exit(body(folder, int(sys.argv[1]), seed))
