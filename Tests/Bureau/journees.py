"""Des journées au bureau, devant de vrais services : journees.py [NOM...]

Une ligne par pas ; ferme sur « N passed, N failed »."""
import sys
import time
import traceback

from atelier import RACINE  # d'abord : où sont les outils du guichet
import bienvenir  # noqa: F401 : chacun ajoute ses journées
import ecrans  # noqa: F401
import envoyer  # noqa: F401
import heberger  # noqa: F401
import mois  # noqa: F401
import photos  # noqa: F401
import problemes  # noqa: F401
import recevoir  # noqa: F401
import remettre  # noqa: F401
import script  # noqa: F401
from matin import JOURNEES, UNE_FOIS, Matin
from navigateur import chromium
from onglet import CITEES, Onglet

MODELES = RACINE / "Sources" / "agir-liaison-bureau" / "Templates"


def a_jouer(noms):
    """Chacune, puis la même hébergée, sauf UNE_FOIS ; « NOM-heberge » nomme celles-ci."""
    toutes = [(f.__name__, phrase, f, False) for phrase, f in JOURNEES]
    toutes += [(f.__name__ + "-heberge", "hébergé : " + phrase, f, True) for phrase, f in JOURNEES if f.__name__ not in UNE_FOIS]
    inconnus = set(noms) - {nom for nom, *_ in toutes}
    assert not inconnus, "pas de journée de ce nom : %s" % ", ".join(inconnus)
    return [une for une in toutes if not noms or une[0] in noms]


def oublies():
    """Les pages du bureau, et les images du manuel, que nulle journée n'a regardées."""
    pages = {m.stem for m in MODELES.glob("*.mustache") if m.read_text().startswith("{{<gabarit}}")}
    assert len(pages) > 50 and CITEES
    return sorted("la page " + nom for nom in pages - Onglet.modeles) + sorted("l'image " + nom for nom in CITEES - set(Onglet.ecrans))


def main(noms):
    passes = echecs = 0
    with chromium() as navigateur:
        for nom, phrase, fonction, Matin.heberge in a_jouer(noms):
            debut = time.monotonic()
            print("== " + phrase, flush=True)
            try:
                dit = fonction(navigateur)
                passes += 1
                print("ok   %-20s %5.1f s%s" % (nom, time.monotonic() - debut, " : " + dit if dit else ""), flush=True)
            except Exception:
                echecs += 1
                print("FAUX %s\n%s" % (nom, traceback.format_exc()), flush=True)
            finally:
                for contexte in list(navigateur.contexts):
                    contexte.close()
    print("%d écrans regardés : %s" % (len(Onglet.ecrans), ", ".join(sorted(Onglet.ecrans))))
    # Quelques journées, demandées par leur nom, ne voient pas tout.
    for oubli in [] if noms else oublies():
        echecs += 1
        print("FAUX %s : nulle journée ne regarde cet écran" % oubli)
    print("%d passed, %d failed" % (passes, echecs))
    return 1 if echecs or not passes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
