"""formats_journal.py: keys, signed notes, cards, trees and records of a traceability log, read from the
formats alone (docs/conception/formats.md of agir-liaison): nothing here comes from the programs that it checks.

Needs PyNaCl (PyPI)."""
import base64
import hashlib
import json
import re
from datetime import datetime, timezone

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

# A pruning of five thousand records that do not follow one another is a line of 150 KiB.
LARGEST_NOTE, LARGEST_LINE = 256 << 10, 256 << 10
ALWAYS = {"acte", "acteur", "le", "n", "resultat", "sel", "v"}
SOMETIMES = {"detail", "liens", "personne", "ref"}
# Of one act, and not each time.
MAYBE = {"reprise": {"point"}}
OWN = {"chiffres": {"chiffres", "mois"}, "elagage": {"avant", "plages", "point", "regle"},
       "epoque": {"precedent"}, "refus-groupes": {"nombre"}, "sceau": {"point", "racines"}}


class Wrong(Exception):
    """What does not verify, in French."""


def require(condition, text):
    if not condition:
        raise Wrong(text)


def decode(text):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Wrong(f"base64 illisible : {shown(text[:20])}") from error


def shown(text):
    """Somebody else's text for a terminal: nothing that commands, hides or turns it round."""
    return "".join(sign if sign.isprintable() else "?" for sign in str(text))


def counted(number, one, many=None):
    """«0 point», «1 point», «2 points»: none and one have their noun in the singular."""
    return f"{number} {one if number < 2 else many or one + 's'}"


def sha256(data):
    return hashlib.sha256(data).digest()


def when(time):
    return f"{datetime.fromtimestamp(time, timezone.utc):%Y-%m-%dT%H:%M:%SZ}"


class Key:
    """A vkey: name, id, type, key (c2sp.org/signed-note)."""

    def __init__(self, text):
        self.text = text
        words = text.split("+", 2)
        require(len(words) == 3, "ce n'est pas une clé publique de note signée")
        self.name, identity, key = words
        self.raw = decode(key)
        require(len(self.raw) == 33, "clé de mauvaise taille")
        self.id = sha256(self.name.encode() + b"\n" + self.raw)[:4]
        require(self.id.hex() == identity,
                f"l'identifiant de la clé {shown(self.name)} n'est pas le sien")
        self.type, self.key = self.raw[0], VerifyKey(self.raw[1:])

    @property
    def structure(self):
        return self.name.partition("/")[0]

    def named(self, name):
        """The same key under another name: that of the log in another époque."""
        identity = sha256(name.encode() + b"\n" + self.raw)[:4].hex()
        return Key(f"{name}+{identity}+{base64.b64encode(self.raw).decode()}")

    def is_right(self, message, signature):
        try:
            self.key.verify(message, signature)
            return True
        except (BadSignatureError, ValueError):
            return False


class SignedText:
    """A text and the lines that sign it (c2sp.org/signed-note)."""

    def __init__(self, data, what):
        require(len(data) <= LARGEST_NOTE, f"{what} : démesuré")
        text, separator, signatures = data.decode().rpartition("\n\n")
        require(separator, f"{what} : sans signature")
        self.text = text + "\n"
        self.signatures = []
        for line in signatures.splitlines():
            words = line.split(" ")
            require(len(words) == 3 and words[0] == "\u2014", f"{what} : signature mal formée")
            raw = decode(words[2])
            self.signatures.append((words[1], raw[:4], raw[4:]))

    def of(self, key):
        return [value for name, identity, value in self.signatures
                if (name, identity) == (key.name, key.id)]

    def is_signed(self, key):
        own = self.of(key)
        return bool(own) and all(key.is_right(self.text.encode(), value) for value in own)


class Note(SignedText):
    """A checkpoint and its signatures (c2sp.org/tlog-checkpoint)."""

    def __init__(self, data):
        super().__init__(data, "point de contrôle")
        lines = self.text.split("\n")
        require(len(lines) == 4 and lines[1].isdecimal() and str(int(lines[1])) == lines[1],
                "point de contrôle mal formé")
        self.origin, self.size, self.root = lines[0], int(lines[1]), decode(lines[2])

    @property
    def structure(self):
        return self.origin.partition("/")[0]

    def verify(self, key, witnesses=()):
        require(key.type == 1 and key.name == self.origin,
                "la clé n'est pas celle de ce journal, ou pas de cette époque")
        require(self.is_signed(key), "la signature du journal manque ou est fausse")
        for witness in witnesses:
            time = self.cosigned(witness)
            require(time is not None, f"la cosignature de {shown(witness.name)} manque")
            print(f"Cosigné par {shown(witness.name)} : {when(time)}")

    def cosigned(self, witness):
        """When (c2sp.org/tlog-cosignature); None where it did not."""
        times = []
        for value in self.of(witness):
            time = int.from_bytes(value[:8], "big")
            message = f"cosignature/v1\ntime {time}\n{self.text}".encode()
            require(witness.type == 4 and time < 1 << 37 and witness.is_right(message, value[8:]),
                    f"la cosignature de {shown(witness.name)} est fausse")
            times.append(time)
        return max(times, default=None)


class Card(SignedText):
    """A structure's card: who it is and which keys are its own, signed by its structure key."""

    def __init__(self, data):
        super().__init__(data, "carte")
        lines = self.text.split("\n")
        require(len(lines) == 3 and lines[0] in ("agir-liaison/carte/v1", "agir-liaison/carte/v2"),
                "carte mal formée")
        content = once_only(lines[1])
        self.structure, self.serie, self.issued = (
            content.get(name) for name in ("structure", "serie", "emise"))
        self.label = content.get("libelle")
        require(re.fullmatch("[a-z0-9.-]{1,90}", str(self.structure)), "nom de structure mal formé")
        self.key = self.named_key(content, "cleStructure", "structure")
        require(self.key.type == 1 and self.is_signed(self.key),
                f"la carte de {shown(self.structure)} n'est pas signée par sa clé de structure")
        self.log = self.named_key(content, "cleJournal", "journal/")
        self.witness = self.named_key(content, "cleTemoin", "temoin")

    def named_key(self, content, member, name):
        """None where the structure has no service."""
        text = content.get(member)
        if text is None and member != "cleStructure":
            return None
        require(isinstance(text, str), f"la carte ne donne pas « {member} »")
        key = Key(text)
        require(key.name == f"{self.structure}/{name}"
                or name == "journal/" and key.name.startswith(f"{self.structure}/{name}"),
                f"« {member} » n'a pas le nom de {shown(self.structure)}")
        return key

    @property
    def fingerprint(self):
        """What is read out by telephone: six groups of five digits."""
        digest = sha256(b"agir-liaison/empreinte/v1\n" + self.key.text.encode())
        groups = (int.from_bytes(digest[at:at + 5], "big") % 100_000 for at in range(0, 30, 5))
        return " ".join(f"{group:05}" for group in groups)


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


def once_only(line):
    try:
        content = json.loads(line, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise Wrong("JSON illisible") from error
    require(isinstance(content, dict), "pas un objet")
    return content


def record(line):
    """Reads a line: exactly the RFC 8785 form, exactly the members of its act."""
    require(len(line) <= LARGEST_LINE, "ligne démesurée")
    content = once_only(line)
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
