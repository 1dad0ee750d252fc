"""temoin_etranger.py EXPORT --cle VKEY --temoin VKEY --adresse http://HÔTE:PORT: a client of
c2sp.org/tlog-witness that knows nothing of this project has a partner's daemon cosign the log of an
export, and tries what the witness must refuse.

Needs PyNaCl (PyPI)."""
import argparse
import base64
import os
import sys
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "../../Sources/LiaisonAgent/Verificateur"))
sys.dont_write_bytecode = True
from formats_journal import (  # noqa: E402
    Key, Note, Tree, Wrong, decode, lines_of, read, require, sha256)


def root(leaves):
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def consistency(leaves, old, whole=True):
    """RFC 9162, section 2.1.4.1."""
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if old <= half:
        return consistency(leaves[:half], old, whole) + [root(leaves[half:])]
    return consistency(leaves[half:], old - half, False) + [root(leaves[:half])]


class Witness:
    def __init__(self, address):
        self.url = f"{address}/v1/temoin/add-checkpoint"

    def add(self, old, proof, note):
        lines = [f"old {old}"] + [base64.b64encode(step).decode() for step in proof]
        return self.post("\n".join(lines).encode() + b"\n\n" + note)

    def post(self, body):
        request = urllib.request.Request(self.url, data=body, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, answer.headers["content-type"], answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["content-type"], error.read()


def expect(answer, status, what):
    require(answer[0] == status, f"{what} : {answer[0]} au lieu de {status}")
    return answer


def run(folder, key, own, address):
    witness = Witness(address)
    data = read(f"{folder}/point-de-controle")
    note = Note(data)
    note.verify(key)
    leaves = [decode(line) for line in lines_of(f"{folder}/feuilles.txt")]
    # The log's own signature alone: other lines are ignored, or not there.
    head, _, signatures = data.decode().partition("\n\n")
    mine = next(line for line in signatures.splitlines() if line.startswith(f"\u2014 {key.name} "))
    signed = f"{head}\n\n{mine}\n".encode()

    _, kind, body = expect(witness.add(0, [], signed), 409, "une taille qui n'est pas la sienne")
    require(kind == "text/x.tlog.size" and body.endswith(b"\n"), "la taille n'est pas dite")
    known = int(body)
    require(0 < known < note.size, f"{known} feuilles connues sur {note.size}")
    proof = consistency(leaves, known)
    require(proof, "la preuve est vide")
    wrong = [sha256(proof[0])] + proof[1:]
    expect(witness.add(known, wrong, signed), 422, "une preuve fausse")
    expect(witness.add(known, [], signed), 422, "une preuve qui manque")
    expect(witness.add(note.size + 1, proof, signed), 400, "une taille à rebours")
    other = base64.b64encode(sha256(note.root)) + b"\n"
    expect(witness.add(known, proof, signed.replace(base64.b64encode(note.root) + b"\n", other)), 403,
           "une racine que le journal n'a pas signée")
    stranger = signed.replace(key.name.encode(), b"ailleurs.example/journal/1")
    expect(witness.add(known, proof, stranger), 404, "un journal inconnu")
    for body in (b"", b"old\n\n", b"old 1", b"old x\n\n" + signed, b"\xff" * 100):
        expect(witness.post(body), 400, f"une demande mal formée {body[:8]!r}")

    _, _, body = expect(witness.add(known, proof, signed), 200, "la suite du journal")
    cosigned = Note(f"{head}\n\n{body.decode()}".encode())
    require([name for name, _, _ in cosigned.signatures] == [own.name], "une autre signature")
    Note(signed + body).verify(key, [own])
    # Again: the same tree, cosigned anew.
    expect(witness.add(note.size, [], signed), 200, "la même taille")
    expect(witness.add(known, proof, signed), 409, "une taille dépassée")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dossier")
    for name in ("--cle", "--temoin", "--adresse"):
        parser.add_argument(name, required=True)
    given = parser.parse_args()
    try:
        run(given.dossier, Key(given.cle), Key(given.temoin), given.adresse)
    except (Wrong, OSError, ValueError) as error:
        print(f"Faux : {error}", file=sys.stderr)
        return 1
    print("Le témoin fait ce que dit c2sp.org/tlog-witness.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
