"""Les journées où la fiche ne part pas par le service : un guichet, une archive ; une personne connue ; un retrait."""
import contextlib
import re
import subprocess
from urllib.parse import unquote

from playwright.sync_api import Error

from atelier import attendre
from ecrire import accepter, champs, commencer, fiche, saisir
from matin import ML, Matin, journee, jour, pas

VOIRON = "France Travail Voiron"


def sans_cle(voie):
    def avant(atelier):
        atelier.agir("operateur", "contact", "ajouter", "voiron.france-travail.example", "--libelle", VOIRON, "--type", "pole-emploi",
                     "--telephone", "04 76 00 00 00", "--telephone-source", "annuaire", "--voie", voie)
    return avant


def jusqu_a_l_envoi(onglet, nom):
    une = fiche(nom, "Anna", "3803012345")
    une["orientation"]["vers"] = ["pole-emploi"]
    une["partenaire"]["structure"] = VOIRON
    assert saisir(commencer(onglet, VOIRON), {**champs(une), "faitLe": jour(0)}) == {}
    return onglet.lien("Envoyer…").dit("Qui pourra la lire", "Par quelle voie")


@journee("par un guichet : le courriel à ouvrir, les mots à taper depuis l'écran, ce qui est fait est dit")
def guichet(navigateur):
    with Matin(navigateur, personnes=["GUICHETIER"], avant=sans_cle("guichet"),
               environ="AGIR_LIAISOND_GUICHET_ADRESSE=https://guichet.agir38.example") as matin:
        onglet = jusqu_a_l_envoi(matin.onglet, "GUICHETIER")
        assert onglet.champ("voie-guichet").is_checked()
        onglet.regarder("envoyer-guichet")
        accepter(onglet).dit("À remettre à " + VOIRON, "Les mots, par SMS", "04 76 00 00 00").regarder("remise-guichet")
        mots = onglet.page.locator(".chiffres").inner_text().strip()
        assert re.fullmatch(r"[a-z]+( [a-z]+){6}", mots), mots
        courriel = unquote(onglet.page.locator('a[href^="mailto:"]').get_attribute("href"))
        lien = re.search(r"https://guichet\.agir38\.example/guichet#[A-Za-z0-9_-]{22}", courriel)[0]
        sms = onglet.page.locator(".texte").first.inner_text()
        pas("ni le courriel ni le SMS n'a les deux, ni le nom de la personne")
        assert mots in sms and lien not in sms and mots not in courriel
        assert not [t for t in (sms, courriel) if "GUICHETIER" in t]
        ouverts = matin.atelier.dire("agir operateur guichet lister --json 2> /dev/null")
        assert ouverts.count('"statut":"ouvert"') == 1, ouverts
        pas("ce qui est fait est dit ; le suivi le montre comme déclaré ; les mots ne se revoient pas")
        onglet.bouton("Le courriel et le SMS sont partis").dit("Suivi", "rien ne le prouve").regarder("suivi-declare")
        # Ce qui fut posté n'est gardé nulle part : le navigateur n'a rien à remontrer.
        with contextlib.suppress(Error):
            onglet.page.go_back()
        onglet.tait(mots)


@journee("par une archive : le fichier à prendre, sa phrase par SMS ; rien n'en reste après")
def archive(navigateur):
    with Matin(navigateur, personnes=["ARCHIVISTE"], avant=sans_cle("archive"), accept_downloads=True) as matin:
        onglet = jusqu_a_l_envoi(matin.onglet, "ARCHIVISTE")
        accepter(onglet).dit("À remettre à " + VOIRON).regarder("remise-archive")
        mots = onglet.page.locator(".chiffres").inner_text().strip()
        venu, fichier = onglet.prendre("Prendre le fichier"), matin.atelier.dossier / "recu.7z"
        nom = venu.suggested_filename
        venu.save_as(fichier)
        assert "ARCHIVISTE" not in nom.upper() and nom.endswith(".7z"), nom
        assert b"ARCHIVISTE" not in fichier.read_bytes()
        pas("la phrase l'ouvre, une autre non")
        assert subprocess.run(["7zz", "t", "-p" + mots, fichier], capture_output=True).returncode == 0
        assert subprocess.run(["7zz", "t", "-p" + mots + "x", fichier], capture_output=True).returncode != 0
        pas("verrouillé, le fichier ne se reprend plus")
        lien = onglet.page.get_by_role("link", name="Prendre le fichier").get_attribute("href")
        onglet.bouton("Verrouiller").bouton("Ouvrir")
        assert onglet.page.request.get(matin.bureau.origine + lien).status == 404


@journee("une personne connue : ce qui est connu d'elle est repris ; puis sa fiche, retirée avec sa raison")
def connue(navigateur):
    with Matin(navigateur, delai=600, personnes=["CONNUE"], avant=lambda a: a.recevoir([fiche("CONNUE", "Anna", "3803012345")])) as matin:
        onglet = matin.onglet
        onglet.ouvrir()
        onglet.lien("La personne").lien("Écrire une fiche").dit("Ce qui est connu de").regarder("brouillons-connue")
        onglet.page.get_by_label(ML, exact=True).check()
        onglet.champ("modele-spe").check()
        onglet.bouton("Commencer")
        pas("seul ce qui est nouveau se tape")
        assert saisir(onglet, {"informationsComplementaires": "Elle cherche un logement.", "faitA": "Grenoble", "faitLe": jour(0)}) == {}
        onglet.dit("CONNUE").lien("Envoyer…")
        accepter(onglet).lien("Revenir à « Ma journée »").lien("CONNUE Anna")
        pas("retirée : sans raison, rien ; avec, rien n'est parti")
        onglet.lien("Retirer").regarder("retirer")
        onglet.bouton("Retirer").dit("Choisissez un motif").regarder("retirer-faute")
        onglet.page.locator('input[type=radio][name="motif"]').first.check()
        onglet.bouton("Retirer").dit("retirée ; rien n'est parti").regarder("retiree")
        attendre(lambda: sorted(x["statut"] for x in matin.atelier.boite("operateur", "envoi")) == ["remis", "retire"], "le retrait")
        pas("celle que le partenaire a : ce qu'il reste à faire est dit, et écrit, scellé")
        onglet.aller().par(onglet.page.locator("tr", has_text="partenaire").locator("a.qui").last)
        onglet.lien("Retirer")
        onglet.page.locator('input[type=radio][name="motif"]').first.check()
        onglet.bouton("Retirer").dit("Un retrait ne reprend pas ce qu'un partenaire a").regarder("retiree-tard")
        onglet.bouton("L'envoyer, scellé").dit("Le message est confié au service").regarder("demandee")
