"""mois.py PAS [GRAINE]: a month of thirty days, PAS steps in all. One operator's service, five honest partners with
theirs, five hostile ones with keys of their own (mois_hostiles.py). Every step one of them does something, or a
service is killed (SIGKILL) in the middle of it; each night all are killed, and the next day begins.

Each morning: what honest partners and the operator sent each other the day before has arrived, once, as it was;
what an agent said is of no more use is destroyed on both its days, the last one kept and the first one gone, and
nothing else is. In the end the log verifies, is exported, read by the verifier that knows the formats alone, cosigned
by every honest partner of the month; each hostile partner is in it by its name, and no honest one under an alarm. The
service never takes 128 MiB."""
import datetime
import json
import os
import random
import subprocess
import sys
import threading
import time
import zoneinfo
from collections import Counter

sys.path.insert(0, f"{os.path.dirname(os.path.abspath(__file__))}/../Orage")
import commun  # pylint: disable=wrong-import-position
from commun import (  # pylint: disable=wrong-import-position
    BINARIES, ROOT, Structure, Unreachable, age_header, clock, finish, scenario)
from mois_hostiles import villains  # pylint: disable=wrong-import-position

DAYS = 30
# KiB of resident memory that the operator's service takes at most.
MEMORY = 128 * 1024
# Seconds of the machine: what a morning waits for, what an honest request waits at most.
MORNING, PATIENCE = 180, 10
PARIS = zoneinfo.ZoneInfo("Europe/Paris")
HONEST = [
    ("ml-grenoble.example", "mission-locale"), ("ml-voiron.example", "mission-locale"),
    ("ft.example", "pole-emploi"), ("hebergement.example", "hebergement"), ("oriente.example", "accueil-de-jour")]


def today():
    return datetime.datetime.fromtimestamp(clock(), PARIS).date()


class Sent:
    """A pli of an honest structure: what is known of it, and until when each side keeps it."""

    def __init__(self, sender, addressee, identity, digest, day):
        self.sender, self.addressee, self.id, self.digest, self.day = sender, addressee, identity, digest, day
        self.is_opened = False
        # By structure: the last day that an agent gave it.
        self.until = {}

    def is_kept(self, me, day):
        return me.name not in self.until or day <= self.until[me.name]


class Month:
    def __init__(self, folder, steps, seed):
        self.folder, self.steps, self.dice = folder, steps, random.Random(seed)
        self.target = Structure("agir38.example", "operateur-agir", "claire.exemple", f"{folder}/operateur")
        self.honest = [
            Structure(name, kind, "jean.modele", f"{folder}/{name.split('.', maxsplit=1)[0]}")
            for name, kind in HONEST]
        self.hostile = villains(folder, seed, self)
        self.everybody = [*self.honest, self.target]
        self.sent, self.defects, self.counts = [], [], Counter()
        self.longest, self.memory, self.header = 0.0, 0, b""

    def check(self, is_right, text):
        if not is_right:
            self.defects.append(f"le {today():%d/%m} : {text}")

    # The cast.

    def set_up(self):
        for me in self.everybody:
            me.start()
            me.create()
        for partner in self.honest:
            self.target.meet(partner)
            partner.meet(self.target)
        for villain in self.hostile:
            villain.join()
            self.target.meet(villain.structure)
        self.header = age_header(self.folder, self.honest[0], self.target)

    # What the hostile ones aim at.

    def some_row(self, dice):
        """A pli from here to an honest partner: its id, its addressee, its digest."""
        rows = [pli for pli in self.sent[-200:] if pli.sender is self.target]
        pli = dice.choice(rows) if rows else None
        return pli and (pli.id, pli.addressee.name, pli.digest)

    def some_sent(self, dice):
        row = self.some_row(dice)
        return row and row[0]

    # The steps.

    def insist(self, me, method, target, body=b""):
        """Asks until there is an answer: the service may be dead for a moment."""
        end = time.monotonic() + MORNING
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                status, _, content = me.request(method, target, body)
            except Unreachable:
                time.sleep(0.02)
                continue
            self.longest = max(self.longest, time.monotonic() - began)
            if status == 429 or status == 401 and b"horloge" in content:
                self.counts["plus tard"] += 1
                time.sleep(0.2)
                continue
            return status, content
        return None, b""

    def deposit(self, sender, addressee):
        identity, digest, pli = sender.pli(addressee, self.header, 16_000 + self.dice.randrange(20_000))
        status, content = self.insist(sender, "PUT", "/local/v1/envois", pli)
        self.check(status in (200, 201), f"{sender.name} ne peut pas déposer : {status} {content[:200]}")
        if status in (200, 201):
            self.sent.append(Sent(sender, addressee, identity, digest, today()))
            self.counts["envois honnêtes"] += 1

    def exchange(self):
        partner = self.dice.choice(self.honest)
        self.deposit(*self.dice.choice([(partner, self.target), (self.target, partner)]))

    def open_one(self):
        """Whoever has it opens it; one that is still on its way is opened another time."""
        waiting = [pli for pli in self.sent[-100:] if not pli.is_opened and not pli.until]
        if not waiting:
            return
        pli = self.dice.choice(waiting)
        me = pli.addressee
        status, content = self.insist(me, "GET", f"/local/v1/plis/{pli.sender.name}/{pli.id}")
        if status != 200:
            self.check(status == 404, f"{me.name}, lecture : {status}")
            return
        held = commun.hashlib.sha256(commun.age_of(content)).hexdigest()
        self.check(held == pli.digest, f"{me.name} : {pli.id} a un autre contenu")
        status, _ = self.insist(
            me, "PUT", "/local/v1/accuses", me.opening(pli.sender.name, pli.id, pli.digest))
        self.check(status == 200, f"{me.name}, ouverture : {status}")
        pli.is_opened = status == 200
        self.counts["ouvertures"] += 1

    def kill(self):
        """A service dies while something is asked of it."""
        victim = self.target if self.dice.random() < 0.6 else self.dice.choice(self.honest)
        pause = self.dice.uniform(0, 0.08)
        work = threading.Thread(target=self.guarded_exchange)
        work.start()
        time.sleep(pause)
        self.measure()
        self.check(victim.is_up(), f"le service de {victim.name} est tombé : {victim.process.returncode}")
        victim.kill()
        victim.launch()
        work.join()
        self.counts["arrêts brutaux"] += 1

    def guarded_exchange(self):
        try:
            self.exchange()
        except Exception as error:  # One that dies must not pass for one that is done.
            self.check(False, f"un échange : {error!r}")

    def measure(self):
        """The highest that the operator's service took since it started."""
        try:
            with open(f"/proc/{self.target.process.pid}/status", encoding="ascii") as file:
                line = next(line for line in file if line.startswith("VmHWM"))
        except (OSError, StopIteration):
            return
        self.memory = max(self.memory, int(line.split()[1]))

    def step(self):
        draw = self.dice.random()
        if draw < 0.35:
            self.dice.choice(self.hostile).act()
            self.counts["gestes hostiles"] += 1
        elif draw < 0.36:
            self.deposit_for_hostile()
        elif draw < 0.80:
            self.exchange()
        elif draw < 0.99:
            self.open_one()
        else:
            self.kill()

    def deposit_for_hostile(self):
        """It will never take it: it stands in nobody's way."""
        _, _, pli = self.target.pli(self.dice.choice(self.hostile).structure, self.header, 16_000)
        status, _ = self.insist(self.target, "PUT", "/local/v1/envois", pli)
        self.check(status in (200, 201), f"dépôt pour un partenaire hostile : {status}")

    # Night and morning.

    def night(self):
        """All fall together; the next day begins, the partners first."""
        self.measure()
        for me in self.everybody:
            self.check(me.is_up(), f"le service de {me.name} est tombé : {me.process.returncode}")
            me.kill()
        commun.AHEAD[0] += 86_400
        for me in self.everybody:
            me.start()

    def morning(self):
        """All of yesterday arrived, and what is due is gone."""
        names = ", ".join(f"'{me.name}'" for me in self.everybody)
        waits = {
            "pas remis": f"SELECT count(*) FROM envois WHERE statut = 'en-attente' AND pour IN ({names})",
            "accusés à transmettre":
                f"SELECT count(*) FROM accuses WHERE prochain IS NOT NULL AND de IN ({names})"}
        end = time.monotonic() + MORNING
        while time.monotonic() < end:
            late = {
                (me.name, what): count for me in self.everybody for what, sql in waits.items()
                if (count := me.query(sql)[0][0])}
            wrong = late or self.retention()
            if not wrong:
                return
            time.sleep(0.5)
        for (name, what), count in late.items():
            self.check(False, f"{name} : {count} {what}")
        for text in self.retention()[:10]:
            self.check(False, text)

    def retention(self):
        """In what each side holds something else than it should."""
        found, day = [], today()
        for me in self.everybody:
            held = {tuple(row) for row in me.query("SELECT de, id FROM gardes")}
            tombs = {tuple(row) for row in me.query("SELECT de, id FROM tombes WHERE etat = 'detruit'")}
            for pli in self.sent:
                if me not in (pli.sender, pli.addressee):
                    continue
                key = pli.sender.name, pli.id
                if pli.is_kept(me, day):
                    if key not in held:
                        found.append(f"{me.name} : {pli.id} perdu, ou détruit trop tôt")
                elif key in held or key not in tombs:
                    found.append(f"{me.name} : {pli.id} gardé au-delà du {pli.until[me.name]}")
        return found

    def limit(self):
        """An agent says until when some of yesterday's are of use: here, there, or on both sides."""
        fresh = [pli for pli in self.sent if not pli.until and pli.day < today()]
        for pli in self.dice.sample(fresh, min(3, len(fresh))):
            for me in self.dice.choice([[pli.sender], [pli.addressee], [pli.sender, pli.addressee]]):
                day = today() + datetime.timedelta(self.dice.randrange(4))
                me.must("fiche", "usage", pli.id, "--jusqua", str(day))
                pli.until[me.name] = day
                self.counts["dates d'usage"] += 1

    # The end.

    def digests(self):
        """Each once on each side, as it was sent."""
        for me in self.everybody:
            rows = {
                table: Counter(tuple(row) for row in me.query(f"SELECT de, id, sha256 FROM {table}"))
                for table in ("envois", "receptions")}
            for pli in self.sent:
                table = {pli.sender: "envois", pli.addressee: "receptions"}.get(me)
                if table and pli.is_kept(me, today()):
                    count = rows[table][pli.sender.name, pli.id, pli.digest]
                    self.check(count == 1, f"{me.name} : {pli.id} {count} fois dans {table}")

    def log(self):
        """It verifies here and elsewhere, every honest partner cosigned it, and it names who was hostile."""
        target = self.target
        result = target.cli("journal", "verifier")
        self.check(result.returncode == 0, f"journal verifier : {result.stdout}{result.stderr}")
        place = f"{self.folder}/export"
        target.must("journal", "exporter", "-o", place)
        with open(f"{target.folder}/carte", encoding="utf-8") as file:
            key = json.loads(file.read().split("\n")[1])["cleJournal"]
        result = subprocess.run(
            ["/usr/bin/python3", f"{place}/verifier_export.py", "export", place, "--cle", key],
            capture_output=True, text=True, check=False)
        self.check(result.returncode == 0, f"l'export ne se vérifie pas : {result.stdout}{result.stderr}")
        witnesses = {name.split("/")[0] for name, in target.query("SELECT DISTINCT temoin FROM cosignatures")}
        for partner in self.honest:
            self.check(partner.name in witnesses, f"{partner.name} n'a pas cosigné")
        alarms, named = set(), set()
        for line, in target.query("SELECT ligne FROM journal WHERE ligne IS NOT NULL"):
            record = json.loads(line)
            who = {record["acteur"].split("/")[0], (record.get("ref") or "").split("/")[0]}
            if record["acte"] == "alarme":
                alarms |= who
            if record["acte"] == "alarme" or record["resultat"] == "refuse":
                named |= who
        for villain in self.hostile:
            self.check(villain.structure.name in named, f"{villain.structure.name} n'est nommé nulle part")
            self.defects += villain.defects[:5]
        for partner in self.honest:
            self.check(partner.name not in alarms, f"une alarme nomme {partner.name}, qui n'a rien fait")
        # What the DPO sees first.
        told = target.must("journal", "lister", "--acte", "alarme", "--motif", "controle")
        self.check(any(villain.structure.name in told for villain in self.hostile), "les alarmes ne nomment personne")

    def states(self):
        for me in self.everybody:
            self.check(me.stop() == 0, f"le service de {me.name} ne s'arrête pas bien")
            result = subprocess.run(
                [f"{BINARIES}/agir-liaisond", "verifier", "--etat", me.state], capture_output=True, text=True,
                check=False, env=commun.environment())
            self.check(result.returncode == 0, f"verifier, {me.name} : {result.stdout[:2000]}{result.stderr[:500]}")

    def run(self):
        self.set_up()
        for day in range(DAYS):
            if day:
                self.night()
                self.morning()
                self.limit()
            for _ in range(self.steps // DAYS + (day < self.steps % DAYS)):
                self.step()
            if day % 10 == 9:
                print(f"{day + 1} jours : {', '.join(f'{n} {what}' for what, n in self.counts.items())}", flush=True)
            if len(self.defects) > 20:
                break
        self.night()
        self.morning()
        self.digests()
        self.log()
        self.measure()
        self.states()
        self.check(self.memory < MEMORY, f"le service a pris {self.memory >> 10} Mio")
        self.check(self.longest < PATIENCE, f"une demande honnête a attendu {self.longest:.1f} s")


def month(folder, steps, seed):
    library = f"{folder}/horloge.so"
    subprocess.run(
        ["cc", "-O1", "-shared", "-fPIC", "-o", library, f"{ROOT}/Tests/EndToEnd/horloge.c"], check=True)
    commun.CLOCK[0] = library
    began, play = time.monotonic(), Month(folder, steps, seed)
    try:
        play.run()
        figures = ", ".join(f"{number} {what}" for what, number in play.counts.items())
        return finish(
            folder, play.everybody, play.defects,
            f"{figures} ; {play.memory >> 10} Mio au plus, {play.longest:.2f} s d'attente au plus, "
            f"{time.monotonic() - began:.0f} s, graine {seed}")
    finally:
        for villain in play.hostile:
            villain.close()
        for me in play.everybody:
            if me.process and me.is_up():
                me.kill()


scenario(month)
