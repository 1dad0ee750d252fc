"""traces.py: what a destroyed pli may leave behind, byte for byte.

    traces.py relever ETAT ID…            its traces as hexadecimal lines: keys, sealed and twice sealed bytes
    traces.py chercher TRACES CHEMIN…     looks for them in files, and in all files of folders; status 1: found
"""
import os
import sqlite3
import sys

# Bytes of a trace: chance does not make so many equal.
LENGTH = 24


def slices(name, content):
    """Where it begins, and in its middle."""
    for start in {0, 200, len(content) // 2}:
        piece = content[start:start + LENGTH]
        if len(piece) == LENGTH:
            yield f"{name}@{start} {piece.hex()}"


def collect(state, ids):
    liaison = sqlite3.connect(f"file:{state}/liaison.sqlite?mode=ro", uri=True)
    keys = sqlite3.connect(f"file:{state}/cles.sqlite?mode=ro", uri=True)
    for identity in ids:
        for (blob,) in liaison.execute("SELECT contenu FROM blobs WHERE id = ?", (identity,)):
            yield from slices("contenu", blob)
        for (key,) in keys.execute("SELECT cle FROM cles WHERE id = ?", (identity,)):
            yield f"cle {key.hex()}"
            yield f"demi-cle {key[16:].hex()}"


def files(paths):
    for path in paths:
        if os.path.isdir(path):
            for folder, _, names in os.walk(path):
                yield from (os.path.join(folder, name) for name in names)
        else:
            yield path


def search(traces, paths):
    patterns = [line.split() for line in open(traces, encoding="utf-8") if line.strip()]
    wanted = [(name, bytes.fromhex(text)) for name, text in patterns]
    longest = max(len(pattern) for _, pattern in wanted)
    found = set()
    for path in files(paths):
        try:
            with open(path, "rb") as file:
                rest = b""
                while piece := file.read(1 << 22):
                    window = rest + piece
                    for name, pattern in wanted:
                        if pattern in window:
                            found.add(f"{path} : {name}")
                    rest = window[-longest:]
        except (FileNotFoundError, OSError):
            continue
    for line in sorted(found):
        print(line)
    return 1 if found else 0


if sys.argv[1] == "relever":
    print("\n".join(collect(sys.argv[2], sys.argv[3:])))
else:
    sys.exit(search(sys.argv[2], sys.argv[3:]))
