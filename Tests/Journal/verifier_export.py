"""verifier_export.py: verifies what `agir-liaison journal exporter` and `journal preuve` write, from
the formats alone (docs/journal.md): nothing here comes from the programs it checks.

    export DOSSIER --cle VKEY [--temoin VKEY]...
    preuve FICHIER.tlog-proof --cle VKEY [--temoin VKEY]...
    coherence ANCIEN NOUVEAU PREUVE --cle VKEY

Needs PyNaCl (PyPI)."""
import argparse
import base64
import hashlib
import json
import sys
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

LARGEST_NOTE, LARGEST_LINE = 256 << 10, 64 << 10
ALWAYS = {"acte", "acteur", "le", "n", "resultat", "sel", "v"}
SOMETIMES = {"detail", "liens", "personne", "ref"}
# Of one act, and not each time.
MAYBE = {"reprise": {"point"}}
OWN = {"chiffres": {"chiffres", "mois"}, "elagage": {"avant", "plages", "point", "regle"}, "epoque": {"precedent"},
       "refus-groupes": {"nombre"}, "sceau": {"point", "racines"}}


class Wrong(Exception):
    """What does not verify, in French."""


def require(condition, text):
    if not condition:
        raise Wrong(text)


def decode(text):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Wrong(f"base64 illisible : {text[:20]}") from error


def sha256(data):
    return hashlib.sha256(data).digest()


class Key:
    """A vkey: name, id, type, key (c2sp.org/signed-note)."""

    def __init__(self, text):
        self.name, identity, key = text.split("+", 2)
        raw = decode(key)
        require(len(raw) == 33, "clé de mauvaise taille")
        self.id = sha256(self.name.encode() + b"\n" + raw)[:4]
        require(self.id.hex() == identity, f"l'identifiant de la clé {self.name} n'est pas le sien")
        self.type, self.key = raw[0], VerifyKey(raw[1:])

    def is_right(self, message, signature):
        try:
            self.key.verify(message, signature)
            return True
        except (BadSignatureError, ValueError):
            return False


class Note:
    """A checkpoint and its signatures."""

    def __init__(self, data):
        require(len(data) <= LARGEST_NOTE, "point de contrôle démesuré")
        text, separator, signatures = data.decode().rpartition("\n\n")
        require(separator, "point de contrôle sans signature")
        self.text = text + "\n"
        lines = self.text.split("\n")
        require(len(lines) == 4 and lines[1].isdigit() and str(int(lines[1])) == lines[1],
                "point de contrôle mal formé")
        self.origin, self.size, self.root = lines[0], int(lines[1]), decode(lines[2])
        self.signatures = []
        for line in signatures.splitlines():
            dash, name, value = line.split(" ")
            require(dash == "\u2014", "ligne de signature mal formée")
            raw = decode(value)
            self.signatures.append((name, raw[:4], raw[4:]))

    def of(self, key):
        return [value for name, identity, value in self.signatures
                if (name, identity) == (key.name, key.id)]

    def verify(self, key, witnesses=()):
        require(key.type == 1 and key.name == self.origin,
                "la clé n'est pas celle de ce journal, ou pas de cette époque")
        own = self.of(key)
        require(own and all(key.is_right(self.text.encode(), value) for value in own),
                "la signature du journal manque ou est fausse")
        for witness in witnesses:
            times = []
            for value in self.of(witness):
                time = int.from_bytes(value[:8], "big")
                message = f"cosignature/v1\ntime {time}\n{self.text}".encode()
                require(witness.type == 4 and witness.is_right(message, value[8:]),
                        f"la cosignature de {witness.name} est fausse")
                times.append(time)
            require(times, f"la cosignature de {witness.name} manque")
            print(f"Cosigné par {witness.name} : {datetime.fromtimestamp(max(times), timezone.utc):%Y-%m-%dT%H:%M:%SZ}")


class Tree:
    """The roots of the full subtrees, largest first (RFC 6962)."""

    def __init__(self):
        self.size, self.roots = 0, []

    def append(self, leaf):
        size = self.size
        while size & 1:
            leaf = sha256(b"\1" + self.roots.pop() + leaf)
            size >>= 1
        self.roots.append(leaf)
        self.size += 1

    def root(self):
        if not self.roots:
            return sha256(b"")
        result = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            result = sha256(b"\1" + left + result)
        return result


def once(pairs):
    require(len({key for key, _ in pairs}) == len(pairs), "un nom répété")
    return dict(pairs)


def record(line):
    """Reads a line: exactly the RFC 8785 form, exactly the members of its act."""
    require(len(line) <= LARGEST_LINE, "ligne démesurée")
    try:
        content = json.loads(line, object_pairs_hook=once)
    except ValueError as error:
        raise Wrong("JSON illisible") from error
    require(isinstance(content, dict), "pas un objet")
    names = set(content)
    own = OWN.get(content.get("acte"), set())
    if (content.get("acte"), content.get("resultat")) == ("epoque", "refuse"):
        own = set()
    maybe = SOMETIMES | MAYBE.get(content.get("acte"), set())
    require(ALWAYS | own <= names <= ALWAYS | own | maybe, "des membres manquent, ou sont de trop")
    require(content["v"] == 1 and len(decode(content["sel"])) == 32, "version ou sel")
    # Names are ASCII and numbers integers: there RFC 8785 is this.
    written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    require(written.encode() == line, "pas en forme canonique")
    return content


def lines_of(path):
    with open(path, "rb") as file:
        while line := file.readline(LARGEST_LINE + 2):
            require(line.endswith(b"\n"), f"{path} : ligne coupée ou démesurée")
            yield line[:-1]


def read(path, limit=LARGEST_NOTE):
    with open(path, "rb") as file:
        data = file.read(limit + 1)
    require(len(data) <= limit, f"{path} : fichier démesuré")
    return data


def months_before(day, months):
    """The same day of the month, else the last one."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_regular(pruning):
    """A pruning takes what its rule, of 6 to 36 months, makes old on the day of its record (in UTC: a day's
    margin), and cites a checkpoint of before it."""
    months, _, word = pruning["regle"].partition("-")
    day = date.fromisoformat(pruning["le"][:10]) + timedelta(days=1)
    return (word == "mois" and months.isdigit() and 6 <= int(months) <= 36
            and date.fromisoformat(pruning["avant"]) <= months_before(day, int(months))
            and pruning["point"] <= pruning["n"])


def export(folder, key, witnesses):
    note = Note(read(f"{folder}/point-de-controle"))
    note.verify(key, witnesses)
    tree, present, absent, prunings = Tree(), 0, [], []
    records = lines_of(f"{folder}/journal.jsonl")
    line = next(records, None)
    content = record(line) if line is not None else None
    for text in lines_of(f"{folder}/feuilles.txt"):
        n, leaf = tree.size, decode(text)
        require(len(leaf) == 32, f"feuille {n} de mauvaise taille")
        if content is not None and content["n"] == n:
            require(sha256(b"\0" + line) == leaf, f"l'enregistrement {n} a été modifié")
            present += 1
            if content["acte"] == "elagage":
                require(is_regular(content), f"l'élagage {n} n'est pas ce que sa règle permet")
                prunings.append(content)
            line = next(records, None)
            try:
                content = record(line) if line is not None else None
            except Wrong as error:
                raise Wrong(f"enregistrement après le {n} : {error}") from error
            require(content is None or content["n"] > n, f"l'ordre est faux après {n}")
        elif absent and absent[-1][1] == n - 1:
            absent[-1][1] = n
        else:
            absent.append([n, n])
        tree.append(leaf)
    require(content is None, f"l'enregistrement {content and content['n']} n'a pas de feuille")
    require((tree.size, tree.root()) == (note.size, note.root),
            "la racine des feuilles n'est pas celle du point de contrôle")
    covered = sorted(
        run for one in prunings for run in one["plages"]
        if run[1] < one["point"] and run[1] < one["n"])
    missing, first, pruned = 0, None, 0
    for start, end in absent:
        n = start
        while n <= end:
            run = next((run for run in covered if run[0] <= n <= run[1]), None)
            if run is None:
                first = n if first is None else first
                missing, n = missing + 1, n + 1
            else:
                step = min(end, run[1]) - n + 1
                pruned, n = pruned + step, n + step
    print(f"{present} présents, {pruned} purgés régulièrement, {missing} manquants")
    require(missing == 0, f"l'enregistrement {first} manque")


def proof_of(path, key, witnesses):
    head, _, note = read(path).partition(b"\n\n")
    lines = head.decode().split("\n")
    require(lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("extra ")
            and lines[2].startswith("index "), "ce n'est pas une preuve tlog-proof avec sa ligne")
    note, line, n = Note(note), decode(lines[1][6:]), int(lines[2][6:])
    note.verify(key, witnesses)
    require(record(line)["n"] == n < note.size, "l'enregistrement n'est pas à ce numéro")
    # RFC 9162, section 2.1.3.2.
    node, last, result = n, note.size - 1, sha256(b"\0" + line)
    for step in map(decode, lines[3:]):
        require(last > 0, "preuve trop longue")
        if node & 1 or node == last:
            result = sha256(b"\1" + step + result)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            result = sha256(b"\1" + result + step)
        node, last = node >> 1, last >> 1
    require(last == 0 and result == note.root, "la preuve ne mène pas à la racine")
    print(line.decode())


def coherence(old, new, proof, key):
    old, new = Note(read(old)), Note(read(new))
    old.verify(key)
    new.verify(key)
    steps = [decode(line) for line in read(proof).decode().split()]
    require(0 < old.size <= new.size, "les tailles vont à rebours")
    if old.size == new.size:
        require(not steps and old.root == new.root, "même taille, autres racines")
        return print("Cohérents.")
    # RFC 9162, section 2.1.4.2.
    if old.size & (old.size - 1) == 0:
        steps.insert(0, old.root)
    require(steps, "preuve vide")
    node, last = old.size - 1, new.size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        require(last > 0, "preuve trop longue")
        if node & 1 or node == last:
            first, second = sha256(b"\1" + step + first), sha256(b"\1" + step + second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = sha256(b"\1" + second + step)
        node, last = node >> 1, last >> 1
    require(last == 0 and (first, second) == (old.root, new.root), "la preuve ne tient pas")
    return print("Cohérents.")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("quoi", choices=["export", "preuve", "coherence"])
    parser.add_argument("fichiers", nargs="+")
    parser.add_argument("--cle", required=True)
    parser.add_argument("--temoin", action="append", default=[])
    given = parser.parse_args()
    try:
        key, witnesses = Key(given.cle), [Key(text) for text in given.temoin]
        if given.quoi == "coherence":
            coherence(*given.fichiers, key)
        else:
            {"export": export, "preuve": proof_of}[given.quoi](*given.fichiers, key, witnesses)
    except (Wrong, OSError, ValueError, TypeError) as error:
        print(f"Faux : {error}", file=sys.stderr)
        return 1
    print("Vérifié.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
