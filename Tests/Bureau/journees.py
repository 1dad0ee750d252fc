"""Des journées au bureau, devant de vrais services : journees.py [NOM...]

Une ligne par pas ; ferme sur « N passed, N failed »."""
import sys
import time
import traceback

import atelier  # noqa: F401 : où sont les outils du guichet
import bienvenir  # noqa: F401 : chacun ajoute ses journées
import envoyer  # noqa: F401
import heberger  # noqa: F401
import mois  # noqa: F401
import recevoir  # noqa: F401
import remettre  # noqa: F401
from matin import JOURNEES
from navigateur import chromium
from onglet import Onglet


def main(noms):
    passes = echecs = 0
    inconnus = set(noms) - {f.__name__ for _, f in JOURNEES}
    assert not inconnus, "pas de journée de ce nom : %s" % ", ".join(inconnus)
    with chromium() as navigateur:
        for phrase, fonction in JOURNEES:
            if noms and fonction.__name__ not in noms:
                continue
            debut = time.monotonic()
            print("== " + phrase, flush=True)
            try:
                dit = fonction(navigateur)
                passes += 1
                print("ok   %-14s %5.1f s%s" % (fonction.__name__, time.monotonic() - debut, " : " + dit if dit else ""), flush=True)
            except Exception:
                echecs += 1
                print("FAUX %s\n%s" % (fonction.__name__, traceback.format_exc()), flush=True)
            finally:
                for contexte in list(navigateur.contexts):
                    contexte.close()
    print("%d écrans regardés : %s" % (len(Onglet.ecrans), ", ".join(sorted(Onglet.ecrans))))
    print("%d passed, %d failed" % (passes, echecs))
    return 1 if echecs or not passes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
