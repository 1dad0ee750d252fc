"""disque.py MIO [GRAINE]: one daemon whose state is on a disk of MIO mebibytes, until it is full, and after."""
import errno
import hashlib
import json
import os
import random
import re
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from commun import Count, Unreachable, age_header, age_of, finish, introduce, scenario, settle, two_structures

PROBLEM = "urn:agir-liaison:probleme:"


class SmallDisk:
    """What is asked of the daemon `me` while its disk fills up, and what it answered."""

    def __init__(self, me, other, header, dice):
        self.me, self.other, self.header, self.dice = me, other, header, dice
        self.acknowledged = {me.name: {}, other.name: {}}
        self.opened = {me.name: set(), other.name: set()}
        self.defects = []
        self.figures = Counter()

    def ask(self, what, method, target, body=b""):
        """Status and body; a refusal must say that the disk is full, as a problem document."""
        try:
            status, media, content = self.me.request(method, target, body)
        except Unreachable:
            self.defects.append(f"{what} : pas de réponse")
            return 0, b""
        if status in (200, 201):
            return status, content
        self.figures[f"refus ({what})"] += 1
        try:
            problem = json.loads(content)
            is_right = (
                status == problem["status"] == 507 and media == "application/problem+json"
                and problem["type"] == f"{PROBLEM}disque-plein" and problem["title"])
        except (ValueError, KeyError):
            is_right = False
        if not is_right:
            self.defects.append(f"{what} : {status} {media} {content[:200]}")
        return status, content

    def deposit(self, _=None):
        """Whether the daemon took one more fiche."""
        identity, digest, pli = self.me.pli(self.other, self.header, self.dice.randrange(8_000, 60_000))
        status, _ = self.ask("dépôt", "PUT", "/local/v1/envois", pli)
        if status in (200, 201):
            self.acknowledged[self.me.name][identity] = digest
        return status in (200, 201)

    def deposits(self, number):
        """How many of so many were taken, four at a time."""
        with ThreadPoolExecutor(4) as pool:
            return sum(pool.map(self.deposit, range(number)))

    def read(self, de, identity):
        """Whether the daemon handed out a fiche."""
        status, content = self.ask("lecture", "GET", f"/local/v1/plis/{de}/{identity}")
        digest = self.acknowledged[de][identity]
        if status == 200 and hashlib.sha256(age_of(content)).hexdigest() != digest:
            self.defects.append(f"lecture de {identity} : autre contenu")
        return status == 200

    def open(self, identity):
        """Whether the daemon took the receipt of an opening."""
        de = self.other.name
        act = self.me.opening(de, identity, self.acknowledged[de][identity])
        status, _ = self.ask("ouverture", "PUT", "/local/v1/accuses", act)
        if status == 200:
            self.opened[de].add(identity)
        return status == 200

    def receive(self, number):
        """So many fiches that the partner takes for us."""
        for _ in range(number):
            identity, digest, pli = self.other.pli(self.me, self.header, 20_000)
            status, _, content = self.other.request("PUT", "/local/v1/envois", pli)
            assert status == 201, content
            self.acknowledged[self.other.name][identity] = digest

    def check(self, is_right, text):
        if not is_right:
            self.defects.append(text)

    def check_alive(self, when):
        self.check(self.me.is_up(), f"{when} : le service est tombé")
        try:
            answer = self.me.exchange("GET", "/v1/sante", b"", {})[0]
        except Unreachable:
            answer = "rien"
        self.check(answer == 200, f"{when} : /v1/sante répond {answer}")


def fill(path):
    """Takes every block that is left."""
    with open(path, "ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4_096))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


def nearly_full(disk, me, other, held):
    """The daemon refuses what is new, and hands out all that it holds."""
    while disk.deposits(40):
        pass
    disk.check_alive("disque presque plein")
    sent = list(disk.acknowledged[me.name])
    for de, identities in ((other.name, held), (me.name, sent)):
        missing = sum(not disk.read(de, identity) for identity in identities)
        disk.check(not missing, f"disque presque plein : {missing} fiches de {de} ne sont pas données")
    listed = {row["id"] for row in me.box("envoi")}
    disk.check(listed >= set(sent), "disque presque plein : la boîte d'envoi n'a pas tout")
    disk.check(disk.open(held[0]), "disque presque plein : une ouverture n'est pas prise")
    # A partner keeps what it cannot deliver.
    disk.receive(5)
    end = time.monotonic() + 120
    while not refusals_met(other) and time.monotonic() < end:
        time.sleep(0.2)
    disk.check(refusals_met(other), "le partenaire n'a pas reçu de 507")


def refusals_met(structure):
    return len(re.findall(r"pli non pris.*reponse=507", open(structure.log, encoding="utf-8").read()))


def reserve_given_back(disk, me, held, path):
    """Somebody else took the last block: the reserve lets what must go on go on, and nothing new is taken."""
    fill(path)
    disk.check(not disk.deposits(1), "réserve rendue : un dépôt est pris")
    # The log of what is written anew may have room of its own: read on until it has none.
    for identity in disk.acknowledged[me.name]:
        disk.check(disk.read(me.name, identity), "réserve rendue : une lecture est refusée")
        if not os.path.exists(f"{me.state}/reserve"):
            break
        fill(path)
    disk.check(disk.open(held[1]), "réserve rendue : une ouverture n'est pas prise")
    for what, words in (
            ("violation non déclarée", [
                "violation", "declarer", "--decouverte", "maintenant", "--nature", "confidentialite",
                "--faits", "Un disque plein."]),
            ("fiche non retenue", [
                "contentieux", "ouvrir", "--fiche", next(iter(disk.acknowledged[me.name])), "--motif", "Recours"]),
            ("purge non faite", ["purge", "executer"]),
            ("journal non lu", ["journal", "lister"]),
            ("journal non vérifié", ["journal", "verifier"])):
        done = me.cli(*words)
        disk.check(done.returncode == 0, f"réserve rendue : {what} : {done.stderr[-200:]}")
    disk.check(
        me.query("SELECT count(*) FROM faits WHERE genre = 'contentieux'")[0][0] == 1,
        "réserve rendue : la retenue n'est pas gardée")
    state = me.cli("service", "etat", "--json")
    disk.check('"disquePlein":true' in state.stdout, f"service etat ne dit rien : {state.stdout}{state.stderr}")
    disk.check(not os.path.exists(f"{me.state}/reserve"), "la réserve n'a pas été rendue")
    disk.check_alive("réserve rendue")


def quite_full(disk, me, held, path):
    """Nothing can be written any more, not even in the reserve: the daemon says so, and stays."""
    fill(path)
    for identity in list(disk.acknowledged[me.name])[:200]:
        disk.read(me.name, identity)
        disk.open(held[2])
        disk.check(not disk.deposits(1), "disque plein : un dépôt est pris")
        disk.check_alive("disque plein")
    # What reading writes still fitted at first; in the end it must not.
    disk.check(disk.figures["refus (lecture)"], "disque plein : aucune lecture n'est refusée")


def full_disk(folder, size, seed):
    mount = f"{folder}/disque"
    os.mkdir(mount)
    pair = me, other = two_structures(folder)
    me.state = f"{mount}/etat"
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}m,mode=0700", "tmpfs", mount], check=True)
    try:
        began = time.monotonic()
        introduce(me, other)
        disk = SmallDisk(me, other, age_header(folder, me, other), random.Random(seed))
        with open(f"{mount}/lest", "wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, size * 2**20 // 3)
        disk.receive(10)
        held = list(disk.acknowledged[other.name])
        disk.check(settle(pair), "les premières fiches n'arrivent pas")
        nearly_full(disk, me, other, held)
        reserve_given_back(disk, me, held, f"{mount}/reste")
        quite_full(disk, me, held, f"{mount}/tout")
        process = me.process
        before = len(disk.acknowledged[me.name])
        for name in ("lest", "reste", "tout"):
            os.remove(f"{mount}/{name}")
        freed = time.monotonic()
        while not disk.deposits(1) and time.monotonic() < freed + 120:
            time.sleep(0.2)
        wait = time.monotonic() - freed
        disk.check(disk.deposits(50) == 50, "la place libérée, des dépôts sont refusés")
        disk.check(me.process is process and me.is_up(), "le service a redémarré")
        disk.check(settle(pair), "tout n'est pas remis après cinq minutes")
        end = time.monotonic() + 120
        while not os.path.exists(f"{me.state}/reserve") and time.monotonic() < end:
            time.sleep(0.2)
        disk.check(os.path.exists(f"{me.state}/reserve"), "la réserve n'est pas reprise")
        count = Count(pair, disk.acknowledged, disk.opened).run()
        figures = ", ".join(
            f"{number} {name}" for name, number in (disk.figures + count.figures).items())
        return finish(
            folder, pair, disk.defects + count.defects,
            f"disque de {size} Mio : {before} dépôts jusqu'au plein, repris {wait:.1f} s après, {figures}, "
            f"{refusals_met(other)} refus 507 au partenaire, {time.monotonic() - began:.0f} s, graine {seed}")
    finally:
        for structure in pair:
            if structure.process and structure.is_up():
                structure.kill()
        subprocess.run(["umount", mount], check=True)


scenario(full_disk)
