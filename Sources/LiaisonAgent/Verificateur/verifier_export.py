"""verifier_export.py: verifies what `agir-liaison journal exporter` and `journal preuve` write, from
the formats alone: nothing here comes from the programs it checks.

    cles DOSSIER: whose keys sign, and the fingerprints to compare by telephone
    export DOSSIER [--cle VKEY [--temoin VKEY]...]: nothing changed, lacks or is added
    racine DOSSIER N: the root of the first N records, to compare with a page printed then
    preuve FICHIER.tlog-proof --cle VKEY [--temoin VKEY]...
    coherence ANCIEN NOUVEAU PREUVE --cle VKEY

Without --cle the keys are those of the cards in the folder. Needs formats_journal.py and
parcours_journal.py beside it, and PyNaCl (PyPI)."""
import argparse
import base64
import os
import re
import sys
from datetime import date, datetime, timezone

# Nothing is added to the folder that is looked at.
sys.dont_write_bytecode = True
from formats_journal import (  # noqa: E402
    Card, Key, Note, Tree, Wrong, counted, decode, lines_of, read, record, require, sha256, shown, when)
from parcours_journal import Records  # noqa: E402


def listed(folder):
    """The names in it, in order; none where there is no such folder."""
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


class Export:
    """An export but for its records: whose keys count, and which checkpoints are kept."""

    def __init__(self, path, key=None, witnesses=()):
        self.path, self.key, self.asked = path, key, list(witnesses)
        self.note = Note(read(f"{path}/point-de-controle"))
        self.cards = []
        for name in listed(f"{path}/cartes"):
            card = Card(read(f"{path}/cartes/{name}"))
            require(name == f"{card.structure}.carte", f"cartes/{shown(name)} est une autre carte")
            self.cards.append(card)
        # The log's own structure first.
        self.cards.sort(key=lambda card: (card.structure != self.note.structure, card.structure))
        self.witnesses = self.asked
        if key is None:
            own = self.cards[0] if self.cards else None
            require(own is not None and own.structure == self.note.structure and own.log,
                    f"la carte de {shown(self.note.structure)} n'est pas dans cartes : donnez --cle")
            self.key = own.log
            self.witnesses = [card.witness for card in self.cards[1:] if card.witness]

    def verify_note(self):
        """The signature of the log, and what its partners say of when."""
        self.note.verify(self.key, self.asked)
        if self.asked:
            return
        times = [(key, self.note.cosigned(key)) for key in self.witnesses]
        for key, time in times:
            if time is not None:
                print(f"Cosigné par {shown(key.name)} : {when(time)}")
        if not any(time is not None for _, time in times):
            print("Aucun partenaire dont la carte est ici n'a cosigné ce point de contrôle.")

    def points(self):
        """The checkpoints that were kept, each signed by this log in its époque, and their files."""
        for name in listed(f"{self.path}/points"):
            note = Note(read(f"{self.path}/points/{name}"))
            structure, _, book = note.origin.partition("/")
            require(structure == self.key.structure and re.fullmatch("journal/[1-9][0-9]{0,8}", book),
                    f"points/{shown(name)} n'est pas de ce journal")
            note.verify(self.key.named(note.origin))
            require(note.size <= self.note.size,
                    f"points/{shown(name)} compte plus d'enregistrements que l'export")
            yield name, note


def is_dated(pruning, notes, witnesses):
    """Whether a partner cosigned what it cites before its day began in Paris (to an hour)."""
    day = date.fromisoformat(pruning["avant"])
    start = datetime(day.year, day.month, day.day, tzinfo=timezone.utc).timestamp() - 3_600
    times = (note.cosigned(key) for note in notes if note.size == pruning["point"] for key in witnesses)
    return any(time is not None and time <= start for time in times)


def export(path, key, witnesses):
    folder = Export(path, key, witnesses)
    folder.verify_note()
    notes, watched = [folder.note], {}
    for name, note in folder.points():
        notes.append(note)
        watched.setdefault(note.size, []).append((name, note.root))
    records = Records(path)
    records.run(watched)
    tree = records.tree
    require((tree.size, tree.root()) == (folder.note.size, folder.note.root),
            "la racine des feuilles n'est pas celle du point de contrôle")
    pruned, missing, first = records.count(records.covered({note.size for note in notes}))
    print(f"{counted(records.present, 'présent')}, "
          f"{counted(pruned, 'purgé régulièrement', 'purgés régulièrement')}, {counted(missing, 'manquant')}")
    require(missing == 0, f"l'enregistrement {first} manque")
    print(counted(len(notes) - 1, "point gardé, de ce journal", "points gardés, tous de ce journal"))
    if records.prunings:
        dated = sum(is_dated(one, notes, folder.witnesses) for one in records.prunings)
        print(f"{counted(len(records.prunings), 'élagage')}, dont "
              + counted(dated, "daté par un partenaire", "datés par un partenaire"))


def keys(path):
    """Whose keys they are: the cards say it, each signed by the key whose fingerprint is compared by voice."""
    folder = Export(path)
    expected = []
    for card in folder.cards:
        is_own = card.structure == folder.note.structure
        print(f"{shown(card.label)} ({card.structure}), série {shown(card.serie)} du {shown(card.issued)}")
        print(f"    empreinte : {card.fingerprint}")
        uses = [("structure", card.key), ("journal", card.log if is_own else None),
                ("temoin", card.witness)]
        for use, key in uses:
            if key:
                print(f"    {use} : {shown(key.text)}")
                expected.append(f"{use} {key.text}".encode())
    require(list(lines_of(f"{path}/cles.txt")) == expected, "cles.txt ne dit pas les clés des cartes")
    print("Chaque carte est signée par la clé de cette empreinte : comparez-la de vive voix.")


def root_of(path, size, key):
    """What a page that was printed at that size says, if nothing before it changed."""
    folder = Export(path, key)
    folder.note.verify(folder.key)
    require(size.isdecimal() and 0 < int(size) <= folder.note.size,
            f"l'export a {counted(folder.note.size, 'enregistrement')} : un nombre de 1 à celui-là")
    tree, root = Tree(), None
    for text in lines_of(f"{path}/feuilles.txt"):
        tree.append(decode(text))
        if tree.size == int(size):
            root = tree.root()
    require((tree.size, tree.root()) == (folder.note.size, folder.note.root),
            "la racine des feuilles n'est pas celle du point de contrôle")
    first = "du premier enregistrement" if int(size) == 1 else f"des {int(size)} premiers enregistrements"
    print(f"Racine {first} : {base64.b64encode(root).decode()}")


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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("quoi", choices=["cles", "export", "racine", "preuve", "coherence"])
    parser.add_argument("fichiers", nargs="+")
    parser.add_argument("--cle")
    parser.add_argument("--temoin", action="append", default=[])
    given = parser.parse_args()
    counts = {"cles": 1, "export": 1, "racine": 2, "preuve": 1, "coherence": 3}
    if len(given.fichiers) != counts[given.quoi]:
        parser.error(f"{given.quoi} prend {counts[given.quoi]} mot" + "s" * (counts[given.quoi] > 1))
    if given.cle is None and given.quoi in ("preuve", "coherence"):
        parser.error(f"{given.quoi} prend --cle")
    try:
        key = Key(given.cle) if given.cle else None
        witnesses = [Key(text) for text in given.temoin]
        {"cles": keys,
         "export": lambda path: export(path, key, witnesses),
         "racine": lambda path, size: root_of(path, size, key),
         "preuve": lambda path: proof_of(path, key, witnesses),
         "coherence": lambda old, new, proof: coherence(old, new, proof, key),
         }[given.quoi](*given.fichiers)
    except (Wrong, OSError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError) as error:
        print(f"Faux : {shown(error)}", file=sys.stderr)
        return 1
    print("Vérifié.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
