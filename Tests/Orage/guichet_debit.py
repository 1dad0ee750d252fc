"""guichet_debit.py N: what one daemon's guichets give on an ordinary day: the page and 1 MiB to 50 clients behind one
address; the same with N guichets open; the memory that an answer of 20 MiB takes, beside a pli of that size. A table;
code 1 when something passed its bound. Bounds are of the programs as they are installed."""
import http.client
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from foule import Watch
from guichet import FIELDS, MIB, Cases, ask, sealed

CLIENTS = 50
# Seconds that they come and go, and between two openings of one: a conseiller reads meanwhile.
DURATION, PAUSE = 20, 2.0
# Seconds that the page and the content take together, at the median.
MEDIAN = 0.020
# How much slower many guichets may be than few: what two measures of the same differ by.
SLOWER, NOISE = 1.5, 0.002
# KiB that an answer may take more than a pli of its size.
MORE = 8 * 1024
# Guichets opened between two starts of the daemon: two requests each, of the 10,000 that a key has.
BATCH = 4_000
# How often each is measured.
ROUNDS = 5


class Client(threading.Thread):
    """Opens its guichet again and again: the page, then the content, on one connection, as a browser does."""

    def __init__(self, port, name, size):
        super().__init__(daemon=True)
        self.port, self.name, self.size = port, name, size
        self.waits, self.failures = [], Counter()

    def run(self):
        end = time.monotonic() + DURATION
        time.sleep(random.uniform(0, PAUSE))
        while time.monotonic() < end:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                connection.connect()
                began = time.monotonic()
                for path, size in (("/guichet", None), (f"/guichet/v1/{self.name}", self.size)):
                    connection.request("GET", path)
                    answer = connection.getresponse()
                    length = len(answer.read())
                    if answer.status != 200 or size not in (None, length):
                        self.failures[f"{path[:12]} : {answer.status}, {length} octets"] += 1
                self.waits.append(time.monotonic() - began)
            except (OSError, http.client.HTTPException) as error:
                self.failures[type(error).__name__] += 1
            finally:
                connection.close()
            time.sleep(random.uniform(0.5, 1.5) * PAUSE)


class Flow:
    def __init__(self, cases, number):
        self.cases, self.target, self.number = cases, cases.target, number
        self.rows = []

    def run(self):
        names = [self.cases.open(sealed(MIB)) for _ in range(CLIENTS)]
        few = self.clients(names), self.lists(), self.deposits()
        opened = sum(self.open_some(min(BATCH, self.number - done)) for done in range(0, self.number, BATCH))
        many = self.clients(names), self.lists(), self.deposits()
        self.cases.check(few[0] <= MEDIAN, f"la page et 1 Mio en {few[0] * 1_000:.1f} ms")
        for what, before, after in zip(("page et 1 Mio", "liste", "dépôt"), few, many, strict=True):
            self.rows.append((what, f"{before * 1_000:.1f} ms", f"{after * 1_000:.1f} ms"))
            self.cases.check(
                after <= before * SLOWER + NOISE,
                f"{what} : {after * 1_000:.1f} ms avec {opened} guichets, {before * 1_000:.1f} sans")
        pli, answer = self.memory(self.deliver), self.memory(self.answer)
        self.rows.append(("mémoire, pli et réponse de 20 Mio", f"{pli >> 10} Mio", f"{answer >> 10} Mio"))
        self.cases.check(answer <= pli + MORE, f"une réponse prend {answer >> 10} Mio, un pli {pli >> 10}")

    def open_some(self, number):
        """Then begins anew: a key has so many requests while their nonces are kept, and no agent opens thousands."""
        with ThreadPoolExecutor(8) as pool:
            opened = len(list(pool.map(lambda _: self.cases.open(sealed(8_192)), range(number))))
        self.restart()
        return opened

    def restart(self):
        self.target.stop()
        self.target.start()
        # The first of anything takes what the next ones find.
        ask(self.target.port, "GET", "/guichet")
        # What is dated of the second it started in, or of the next one, is refused.
        time.sleep(2.1)

    def clients(self, names):
        """The median of all openings."""
        clients = [Client(self.target.port, name, MIB) for name in names]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        failures = sum((client.failures for client in clients), Counter())
        self.cases.check(not failures, f"{CLIENTS} clients : {dict(failures)}")
        return statistics.median(wait for client in clients for wait in client.waits)

    def lists(self):
        """The newest page of them, as an agent lists them."""
        return self.timed(lambda: self.target.request("GET", "/local/v1/guichets")[0] == 200)

    def deposits(self):
        return self.timed(lambda: self.cases.open(sealed(8_192)))

    @staticmethod
    def timed(work, times=40):
        waits = []
        for _ in range(times):
            began = time.monotonic()
            assert work()
            waits.append(time.monotonic() - began)
        return statistics.median(waits)

    def memory(self, work):
        """KiB that a daemon just started takes more while it takes one; the median of some rounds."""
        grown = []
        for _ in range(ROUNDS):
            self.restart()
            watch = Watch(self.target.process.pid)
            watch.start()
            work()
            watch.stop()
            grown.append(max(watch.memory("VmHWM"), watch.highest_memory) - watch.before)
        return int(statistics.median(grown))

    def deliver(self):
        signer, identity, pli = self.cases.pli_of(20 * MIB - 8_192)
        path = f"/v1/plis/{identity}"
        fields = signer.fields("PUT", path, pli, self.target.name, int(time.time()))
        status, body = ask(self.target.port, "PUT", path, pli, fields)
        assert status == 201, (status, body)

    def answer(self):
        path = f"/guichet/v1/{self.cases.big}/reponses/{uuid.uuid4()}"
        status, body = ask(self.target.port, "PUT", path, sealed(20 * MIB), FIELDS)
        assert status == 201, (status, body)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="agir-guichet.") as folder:
        cases = Cases(folder)
        flow = Flow(cases, int(sys.argv[1]))
        try:
            cases.set_up()
            flow.run()
        finally:
            for structure in (cases.target, cases.partner):
                if structure.process and structure.is_up():
                    structure.kill()
        print(f"quoi | peu de guichets, ou un pli | {flow.number} guichets, ou une réponse")
        for row in flow.rows:
            print(" | ".join(row))
        for text in cases.defects:
            print(f"DÉFAUT : {text}", file=sys.stderr)
        sys.exit(1 if cases.defects else 0)


if __name__ == "__main__":
    main()
