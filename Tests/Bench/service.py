"""service.py [debit|million|journal|purge|voies]: what the daemon costs, beside bare SQLite and Postfix on the same disk.
See service.sh."""
import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta

import charge
from magasin import Filler, Log

sys.path.insert(0, f"{os.path.dirname(os.path.abspath(__file__))}/../Orage")
# pylint: disable=wrong-import-position
from commun import BINARIES, Unreachable, age_header, free_port, introduce, two_structures  # noqa: E402
from foule import ServiceSigner  # noqa: E402

CLIENTS = (1, 8, 32)
ROUNDS = 3
# Requests a run, by clients; one key may sign 20,000 in 300 s.
REQUESTS = {1: 1_500, 8: 6_000, 32: 6_000}
SIZES = (10_000, 100_000, 1_000_000)
DOMAIN = "mesures.example"


class Bench:
    """Two structures that know each other, and what the plis between them look like. The first one's
    daemon is measured; the other one's is away, so that the processor is all the first one's."""

    def __init__(self, folder):
        self.folder = folder
        self.own, self.partner = two_structures(folder)
        introduce(self.own, self.partner)
        self.header = age_header(folder, self.own, self.partner)
        self.size = os.path.getsize(f"{folder}/modele.age") - len(self.header)
        self.services = {me.name: ServiceSigner(me.state, f"{me.folder}/carte")
                         for me in (self.own, self.partner)}
        _, _, pli = self.own.pli(self.partner, self.header, self.size)
        self.pli = self.services[self.own.name].countersign(pli)
        self.partner.stop()
        self.own.stop()

    def start(self):
        """Seconds until it answers; one that starts takes only requests dated two seconds after."""
        began = time.monotonic()
        self.own.launch()
        while True:
            try:
                if self.own.exchange("GET", "/v1/sante", b"", {})[0] == 200:
                    break
            except Unreachable:
                time.sleep(0.002)
        seconds = time.monotonic() - began
        time.sleep(2.1)
        return seconds

    def deposit(self, clients, count):
        requests = charge.deposits(self.own, self.partner, self.header, self.size, count)
        return charge.Run(self.own, charge.by_socket, requests, clients)

    def deliver(self, clients, count):
        requests = charge.deliveries(
            self.partner, self.services[self.partner.name], self.own, self.header, self.size, count)
        return charge.Run(self.own, charge.by_port, requests, clients)


def commits(folder, content, count):
    """Bare SQLite: rows a second, a row a commit, with the daemon's settings."""
    path = f"{folder}/nu.sqlite"
    database = sqlite3.connect(path, isolation_level=None)
    for setting in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        database.execute(f"PRAGMA {setting}")
    database.execute("CREATE TABLE plis (n INTEGER PRIMARY KEY, contenu BLOB NOT NULL)")
    began = time.monotonic()
    for _ in range(count):
        database.execute("INSERT INTO plis (contenu) VALUES (?)", (content,))
    rate = count / (time.monotonic() - began)
    database.close()
    os.remove(path)
    return rate


class Postfix:
    """An instance of its own, that delivers to one Maildir on this machine."""

    SERVICES = """
        127.0.0.1:{port} inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        anvil unix - - n - 1 anvil
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        postlog unix-dgram n - n - 1 postlogd
        """

    def __init__(self, folder):
        self.folder = f"{folder}/postfix"
        self.port = free_port()
        self.box = f"{self.folder}/boites/b/new"
        for name in ("conf", "queue", "data", "boites"):
            os.makedirs(f"{self.folder}/{name}")
        shutil.chown(f"{self.folder}/data", "postfix")
        shutil.chown(f"{self.folder}/boites", "nobody", "nogroup")
        # `in_flow_delay` would slow the senders down for the sake of the delivery.
        settings = {
            "compatibility_level": "3.6", "queue_directory": f"{self.folder}/queue",
            "data_directory": f"{self.folder}/data", "maillog_file": f"{self.folder}/journal",
            "maillog_file_prefixes": self.folder, "inet_interfaces": "127.0.0.1",
            "myhostname": f"serveur.{DOMAIN}", "mydestination": "", "alias_maps": "",
            "virtual_mailbox_domains": DOMAIN, "virtual_mailbox_base": f"{self.folder}/boites",
            "virtual_mailbox_maps": "static:b/", "virtual_minimum_uid": "1",
            "virtual_uid_maps": "static:65534", "virtual_gid_maps": "static:65534",
            "virtual_mailbox_limit": "0", "in_flow_delay": "0"}
        with open(f"{self.folder}/conf/main.cf", "w", encoding="ascii") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())
        with open(f"{self.folder}/conf/master.cf", "w", encoding="ascii") as file:
            lines = self.SERVICES.format(port=self.port).split("\n")
            file.writelines(f"{line.strip()}\n" for line in lines)
        self.command("start")

    def command(self, word):
        subprocess.run(
            ["postfix", "-c", f"{self.folder}/conf", word], check=True, capture_output=True)

    def measure(self, clients, count, length):
        """Messages a second: accepted, and in the mailbox."""
        shutil.rmtree(f"{self.folder}/boites/b", ignore_errors=True)
        began = time.monotonic()
        subprocess.run(
            ["smtp-source", "-d", "-s", str(clients), "-m", str(count), "-l", str(length),
             "-f", f"a@{DOMAIN}", "-t", f"b@{DOMAIN}", f"127.0.0.1:{self.port}"], check=True)
        accepted = time.monotonic() - began
        while len(os.listdir(self.box)) < count:
            if time.monotonic() - began > 300:
                raise SystemExit("Postfix n'a pas tout livré en cinq minutes.")
            time.sleep(0.02)
        return count / accepted, count / (time.monotonic() - began)


def number(value):
    if value is None:
        return "échec"
    return f"{value:,.0f}".replace(",", " ") if value >= 10 else f"{value:.2f}".replace(".", ",")


def line(title, values):
    print(f"{title:<62}" + "".join(f"{value:>12}" for value in values), flush=True)


def throughput(bench):
    postfix = Postfix(bench.folder)
    try:
        figures = [measure_all(bench, postfix) for _ in range(ROUNDS)]
    finally:
        postfix.command("stop")
    # What each was worth in the middle of its rounds.
    rates = {key: statistics.median(figure[key] for figure in figures) for key in figures[0]}
    line(f"Plis de {len(bench.pli)} octets, médianes de {ROUNDS}",
         [f"{clients} client" + "s" * (clients > 1) for clients in CLIENTS])

    def rows(title, name, scale=1.0):
        line(title, [number(rates[name, clients] * scale) for clients in CLIENTS])

    def ratio(title, name, other):
        line(title, [number(rates[name, clients] / rates[other, clients]) for clients in CLIENTS])

    rows("dépôts d'un agent par seconde (socket Unix)", "local")
    rows("dépôts d'un partenaire par seconde (TCP, sans TLS)", "peer")
    rows("validations de SQLite nu par seconde (un seul à écrire)", "sqlite")
    rows("messages acceptés par Postfix par seconde", "postfix")
    rows("messages dans la boîte de Postfix par seconde", "mailbox")
    ratio("agent / SQLite nu", "local", "sqlite")
    ratio("partenaire / SQLite nu", "peer", "sqlite")
    ratio("agent / Postfix accepté", "local", "postfix")
    ratio("agent / Postfix dans la boîte", "local", "mailbox")
    ratio("partenaire / Postfix dans la boîte", "peer", "mailbox")
    for name, who in (("local", "agent"), ("peer", "partenaire")):
        rows(f"{who} : médiane de l'attente d'un dépôt (ms)", (name, "p50"), 1e3)
        rows(f"{who} : 99e centile (ms)", (name, "p99"), 1e3)
        rows(f"{who} : processeur du service par dépôt (µs)", (name, "daemon"), 1e6)
        rows(f"{who} : processeur de la charge par dépôt (µs)", (name, "load"), 1e6)


def measure_all(bench, postfix):
    """One round: everything once, one after the other."""
    figures = {}
    for clients in CLIENTS:
        count = REQUESTS[clients]
        figures["sqlite", clients] = commits(bench.folder, bench.pli, 2_000)
        for name, measure in (("local", bench.deposit), ("peer", bench.deliver)):
            bench.start()
            run = measure(clients, count)
            bench.own.stop()
            figures[name, clients] = run.rate
            figures[(name, "p50"), clients] = run.percentile(0.5)
            figures[(name, "p99"), clients] = run.percentile(0.99)
            figures[(name, "daemon"), clients] = run.daemon
            figures[(name, "load"), clients] = run.load
        figures["postfix", clients], figures["mailbox", clients] = postfix.measure(
            clients, min(count, 3_000), len(bench.pli))
    return figures


def memory(process, name="VmRSS"):
    """Resident, or the highest that it was («VmHWM»), in MiB."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        return int(re.search(rf"{name}:\s+(\d+)", file.read())[1]) / 1024


def forget(folder):
    """The system's memory of the files goes: the next to read them reads the disk."""
    for name in os.listdir(folder):
        descriptor = os.open(f"{folder}/{name}", os.O_RDONLY)
        os.fsync(descriptor)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def command(bench, *words):
    """The median of ten runs of the command line, in milliseconds; None when it fails."""
    result = f"{bench.folder}/hyperfine.json"
    words = [f"{BINARIES}/agir-liaison", *words, "--dossier", f"{bench.own.folder}/agent",
             "--service", f"unix:{bench.own.socket}"]
    status = subprocess.run(
        ["hyperfine", "-N", "--warmup", "2", "--runs", "10", "--export-json", result,
         " ".join(words)], check=False, capture_output=True).returncode
    if status != 0:
        return None
    with open(result, encoding="utf-8") as file:
        return json.load(file)["results"][0]["median"] * 1e3


def held(bench, fiches):
    """A daemon that holds that many: what each row of the table says of it."""
    rows = {}
    forget(bench.own.state)
    rows["démarrage jusqu'à la première réponse, disque froid (ms)"] = bench.start() * 1e3
    bench.own.stop()
    rows["démarrage, fichiers déjà en mémoire (ms)"] = bench.start() * 1e3
    rows["mémoire après le démarrage (Mio)"] = memory(bench.own.process)
    rows["mémoire la plus haute pendant le démarrage (Mio)"] = memory(bench.own.process, "VmHWM")
    rows["boite reception (ms)"] = command(bench, "boite", "reception")
    rows["boite envoi (ms)"] = command(bench, "boite", "envoi")
    rows["service etat (ms)"] = command(bench, "service", "etat")
    rows["mémoire après ces commandes (Mio)"] = memory(bench.own.process)
    bench.own.cli("boite", "reception")
    rows["suivi 1 (ms)"] = command(bench, "suivi", "1")
    rows["mémoire après « suivi » (Mio)"] = memory(bench.own.process)
    bench.own.stop()
    bench.start()
    for clients in (1, 8):
        run = bench.deposit(clients, 2_000)
        many = f"{clients} client" + "s" * (clients > 1)
        rows[f"dépôts par seconde, {many}"] = run.rate
        rows[f"dépôt, {many} : médiane (ms)"] = run.percentile(0.5) * 1e3
        rows[f"dépôt, {many} : 99e centile (ms)"] = run.percentile(0.99) * 1e3
    rows["mémoire après 4 000 dépôts (Mio)"] = memory(bench.own.process)
    bench.own.stop()
    print(f"{number(fiches)} fiches : mesurées", file=sys.stderr)
    return rows


def million(bench):
    filler = Filler(bench.own, bench.partner, bench.services, bench.header, bench.size)
    there, tables = 0, []
    for fiches in SIZES:
        began = time.monotonic()
        filler.fill(fiches - there)
        there = fiches
        print(f"{number(fiches)} fiches : remplies en {number(time.monotonic() - began)} s",
              file=sys.stderr)
        tables.append(held(bench, fiches))
    line(f"Plis de {len(bench.pli)} octets ; fiches gardées", [number(fiches) for fiches in SIZES])
    for title in tables[0]:
        line(title, [number(table[title]) for table in tables])
    began = time.monotonic()
    result = subprocess.run(
        [f"{BINARIES}/agir-liaisond", "verifier", "--etat", bench.own.state], check=False,
        capture_output=True, text=True)
    # What this bench put there is not what the log sealed: that alone may be said.
    others = [text for text in result.stdout.splitlines()[:-1] if "a scellé" not in text]
    assert result.returncode in (0, 65) and not others, others
    print(f"agir-liaisond verifier : sans défaut, en {number(time.monotonic() - began)} s")


def journald(folder, count):
    """Seconds that `journalctl --verify` takes over as many entries; None without
    systemd-journal-remote, which writes them."""
    remote = "/lib/systemd/systemd-journal-remote"
    if not os.path.exists(remote):
        return None
    path = f"{folder}/pair.journal"
    writer = subprocess.Popen([remote, "-o", path, "-"], stdin=subprocess.PIPE)
    began = int(time.time() - 86_400) * 1_000_000
    for number in range(count):
        writer.stdin.write((
            f"__REALTIME_TIMESTAMP={began + number}\n__MONOTONIC_TIMESTAMP={number}\n"
            f"_BOOT_ID={'1' * 32}\nPRIORITY=6\nACTE=lecture\nACTEUR=agir38.example/agent.{number % 40}\n"
            f"REF={number:08x}\nMESSAGE=fiche scellée donnée à un agent\n\n").encode())
    writer.stdin.close()
    if writer.wait() != 0:
        raise SystemExit("systemd-journal-remote a échoué.")
    began = time.monotonic()
    subprocess.run(["journalctl", "--verify", "--file", f"{folder}/pair*.journal"], check=True, capture_output=True)
    seconds = time.monotonic() - began
    for name in os.listdir(folder):
        if name.endswith(".journal"):
            os.remove(f"{folder}/{name}")
    return seconds


def journal(bench):
    """The log: verified, listed and appended to at a thousand and at a million records."""
    agents = [f"agir38.example/agent.{number}" for number in range(40)]
    sizes, tables = (1_000, 1_000_000), []
    for size in sizes:
        database = sqlite3.connect(f"{bench.own.state}/liaison.sqlite", isolation_level=None)
        Log(database).fill(database, size, agents)
        database.close()
        bench.start()
        rows = {}
        run = bench.deposit(1, 1_000)
        rows["dépôts par seconde, 1 client"] = run.rate
        rows["dépôt : médiane (ms)"] = run.percentile(0.5) * 1e3
        for title, words in {
            "les derniers": (), "d'un jour": ("--depuis", str(date.today()), "--nombre", "10000"),
            "d'un agent": ("--acteur", agents[7]), "d'un service qui n'y est pas": ("--acteur", f"{bench.partner.name}/service"),
            "d'un acte rare": ("--acte", "elagage"), "d'une fiche": ("--fiche", "9e3779b1"),
            "d'avant, au milieu": ("--avant", str(size // 2)),
        }.items():
            rows[f"journal lister : {title} (ms)"] = command(
                bench, "journal", "lister", "--json", *words)
        began = time.monotonic()
        bench.own.must("journal", "verifier")
        rows["journal verifier (s)"] = time.monotonic() - began
        rows["mémoire la plus haute du service (Mio)"] = memory(bench.own.process, "VmHWM")
        bench.own.stop()
        rows["journalctl --verify, autant d'entrées (s)"] = journald(bench.folder, size)
        tables.append(rows)
    line("Enregistrements du journal", [number(size) for size in sizes])
    for title in tables[0]:
        line(title, [number(table[title]) for table in tables])


def purge(bench):
    """A tenth of what is held destroyed at once, while deposits go on: FICHES, a million without it."""
    fiches = int(os.environ.get("FICHES", "1000000"))
    filler = Filler(bench.own, bench.partner, bench.services, bench.header, bench.size)
    # Sealed over a year; the convention ended a hundred days ago, and a tenth of all were under it.
    period, share = 365 * 86_400, 265 * 86_400
    began = time.time() - period
    filler.modele = lambda seconds: (
        "spe" if seconds - began < share - 86_400 and int(seconds) % 1_000 < 1_000 * period // share // 10 else None)
    start = time.monotonic()
    filler.fill_alike(fiches)
    print(f"{number(fiches)} fiches : remplies en {number(time.monotonic() - start)} s", file=sys.stderr)
    bench.start()
    rows = {}
    today = date.today()
    began = time.monotonic()
    bench.own.must(
        "convention", "ajouter", "--avec", bench.partner.name, "--type", "spe", "--reference", "MESURE",
        "--debut", str(today - timedelta(days=500)), "--echeance", str(today - timedelta(days=100)))
    rows["convention enregistrée, ses effets comptés (s)"] = time.monotonic() - began
    began = time.monotonic()
    preview = bench.own.must("purge", "apercu", "--json")
    rows["purge apercu (s)"] = time.monotonic() - began
    rows["plis dus"] = preview.count('"suspendue":false')
    idle = bench.deposit(4, 4_000)
    rows["dépôt au repos, 4 clients : médiane (ms)"] = idle.percentile(0.5) * 1e3
    rows["dépôt au repos : 99e centile (ms)"] = idle.percentile(0.99) * 1e3
    took = {}

    def run():
        began = time.monotonic()
        took["said"] = bench.own.must("purge", "executer", "--json")
        took["seconds"] = time.monotonic() - began

    worker = threading.Thread(target=run)
    worker.start()
    # The search for what is due, then the destruction: deposits during both.
    busy = []
    while worker.is_alive():
        busy += bench.deposit(4, 100).latencies
        # One key may sign 20,000 requests in 300 s.
        time.sleep(1.5)
    worker.join()
    busy.sort()
    rows["purge executer pendant des dépôts (s)"] = took["seconds"]
    rows["plis détruits par seconde"] = json.loads(took["said"])["detruits"] / took["seconds"]
    rows["dépôt pendant la purge : médiane (ms)"] = busy[len(busy) // 2] * 1e3
    rows["dépôt pendant la purge : 99e centile (ms)"] = busy[len(busy) * 99 // 100] * 1e3
    rows["99e centile, pendant / au repos"] = busy[len(busy) * 99 // 100] / idle.percentile(0.99)
    rows["mémoire la plus haute du service (Mio)"] = memory(bench.own.process, "VmHWM")
    line(f"Fiches gardées, de {len(bench.pli)} octets", [number(fiches)])
    for title, value in rows.items():
        line(title, [number(value)])
    print(took["said"].strip())


def roads(bench):
    """The same ten thousand sendings, by the service and by other roads, in turn: what the commands that show them
    take."""
    filler = Filler(bench.own, bench.partner, bench.services, bench.header, bench.size)
    filler.fill(2 * SIZES[0])
    titles = {"boite envoi": ("boite", "envoi"), "boite envoi --tout --json": ("boite", "envoi", "--tout", "--json"),
              "boite reception": ("boite", "reception"), "suivi 1": ("suivi", "1"),
              "service etat": ("service", "etat")}
    figures = {(title, other): [] for title in titles for other in (False, True)}
    for _ in range(ROUNDS):
        for other in (False, True):
            count = filler.take_roads(other)
            bench.start()
            bench.own.must("boite", "envoi")
            for title, words in titles.items():
                milliseconds = command(bench, *words)
                if milliseconds is None:
                    raise SystemExit(f"« {title} » a échoué.")
                figures[title, other].append(milliseconds)
            bench.own.stop()
    line(f"{number(count)} envois, médianes de {ROUNDS} (ms)", ["service", "autres", "rapport"])
    for title in titles:
        by_service, by_others = (statistics.median(figures[title, other]) for other in (False, True))
        line(title, [number(by_service), number(by_others), number(by_others / by_service)])


def main():
    parts = {"debit": throughput, "million": million, "journal": journal, "purge": purge, "voies": roads}
    wanted = sys.argv[1:] or list(parts)
    if not set(wanted) <= set(parts):
        print(f"Les parties sont : {', '.join(parts)}.", file=sys.stderr)
        return 64
    # All that one partner sends, whatever its size.
    os.environ["AGIR_LIAISOND_QUOTA_PAR_PARTENAIRE"] = str(1 << 20)
    with tempfile.TemporaryDirectory(prefix="agir-mesures.") as folder:
        # Postfix's own account must go through it.
        os.chmod(folder, 0o755)
        for part in wanted:
            os.mkdir(f"{folder}/{part}")
            bench = Bench(f"{folder}/{part}")
            try:
                print(f"Processeurs : {os.cpu_count()} ; charge de la machine avant la mesure : "
                      f"{os.getloadavg()[0]:.1f}".replace(".", ","))
                parts[part](bench)
            finally:
                if bench.own.is_up():
                    bench.own.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
