"""Fills a stopped daemon's store with the rows that the daemon itself would have written."""
import base64
import ctypes
import hashlib
import json
import multiprocessing
import os
import sqlite3
import time
import uuid
from collections import deque

SODIUM = ctypes.CDLL("libsodium.so.23")
# Fiches a task.
BATCH = 500
# Seconds over which the fiches of a filling came.
PERIOD = 365 * 86_400


def instant(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def seal(content, key, box, de, identity):
    """A blob at rest (formats.md, «Storage at rest»)."""
    nonce = os.urandom(24)
    place = f"agir-liaison/blob/v1\n{box}\n{de}\n{identity}".encode()
    sealed = ctypes.create_string_buffer(len(content) + 16)
    SODIUM.crypto_aead_xchacha20poly1305_ietf_encrypt(
        sealed, None, content, ctypes.c_ulonglong(len(content)), place,
        ctypes.c_ulonglong(len(place)), None, nonce, key)
    return nonce + sealed.raw


def unwatched(database):
    """Takes away what binds each row to the log; returns it. A million rows of a bench are bound to nothing."""
    triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        database.execute(f"DROP TRIGGER {name}")
    return triggers


def watched(database, triggers):
    for _, sql in triggers:
        database.execute(sql)


class Log:
    """The log's records (formats.md, «Traceability log») and the roots of its full subtrees."""

    def __init__(self, database):
        self.size, roots = database.execute("SELECT taille, frontiere FROM journal_etat").fetchone()
        # Of the subtrees that are kept, not written yet.
        self.nodes = []
        self.roots = [roots[start:start + 32] for start in range(0, len(roots), 32)]

    def record(self, acte, acteur, seconds, ref, **detail):
        line = json.dumps({
            "acte": acte, "acteur": acteur, **detail, "le": instant(seconds), "n": self.size,
            "ref": ref, "resultat": "fait", "sel": base64.b64encode(os.urandom(32)).decode(), "v": 1,
        }, separators=(",", ":"))
        leaf = node = hashlib.sha256(b"\x00" + line.encode()).digest()
        rank, level = self.size, 0
        while rank & 1:
            node = hashlib.sha256(b"\x01" + self.roots.pop() + node).digest()
            rank, level = rank >> 1, level + 1
            if level >= 8:
                self.nodes.append((level, rank, node))
        self.roots.append(node)
        self.size += 1
        return self.size - 1, leaf, line, ref

    def insert(self, database, records):
        database.executemany(
            "INSERT INTO journal (n, feuille, ligne, ref) VALUES (?, ?, ?, ?)", records)
        database.executemany("INSERT INTO journal_noeuds VALUES (?, ?, ?)", self.nodes)
        self.nodes = []

    def close(self, database):
        database.execute(
            "UPDATE journal_etat SET taille = ?, frontiere = ?", (self.size, b"".join(self.roots)))

    def fill(self, database, count, agents):
        """Readings of fiches by agents in turn, over a year, until the log has `count` records."""
        began, missing = int(time.time()) - PERIOD, count - self.size
        database.execute("BEGIN")
        for start in range(0, missing, BATCH):
            self.insert(database, [
                self.record(
                    "lecture", agents[number % len(agents)], began + number * PERIOD // missing,
                    f"{number * 2654435761 % (1 << 32):08x}-0000-4000-8000-000000000000")
                for number in range(start, min(missing, start + BATCH))])
        self.close(database)
        database.execute("COMMIT")


# In a process of the pool.
MAKER = None


def adopt(filler):
    global MAKER  # pylint: disable=global-statement
    MAKER = filler


def make(kinds):
    return [MAKER.fiche(*kind) for kind in kinds]


class Filler:
    """Fiches between a structure, whose store is filled, and a partner: one in two was sent and is
    delivered, the other was received and is not read yet."""

    def __init__(self, own, partner, services, header, size):
        self.own, self.partner, self.header, self.size = own, partner, header, size
        # Of which model a fiche is, by the second of its sealing: some are under a convention.
        self.modele = lambda seconds: None
        # The service keys, by structure.
        self.services = services

    def fiche(self, is_sent, seconds):
        """What is stored of one, in the order that `insert` takes."""
        sender, addressee = (self.own, self.partner) if is_sent else (self.partner, self.own)
        identity, digest, pli = sender.pli(addressee, self.header, self.size)
        length = len(self.header) + self.size
        slip = self.services[sender.name].countersign(pli)[:-length - 1]
        service = self.services[addressee.name]
        receipt = service.note("accuse", {
            "de": sender.name, "id": identity, "pour": addressee.name, "sha256": digest,
            "statut": "remis", "le": instant(seconds), "par": service.name})
        box, key = "envoi" if is_sent else "reception", os.urandom(32)
        blob = seal(pli[-length:], key, box, sender.name, identity)
        return seconds, box, identity, digest, slip, key, blob, receipt, length

    def fill(self, count):
        """Adds `count` fiches."""
        began = int(time.time()) - PERIOD
        kinds = [(number % 2 == 0, began + number * PERIOD // count) for number in range(count)]
        databases = [sqlite3.connect(f"{self.own.state}/{name}.sqlite", isolation_level=None)
                     for name in ("liaison", "cles")]
        triggers = unwatched(databases[0])
        for database in databases:
            # Nobody else is there, and what a crash leaves is thrown away.
            database.execute("PRAGMA journal_mode=OFF")
            database.execute("PRAGMA synchronous=OFF")
            database.execute("PRAGMA cache_size=-1000000")
            database.execute("BEGIN")
        log = Log(databases[0])
        waiting = deque()
        with multiprocessing.Pool(2, adopt, (self,)) as pool:
            for start in range(0, count, BATCH):
                waiting.append(pool.apply_async(make, (kinds[start:start + BATCH],)))
                if len(waiting) > 8:
                    self.insert_all(databases, log, waiting.popleft().get())
            for result in waiting:
                self.insert_all(databases, log, result.get())
        log.close(databases[0])
        watched(databases[0], triggers)
        for database in databases:
            database.execute("COMMIT")
            database.execute("PRAGMA journal_mode=WAL")
            database.close()

    def fill_alike(self, count):
        """Adds `count` fiches that differ by their id, date and key alone: nothing opens them, but a purge
        takes them as it takes any."""
        began = int(time.time()) - PERIOD
        models = {is_sent: self.fiche(is_sent, began) for is_sent in (True, False)}
        liaison, keys = (sqlite3.connect(f"{self.own.state}/{name}.sqlite", isolation_level=None)
                         for name in ("liaison", "cles"))
        triggers = unwatched(liaison)
        for database in (liaison, keys):
            for setting in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-2000000"):
                database.execute(f"PRAGMA {setting}")
            database.execute("BEGIN")
        occupied = 0
        for number, identity in enumerate(sorted(str(uuid.uuid4()) for _ in range(count)), start=1):
            is_sent = number % 2 == 0
            _, box, model, digest, slip, _, blob, _, length = models[is_sent]
            own, partner = self.own.name, self.partner.name
            de, pour = (own, partner) if is_sent else (partner, own)
            # In the order of the ids the file grows at its end; the dates are spread over the year.
            seconds = began + number * 7_919 % count * PERIOD // count
            slip = slip.replace(model.encode(), identity.encode())
            keys.execute("INSERT INTO cles (boite, de, id, cle) VALUES (?, ?, ?, ?)",
                         (box, de, identity, os.urandom(32)))
            liaison.execute("INSERT INTO blobs (boite, de, id, contenu) VALUES (?, ?, ?, ?)",
                            (box, de, identity, os.urandom(24) + blob[24:]))
            if is_sent:
                liaison.execute(
                    "INSERT INTO envois (id, pour, de, sha256, bordereau, cree, statut, essais) "
                    "VALUES (?, ?, ?, ?, ?, ?, 'remis', 0)", (identity, pour, de, digest, slip, seconds))
            else:
                occupied += length
                liaison.execute(
                    "INSERT INTO receptions (de, id, pour, sha256, bordereau, recu, statut) "
                    "VALUES (?, ?, ?, ?, ?, ?, 'non-lu')", (de, identity, pour, digest, slip, seconds))
            liaison.execute(
                "INSERT INTO gardes (id, de, boite, objet, modele, partenaires, scelle, recu, ouvert, "
                "conserver) VALUES (?, ?, ?, 'fiche', ?, ?, ?, ?, 0, '2031-12-31')",
                (identity, de, box, self.modele(seconds), partner, seconds, None if is_sent else seconds))
        liaison.execute("INSERT OR REPLACE INTO occupation VALUES (?, ?)", (self.partner.name, occupied))
        watched(liaison, triggers)
        for database in (liaison, keys):
            database.execute("COMMIT")
            database.execute("PRAGMA journal_mode=WAL")
            database.close()

    def take_roads(self, other):
        """Makes all that was sent a sending by other roads, with what an agent declared of each; or, without
        `other`, by the service again.

        Returns how many they are."""
        liaison = sqlite3.connect(f"{self.own.state}/liaison.sqlite", isolation_level=None)
        triggers = unwatched(liaison)
        liaison.execute("BEGIN")
        liaison.execute("DELETE FROM etats_declares")
        if other:
            liaison.execute(
                "UPDATE envois SET statut = 'transmis', voie = "
                "CASE WHEN id < '55' THEN 'archive' WHEN id < 'aa' THEN 'papier' ELSE 'fichier' END")
            liaison.execute(
                "INSERT INTO etats_declares (id, pour, statut, le, moyen, par) "
                "SELECT id, pour, 'transmis', cree + 60, 'courriel', ? FROM envois", (self.own.signer.name,))
        else:
            liaison.execute("UPDATE envois SET statut = 'remis', voie = 'service'")
        count = liaison.execute("SELECT count(*) FROM envois").fetchone()[0]
        liaison.execute("COMMIT")
        watched(liaison, triggers)
        liaison.close()
        return count

    def insert_all(self, databases, log, fiches):
        for fiche in fiches:
            self.insert(*databases, log, *fiche)

    def insert(self, liaison, keys, log, seconds, box, identity, digest, slip, key, blob, receipt, length):
        own, partner = self.own.name, self.partner.name
        de, pour = (own, partner) if box == "envoi" else (partner, own)
        place = (box, de, identity)
        keys.execute("INSERT INTO cles (boite, de, id, cle) VALUES (?, ?, ?, ?)", (*place, key))
        liaison.execute("INSERT INTO blobs (boite, de, id, contenu) VALUES (?, ?, ?, ?)", (*place, blob))
        if box == "envoi":
            liaison.execute(
                "INSERT INTO envois (id, pour, de, sha256, bordereau, cree, statut, essais) "
                "VALUES (?, ?, ?, ?, ?, ?, 'remis', 0)", (identity, pour, de, digest, slip, seconds))
            records = [log.record("depot", self.own.signer.name, seconds, identity),
                       log.record("accuse", f"{partner}/service", seconds, identity, detail="remis")]
        else:
            liaison.execute(
                "INSERT INTO receptions (de, id, pour, sha256, bordereau, recu, statut) "
                "VALUES (?, ?, ?, ?, ?, ?, 'non-lu')", (de, identity, pour, digest, slip, seconds))
            liaison.execute(
                "INSERT INTO occupation VALUES (?, ?) "
                "ON CONFLICT DO UPDATE SET octets = octets + excluded.octets", (de, length))
            records = [log.record("reception", f"{partner}/service", seconds, identity)]
        liaison.execute(
            "INSERT INTO accuses (de, id, statut, par, pour, le, note, essais) "
            "VALUES (?, ?, 'remis', ?, ?, ?, ?, 0)",
            (de, identity, f"{pour}/service", pour, seconds, receipt))
        slip_of = json.loads(slip.split(b"\n")[1])
        liaison.execute(
            "INSERT INTO gardes (id, de, boite, objet, modele, partenaires, scelle, recu, ouvert, conserver) "
            "VALUES (?, ?, ?, 'fiche', ?, ?, ?, ?, 0, ?)",
            (identity, de, box, self.modele(seconds), pour if box == "envoi" else de, seconds,
             seconds if box == "reception" else None, slip_of["conserverJusquA"]))
        log.insert(liaison, records)
