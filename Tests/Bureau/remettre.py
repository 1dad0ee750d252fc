"""Les journées où la fiche ne part pas par le service : un guichet, une archive ; une personne connue ; un retrait."""
import contextlib
import json
import re
import subprocess
from urllib.parse import unquote, urljoin

from playwright.sync_api import Error

from atelier import attendre
from ecrire import accepter, champs, commencer, fiche, saisir
from matin import ML, Matin, journee, jour, pas

VOIRON = "France Travail Voiron"
ADRESSE = "AGIR_LIAISOND_GUICHET_ADRESSE=https://guichet.agir38.example"


def sans_cle(voie):
    def avant(atelier):
        atelier.agir("operateur", "contact", "ajouter", "voiron.france-travail.example", "--libelle", VOIRON, "--type", "pole-emploi",
                     "--telephone", "04 76 00 00 00", "--telephone-source", "annuaire", "--voie", voie)
    return avant


def jusqu_a_l_envoi(onglet, nom, partenaire=VOIRON):
    une = fiche(nom, "Anna")
    if partenaire == VOIRON:
        une["orientation"]["vers"] = ["pole-emploi"]
        une["partenaire"]["structure"] = VOIRON
    assert saisir(commencer(onglet, partenaire), {**champs(une), "faitLe": jour(0)}) == {}
    return onglet.lien("Envoyer…").dit("Qui pourra la lire", "Par quelle voie")


def mots_montres(onglet):
    mots = onglet.page.locator(".chiffres").inner_text().strip()
    assert re.fullmatch(r"[a-z]+( [a-z]+){6}", mots), mots
    return mots


def lien_du_guichet(onglet):
    """Le courriel à ouvrir, et le lien qu'il porte."""
    courriel = unquote(onglet.page.locator('a[href^="mailto:"]').get_attribute("href"))
    return courriel, re.search(r"https://guichet\.agir38\.example/guichet#[A-Za-z0-9_-]{22}", courriel)[0]


def guichets(matin):
    """L'état de chacun."""
    return sorted(x["statut"] for x in json.loads(matin.atelier.dire("agir operateur guichet lister --json 2> /dev/null")))


@journee("par un guichet : le courriel à ouvrir, les mots à taper depuis l'écran, ce qui est fait est dit")
def guichet(navigateur):
    with Matin(navigateur, personnes=["GUICHETIER"], avant=sans_cle("guichet"),
               environ=ADRESSE) as matin:
        onglet = jusqu_a_l_envoi(matin.onglet, "GUICHETIER")
        assert onglet.champ("voie-guichet").is_checked()
        onglet.regarder("envoyer-guichet")
        accepter(onglet).dit("À remettre à " + VOIRON, "Les mots, par SMS", "04 76 00 00 00", "un guichet se refait").regarder("remise-guichet")
        mots, (courriel, lien) = mots_montres(onglet), lien_du_guichet(onglet)
        sms = onglet.page.locator(".texte").first.inner_text()
        pas("ni le courriel ni le SMS n'a les deux, ni le nom de la personne")
        assert mots in sms and lien not in sms and mots not in courriel
        assert not [t for t in (sms, courriel) if "GUICHETIER" in t]
        assert guichets(matin) == ["ouvert"], guichets(matin)
        pas("ce qui est fait est dit ; le suivi le montre comme déclaré ; les mots ne se revoient pas")
        onglet.bouton("Le courriel et le SMS sont partis").dit("Suivi", "rien ne le prouve").regarder("suivi-declare")
        # Ce qui fut posté n'est gardé nulle part : le navigateur n'a rien à remontrer.
        with contextlib.suppress(Error):
            onglet.page.go_back()
        onglet.tait(mots)


@journee("un guichet tenu ouvert plus longtemps, refait sous d'autres mots, fermé ; ce qui ne se peut pas est dit")
def guichet_ensuite(navigateur):
    with Matin(navigateur, personnes=["GUICHETIÈRE"], avant=sans_cle("guichet"), environ=ADRESSE) as matin:
        onglet = accepter(jusqu_a_l_envoi(matin.onglet, "GUICHETIÈRE"))
        mots, (_, lien) = mots_montres(onglet), lien_du_guichet(onglet)
        onglet.bouton("Le courriel et le SMS sont partis").lien("Le guichet")
        onglet.dit(VOIRON, "Guichet ouvert", "Personne n'y a encore lu la fiche").tait(mots).regarder("guichet")
        pas("un jour qui n'en est pas un, passé, ou trop loin : rien ne change")
        def dernier():
            return onglet.page.get_by_label("S'ouvrir jusqu'au", exact=True)
        avant = dernier().input_value()
        onglet.dit("S'ouvre jusqu'au " + avant)
        for faux, phrase in [("bientôt", "Écrivez un jour comme"), (jour(-1), "n'est pas un jour où fermer"),
                             (jour(100), "moins de 90 jours")]:
            dernier().fill(faux)
            onglet.bouton("Changer le dernier jour").dit(phrase, "S'ouvre jusqu'au " + avant).regarder("guichet-faute")
            assert dernier().input_value() == faux and dernier().get_attribute("aria-invalid") == "true", faux
        pas("tenu ouvert soixante jours")
        assert avant != jour(60)
        dernier().fill(jour(60))
        onglet.bouton("Changer le dernier jour").dit("S'ouvre jusqu'au " + jour(60))
        pas("refait : un autre lien, d'autres mots, montrés une fois ; l'ancien est fermé")
        suivi = onglet.page.url
        onglet.bouton("Refaire : autre lien, autres mots").dit("À remettre à " + VOIRON)
        autres, (_, autre) = mots_montres(onglet), lien_du_guichet(onglet)
        assert autres != mots and autre != lien
        assert guichets(matin) == ["clos", "ouvert"], guichets(matin)
        onglet.page.goto(suivi)
        onglet.tait(mots, autres).regarder("guichet-refait")
        pas("fermé : il n'ouvre plus, et ne se prolonge plus")
        onglet.bouton("Fermer").dit("Fermé le").regarder("guichet-ferme")
        assert guichets(matin) == ["clos", "clos"], guichets(matin)
        assert not onglet.page.get_by_role("button", name="Fermer", exact=True).count() and not dernier().count()


@journee("remis soi-même : un pli, un fichier scellé, une feuille ; chacun ouvert chez l'autre, et déclaré")
def mains(navigateur):
    noms = {"pli": "PORTÉE", "fichier": "SCELLÉE", "papier": "FEUILLE"}
    with Matin(navigateur, personnes=list(noms.values()), accept_downloads=True) as matin:
        def remettre(voie, fin):
            """Jusqu'à la page « À remettre » ; le fichier pris, et son nom."""
            onglet = jusqu_a_l_envoi(matin.onglet, noms[voie], ML)
            onglet.champ("voie-" + voie).check()
            accepter(onglet).dit("À remettre à " + ML).tait("un guichet se refait").regarder("remise-" + voie)
            venu, fichier = onglet.prendre("Prendre le fichier"), matin.atelier.dossier / ("remis." + fin)
            assert noms[voie] not in venu.suggested_filename and venu.suggested_filename.endswith("." + fin), venu.suggested_filename
            venu.save_as(fichier)
            return onglet, fichier, venu.suggested_filename
        pas("un pli : le service du partenaire le prend, et ses accusés suivent")
        onglet, pli, _ = remettre("pli", "pli")
        onglet.dit("ses accusés le disent au suivi")
        assert noms["pli"].encode() not in pli.read_bytes()
        assert not matin.atelier.boite("ml"), "il est arrivé sans être porté"
        matin.atelier.agir("ml", "pli", "importer", pli)
        assert noms["pli"] in matin.atelier.agir("ml", "ouvrir", matin.atelier.boite("ml")[0]["id"])
        attendre(lambda: [x for x in matin.atelier.boite("operateur", "envoi") if x["statut"] == "ouvert"], "l'accusé du pli porté")
        pas("un fichier scellé à ses clés : lui seul l'ouvre ; ce qui en est fait est déclaré")
        onglet, scelle, _ = remettre("fichier", "age")
        assert noms["fichier"].encode() not in scelle.read_bytes()
        assert noms["fichier"] in matin.atelier.agir("ml", "ouvrir", scelle)
        onglet.bouton("Le fichier est parti par courriel").dit("rien ne le prouve")
        pas("une feuille : imprimable, avec ce que signe qui la reçoit ; elle est parmi ce qui est sorti en clair")
        onglet, feuille, nom = remettre("papier", "html")
        with onglet.page.context.expect_page() as autre:
            onglet.page.get_by_role("link", name="Imprimer la feuille").click()
        autre.value.wait_for_load_state()
        assert noms["papier"] in autre.value.content() and "en main propre" in autre.value.content()
        autre.value.close()
        assert noms["papier"] in feuille.read_text() and "en main propre" in feuille.read_text()
        retirer = onglet.page.get_by_role("link", name="Ne pas l'envoyer : la retirer").get_attribute("href")
        onglet.aller("copies").dit(nom).regarder("copies-feuille")
        pas("elle n'est pas partie : retirée sur la parole de l'agent, qui seul le sait")
        onglet.page.goto(urljoin(onglet.base, retirer))
        onglet.dit("est-il parti ?").regarder("retirer-feuille")
        onglet.page.locator('input[name="motif"][value="doublon"]').check()
        onglet.bouton("Retirer").dit("Dites si elle est partie")
        onglet.page.locator('input[name="motif"][value="doublon"]').check()
        onglet.page.locator('input[name="parti"][value="non"]').check()
        onglet.bouton("Retirer").dit("vous dites qu'elle n'est pas partie").regarder("retiree-feuille")
        assert sorted(x["statut"] for x in matin.atelier.boite("operateur", "envoi")) == ["ouvert", "retire", "transmis"]


@journee("par une archive : le fichier à prendre, sa phrase par SMS ; rien n'en reste après")
def archive(navigateur):
    with Matin(navigateur, personnes=["ARCHIVISTE"], avant=sans_cle("archive"), accept_downloads=True) as matin:
        onglet = jusqu_a_l_envoi(matin.onglet, "ARCHIVISTE")
        accepter(onglet).dit("À remettre à " + VOIRON).tait("un guichet se refait").regarder("remise-archive")
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
        matin.rouvrir(onglet.bouton("Verrouiller")).dit("Ma journée")
        assert onglet.page.goto(urljoin(onglet.base, lien)).status == 404


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
        nouveau = {"informationsComplementaires": "Elle cherche un logement.", "faitA": "Grenoble", "faitLe": jour(0)}
        if matin.heberge:
            # Une collègue qui n'a encore rien écrit : elle se nomme.
            nouveau.update({n: v for n, v in champs(fiche("CONNUE")).items() if n.startswith("operateurAGIR.")})
        assert saisir(onglet, nouveau) == {}
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
