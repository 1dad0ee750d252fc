#!/usr/bin/env bash
# Une autre mise en œuvre d'age, pyrage (PyPI), dans les deux sens : X25519, scrypt, armure. Elle
# s'installe dans un dossier à part, effacé à la fin. Argument : le dossier des programmes.
set -euo pipefail
racine=$(cd "$(dirname "$0")/../.." && pwd)
export BINAIRES=${1:-$racine/.build/debug}
dossier=$(mktemp -d "${TMPDIR:-/tmp}/agir-pyrage.XXXXXX")
trap 'rm -rf "$dossier"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --target "$dossier/paquets" pyrage
PYTHONPATH=$dossier/paquets python3 - "$dossier" <<'PY'
import os, subprocess, sys
import pyrage
from pyrage import passphrase, x25519

dossier, bench = sys.argv[1], os.environ["BINAIRES"] + "/bench"
def fichier(nom, octets=None):
    chemin = f"{dossier}/{nom}"
    if octets is None: return open(chemin, "rb").read()
    with open(os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as f: f.write(octets)
    return chemin

cle = x25519.Identity.generate()
fichier("cle", f"{cle}\n".encode())
faits = 0
for taille in [0, 1, 65535, 65536, 65537, 200000]:
    clair = os.urandom(taille)
    fichier("clair", clair)
    subprocess.run([bench, "sceller", str(cle.to_public()), f"{dossier}/clair", f"{dossier}/n"], check=True)
    assert pyrage.decrypt(fichier("n"), [cle]) == clair, taille
    for armure in [False, True]:
        fichier("p", pyrage.encrypt(clair, [cle.to_public()], armored=armure))
        subprocess.run([bench, "ouvrir", f"{dossier}/cle", f"{dossier}/p", f"{dossier}/o"], check=True)
        assert fichier("o") == clair, (taille, armure)
    faits += 3

# scrypt : le fichier d'identité d'un agent, lu par pyrage puis scellé par elle et lu par nous.
liaison, phrase = os.environ["BINAIRES"] + "/agir-liaison", "une phrase assez longue"
fichier("phrase", phrase.encode())
agent = ["--dossier", f"{dossier}/a", "--phrase-fichier", f"{dossier}/phrase"]
subprocess.run([liaison, "agent", "creer", "a.example/anne", "--compatible", *agent], check=True, stdout=subprocess.DEVNULL)
clair = passphrase.decrypt(fichier("a/identite.age"), phrase)
assert b"\nAGE-SECRET-KEY-1" in clair and clair.startswith(b"# SIGN-SECRET-KEY-1"), "identité"
fichier("a/identite.age", passphrase.encrypt(clair, phrase))
env = {**os.environ, "XDG_RUNTIME_DIR": dossier}
subprocess.run([liaison, "agent", "deverrouiller", *agent], check=True, env=env, stderr=subprocess.DEVNULL)
subprocess.run([liaison, "agent", "verrouiller", *agent], check=True, env=env, stderr=subprocess.DEVNULL)
print(f"pyrage {pyrage.__version__ if hasattr(pyrage, '__version__') else ''}: {faits + 2} allers et retours, tous justes")
PY
