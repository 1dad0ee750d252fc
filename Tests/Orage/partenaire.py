"""partenaire.py [N]: what a known partner turned hostile can take from one daemon: memory, disk, time of the
others, commands. N: how many notices and cards it sends. A table; code 1 when something passed its bound."""
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter

from commun import Structure, age_header, example, introduce
from foule import Honest, ServiceSigner, Watch, records
from hostile import Hostile, size_of

# KiB that the daemon may take more than before a case.
MEMORY = 128 * 1024
# Seconds that an honest request, and the delivery of an honest pli, may take.
PATIENCE, DELIVERY = 2.0, 10.0
# Bytes that the state folder may grow by, for cards: twenty of 256 KiB, and as much again in its logs.
CARDS = 16 << 20
# Seconds of processor that a stranger's card may cost, and the slips of 8 KiB that one partner's may have at most.
STRANGER, SLIP = 0.03, 8 << 10
# The rows that `boite` shows, and the seconds that it may take for them whatever their slips: it took 12.8 for slips of
# 256 KiB.
ROWS, BOX = 500, 5.0
# Notices of one partner that may wait for a DPO.
NOTICES = 200

ALERT = """#!/bin/sh
echo "debut $(date +%s.%N) $3 $4 $6" >> "{log}"
sleep 0.3
echo "fin $(date +%s.%N)" >> "{log}"
"""


class Cases:
    def __init__(self, folder, number):
        self.folder, self.number = folder, number
        self.alerts = f"{folder}/alertes"
        self.defects, self.rows = [], []
        command = f"{folder}/prevenir"
        with open(command, "w", encoding="utf-8") as file:
            file.write(ALERT.format(log=self.alerts))
        os.chmod(command, 0o700)
        open(self.alerts, "w", encoding="utf-8").close()
        os.environ["AGIR_LIAISOND_VIOLATION_COMMANDE"] = command
        self.target = Structure("ml-grenoble.example", "mission-locale", "jean.modele", f"{folder}/ml")
        self.partner = Structure(
            "agir38.example", "operateur-agir", "claire.exemple", f"{folder}/operateur")
        self.bad = Hostile("cph.example", "cph", "ana.modele", f"{folder}/cph")
        self.stranger = Hostile("siao.example", "siao", "luc.modele", f"{folder}/siao")

    def set_up(self):
        introduce(self.target, self.partner)
        for hostile in (self.bad, self.stranger):
            hostile.join()
        self.target.meet(self.bad.structure)
        # Its card is here; nobody compared its fingerprint.
        self.target.must("contact", "importer", f"{self.stranger.structure.folder}/carte")
        self.header = age_header(self.folder, self.partner, self.target)
        identity, _, pli = self.partner.pli(self.target, self.header, 20_000)
        service = ServiceSigner(self.partner.state, f"{self.partner.folder}/carte")
        self.honest = (service, identity, service.countersign(pli))
        # What waits for the hostile one, which never takes it.
        self.big, _, pli = self.target.pli(self.bad.structure, self.header, 20 << 20)
        status, _, body = self.target.request("PUT", "/local/v1/envois", pli)
        assert status == 201, (status, body)

    def check(self, is_right, text):
        if not is_right:
            self.defects.append(text)

    def run(self, name):
        """One case, with the honest partner beside it."""
        print(f"{name}…", flush=True)
        watch = Watch(self.target.process.pid)
        watch.start()
        honest = Honest(self.target, *self.honest)
        honest.start()
        before, disk = records(self.target), size_of(self.target.state)
        used = self.seconds()
        told = getattr(self, name)()
        honest.stop()
        watch.stop()
        if not self.target.is_up():
            self.defects.append(f"{name} : le service est tombé")
            return
        grown = max(watch.memory("VmHWM"), watch.highest_memory) - watch.before
        longest = max(honest.waits)
        self.check(grown <= MEMORY, f"{name} : la mémoire a grandi de {grown >> 10} Mio")
        self.check(longest <= PATIENCE, f"{name} : un partenaire honnête a attendu {longest:.1f} s")
        self.check(not honest.failures, f"{name} : demandes honnêtes manquées : {dict(honest.failures)}")
        self.rows.append((
            name, str(grown >> 10), f"{(size_of(self.target.state) - disk) / (1 << 20):.1f}",
            f"{self.seconds() - used:.1f}", f"{longest:.2f}",
            str(records(self.target) - before), told))

    def seconds(self):
        """Of processor, that the daemon used."""
        fields = open(f"/proc/{self.target.process.pid}/stat", encoding="ascii").read().split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")

    # The cases.

    def lecteurs(self):
        """A hundred slow readers of one pli of 20 MiB."""
        promised = self.bad.slow_readers(self.target, self.big, 100, 15)
        self.check(0 < promised <= 3, f"lecteurs : {promised} réponses de 20 Mio à la fois")
        # The account is free again.
        end = time.monotonic() + 300
        while (status := self.bad.ask(self.target, "GET", f"/v1/plis/{self.big}")) != 200:
            if time.monotonic() > end:
                self.defects.append(f"lecteurs : le pli n'est plus donné : {status}")
                break
            time.sleep(1)
        return f"{promised} servis à la fois sur 100, les autres plus tard"

    def reponses(self):
        """Answers of 64 MiB to whatever is delivered to it, while honest plis go."""
        return self.deliver_beside(self.bad.flood)

    def gouttes(self):
        """Answers that never end."""
        return self.deliver_beside(self.bad.drip)

    def deliver_beside(self, behaviour):
        self.bad.behaviour, calls = behaviour, self.bad.calls
        for _ in range(10):
            _, _, pli = self.target.pli(self.bad.structure, self.header, 17_000)
            self.target.request("PUT", "/local/v1/envois", pli)
        waits, limit = [], time.monotonic() + 300
        # After a case in which it did not answer, the service leaves it alone for a while: until it is called again.
        while len(waits) < 20 or self.bad.calls == calls and time.monotonic() < limit:
            if len(waits) >= 20:
                time.sleep(0.5)
            identity, _, pli = self.target.pli(self.partner, self.header, 17_000)
            began = time.monotonic()
            self.target.request("PUT", "/local/v1/envois", pli)
            query = f"SELECT statut FROM envois WHERE id = '{identity}'"
            while self.target.query(query)[0][0] != "remis":
                if time.monotonic() - began > 60:
                    break
                time.sleep(0.02)
            waits.append(time.monotonic() - began)
        self.bad.behaviour = self.bad.refuse
        self.check(self.bad.calls > calls, "réponses : l'hostile n'a pas été appelé")
        self.check(max(waits) <= DELIVERY, f"remise honnête en {max(waits):.1f} s")
        return f"{self.bad.calls - calls} appels, remise honnête en {max(waits):.2f} s au plus"

    def cartes(self):
        """N new cards of 250 KiB; what came before them still opens."""
        fiche = json.loads(
            self.partner.must("envoyer", example(self.partner), "--confirmer-avertissements", "--a", self.target.name, "--attendre", "300", "--json"))
        before, taken = size_of(self.target.state), 0
        for series in range(2, 2 + self.number):
            card = self.bad.cards.card(series, 250 << 10)
            taken += self.bad.ask(self.target, "PUT", "/v1/cartes", card, signed=False) == 201
        grown = size_of(self.target.state) - before
        self.check(0 < taken <= 20, f"cartes : {taken} prises en un jour")
        self.check(grown <= CARDS, f"cartes : le dossier a grandi de {grown >> 20} Mio")
        opened = self.target.cli("ouvrir", fiche["id"])
        self.check(opened.returncode == 0, f"cartes : une fiche ne s'ouvre plus : {opened.stderr}")
        listed = self.target.cli("contact", "lister")
        self.check(listed.returncode == 0, f"cartes : contact lister : {listed.stderr}")
        return f"{taken} prises sur {self.number}"

    def bordereaux(self):
        """N plis whose slips are longer than they may be, rightly signed; then as many as `boite` shows, as long as they
        may be."""
        count = "SELECT count(*) FROM receptions WHERE de = 'cph.example'"
        before = self.target.query(count)[0][0]
        statuses = [self.bad.long_slip(self.target, self.header, SLIP + 1) for _ in range(self.number)]
        self.check(set(statuses) <= {413, 429}, f"bordereaux : {Counter(statuses)}")
        self.check(self.target.query(count)[0][0] == before, "bordereaux : un pli est gardé")
        self.target.must("boite")
        short = self.box()
        statuses = [self.bad.long_slip(self.target, self.header, SLIP) for _ in range(ROWS)]
        self.check(set(statuses) == {201}, f"bordereaux : de 8 Kio, {Counter(statuses)}")
        longest = self.target.query("SELECT max(length(bordereau)) FROM receptions")[0][0] or 0
        self.check(SLIP < longest <= SLIP + 1_024, f"bordereaux : {longest} octets gardés")
        elapsed = self.box()
        self.check(elapsed <= BOX, f"bordereaux : boite en {elapsed:.1f} s")
        return f"aucun gardé sur {self.number} ; avec {ROWS} de 8 Kio, boite en {elapsed:.2f} s, sans en {short:.2f} s"

    def box(self):
        """The seconds that `boite` takes."""
        began = time.monotonic()
        self.target.must("boite")
        return time.monotonic() - began

    def etrangers(self):
        """N cards of 250 KiB of a structure that nobody knows: its name is looked up before anything is read."""
        card = self.bad.cards.card(2, 250 << 10).replace(b"cph.example", b"xyz.example")
        used = self.seconds()
        statuses = [
            self.bad.ask(self.target, "PUT", "/v1/cartes", card, signed=False) for _ in range(self.number)]
        cost = (self.seconds() - used) / self.number
        self.check(set(statuses) <= {403, 429}, f"étrangers : {sorted(set(statuses), key=str)}")
        self.check(cost <= STRANGER, f"étrangers : {cost * 1_000:.0f} ms de processeur par carte")
        return f"{cost * 1_000:.1f} ms de processeur par carte"

    def pages(self):
        """Web pages to whatever is asked of it: no bad signature of its, and asked less and less."""
        signatures = "SELECT count(*) FROM journal WHERE instr(ligne, '\"detail\":\"signature\"') > 0"
        before, calls = self.target.query(signatures)[0][0], self.bad.calls
        self.bad.behaviour = self.bad.page
        _, _, pli = self.target.pli(self.bad.structure, self.header, 17_000)
        self.target.request("PUT", "/local/v1/envois", pli)
        time.sleep(60)
        self.bad.behaviour = self.bad.refuse
        calls = self.bad.calls - calls
        self.check(self.target.query(signatures)[0][0] == before, "pages : une signature fausse est notée")
        self.check(calls <= 40, f"pages : {calls} appels en une minute")
        cause = self.target.query("SELECT cause FROM injoignables WHERE structure = 'cph.example'")
        self.check(
            calls == 0 or cause in ([("reponse-illisible",)], [("statut",)]), f"pages : cause {cause}")
        return f"{calls} appels en une minute"

    def avis(self):
        """N notices of a verified partner, as fast as they go: the first ones open incidents, the others are refused."""
        began, before = time.monotonic(), len(self.runs())
        statuses = [self.bad.notify(self.target, self.header) for _ in range(self.number)]
        taken = min(self.number, NOTICES)
        self.wait(lambda: sum(run[2] for run in self.runs()[before:]) >= taken)
        elapsed = time.monotonic() - began
        runs = self.runs()[before:]
        self.check(
            statuses == [201] * taken + [507] * (self.number - taken),
            f"avis : {[(code, statuses.count(code)) for code in set(statuses)]}")
        self.check(
            len(runs) <= elapsed + 2 and all(run[0] == "cph.example" for run in runs),
            f"avis : {len(runs)} commandes en {elapsed:.0f} s")
        self.check(
            sum(run[2] for run in runs) == taken,
            f"avis : {sum(run[2] for run in runs)} annoncés sur {taken}")
        self.check(not self.overlaps(), "avis : deux commandes à la fois")
        return f"{len(runs)} commandes pour {taken} notifications prises sur {self.number}"

    def inconnu(self):
        """N notices of a partner whom nobody verified, then an agent verifies it."""
        before, calls = len(self.runs()), self.stranger.calls
        incidents = self.target.query("SELECT count(*) FROM dossiers")[0][0]
        count = min(self.number, 50)
        for _ in range(count):
            self.stranger.notify(self.target, self.header)
        time.sleep(5)
        self.check(
            self.target.query("SELECT count(*) FROM dossiers")[0][0] == incidents,
            "inconnu : un incident est ouvert")
        self.check(len(self.runs()) == before, "inconnu : la commande d'alerte est lancée")
        self.check(self.stranger.calls == calls, "inconnu : son adresse est appelée")
        shown = self.target.must("boite")
        self.check("à vérifier" in shown, "inconnu : « à vérifier » n'est pas dit")
        # Then somebody compares its fingerprint.
        me = self.stranger.structure
        me.start()
        fingerprint = me.fingerprint()
        me.stop()
        self.target.must(
            "contact", "verifier", me.name, "--empreinte", fingerprint, "--moyen", "telephone")
        self.wait(lambda: len(self.runs()) > before)
        run = self.runs()[before:]
        self.check(
            run == [(me.name, 0, count)], f"inconnu : après la vérification, {run}")
        self.wait(lambda: self.stranger.calls > calls)
        self.check(self.stranger.calls > calls, "inconnu : vérifié, il n'est pas appelé")
        return f"{count} gardées sans bruit, puis une commande"

    # What the administrator's command was given.

    def lines(self):
        return [line.split() for line in open(self.alerts, encoding="utf-8").read().splitlines()]

    def runs(self):
        """Addressee, percent, how many, of each that was started."""
        return [(line[2], int(line[3]), int(line[4])) for line in self.lines() if line[0] == "debut"]

    def overlaps(self):
        kinds = [line[0] for line in self.lines()]
        return any(one == two == "debut" for one, two in zip(kinds, kinds[1:]))

    @staticmethod
    def wait(condition, seconds=300):
        end = time.monotonic() + seconds
        while not condition() and time.monotonic() < end:
            time.sleep(0.2)

    def table(self):
        head = ("cas", "mémoire", "disque", "processeur", "honnête", "journal", "")
        widths = [max(len(row[column]) for row in [head, *self.rows]) for column in range(len(head))]
        for row in [head, *self.rows]:
            print("  ".join(
                cell.ljust(width) if column in (0, 6) else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(row, widths))).rstrip())
        print("Mémoire et disque : ce que le service a pris de plus, en Mio ; processeur en secondes ; honnête : "
              "l'attente la plus longue d'un autre partenaire, en secondes ; journal : enregistrements.")


CASES = ["lecteurs", "reponses", "gouttes", "pages", "bordereaux", "etrangers", "cartes", "inconnu", "avis"]


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory(prefix="agir-partenaire.") as folder:
        cases = Cases(folder, number)
        everybody = (cases.target, cases.partner, cases.bad.structure, cases.stranger.structure)
        try:
            cases.set_up()
            for name in sys.argv[2:] or CASES:
                cases.run(name)
                if not cases.target.is_up():
                    break
            cases.table()
            if cases.target.is_up():
                result = cases.target.cli("journal", "verifier")
                cases.check(result.returncode == 0, f"journal : {result.stderr}")
                cases.check(cases.target.stop() == 0, "le service ne s'arrête pas bien")
        finally:
            for hostile in (cases.bad, cases.stranger):
                hostile.close()
            for structure in everybody:
                if structure.process and structure.is_up():
                    structure.kill()
        for text in cases.defects:
            print(f"DÉFAUT : {text}", file=sys.stderr)
        if not cases.defects:
            print("Tout est comme attendu.")
        return 1 if cases.defects else 0


if __name__ == "__main__":
    sys.exit(main())
