"""Des fiches : celles qui viennent d'un partenaire, et celles que l'on tape dans les pages, champ par champ."""
import copy
import json
import re

from atelier import RACINE
from playwright.sync_api import expect

EXEMPLE = json.loads((RACINE / "docs" / "exemple-spe.json").read_text())
# Ce que le bureau sait, et ne demande pas.
SUS = {"version", "modele", "sens"}


def fiche(nom, prenom="Amina", numero=None, texte=None):
    """L'exemple, d'une autre personne."""
    une = copy.deepcopy(EXEMPLE)
    une["beneficiaire"].update(nom=nom, prenom=prenom)
    une["beneficiaire"]["numeroAGDREF"] = numero or "%010d" % (3_803_000_000 + sum(map(ord, nom + prenom)) * 7919 % 10 ** 6)
    if texte:
        une["informationsComplementaires"] = texte
    return une


def champs(une, debut=""):
    """Par nom de champ, ce qui se tape : les jours comme on les écrit ici."""
    plats = {}
    for cle, valeur in une.items():
        nom = debut + cle
        if isinstance(valeur, dict):
            plats.update(champs(valeur, nom + "."))
        elif nom not in SUS:
            plats[nom] = re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3/\2/\1", valeur) if isinstance(valeur, str) else valeur
    return plats


def demandes(page):
    """Les champs de la page ouverte, dans son ordre."""
    return [nom.removeprefix("vu.") for nom in page.locator('form.deux input[name^="vu."]').evaluate_all("e => e.map(x => x.name)")]


def poser(page, nom, valeur):
    """Tape, coche ou choisit, selon ce que la page a."""
    if isinstance(valeur, bool):
        valeur = "oui" if valeur else "non"
    if isinstance(valeur, list):
        for case in page.locator('input[type=checkbox][name="%s"]' % nom).all():
            case.set_checked(case.get_attribute("value") in valeur + (["case"] if valeur else []))
        return
    radios = page.locator('input[type=radio][name="%s"]' % nom)
    if radios.count():
        page.locator('input[type=radio][name="%s"][value="%s"]' % (nom, valeur)).check()
    else:
        page.locator('[id="%s"]' % nom).fill(str(valeur))


def commencer(onglet, partenaire, modele="spe"):
    """Un brouillon de plus, par son partenaire."""
    onglet.aller("brouillons")
    onglet.page.get_by_label(partenaire, exact=True).check()
    onglet.page.locator('[id="modele-%s"]' % modele).check()
    onglet.bouton("Commencer")
    expect(onglet.page.locator("form.deux")).to_be_visible()
    return onglet


def saisir(onglet, valeurs, a_chaque_page=None):
    """Page par page, jusqu'à « Contrôler ». Rend ce que rien n'a demandé."""
    reste = dict(valeurs)
    for _ in range(40):
        if onglet.page.url.endswith("/controle"):
            return reste
        for nom in demandes(onglet.page):
            if nom in reste:
                poser(onglet.page, nom, reste.pop(nom))
        if a_chaque_page:
            a_chaque_page(onglet)
        onglet.bouton("Enregistrer et continuer")
    raise AssertionError("la saisie ne finit pas : " + onglet.page.url)


def accepter(onglet, phrases=()):
    """Accepte ces phrases, et les autres ; répond aux questions ; envoie. La page de l'envoi est là."""
    for texte in phrases:
        expect(onglet.page.locator(".case label", has_text=texte)).to_have_count(1)
    for _ in range(4):
        for case in onglet.page.locator('input[name="accepte"]').all():
            case.check()
        for valeur in ["aucune", "oui"]:
            for radio in onglet.page.locator('input[type=radio][value="%s"]' % valeur).all():
                radio.check()
        onglet.bouton("Envoyer")
        # Parti par le service, ou entre les mains de qui l'envoie.
        if re.match("Votre envoi|À remettre", onglet.page.locator("h1").inner_text()):
            return onglet
    raise AssertionError("l'envoi ne part pas : %s" % onglet.fautes())
