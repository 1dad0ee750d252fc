"""Ce dont une journée est faite : deux structures, leurs services, un navigateur, le bureau d'un agent."""
import datetime

from atelier import Atelier, Bureau
from onglet import Onglet

JOURNEES = []
ML, OPERATEUR = "Mission locale de Grenoble", "Opérateur AGIR de l'Isère"


def journee(phrase):
    return lambda fonction: JOURNEES.append((phrase, fonction))


def pas(texte):
    print("     - " + texte, flush=True)


def jour(dans):
    return (datetime.date.today() + datetime.timedelta(dans)).strftime("%d/%m/%Y")


class Matin:
    """Deux structures, un navigateur, le bureau d'un agent, ouvert s'il n'a pas de phrase. `avant` prépare l'atelier ;
    `environ` vaut pour les services."""

    def __init__(self, navigateur, qui="operateur", delai=2, phrase=None, personnes=(), avant=None, environ=None, **contexte):
        self.atelier = Atelier()
        if environ:
            self.atelier.dire("export " + environ)
        self.atelier.deux_structures(delai)
        if avant:
            avant(self.atelier)
        if phrase:
            self.atelier.sous_phrase(qui, phrase)
        self.bureau = Bureau(self.atelier, qui)
        self.contexte = navigateur.new_context(locale="fr-FR", **contexte)
        self.onglet = Onglet(self.contexte, self.bureau.base, personnes)
        self.bureau.entrer(self.onglet)
        if not phrase:
            self.onglet.bouton("Ouvrir")

    def autre(self):
        return Onglet(self.contexte, self.bureau.base, self.onglet.personnes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.contexte.close()
        self.bureau.arreter()
        self.atelier.finir()
