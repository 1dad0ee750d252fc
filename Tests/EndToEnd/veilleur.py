#!/usr/bin/python3
"""Regarde ce qu'une commande et ses enfants ont d'ouvert, d'écrit et de dit pendant qu'ils vivent.

veilleur.py MARQUEURS [-v FICHIER] [-p CHEMIN]… -- COMMANDE…

MARQUEURS : un par ligne. Aucun ne doit être, à aucun instant, dans un fichier ouvert ou écrit sur un disque, dans un
argument ou dans une variable d'environnement d'un de ces processus. -p : ce chemin, et ce qui commence par lui, peut en
tenir (l'entrée que l'on a donnée, la sortie que l'on a demandée). -v : tous les arguments et toutes les variables vus y
sont ajoutés, pour qui cherche ce qu'il ne connaît qu'après. Rend le code de la commande ; 98 quand un marqueur a
été vu.

Deux regards : /proc sans cesse, qui voit les fichiers ouverts tels qu'ils sont, et strace, s'il est installé, qui voit
chaque écriture et chaque argument, si courts soient-ils. Ce qui n'est que la mémoire d'un enfant (tmpfs de son espace
à lui, memfd) n'est pas un disque.
"""
import os
import re
import stat
import subprocess
import sys
import tempfile
import time

STRACE = "/usr/bin/strace"
CALLS = "execve,write,pwrite64,writev,pwritev,pwritev2,copy_file_range,sendfile"
# What a confined program finds, in folders that are memory of its own (voies.md, «Confined programs»); `bwrap` makes
# them of files of these names.
MEMORY = ("/newroot/", "/bindfile", "/tmp/bindfile", "/sortie/", "/contenu/", "/archive", "/photo")
LARGEST = 64 << 20

marks, allowed, nameless, seen, given = [], [], [], [], set()


def marked(data):
    return next((mark for mark in marks if mark in data), None)


def report(words):
    """Said at the end: what is said while it watches may go to a file that is watched."""
    if words not in seen:
        seen.append(words)


def is_allowed(path):
    return any(path.startswith(prefix) for prefix in allowed) or any(rule.fullmatch(path) for rule in nameless)


def content(path):
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST)
    except OSError:
        return b""


def descendants(pid):
    """It and all below it, threads' children included."""
    yield pid
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for task in tasks:
        for child in content(f"/proc/{pid}/task/{task}/children").split():
            yield from descendants(int(child))


def mounts(pid):
    """Kinds of file system, by device."""
    kinds = {}
    for line in content(f"/proc/{pid}/mountinfo").decode(errors="replace").splitlines():
        words = line.split(" - ")
        if len(words) == 2:
            kinds[words[0].split()[2]] = words[1].split()[0]
    return kinds


class Watch:
    def __init__(self):
        self.own = mounts("self")
        self.known = set()
        self.rounds = self.files = 0

    def is_memory(self, pid, status, target):
        device = f"{os.major(status.st_dev)}:{os.minor(status.st_dev)}"
        if target.startswith("/memfd:"):
            return True
        return device not in self.own and mounts(pid).get(device) == "tmpfs"

    def look(self, root):
        self.rounds += 1
        for pid in descendants(root):
            for name, what in (("cmdline", "un argument"), ("environ", "une variable")):
                data = content(f"/proc/{pid}/{name}")
                given.add(data)
                if mark := marked(data):
                    report(f"{mark.decode()} est dans {what} du processus {pid}")
            try:
                numbers = os.listdir(f"/proc/{pid}/fd")
            except OSError:
                continue
            for number in numbers:
                self.look_at(pid, f"/proc/{pid}/fd/{number}")

    def look_at(self, pid, link):
        try:
            status, target = os.stat(link), os.readlink(link)
        except OSError:
            return
        state = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        if not stat.S_ISREG(status.st_mode) or state in self.known:
            return
        self.known.add(state)
        if is_allowed(target) or target.startswith("/usr/") or self.is_memory(pid, status, target):
            return
        self.files += 1
        if mark := marked(content(link)):
            report(f"{mark.decode()} est dans {target}, ouvert par {pid}")


def is_disk(target):
    return target.startswith("/") and not target.startswith(("/dev/",) + MEMORY) and not is_allowed(target)


def read_calls(path):
    """What strace saw: the number of calls."""
    count = 0
    with open(path, "rb") as lines:
        for line in lines:
            count += 1
            if b" execve(" in line:
                given.add(line)
            copied = re.match(rb"\d+ +(copy_file_range|sendfile)\((.*)", line)
            if copied:
                # What is copied by the kernel is not shown: none is, but to where it may be.
                targets = re.findall(rb"\d+<([^>]*)>", copied[2])
                target = targets[0 if copied[1] == b"sendfile" else -1].decode(errors="replace")
                if is_disk(target):
                    report(f"copie sans témoin dans {target}")
            mark = marked(line)
            if not mark:
                continue
            call = re.match(rb"\d+ +(\w+)\((?:\d+<([^>]*)>)?", line)
            name, target = (call[1].decode(), (call[2] or b"").decode(errors="replace")) if call else ("?", "")
            if name == "execve":
                report(f"{mark.decode()} est dans un argument ou une variable de execve")
            elif is_disk(target):
                report(f"{mark.decode()} a été écrit dans {target}")
    return count


def main():
    words = sys.argv[1:]
    place = words.index("--")
    options, command = words[1:place], words[place + 1:]
    marks.extend(line for line in content(words[0]).splitlines() if line)
    pairs = list(zip(options[::2], options[1::2], strict=True))
    allowed.extend(value for name, value in pairs if name == "-p")
    # What is written there has no name before it is whole; what was there already is only read.
    nameless.extend(re.compile(re.escape(os.path.dirname(path)) + r"/#\d+( \(deleted\))?")
                    for path in allowed if not os.path.exists(path))
    assert marks and command and all(name in ("-p", "-v") for name, _ in pairs)
    with tempfile.TemporaryDirectory() as folder:
        calls = f"{folder}/appels"
        allowed.append(folder)
        traced = os.access(STRACE, os.X_OK)
        if traced:
            command = [STRACE, "-f", "-qq", "-y", "-v", "-s", "1000000", "-e", f"trace={CALLS}", "-o", calls, *command]
        watch = Watch()
        with subprocess.Popen(command) as process:
            while process.poll() is None:
                watch.look(process.pid)
                time.sleep(0.002)
        count = read_calls(calls) if traced else 0
    for name, value in pairs:
        if name == "-v":
            with open(value, "ab") as file:
                file.writelines(data.rstrip(b"\n") + b"\n" for data in sorted(given))
    print(f"veilleur : {watch.rounds} regards, {watch.files} fichiers, {count} appels", file=sys.stderr)
    # A watch that saw nothing proves nothing.
    if not watch.rounds or (traced and not count):
        report("rien n'a été regardé")
    for words in seen[:10]:
        print(f"veilleur : {words}", file=sys.stderr)
    return 98 if seen else process.returncode


sys.exit(main())
