"""Ce dont une journée est faite : deux structures, leurs services, un navigateur, le bureau d'un agent."""
import datetime
import zoneinfo

from atelier import PHRASE, Atelier, Bureau, Heberges
from onglet import Onglet

JOURNEES = []
# Toutes se jouent deux fois, sur la boucle locale puis hébergées, sauf celles qui choisissent elles-mêmes où elles sont,
# et celles qui ne font que montrer des écrans (ecrans.py).
UNE_FOIS = {
    "bienvenue", "bienvenue_hebergee", "heberges", "manuel", "mauvais_endroit", "entrees", "ofii_parti", "frontal_refuse"}
ML, OPERATEUR = "Mission locale de Grenoble", "Opérateur AGIR de l'Isère"


def journee(phrase):
    return lambda fonction: JOURNEES.append((phrase, fonction))


def pas(texte):
    print("     - " + texte, flush=True)


def jour(dans):
    """À Paris, comme le compte le bureau."""
    ici = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Paris")).date()
    return (ici + datetime.timedelta(dans)).strftime("%d/%m/%Y")


class Matin:
    """Deux structures, un navigateur, le bureau d'un agent, ouvert s'il n'a pas de phrase. `avant` prépare l'atelier, dont
    `au_bureau` dit à qui est ce bureau ; `environ` vaut pour les services."""
    # Hébergé : le bureau est celui d'un collègue, dont le dossier est au serveur ; la commande reste à l'agent.
    heberge = False

    def __init__(self, navigateur, qui="operateur", delai=2, phrase=None, personnes=(), avant=None, environ=None, **contexte):
        self.atelier, self.maison, self.navigateur = Atelier(), None, None
        if environ:
            self.atelier.dire("export " + environ)
        self.atelier.deux_structures(delai)
        self.phrase = PHRASE if self.heberge or phrase else None
        self.atelier.au_bureau = "hote" if self.heberge else qui
        if self.heberge:
            self.accueillir(qui)
        if avant:
            avant(self.atelier)
        if self.heberge:
            return self.ouvrir_heberge(navigateur, qui, phrase, personnes, contexte)
        if phrase:
            self.atelier.sous_phrase(qui, phrase)
        self.dossier = self.atelier.dossier / qui / "agent"
        self.bureau = Bureau(self.atelier, qui)
        self.contexte = navigateur.new_context(locale="fr-FR", **contexte)
        self.onglet = Onglet(self.contexte, self.bureau.base, personnes, not contexte.get("java_script_enabled", True))
        self.bureau.entrer(self.onglet)
        if not phrase:
            self.onglet.bouton("Ouvrir")

    def accueillir(self, qui):
        """Le collègue, que l'autre structure apprend par la carte."""
        autre = "ml" if qui == "operateur" else "operateur"
        self.atelier.mot("accueillir", "hote", qui, "hote.referent", "referent")
        self.atelier.dire('agir %s carte exporter -o "$dossier/hote.carte"; agir %s contact importer "$dossier/hote.carte"' % (qui, autre))

    def ouvrir_heberge(self, navigateur, qui, phrase, personnes, contexte):
        self.atelier.sous_phrase("hote")
        self.dossier = self.atelier.dossier / "hote" / "agent"
        self.bureau = self.maison = Heberges(self.atelier, qui)
        self.navigateur = self.maison.navigateur(navigateur)
        self.contexte = self.navigateur.new_context(locale="fr-FR", ignore_https_errors=True, **contexte)
        self.onglet = Onglet(self.contexte, "", personnes, not contexte.get("java_script_enabled", True))
        self.onglet.base = self.maison.enroler(self.onglet, self.maison.installer("hote"))
        if not phrase:
            self.onglet.remplir(phrase=PHRASE).bouton("Ouvrir")

    def rouvrir(self, onglet):
        """La page de la phrase est là : de quoi ouvrir, s'il en faut une."""
        if self.phrase:
            onglet.remplir(phrase=self.phrase)
        return onglet.bouton("Ouvrir")

    def autre(self):
        return Onglet(self.contexte, self.onglet.base, self.onglet.personnes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.contexte.close()
        if self.navigateur:
            self.navigateur.close()
        self.bureau.arreter()
        self.atelier.finir()
