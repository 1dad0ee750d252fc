"""guichets.py DOSSIER AGENTS PUBLIC: opens three guichets at the service of api.sh, as its agent, and gives one of
them an answer, as a browser; writes their names to DOSSIER/guichets."""
import base64
import hashlib
import json
import os
import sys
import time
import uuid
from datetime import datetime, timedelta, timezone

import requests

sys.path.insert(0, f"{os.path.dirname(os.path.abspath(__file__))}/../Orage")
from commun import Signer  # noqa: E402

HERE, THERE = "ml-grenoble.example", "agir38.example"
# What the content holds, as far as the daemon knows.
SECRET = bytes(range(32))
PROOF = base64.b64encode(SECRET).decode()
# Sealed by nobody: the daemon opens nothing.
CONTENT, ANSWER = b"Y29udGVudQ.Y2xl.aXY.dGV4dGU.dGFn", b"ZW50ZXRl..aXY.dGV4dGU.dGFn"
JWE = r"[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*){4}"


def preparation(end, to):
    return {
        "pour": to, "invitation": {"modele": "generique", "nombre": 10}, "fin": end,
        "preuve": hashlib.sha256(SECRET).hexdigest(),
        "cle": base64.b64encode(b"age-encryption.org/v1\ncle").decode()}


def main(folder, agents, public):
    signer = Signer(f"{folder}/ml/agent")

    def put(target, body):
        answer = requests.put(
            agents + target, data=body, timeout=60,
            headers=signer.fields("PUT", target, body, HERE, int(time.time())))
        assert answer.status_code == 201, (target, answer.status_code, answer.text)

    end = (datetime.now(timezone.utc) + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    opened = {}
    for use in ("sert", "ferme", "long"):
        name = hashlib.sha256(os.urandom(16)).hexdigest()
        put(f"/local/v1/guichets/{name}", json.dumps(preparation(end, THERE)).encode())
        put(f"/local/v1/guichets/{name}/contenu", CONTENT)
        opened[use] = {"nom": name, "fin": end}
    opened["reponse"] = str(uuid.uuid4())
    answer = requests.put(
        f"{public}/guichet/v1/{opened['sert']['nom']}/reponses/{opened['reponse']}", data=ANSWER, timeout=60,
        headers={"Content-Type": "application/jose", "Guichet-Preuve": PROOF})
    assert answer.status_code == 201, (answer.status_code, answer.text)
    with open(f"{folder}/guichets", "w", encoding="utf-8") as file:
        json.dump(opened, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
