"""preuves.py BITS [GRAINE]: one service's state after some work, changed BITS times by one bit, and a fifth as often
by SQL: whether `agir-liaisond verifier` sees it, and what kind of change it does not see."""
import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import time
from collections import Counter

from commun import BINARIES, example, finish, introduce, scenario, settle, two_structures

# What nothing is decided by, and what can be made again: delays and counters, when what was asked of whom.
INDIFFERENT = {
    "a_interroger", "alertes", "attestes", "cartes_en_attente", "dossiers_suite", "echanges_cartes",
    "horloge_violations", "lectures", "occupation", "precedents", "sqlite_sequence", "temoins",
    "contacts_suspendus", "heures_contraires", "injoignables", "signatures_en_avance", "receptions.octets",
    "receptions.reponse",
    "envois.essais", "envois.prochain", "envois.partir", "envois.pris", "envois.donne", "accuses.essais",
    "accuses.prochain", "tombes.etat", "conservation_etat.repere", "conservation_etat.tombes",
    "conservation_etat.faits"}


def work(pair):
    """Some of everything that decides a destruction or is evidence."""
    me, other = pair
    for words in (
            ("violation", "declarer", "--decouverte", "maintenant", "--nature", "confidentialite",
             "--partenaire", other.name, "--faits", "Un essai."),
            ("contentieux", "ouvrir", "--convention", "ESSAI", "--motif", "Recours"),
            ("journal", "lister"), ("purge", "apercu")):
        me.must(*words)
    for sender, addressee in ((me, other), (other, me)):
        for _ in range(2):
            sender.must("envoyer", example(sender), "--confirmer-avertissements", "--a", addressee.name,
                        "--sans-delai", "--attendre", "300")
    me.must("boite")
    me.must("ouvrir", "1")
    # A checkpoint that the partner cosigns.
    me.must("journal", "exporter", "-o", f"{me.folder}/export")
    assert settle(pair)
    end = time.monotonic() + 300
    while not me.query("SELECT 1 FROM sceau") and time.monotonic() < end:
        time.sleep(0.5)
    # Some of it comes after the seal.
    hold = me.query("SELECT n FROM faits WHERE genre = 'contentieux'")[0][0]
    me.must("contentieux", "clore", str(hold))
    me.must("contentieux", "ouvrir", "--convention", "ESSAI", "--motif", "Autre recours")
    me.must("journal", "exporter", "-o", f"{me.folder}/export2")


def files(state):
    """What lies in a state folder, to the byte."""
    found = {}
    for name in os.listdir(state):
        with open(f"{state}/{name}", "rb") as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def rows(state):
    """What both databases hold, by table; None where SQLite can't read it."""
    found = {}
    for name in ("liaison", "cles"):
        try:
            base = sqlite3.connect(f"file:{state}/{name}.sqlite?mode=ro&immutable=1", uri=True)
            tables = [table for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for table in tables:
                columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
                found[f"{name}.{table}"] = (columns, base.execute(f"SELECT * FROM {table}").fetchall())
            base.close()
        except (sqlite3.Error, UnicodeDecodeError):
            return None
    return found


def kind(before, after):
    """The first difference, as a table and a column."""
    if after is None:
        return "illisible"
    for place, (columns, old) in before.items():
        table = place.split(".")[1]
        new = after.get(place, (columns, []))[1]
        if old == new:
            continue
        if len(old) != len(new):
            return table
        for one, two in zip(old, new):
            for column, left, right in zip(columns, one, two):
                if left != right:
                    return f"{table}.{column}"
        return table
    return "aucune ligne (place libre, index, en-tête)"


class Examination:
    def __init__(self, sound, trial, dice):
        self.sound, self.trial, self.dice = sound, trial, dice
        self.before = rows(sound)
        self.defects = []

    def verify(self):
        """Whether what is there is said to be sound, what is said, and whether it is said at all."""
        before = files(self.trial)
        result = subprocess.run(
            [f"{BINARIES}/agir-liaisond", "verifier", "--etat", self.trial], capture_output=True, text=True,
            check=False)
        if files(self.trial) != before:
            self.defects.append("la vérification a changé ce qu'elle regarde")
        return result.returncode == 0, result.stdout, result.returncode in (0, 65, 75, 78)

    def fresh(self):
        shutil.rmtree(self.trial, ignore_errors=True)
        shutil.copytree(self.sound, self.trial)

    def run(self, what, number, change):
        """How many of so many changes were seen; those that matter and were not are defects."""
        seen, escaped = 0, Counter()
        for _ in range(number):
            self.fresh()
            described = change()
            # Before it is opened, which may put things right.
            difference = kind(self.before, rows(self.trial))
            is_sound, _, is_said = self.verify()
            if not is_said:
                self.defects.append(f"{what} : arrêt sans phrase ({described})")
            if not is_sound:
                seen += 1
                continue
            escaped[difference] += 1
            table = difference.split(".")[0]
            if not (difference.startswith("aucune") or table in INDIFFERENT or difference in INDIFFERENT):
                self.defects.append(f"{what} non vu : {difference} ({described})")
        kinds = ", ".join(f"{count} {name}" for name, count in escaped.most_common()) or "rien"
        return f"{what} : {seen} vus sur {number} ({100 * seen / max(1, number):.1f} %) ; échappent : {kinds}"

    def flip(self):
        """One bit of one of the two databases."""
        paths = [f"{self.trial}/{name}.sqlite" for name in ("liaison", "cles")]
        path = self.dice.choices(paths, [os.path.getsize(path) for path in paths])[0]
        with open(path, "r+b") as file:
            place = self.dice.randrange(os.path.getsize(path))
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 1 << self.dice.randrange(8)]))
        return f"{os.path.basename(path)} octet {place}"

    def edit(self):
        """A row that is deleted, or a value that is changed, by one who knows the triggers."""
        base = sqlite3.connect(f"{self.trial}/liaison.sqlite", isolation_level=None)
        triggers = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            base.execute(f"DROP TRIGGER {name}")
        full = [place.split(".")[1] for place, (_, held) in self.before.items()
                if held and place.startswith("liaison.") and not place.endswith("grdb_migrations")]
        table = self.dice.choice(sorted(full))
        columns, held = self.before[f"liaison.{table}"]
        row, column = self.dice.choice(held), self.dice.choice(columns)
        where = " AND ".join(f"{name} IS ?" for name in columns)
        described = f"DELETE {table}"
        if self.dice.random() < 0.5:
            base.execute(f"DELETE FROM {table} WHERE {where}", row)
        else:
            old = row[columns.index(column)]
            new = (old + 86_400 if isinstance(old, int) else old + "x" if isinstance(old, str)
                   else old[:-1] + bytes([old[-1] ^ 1]) if old else None)
            described = f"UPDATE {table}.{column}"
            try:
                base.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (new, *row))
            except sqlite3.IntegrityError:
                base.execute(f"DELETE FROM {table} WHERE {where}", row)
        for _, sql in triggers:
            base.execute(sql)
        base.close()
        # A value that could not change is no change.
        return described if kind(self.before, rows(self.trial)) != kind(self.before, self.before) else self.edit()


def evidence(folder, flips, seed):
    pair = me, other = two_structures(folder)
    introduce(me, other)
    work(pair)
    for one in pair:
        assert one.stop() == 0
    for name in ("liaison", "cles"):
        base = sqlite3.connect(f"{me.state}/{name}.sqlite")
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        base.close()
    for name in ("liaison.sqlite-wal", "liaison.sqlite-shm", "cles.sqlite-wal", "cles.sqlite-shm"):
        if os.path.exists(f"{me.state}/{name}"):
            os.remove(f"{me.state}/{name}")
    if os.path.exists(f"{me.state}/reserve"):
        os.remove(f"{me.state}/reserve")
    trial = f"{folder}/essai"
    examination = Examination(me.state, trial, random.Random(seed))
    examination.fresh()
    is_sound, said, _ = examination.verify()
    if not is_sound:
        return finish(folder, pair, [f"la base saine ne l'est pas : {said[-1000:]}"], "")
    lines = [
        examination.run("bits", flips, examination.flip),
        examination.run("lignes", max(1, flips // 5), examination.edit)]
    return finish(folder, pair, examination.defects, "\n".join(lines) + f"\ngraine {seed}")


scenario(evidence)
