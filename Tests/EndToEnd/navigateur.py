#!/usr/bin/python3
"""Le navigateur d'un partenaire, écrit d'après docs/conception/guichet.md seul ; « cryptography » est de Debian.

navigateur.py SERVICE lire LIEN PHRASE CONTENU.json            ouvre, et dit au service que c'est lu
navigateur.py SERVICE etat LIEN                                le code de ce que le lien donne
navigateur.py SERVICE repondre LIEN CONTENU.json REPONSE.json [autre-cle|autre-preuve|autres-octets|FICHIER]
navigateur.py - fichier PAGE.html PHRASE CONTENU.json          la page en un fichier : dit son jeton
REPONSE.json est la réponse sans son « id » ; l'id et le code de la réponse du service sont écrits.
"""
import base64
import hashlib
import json
import math
import os
import re
import sys
import urllib.error
import urllib.request
import uuid

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

CONTENT = "application/vnd.agir-liaison.guichet+json"
REPLY = "application/vnd.agir-liaison.reponse+json"


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def name_of(token):
    return hashlib.sha256(b"agir-liaison/guichet/v1\n" + token.encode()).hexdigest()


def padded(text):
    length = len(text)
    exponent = math.floor(math.log2(length))
    low = (1 << (exponent - (math.floor(math.log2(exponent)) + 1))) - 1
    return text + b" " * (((length + low) & ~low) - length)


def ask(method, url, body=None, headers={}):
    request = urllib.request.Request(url, data=body, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def decrypt(text, phrase, token):
    head, key, iv, sealed, tag = text.split(".")
    header = json.loads(unb64url(head))
    assert list(header) == ["alg", "cty", "enc", "kid", "p2c", "p2s"], header
    assert (header["alg"], header["enc"]) == ("PBES2-HS512+A256KW", "A256GCM")
    assert header["cty"] == CONTENT and header["kid"] == name_of(token)
    assert 600_000 <= header["p2c"] <= 2_000_000
    derived = PBKDF2HMAC(
        hashes.SHA512(), 32, b"PBES2-HS512+A256KW\0" + unb64url(header["p2s"]), header["p2c"]
    ).derive((phrase + "." + token).encode())
    try:
        content_key = aes_key_unwrap(derived, unb64url(key))
    except Exception:
        sys.exit("Les mots ne conviennent pas.")
    plain = AESGCM(content_key).decrypt(unb64url(iv), unb64url(sealed) + unb64url(tag), head.encode())
    assert len(plain) == len(padded(plain)), "la taille n'est pas de Padmé"
    return json.loads(plain)


def seal(reply, content, name):
    header = b64url(
        ('{"alg":"dir","cty":"%s","enc":"A256GCM","id":"%s","kid":"%s"}' % (REPLY, reply["id"], name)).encode())
    iv = os.urandom(12)
    key = base64.b64decode(content["cleReponse"])
    plain = padded(json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode())
    sealed = AESGCM(key).encrypt(iv, plain, header.encode())
    return f"{header}..{b64url(iv)}.{b64url(sealed[:-16])}.{b64url(sealed[-16:])}".encode()


def main():
    service, what = sys.argv[1:3]
    rest = sys.argv[3:]
    if what == "fichier":
        page, phrase, out = rest
        html = open(page, encoding="utf-8").read()
        token = re.search(r'name="guichet-jeton" content="([^"]*)"', html).group(1)
        sealed = re.search(r'id="contenu-scelle">([^<]*)</script>', html).group(1)
        json.dump(decrypt(sealed, phrase, token), open(out, "w"))
        print(token)
        return
    token = rest[0].split("#")[-1]
    name = name_of(token)
    at = f"{service}/guichet/v1/{name}"
    if what == "etat":
        print(ask("GET", at)[0])
    elif what == "lire":
        _, phrase, out = rest
        status, headers, page = ask("GET", f"{service}/guichet")
        assert status == 200 and "default-src 'none'" in headers["Content-Security-Policy"]
        assert token.encode() not in page
        status, headers, body = ask("GET", at)
        assert status == 200 and headers["Content-Type"].startswith("application/jose"), status
        assert headers["Cache-Control"] == "no-store"
        content = decrypt(body.decode(), phrase, token)
        json.dump(content, open(out, "w"))
        proof = json.dumps({"preuve": content["preuve"]}).encode()
        status, _, _ = ask("POST", at + "/ouvertures", proof, {"Content-Type": "application/json"})
        assert status == 204, status
    elif what == "repondre":
        _, held, given = rest[:3]
        how = rest[3] if len(rest) > 3 else ""
        content, reply = json.load(open(held)), json.load(open(given))
        reply = {"id": str(uuid.uuid4()), **reply}
        proof = content["preuve"]
        if how == "autre-cle":
            content["cleReponse"] = base64.b64encode(os.urandom(32)).decode()
        if how == "autre-preuve":
            proof = base64.b64encode(os.urandom(32)).decode()
        sealed = seal(reply, content, name)
        if how.startswith("/"):
            open(how, "wb").write(sealed)
            return print(reply["id"])
        fields = {"Content-Type": "application/jose", "Guichet-Preuve": proof}
        to = f"{at}/reponses/{reply['id']}"
        status, _, body = ask("PUT", to, sealed, fields)
        if status == 201:
            assert "recu" in json.loads(body)
            # The same bytes again are the same answer; other ones under its id are none.
            assert ask("PUT", to, sealed, fields)[0] == 200
            assert ask("PUT", to, seal(reply, content, name), fields)[0] == 409
        print(reply["id"], status)


main()
