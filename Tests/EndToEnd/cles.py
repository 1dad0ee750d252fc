"""Les clés secrètes d'une identité en clair, telles qu'on les cherche dans une mémoire."""
import re

LETTRES = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def cles(clair):
    """De l'identité en clair : ses clés secrètes, écrites et en octets."""
    secrets = []
    for ligne in re.findall(r"[A-Z0-9-]*SECRET-KEY[A-Z0-9-]*1[A-Z0-9]+", clair):
        secrets.append(ligne.encode()[-60:])
        bits, lettres = 0, ligne[ligne.rindex("1") + 1:].lower()[:-6]
        for lettre in lettres:
            bits = bits << 5 | LETTRES.index(lettre)
        secrets.append((bits >> len(lettres) * 5 % 8).to_bytes(len(lettres) * 5 // 8, "big")[:32])
    assert len(secrets) >= 4 and all(len(s) >= 32 for s in secrets), len(secrets)
    return secrets
