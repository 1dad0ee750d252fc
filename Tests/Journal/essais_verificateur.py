"""essais_verificateur.py: the verifier that every export carries, tried on a folder made by hand: right, then spoilt in
each way that it must name. Runs beside nothing but Python and PyNaCl.

    essais_verificateur.py [DOSSIER-DU-VERIFICATEUR]"""
import base64
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timezone

from nacl.signing import SigningKey

HOME = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "../../Sources/LiaisonAgent/Verificateur")
sys.path.insert(0, HOME)
sys.dont_write_bytecode = True
from formats_journal import Tree, sha256  # noqa: E402

PROGRAM = ["formats_journal.py", "parcours_journal.py", "verifier_export.py"]


def b64(data):
    return base64.b64encode(data).decode()


class Signer:
    def __init__(self, name, kind=1, seed=None):
        self.name, self.kind = name, kind
        self.key = SigningKey(hashlib.sha256((seed or name).encode()).digest())
        self.raw = bytes([kind]) + bytes(self.key.verify_key)
        self.id = sha256(name.encode() + b"\n" + self.raw)[:4]
        self.vkey = f"{name}+{self.id.hex()}+{b64(self.raw)}"

    def line(self, text, time=None):
        """A signature line; with a time, a cosignature."""
        if time is None:
            value = self.key.sign(text.encode()).signature
        else:
            signed = f"cosignature/v1\ntime {time}\n{text}".encode()
            value = time.to_bytes(8, "big") + self.key.sign(signed).signature
        return f"\u2014 {self.name} {b64(self.id + value)}\n"


def seconds(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp())


class House:
    def __init__(self, name, label):
        self.name, self.label = name, label
        self.structure, self.log = Signer(f"{name}/structure"), Signer(f"{name}/journal/1")
        self.witness = Signer(f"{name}/temoin", 4)

    def card(self):
        content = {"structure": self.name, "libelle": self.label, "type": "autre", "serie": 3,
                   "emise": "2026-11-01T00:00:00Z", "expire": "2027-11-01T00:00:00Z",
                   "cleStructure": self.structure.vkey, "cleService": Signer(f"{self.name}/service").vkey,
                   "cleJournal": self.log.vkey, "cleTemoin": self.witness.vkey, "agents": [],
                   "revocations": [], "capacites": []}
        text = "agir-liaison/carte/v2\n" + json.dumps(content, ensure_ascii=False) + "\n"
        return text + "\n" + self.structure.line(text)


def line(n, acte, le, **more):
    content = {"acte": acte, "acteur": "agir38.example/service", "le": le, "n": n, "resultat": "fait",
               "sel": b64(bytes([n]) * 32), "v": 1, **more}
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


OWN, PARTNER = House("agir38.example", "Opérateur"), House("ml.example", "Mission \u202elocale")
# Records 1 and 2 are pruned a year later, by what was cosigned in time.
LINES = [
    line(0, "debut", "2025-01-02T10:00:00Z"), line(1, "depot", "2025-01-03T10:00:00Z"),
    line(2, "lecture", "2025-01-04T10:00:00Z"), line(3, "chiffres", "2026-02-01T10:00:00Z", mois="2025-01",
                                                     chiffres={"lectures": 1}),
    line(4, "elagage", "2026-02-01T10:00:00Z", avant="2025-02-01", plages=[[1, 2]], point=3,
         regle="12-mois"),
    line(5, "lecture", "2026-02-02T10:00:00Z"),
]
PRUNED = {1, 2}


def leaf(text):
    return sha256(b"\0" + text.encode())


def point(lines, size=None, signer=None, cosigned=(), origin=None):
    tree = Tree()
    for text in lines[:size]:
        tree.append(leaf(text))
    signer = signer or OWN.log
    text = f"{origin or OWN.log.name}\n{tree.size}\n{b64(tree.root())}\n"
    return text + "\n" + signer.line(text) + "".join(
        PARTNER.witness.line(text, seconds(time)) for time in cosigned)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make(path, lines=None, pruned=None):
    lines, pruned = lines or LINES, PRUNED if pruned is None else pruned
    os.makedirs(f"{path}/cartes")
    os.makedirs(f"{path}/points")
    for name in PROGRAM:
        shutil.copy(f"{HOME}/{name}", path)
    kept = [text for n, text in enumerate(lines) if n not in pruned]
    write(f"{path}/journal.jsonl", "".join(f"{text}\n" for text in kept))
    write(f"{path}/feuilles.txt", "".join(f"{b64(leaf(text))}\n" for text in lines))
    write(f"{path}/point-de-controle", point(lines, cosigned=["2026-02-02T11:00:00"]))
    write(f"{path}/points/1-3", point(lines, 3, cosigned=["2025-01-05T00:00:00"]))
    for house in (OWN, PARTNER):
        write(f"{path}/cartes/{house.name}.carte", house.card())
    write(f"{path}/cles.txt", "".join(f"{use} {key.vkey}\n" for use, key in (
        ("structure", OWN.structure), ("journal", OWN.log), ("temoin", OWN.witness),
        ("structure", PARTNER.structure), ("temoin", PARTNER.witness))))


def run(path, *words):
    """Alone: no environment, the folder as the current one."""
    done = subprocess.run(
        ["/usr/bin/python3", "verifier_export.py", *words], cwd=path, env={"PATH": "/usr/bin"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", timeout=300)
    return done.returncode, done.stdout


TRIED = []


def right(path, *words, says):
    code, output = run(path, *words)
    if code != 0 or any(text not in output for text in says):
        raise SystemExit(f"{words} : {code}, {says}\n{output}")
    TRIED.append(words)
    return output


def wrong(says, change, *words, **made):
    """A folder so changed is refused, and the reason named."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/export"
        make(path, **made)
        change(path)
        code, output = run(path, *(words or ("export", ".")))
        if code != 1 or says not in output:
            raise SystemExit(f"« {says} » : {code}\n{output}")
    TRIED.append(says)


def edit(name, old, new):
    def change(path):
        with open(f"{path}/{name}", encoding="utf-8") as file:
            text = file.read()
        if not re.search(old, text, re.M):
            raise SystemExit(f"{old} n'est pas dans {name}")
        write(f"{path}/{name}", re.sub(old, new, text, count=1, flags=re.M))
    return change


def put(name, text):
    return lambda path: write(f"{path}/{name}", text)


def remove(name):
    return lambda path: os.remove(f"{path}/{name}")


def nothing(path):
    pass


def whole():
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/export"
        make(path)
        before = sorted(os.listdir(path))
        output = right(path, "cles", ".", says=["Opérateur (agir38.example), série 3", "Vérifié."])
        # A partner's label turns nothing round.
        if "\u202e" in output or "Mission ?locale" not in output:
            raise SystemExit(output)
        digest = sha256(b"agir-liaison/empreinte/v1\n" + OWN.structure.vkey.encode())
        group = int.from_bytes(digest[:5], "big") % 100_000
        if f"empreinte : {group:05} " not in output:
            raise SystemExit(output)
        right(path, "export", ".", says=[
            "Cosigné par ml.example/temoin : 2026-02-02T11:00:00Z",
            "4 présents, 2 purgés régulièrement, 0 manquant", "1 point gardé, de ce journal",
            "1 élagage, dont 1 daté par un partenaire", "Vérifié."])
        right(path, "export", ".", "--cle", OWN.log.vkey, "--temoin", PARTNER.witness.vkey, says=[
            "Cosigné par ml.example/temoin", "1 élagage, dont 1 daté par"])
        tree = Tree()
        for text in LINES[:3]:
            tree.append(leaf(text))
        right(path, "racine", ".", "3", says=[f"Racine des 3 premiers enregistrements : {b64(tree.root())}"])
        right(path, "racine", ".", "1", says=["Racine du premier enregistrement : "])
        if sorted(os.listdir(path)) != before:
            raise SystemExit("le dossier a changé")
        # Of another époque: the same key under the name of that one.
        other = Signer("agir38.example/journal/7", seed=OWN.log.name)
        write(f"{path}/points/7-5", point(LINES, 5, signer=other, origin=other.name))
        right(path, "export", ".", says=["2 points gardés, tous de ce journal"])
        # Our own word alone dates nothing.
        write(f"{path}/points/1-3", point(LINES, 3))
        right(path, "export", ".", says=["1 élagage, dont 0 daté par"])


def spoilt():
    wrong("l'enregistrement 5 a été modifié", edit("journal.jsonl", '"n":5,"resultat":"fait"', '"n":5,"resultat":"echec"'))
    wrong("la racine des feuilles", edit("feuilles.txt", r"^.*\n\Z", ""), pruned={1, 2, 5})
    wrong("l'enregistrement 5 manque", nothing, pruned={1, 2, 5})
    wrong("n'a pas de feuille", edit("feuilles.txt", r"^.*\n\Z", ""))
    wrong("l'ordre est faux", edit("journal.jsonl", r"^(.*\n)(.*\n)", r"\2\1"))
    wrong("que cite l'élagage 4, n'est pas dans points", remove("points/1-3"))
    wrong("est d'un autre journal", put("points/1-3", point([LINES[5], *LINES[1:]], 3)))
    wrong("n'est pas de ce journal", put("points/1-3", point(LINES, 3, signer=PARTNER.log, origin=PARTNER.log.name)))
    wrong("la signature du journal manque", put("points/1-3", point(LINES, 3, signer=PARTNER.log, origin=OWN.log.name)))
    wrong("la signature du journal", put("point-de-controle", point([*LINES[:5], LINES[0]]).replace(
        point([*LINES[:5], LINES[0]]).split("\n")[2], point(LINES).split("\n")[2])))
    wrong("compte plus d'enregistrements", put("points/1-9", point(LINES + [LINES[0]] * 3)))
    wrong("la cosignature de ml.example/temoin est fausse",
          edit("point-de-controle", r"^(\u2014 ml.example/temoin .{12})..", r"\1AA"))
    wrong("n'est pas signée par sa clé de structure", edit("cartes/agir38.example.carte", '"serie": 3', '"serie": 4'))
    wrong("est une autre carte", put("cartes/agir38.example.carte", PARTNER.card()))
    wrong("donnez --cle", remove("cartes/agir38.example.carte"))
    wrong("cles.txt ne dit pas", edit("cles.txt", "^journal .*\n", ""), "cles", ".")
    for size in ("0", "7", "-1", "x"):
        wrong("l'export a 6 enregistrements", nothing, "racine", ".", size)
    # A pruning that takes more than its rule makes old, or hides what is young behind what it names.
    early = [*LINES[:4], line(4, "elagage", "2026-02-01T10:00:00Z", avant="2025-06-01", plages=[[1, 2]],
                              point=3, regle="12-mois"), LINES[5]]
    wrong("n'est pas ce que sa règle permet", nothing, lines=early)
    young = [*LINES[:5], line(5, "lecture", "2026-02-02T10:00:00Z"), line(6, "lecture", "2026-02-02T10:00:00Z"),
             line(7, "elagage", "2026-02-03T10:00:00Z", avant="2025-02-02", plages=[[6, 6]], point=7,
                  regle="12-mois")]

    def kept(path):
        write(f"{path}/points/1-7", point(young, 7))
    wrong("l'enregistrement 6 manque", kept, lines=young, pruned={1, 2, 6})


def flipped(count):
    """One bit of any file that proves something: never taken, never a crash."""
    chance = random.Random(14)
    names = ["journal.jsonl", "feuilles.txt", "point-de-controle", "points/1-3", "cartes/agir38.example.carte",
             "cartes/ml.example.carte", "cles.txt"]
    for _ in range(count):
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/export"
            make(path)
            name = chance.choice(names)
            with open(f"{path}/{name}", "r+b") as file:
                data = bytearray(file.read())
                place, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
                data[place] ^= bit
                file.seek(0)
                file.write(data)
            codes = []
            for words in (["export", "."], ["cles", "."]):
                code, output = run(path, *words)
                if code not in (0, 1) or "Traceback" in output:
                    raise SystemExit(f"{name}, octet {place}, {bit} : {output}")
                codes.append(code)
            # Both together: what the keys are, and what they sign.
            if codes == [0, 0] and not harmless(name, data):
                raise SystemExit(f"{name}, octet {place}, {bit} : accepté")
    TRIED.extend(range(count))


def harmless(name, data):
    """A cosignature that is no known partner's line any more says less, and nothing false."""
    lines = bytes(data).split(b"\n")
    return name in ("point-de-controle", "points/1-3") and not any(
        line.startswith(f"\u2014 {PARTNER.witness.name} {b64(PARTNER.witness.id)[:5]}".encode()) for line in lines)


def main():
    whole()
    spoilt()
    flipped(int(os.environ.get("BASCULES", "40")))
    print(f"{len(TRIED)} essais du vérificateur.")


if __name__ == "__main__":
    main()
