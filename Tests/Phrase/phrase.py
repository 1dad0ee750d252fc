#!/usr/bin/env python3
"""La liste des mots des phrases : ses règles, et le fichier Swift qui la porte.

    phrase.py              écrit Sources/LiaisonSchema/Phrase/PhraseWords.swift d'après mots.txt
    phrase.py --verifier   ne fait que dire ce qui ne va pas, en erreur (make lint)

mots.txt a été choisi à la main, mot par mot, parmi les noms, adjectifs et verbes courants d'un
dictionnaire (Debian, hunspell-fr-classical) : ni injure, ni mort, guerre, prison, police, religion,
corps, maladie, traversée ou papiers ; ni mot qu'on prend au téléphone pour autre chose que lui
(« virgule », « pardon », « treize »). Il garde les accents, que la prononciation demande ; la liste les
perd. Un mot ne se change qu'avant la première phrase donnée : après, une phrase ne s'ouvrirait plus.
"""
import itertools
import os
import re
import sys
import textwrap
import unicodedata

ICI = os.path.dirname(os.path.abspath(__file__))
SWIFT = os.path.join(ICI, "../../Sources/LiaisonSchema/Phrase/PhraseWords.swift")
NOMBRE = 2048

# MARK: La prononciation

VOYELLES = "aeiouyâàäéèêëîïôöûùüœ"
# Devant une consonne autre que m et n, ou en fin de mot.
NASALES = [
    ("oin", "wI"), ("ien", "jI"), ("yen", "jI"), ("éen", "eI"), ("ain", "I"), ("aim", "I"), ("ein", "I"),
    ("eim", "I"), ("aon", "A"), ("ean", "A"), ("an", "A"), ("am", "A"), ("en", "A"), ("em", "A"), ("in", "I"),
    ("im", "I"), ("yn", "I"), ("ym", "I"), ("ïn", "I"), ("un", "I"), ("um", "I"), ("eon", "O"), ("on", "O"),
    ("om", "O"),
]
# La première règle qui convient l'emporte.
SONS = [
    ("eaux", "o"), ("eau", "o"), ("aux", "o"), ("au", "o"), ("œu", "E"), ("œ", "e"), ("eû", "E"), ("eu", "E"),
    ("aill", "aj"), ("ail", "aj"), ("eill", "ej"), ("eil", "ej"), ("euill", "Ej"), ("euil", "Ej"), ("ueil", "Ej"),
    ("ouill", "uj"), ("ill", "ij"), ("oy", "waj"), ("oî", "wa"), ("oi", "wa"), ("où|oû|ou", "u"), ("ay", "ej"),
    ("aî|ai|ei|ey", "e"), ("sch|sh|ch", "S"), ("ph", "f"), ("th", "t"), ("gn", "N"), ("cqu|qu|q|ck", "k"),
    ("sc(?=[eiyéèêîï])", "s"), ("cc(?=[eiyéèêîï])", "ks"), ("c(?=[eiyéèêîï])", "s"), ("ç", "s"), ("c", "k"),
    ("ge(?=[aouâôûi])", "Z"), ("gu(?=[eiyéèê])", "g"), ("g(?=[eiyéèêîï])", "Z"), ("j", "Z"), ("tion", "sjO"),
    ("ss", "s"), ("x", "ks"), ("w", "v"), ("h", ""), ("é|è|ê|ë", "e"), ("à|â|ä", "a"), ("î|ï|y", "i"),
    ("ô|ö", "o"), ("û|ù|ü|u", "y"),
]


def sons(mot):
    cle, place = "", 0
    while place < len(mot):
        reste = mot[place:]
        for ecrit, son in NASALES:
            suite = reste[len(ecrit):len(ecrit) + 1]
            if reste.startswith(ecrit) and (not suite or suite not in VOYELLES + "mnh"):
                cle, place = cle + son, place + len(ecrit)
                break
        else:
            entre = 0 < place < len(mot) - 1 and mot[place - 1] in VOYELLES and mot[place + 1] in VOYELLES
            if reste[0] == "s" and entre:
                cle, place = cle + "z", place + 1
                continue
            trouve, son = next(((t, s) for e, s in SONS if (t := re.match(e, reste))), (None, ""))
            if trouve:
                cle, place = cle + son, place + trouve.end()
                continue
            # Un e se tait, sauf devant deux consonnes ou une consonne finale qui se dit.
            if reste[0] != "e" or re.match("e[^aeiouyéèêîôûâ]{2}|e[rlctf]$|ez$", reste):
                cle += reste[0]
            place += 1
    return re.sub(r"(.)\1+", r"\1", cle)


def prononciations(mot):
    """Grossières, et plutôt trop que trop peu : chaque consonne finale se dit, ou non."""
    formes = {mot}
    while True:
        plus = {re.sub("(er|[dtsxzpgbc]|ent)$", lambda m: "é" if m[0] == "er" else "", f) for f in formes if len(f) > 2}
        if plus <= formes:
            return {sons(f) for f in formes}
        formes |= plus


# MARK: Les règles

def nu(mot):
    mot = mot.replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", mot) if not unicodedata.combining(c))


def voisins(mot):
    """Ce qu'une lettre de moins, d'une autre, ou deux lettres échangées font du mot ; « ? » pour l'autre."""
    for i in range(len(mot)):
        yield mot[:i] + mot[i + 1:]
        yield mot[:i] + "?" + mot[i + 1:]
        if i + 1 < len(mot):
            yield mot[:i] + mot[i + 1] + mot[i] + mot[i + 2:]


def fautes(mots):
    nus = [nu(m) for m in mots]
    if len(mots) != NOMBRE:
        yield f"{len(mots)} mots au lieu de {NOMBRE}"
    if nus != sorted(set(nus)):
        yield "la liste n'est pas dans l'ordre, ou un mot y est deux fois"
    yield from (f"{m} : quatre à huit lettres de a à z" for m in nus if not re.fullmatch("[a-z]{4,8}", m))
    yield from (f"{a} commence {b}" for a, b in zip(nus, nus[1:]) if b.startswith(a))
    vus = {}
    for mot in nus:
        for voisin in set(voisins(mot)) | {mot}:
            # Deux mots de même longueur se retrouvent au même « ? », ou échangés ; un plus court est le voisin.
            for autre in vus.get(voisin, ()):
                if "?" in voisin or voisin in (mot, autre):
                    yield f"{autre} et {mot} : une lettre ou un échange les sépare"
            vus.setdefault(voisin, []).append(mot)
    dits = {}
    for mot in mots:
        for cle in prononciations(mot):
            dits.setdefault(cle, []).append(mot)
    yield from (f"{a} et {b} se disent pareil" for m in dits.values() for a, b in itertools.combinations(m, 2))


def swift(mots):
    lignes = textwrap.wrap(" ".join(nu(m) for m in mots), 90)
    return (
        "/// The words of phrases (formats.md, «Phrases»). Written by `Tests/Phrase/phrase.py`: not by hand.\n"
        "enum PhraseWords {\n"
        "    /// Sorted.\n"
        "    static let all: [String] = text.split { $0 == \" \" || $0 == \"\\n\" }.map(String.init)\n\n"
        "    /// One literal: an array of as many takes the compiler minutes.\n"
        "    private static let text = \"\"\"\n"
        + "".join(f"        {ligne}\n" for ligne in lignes) + "        \"\"\"\n}\n")


def principal():
    with open(os.path.join(ICI, "mots.txt"), encoding="utf-8") as fichier:
        mots = fichier.read().split()
    trouvees = list(dict.fromkeys(fautes(mots)))
    texte = swift(mots)
    if sys.argv[1:] == ["--verifier"]:
        with open(SWIFT, encoding="utf-8") as fichier:
            if fichier.read() != texte:
                trouvees.append("PhraseWords.swift n'est pas ce que phrase.py écrit")
    elif not trouvees:
        with open(SWIFT, "w", encoding="utf-8") as fichier:
            fichier.write(texte)
    for faute in trouvees:
        print(faute, file=sys.stderr)
    sys.exit(1 if trouvees else 0)


principal()
