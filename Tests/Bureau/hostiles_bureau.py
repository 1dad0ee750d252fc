"""Ce qu'un partenaire a écrit n'est jamais du balisage : soixante valeurs en libellés, en noms, en textes ; et rien de ce
qui est tapé n'en devient."""
import json
import shlex
import unicodedata

from attaques import attaque
from ecrire import commencer, fiche
from hostiles import VALEURS
from matin import OPERATEUR, Matin, pas
from navigateur import chromium
from onglet import STATUT

BALISAGE = "main script, iframe, main style, base, object, embed, main img, main svg, main math, main link, main meta, main form form"


def sain(onglet):
    """Rien n'a été exécuté, rien n'est devenu balise, rien n'a été demandé ailleurs."""
    assert onglet.page.evaluate("window.__mal") is None, onglet.page.url
    assert onglet.page.locator(BALISAGE).count() == 0, onglet.page.url
    onglet.propre([STATUT])


def balises(onglet):
    """Sans les avis, que la première page venue montre une fois."""
    return onglet.page.evaluate("document.querySelectorAll('main *:not(.avis, .avis *)').length")


def admises(atelier, fiches):
    """Celles que la commande de l'expéditeur laisse partir : elle en refuse elle-même quelques-unes."""
    bonnes = []
    for rang, une in enumerate(fiches):
        fichier = atelier.dossier / ("hostile-%d.json" % rang)
        fichier.write_text(json.dumps(une, ensure_ascii=False))
        statut = atelier.dire("statut=0; agir operateur valider %s > /dev/null || statut=$?; echo $statut" % fichier).strip()
        if statut == "0":
            bonnes.append(une)
    return bonnes


@attaque("soixante valeurs hostiles reçues, en noms et en textes : du texte, rien d'autre")
def hostiles_recues():
    assert len(VALEURS) >= 60
    fiches = []

    def avant(atelier):
        toutes = [fiche("BANAL", texte="banal")]
        for valeur in VALEURS:
            une = fiche(valeur[:200], valeur[:200], "3803012345", valeur[:10_000])
            une["beneficiaire"].update(adressePostale=valeur[:1_000], nationalite=valeur[:200])
            une["partenaire"]["fonction"] = une["operateurAGIR"]["fonction"] = une["faitA"] = valeur[:200]
            toutes.append(une)
        fiches.extend(admises(atelier, toutes))
        atelier.recevoir(fiches)
    with chromium() as navigateur, Matin(navigateur, "ml", avant=avant) as matin:
        assert len(fiches) > 45, "%d valeurs seulement passent la commande" % len(fiches)
        onglet = matin.onglet
        pas("%d fiches, relevées" % len(fiches))
        onglet.bouton("Relever le courrier")
        sain(onglet)
        comptes, vus = {}, 0
        for page in range(1, 2 + (len(fiches) - 1) // 50):
            onglet.aller("boite/reception/%d" % page)
            sain(onglet)
            liens = onglet.page.locator("td a.qui").evaluate_all("e => e.map(x => x.getAttribute('href'))")
            vus += len(liens)
            for lien in liens:
                onglet.page.goto(matin.bureau.origine + lien)
                sain(onglet)
                comptes[onglet.page.locator("h1").inner_text()] = balises(onglet)
        assert vus == len(fiches), (vus, len(fiches))
        banal = next(compte for titre, compte in comptes.items() if "BANAL" in titre)
        autres = {titre: compte for titre, compte in comptes.items() if compte != banal}
        assert not autres, (banal, list(autres.items())[:3])
        pas("répondues, cherchées, réunies par personne, imprimées")
        onglet.aller("boite/reception/1").ouvrir(1)
        fiche_ = onglet.page.url
        for lien in ["Répondre", "La personne", "Suivi", "Partager"]:
            onglet.page.goto(fiche_)
            onglet.lien(lien)
            sain(onglet)
        onglet.page.goto(fiche_)
        assert onglet.imprimer("hostile")[:5] == b"%PDF-"
        sain(onglet)
        return "%d fiches" % len(fiches)


@attaque("soixante valeurs hostiles tapées : rendues telles quelles, rien d'exécuté")
def hostiles_tapees():
    with chromium() as navigateur, Matin(navigateur, "ml", avant=lambda a: a.recevoir([fiche("BANAL")])) as matin:
        onglet = matin.onglet
        onglet.ouvrir()
        repondre = onglet.page.url + "/repondre"
        commencer(onglet, OPERATEUR, "generique")
        for _ in range(30):
            if onglet.champ("beneficiaire.nom").count():
                break
            onglet.bouton("Enregistrer et continuer")
        brouillon = onglet.page.url
        for valeur in VALEURS:
            onglet.page.goto(brouillon)
            onglet.champ("beneficiaire.nom").fill(valeur)
            onglet.bouton("Contrôler")
            sain(onglet)
            onglet.page.goto(brouillon)
            # Ce qui est gardé l'est en NFC.
            assert onglet.champ("beneficiaire.nom").input_value() == unicodedata.normalize("NFC", valeur), valeur
            sain(onglet)
            onglet.aller().champ("cherche").fill(valeur[:200])
            onglet.bouton("Chercher")
            assert onglet.champ("cherche").input_value() == valeur[:200]
            sain(onglet)
        onglet.aller("brouillons")
        sain(onglet)
        onglet.page.goto(repondre)
        onglet.remplir(reponse="\n".join(VALEURS)[:9_000], nom=VALEURS[0][:200], prenom=VALEURS[1][:200], fonction=VALEURS[2][:200],
                       fait_a="Grenoble", lieu=VALEURS[3][:200], date="x")
        onglet.bouton("Contrôler avant d'envoyer")
        sain(onglet)
        assert onglet.champ("nom").input_value() == VALEURS[0][:200]
        assert onglet.champ("reponse").input_value() == "\n".join(VALEURS)[:9_000]


@attaque("des libellés hostiles, sur une carte et sur des partenaires sans clé : du texte, rien d'autre")
def hostiles_libelles():
    def avant(atelier):
        atelier.dire("demarrer mal")
        atelier.mot("creer", "mal", "mal.example", "<img src=x onerror=window.__mal=1>", "autre", "lea.mal")
        atelier.mot("rencontrer", "operateur", "mal")
        for rang, valeur in enumerate(VALEURS):
            atelier.dire("agir operateur contact ajouter mal%d.example %s --type autre || true"
                         % (rang, shlex.quote("--libelle=" + valeur[:100])))
    with chromium() as navigateur, Matin(navigateur, avant=avant) as matin:
        onglet = matin.onglet.lien("Partenaires")
        lignes = onglet.page.locator("tbody tr").count()
        assert lignes > 45, lignes
        assert "<img src=x onerror=window.__mal=1>" in onglet.page.text_content("main")
        sain(onglet)
        for page in ["brouillons", "probleme/perdu", "probleme/plainte", "probleme/difficulte", ""]:
            onglet.aller(page)
            sain(onglet)
        commencer(onglet, "<img src=x onerror=window.__mal=1> (mal.example)", "generique")
        sain(onglet)
        onglet.bouton("Contrôler")
        sain(onglet)
        return "%d partenaires" % lignes
