#!/usr/bin/python3
"""Le navigateur d'un partenaire, écrit d'après docs/conception/guichet.md seul ; « cryptography » est de Debian.

navigateur.py SERVICE nom LIEN                                 le nom du guichet
navigateur.py SERVICE lire LIEN PHRASE CONTENU.json            ouvre, et dit au service que c'est lu
navigateur.py SERVICE etat LIEN                                le code de ce que le lien donne
navigateur.py SERVICE dit LIEN                                 le même, et ce qui est dit
navigateur.py SERVICE reecrit LIEN                             le code de la page demandée par un lien réécrit
navigateur.py SERVICE rater LIEN N                             N fausses preuves : combien de chaque code
navigateur.py SERVICE repondre LIEN CONTENU.json REPONSE.json [autre-cle|autre-preuve|FICHIER]
navigateur.py SERVICE forger LIEN CONTENU.json REPONSE.json COMMENT PHRASE    COMMENT : une clé de FORGERIES
navigateur.py SERVICE rejouer LIEN CONTENU.json FICHIER ID     ce que FICHIER tient de scellé, sous cet id
navigateur.py - fichier PAGE.html PHRASE CONTENU.json          la page en un fichier : dit son jeton
REPONSE.json est la réponse sans son « id » ; l'id et le code de la réponse du service sont écrits. Un service qui ne
répond pas a le code 0.
"""
import base64
import hashlib
import http.client
import json
import math
import os
import re
import sys
import urllib.error
import urllib.request
import uuid
from collections import Counter

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap

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


def ask(method, url, body=None, headers=None):
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=120) as answer_:
            return answer_.status, answer_.headers, answer_.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()
    except (OSError, http.client.HTTPException):
        return 0, {}, b""


def decrypt(text, phrase, token):
    head, key, iv, sealed, tag = text.split(".")
    header = json.loads(unb64url(head))
    assert list(header) == ["alg", "cty", "enc", "kid", "p2c", "p2s"], header
    assert (header["alg"], header["enc"]) == ("PBES2-HS512+A256KW", "A256GCM")
    assert header["cty"] == CONTENT and header["kid"] == name_of(token)
    assert 600_000 <= header["p2c"] <= 2_000_000
    derived = derive((phrase + "." + token).encode(), unb64url(header["p2s"]), header["p2c"])
    try:
        content_key = aes_key_unwrap(derived, unb64url(key))
    except Exception:
        sys.exit("Les mots ne conviennent pas.")
    plain = AESGCM(content_key).decrypt(unb64url(iv), unb64url(sealed) + unb64url(tag), head.encode())
    assert len(plain) == len(padded(plain)), "la taille n'est pas de Padmé"
    return json.loads(plain)


def derive(password, salt, rounds):
    return PBKDF2HMAC(hashes.SHA512(), 32, b"PBES2-HS512+A256KW\0" + salt, rounds).derive(password)


def header_of(reply, name, alg="dir"):
    return '{"alg":"%s","cty":"%s","enc":"A256GCM","id":"%s","kid":"%s"}' % (alg, REPLY, reply["id"], name)


def seal(reply, key, header, wrapped=b""):
    head, iv = b64url(header.encode()), os.urandom(12)
    plain = padded(json.dumps(reply, ensure_ascii=False, separators=(",", ":")).encode())
    sealed = AESGCM(key).encrypt(iv, plain, head.encode())
    return ".".join([head, b64url(wrapped), b64url(iv), b64url(sealed[:-16]), b64url(sealed[-16:])]).encode()


def by_password(rounds):
    """An answer under the words, of so many rounds; what nobody can compute here is chance."""
    def forge(reply, key, name, password):
        salt = os.urandom(16)
        header = header_of(reply, name, "PBES2-HS512+A256KW")[:-1] + ',"p2c":%d,"p2s":"%s"}' % (rounds, b64url(salt))
        wrapped = aes_key_wrap(derive(password, salt, rounds), key) if rounds < 10**7 else os.urandom(40)
        return seal(reply, key, header, wrapped)
    return forge


# What no page makes. Each is sealed as well as it can be: only what its name says is wrong.
FORGERIES = {
    "entete": lambda reply, key, name, _: seal(reply, key, header_of(reply, name).replace(",", ", ")),
    "p2c-1": by_password(1), "p2c-2^31": by_password(1 << 31),
    "alg": lambda reply, key, name, _: seal(reply, key, header_of(reply, name, "A256GCMKW")),
    "enveloppe": lambda reply, key, name, _: seal(reply, key, header_of(reply, name), os.urandom(40)),
    "tag": lambda reply, key, name, _: seal(reply, key, header_of(reply, name))[:-6],
    "nom": lambda reply, key, name, _: seal(reply, key, header_of(reply, name_of(b64url(os.urandom(16))))),
    "clair": lambda reply, key, name, _: seal({**reply, "id": str(uuid.uuid4())}, key, header_of(reply, name))}


def main():
    service, what = sys.argv[1:3]
    rest = sys.argv[3:]
    if what == "fichier":
        page, phrase, out = rest
        html = open(page, encoding="utf-8").read()
        token = re.search(r'name="guichet-jeton" content="([^"]*)"', html).group(1)
        sealed = re.search(r'id="contenu-scelle">([^<]*)</script>', html).group(1)
        json.dump(decrypt(sealed, phrase, token), open(out, "w"))
        return print(token)
    return COMMANDS[what](service, rest[0].split("#")[-1], *rest[1:])


def tell_name(_, token):
    print(name_of(token))


def tell_state(service, token):
    print(ask("GET", f"{service}/guichet/v1/{name_of(token)}")[0])


def tell_words(service, token):
    status, _, body = ask("GET", f"{service}/guichet/v1/{name_of(token)}")
    print(status, body.decode())


def follow_rewritten(service, token):
    answers = [ask("GET", f"{service}/guichet{sign}{token}") for sign in ("%23", "%2523")]
    for status, _, body in answers:
        assert status != 200 or token.encode() not in body
    print(*(status for status, _, _ in answers))


def miss(service, token, number):
    wrong = {"preuve": base64.b64encode(os.urandom(32)).decode()}
    statuses = Counter(
        ask("POST", f"{service}/guichet/v1/{name_of(token)}/ouvertures", json.dumps(wrong).encode(),
            {"Content-Type": "application/json"})[0] for _ in range(int(number)))
    print(json.dumps(statuses))


def read(service, token, phrase, out):
    at = f"{service}/guichet/v1/{name_of(token)}"
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


def put(service, token, identity, sealed, proof):
    return ask(
        "PUT", f"{service}/guichet/v1/{name_of(token)}/reponses/{identity}", sealed,
        {"Content-Type": "application/jose", "Guichet-Preuve": proof})


def answer(service, token, held, given, how=""):
    content, reply = json.load(open(held)), json.load(open(given))
    reply = {"id": str(uuid.uuid4()), **reply}
    name, proof, key = name_of(token), content["preuve"], base64.b64decode(content["cleReponse"])
    if how == "autre-cle":
        key = os.urandom(32)
    if how == "autre-preuve":
        proof = base64.b64encode(os.urandom(32)).decode()
    sealed = seal(reply, key, header_of(reply, name))
    if how.startswith("/"):
        open(how, "wb").write(sealed)
        return print(reply["id"])
    status, _, body = put(service, token, reply["id"], sealed, proof)
    if status == 201:
        assert "recu" in json.loads(body)
        # The same bytes again are the same answer; other ones under its id are none.
        assert put(service, token, reply["id"], sealed, proof)[0] == 200
        other = seal(reply, key, header_of(reply, name))
        assert put(service, token, reply["id"], other, proof)[0] == 409
    return print(reply["id"], status)


def forge(service, token, held, given, how, phrase):
    content, reply = json.load(open(held)), json.load(open(given))
    reply = {"id": str(uuid.uuid4()), **reply}
    sealed = FORGERIES[how](
        reply, base64.b64decode(content["cleReponse"]), name_of(token), (phrase + "." + token).encode())
    print(reply["id"], put(service, token, reply["id"], sealed, content["preuve"])[0])


def replay(service, token, held, path, identity):
    with open(path, "rb") as file:
        print(put(service, token, identity, file.read(), json.load(open(held))["preuve"])[0])


COMMANDS = {
    "nom": tell_name, "lire": read, "etat": tell_state, "dit": tell_words, "reecrit": follow_rewritten,
    "rater": miss, "repondre": answer, "forger": forge, "rejouer": replay}
main()
