"""The five hostile partners of a month (mois.py): each verified like the others, with its own keys and no program of
ours behind them. What each does on a step, and what its address answers."""
import base64
import http.client
import json
import os
import random
import sys

sys.path.insert(0, f"{os.path.dirname(os.path.abspath(__file__))}/../Orage")
from commun import clock, now  # pylint: disable=wrong-import-position
from foule import ServiceSigner  # pylint: disable=wrong-import-position
from hostile import Hostile  # pylint: disable=wrong-import-position
from temoin import WitnessSigner  # pylint: disable=wrong-import-position

DAY = 86_400


class LogSigner(ServiceSigner):
    """A daemon's log key: what signs checkpoints (c2sp.org/tlog-checkpoint)."""

    def __init__(self, state, card):
        super().__init__(state, card)
        self.key = self.read(f"{state}/journal.cle")
        content = json.loads(open(card, encoding="utf-8").read().split("\n")[1])
        self.name, identity, _ = content["cleJournal"].split("+", 2)
        self.id = bytes.fromhex(identity)

    def checkpoint(self, size, root):
        text = f"{self.name}\n{size}\n{base64.b64encode(root).decode()}\n".encode()
        signature = base64.b64encode(self.id + self.key.sign(text)).decode()
        return text + f"\n— {self.name} {signature}\n".encode()


class Villain(Hostile):
    """A hostile partner with a character: one of its `acts` a step."""

    acts = ()

    def __init__(self, name, kind, folder, dice, house):
        super().__init__(name, kind, "ana.modele", folder)
        self.dice, self.house, self.serie = dice, house, 1
        # What a partner must never get, or be believed.
        self.defects = []
        self.behaviour = self.answer

    def answer(self, handler):
        """Now nothing, now a web page; rarely one that never ends, or never ends growing."""
        draw = self.dice.random()
        if draw < 0.6:
            self.refuse(handler)
        elif draw < 0.995:
            self.page(handler)
        else:
            self.dice.choice([self.drip, self.flood])(handler)

    def act(self):
        getattr(self, self.dice.choice(self.acts))()

    def must_refuse(self, what, status, wrong=(200, 201, 204)):
        if status in wrong:
            self.defects.append(f"{self.structure.name}, {what} : {status}")

    # What all may try.

    def conflict(self):
        """One id, two contents."""
        me, target = self.structure, self.house.target
        identity, _, pli = me.pli(target, self.house.header, 17_000)
        other = json.loads(pli.split(b"\n")[1])
        first = self.ask(target, "PUT", f"/v1/plis/{identity}", self.service.countersign(pli))
        _, _, again = me.pli(target, self.house.header, 17_001)
        slip = {**json.loads(again.split(b"\n")[1]), "id": other["id"]}
        age = again.split(b"\n\n", 2)[2]
        forged = self.service.countersign(me.signer.note("pli", slip) + b"\n" + age)
        second = self.ask(target, "PUT", f"/v1/plis/{identity}", forged)
        # Where the first was not taken, for its quota or a service that died, the second is the first.
        if first in (200, 201):
            self.must_refuse("un autre contenu", second)

    def steal(self):
        """What waits for, or went to, somebody else."""
        identity = self.house.some_sent(self.dice)
        if identity:
            self.must_refuse(
                "un pli d'un autre", self.ask(self.house.target, "GET", f"/v1/plis/{identity}"))

    def lie(self):
        """A receipt of what another partner was sent: opened, refused, destroyed."""
        found = self.house.some_row(self.dice)
        if found is None:
            return
        identity, pour, digest = found
        statut = self.dice.choice(["remis", "refuse", "purge"])
        act = self.service.note("accuse", {
            "de": self.house.target.name, "id": identity, "pour": pour, "sha256": digest,
            "statut": statut, "le": now(), "par": self.service.name,
            **({"motif": "detruit"} if statut == "refuse" else {})})
        self.must_refuse(f"un faux accusé {statut}", self.ask(
            self.house.target, "PUT", f"/v1/accuses/{self.house.target.name}/{identity}/{statut}/service", act))


class Flooder(Villain):
    """Notices by the hundred, slips longer than they may be."""

    acts = ("notice", "slip", "conflict")

    def notice(self):
        self.notify(self.house.target, self.house.header)

    def slip(self):
        # A byte more than the 8 KiB that a slip may have.
        self.must_refuse("un bordereau trop long", self.long_slip(self.house.target, self.house.header, 8_193))


class Forger(Villain):
    """Cards without end, two of one number, and strangers' names."""

    acts = ("card", "twice", "stranger")

    def send(self, card):
        return self.ask(self.house.target, "PUT", "/v1/cartes", card, signed=False)

    def card(self):
        taken = self.send(self.cards.card(self.serie + 1, self.dice.choice([2 << 10, 250 << 10])))
        self.serie += taken == 201

    def twice(self):
        """The number that is in force there, with other bytes."""
        self.must_refuse("deux cartes d'un numéro", self.send(
            self.cards.card(self.serie, (3 << 10) + self.dice.randrange(1_000))))

    def stranger(self):
        card = self.cards.card(2, 100 << 10).replace(self.structure.name.encode(), b"xyz.example")
        self.must_refuse("la carte d'un inconnu", self.send(card))


class Clockmaker(Villain):
    """Another time than everybody's, in what it signs and in what it asks."""

    acts = ("ahead", "late", "conflict")

    def join(self):
        super().join()
        self.witness = WitnessSigner(self.structure.state, f"{self.structure.folder}/carte")

    def answer(self, handler):
        if not handler.path.startswith("/v1/temoin/add-checkpoint"):
            return super().answer(handler)
        note = handler.body.split(b"\n\n", 1)[-1]
        text = note[:note.find(b"\n\n") + 1]
        line = self.witness.line(text, int(clock()) + self.dice.choice([-3, 3, 30]) * DAY)
        handler.send_response(200)
        handler.send_header("content-length", str(len(line)))
        handler.end_headers()
        handler.wfile.write(line)
        return None

    def dated(self, seconds):
        path = "/v1/plis?pour=" + self.structure.name
        fields = self.service.fields("GET", path, b"", self.house.target.name, int(clock()) + seconds)
        connection = http.client.HTTPConnection("127.0.0.1", self.house.target.port, timeout=30)
        try:
            connection.request("GET", path, None, fields)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def ahead(self):
        self.must_refuse("une demande d'après-demain", self.dated(2 * DAY))
        self.dated(200)

    def late(self):
        self.must_refuse("une demande d'hier", self.dated(-DAY))


class TwoBooks(Villain):
    """Two logs under one name, and others' plis."""

    acts = ("books", "steal", "lie")

    def join(self):
        super().join()
        self.book = LogSigner(self.structure.state, f"{self.structure.folder}/carte")

    def books(self):
        note = self.book.checkpoint(5, os.urandom(32))
        self.ask(self.house.target, "POST", "/v1/temoin/add-checkpoint", b"old 0\n\n" + note, signed=False)


class Ghost(Villain):
    """Answers web pages for weeks, and lies about what others got."""

    acts = ("lie", "steal", "conflict")

    def answer(self, handler):
        self.page(handler)


VILLAINS = [
    (Flooder, "cph.example", "cph"), (Forger, "siao.example", "siao"),
    (Clockmaker, "spada.example", "spada"), (TwoBooks, "cap.example", "cap-emploi"),
    (Ghost, "apec.example", "apec")]


def villains(folder, seed, house):
    return [
        kind(name, type_, f"{folder}/{name.split('.', maxsplit=1)[0]}", random.Random(f"{seed} {name}"), house)
        for kind, name, type_ in VILLAINS]
