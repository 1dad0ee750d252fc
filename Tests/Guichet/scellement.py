"""Le guichet, écrit une deuxième fois d'après docs/conception/guichet.md seul : sceller un contenu, ouvrir
une réponse. Ce qui scelle est « cryptography » ; ce qui ouvre est jwcrypto, une bibliothèque de JOSE."""
import base64
import hashlib
import json
import math
import os
import unicodedata
import re

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from jwcrypto import jwa, jwe, jwk

CONTENU = "application/vnd.agir-liaison.guichet+json"
REPONSE = "application/vnd.agir-liaison.reponse+json"


def url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets(texte):
    return base64.urlsafe_b64decode(texte + "=" * (-len(texte) % 4))


def jeton():
    return url(os.urandom(16))


def nom(jeton):
    return hashlib.sha256(b"agir-liaison/guichet/v1\n" + jeton.encode()).hexdigest()


def mots(texte):
    """Les mots tapés, tels qu'ils entrent dans le calcul."""
    def compte(c):
        return c == "\u200b" or not (unicodedata.category(c) == "Cf" or unicodedata.category(c).startswith("M"))
    sans = "".join(filter(compte, unicodedata.normalize("NFKD", texte))).upper().lower()
    return [mot for mot in re.split(r"[\W\d_]+", sans.replace("œ", "oe").replace("æ", "ae")) if mot]


def padme(longueur):
    exposant = math.floor(math.log2(longueur))
    bas = (1 << (exposant - (math.floor(math.log2(exposant)) + 1))) - 1
    return (longueur + bas) & ~bas


def json_bourre(valeur):
    texte = json.dumps(valeur, ensure_ascii=False, separators=(",", ":")).encode()
    return texte + b" " * (padme(len(texte)) - len(texte))


def entete_contenu(nom, tours=600_000, sel=None, alg="PBES2-HS512+A256KW"):
    sel = sel or os.urandom(16)
    return ('{"alg":"%s","cty":"%s","enc":"A256GCM","kid":"%s","p2c":%d,"p2s":"%s"}'
            % (alg, CONTENU, nom, tours, url(sel))), sel


def sceller(valeur, phrase, jeton, tours=600_000, entete=None, compte=None):
    """Un contenu scellé ; `compte` est ce que la dérivation fait vraiment, `entete` ce qui est dit."""
    sel = os.urandom(16)
    dit, _ = entete_contenu(nom(jeton), tours, sel)
    segment = url((entete or (lambda texte: texte))(dit).encode())
    cle = PBKDF2HMAC(hashes.SHA512(), 32, b"PBES2-HS512+A256KW\0" + sel, compte or tours).derive(
        (" ".join(phrase) + "." + jeton).encode())
    contenu, iv = os.urandom(32), os.urandom(12)
    clair = valeur if isinstance(valeur, bytes) else json_bourre(valeur)
    scelle = AESGCM(contenu).encrypt(iv, clair, segment.encode())
    return ".".join([segment, url(aes_key_wrap(cle, contenu)), url(iv), url(scelle[:-16]), url(scelle[-16:])])


def ouvrir_contenu(texte, phrase, jeton):
    """Par jwcrypto, dont la borne de PBES2 est levée, comme le contrat le dit."""
    jwa.default_max_pbkdf2_iterations = 2_000_000
    cle = jwk.JWK.from_password(" ".join(phrase) + "." + jeton)
    objet = jwe.JWE(algs=["PBES2-HS512+A256KW", "A256GCM"])
    objet.deserialize(texte, cle)
    return json.loads(objet.payload)


def ouvrir_reponse(texte, cle, nom, uuid):
    """Une réponse scellée par la page ; son en-tête est exactement celui du contrat."""
    entete = octets(texte.split(".")[0]).decode()
    attendu = ('{"alg":"dir","cty":"%s","enc":"A256GCM","id":"%s","kid":"%s"}' % (REPONSE, uuid, nom))
    assert entete == attendu, entete
    objet = jwe.JWE(algs=["dir", "A256GCM"])
    objet.deserialize(texte, jwk.JWK(kty="oct", k=url(cle)))
    valeur = json.loads(objet.payload)
    assert valeur["id"] == uuid
    assert len(objet.payload) == padme(len(objet.payload)), "la taille n'est pas de Padmé"
    return valeur
