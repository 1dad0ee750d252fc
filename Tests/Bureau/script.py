"""Les journées du petit script : un champ quitté est gardé, deux clics n'envoient qu'une fois, ce qui reste est compté,
une page oubliée se ferme. L'horloge du navigateur est à l'essai : elle avance quand il le dit."""
import datetime
import re

from atelier import PHRASE
from ecrire import accepter, commencer, fiche
from matin import ML, Matin, journee, pas
from playwright.sync_api import expect
from problemes import incidents

NOM = "beneficiaire.nom"


@journee("le script : un champ quitté est gardé ; ce qui l'empêche est dit, et ce qui est tapé reste")
def champ_quitte(navigateur):
    with Matin(navigateur) as matin:
        un, deux = matin.onglet, matin.autre()
        commencer(un, ML, "generique")
        for _ in range(30):
            if un.champ(NOM).count():
                break
            un.bouton("Enregistrer et continuer")
        ici = un.page.url
        def quitter(onglet, texte, phrase):
            assert phrase not in onglet.page.locator("#gardee").inner_text()
            onglet.champ(NOM).fill(texte)
            onglet.champ(NOM).press("Tab")
            expect(onglet.page.locator("#gardee")).to_contain_text(phrase)
            assert onglet.champ(NOM).input_value() == texte
        pas("gardé sans rien cliquer : une autre page le montre")
        quitter(un, "GARDÉE", "Enregistré.")
        deux.page.goto(ici)
        assert deux.champ(NOM).input_value() == "GARDÉE"
        pas("fermé entre-temps : c'est dit ; gardé avec la page")
        deux.aller().bouton("Verrouiller")
        quitter(un, "FERMÉE", "Ce champ sera gardé quand vous enregistrerez la page.")
        matin.rouvrir(un.bouton("Enregistrer et continuer").dit("Ouvrir mon identité"))
        for onglet in (un, deux):
            onglet.page.goto(ici)
            assert onglet.champ(NOM).input_value() == "FERMÉE"
        pas("une autre page a écrit autre chose : c'est dit, et les deux se voient")
        quitter(deux, "DU-SECOND", "Enregistré.")
        quitter(un, "DU-PREMIER", "Une autre page de ce brouillon a écrit autre chose")
        un.bouton("Enregistrer et continuer").dit("« DU-PREMIER »")
        assert un.champ(NOM).input_value() == "DU-SECOND"


@journee("le script : deux clics n'envoient qu'une fois ; ce qui reste avant qu'on prévienne est compté, rechargé aussi")
def deux_clics(navigateur):
    with Matin(navigateur) as matin:
        onglet, page = matin.onglet, matin.onglet.page
        page.clock.install()
        onglet.lien("Un problème").lien("Un ordinateur, un téléphone ou une clé perdus, ou volés")
        onglet.remplir(faits="Un ordinateur portable volé dans une voiture.", quand="maintenant")
        page.clock.pause_at(datetime.datetime.now() + datetime.timedelta(minutes=1))
        for case in page.locator('input[name="partenaire"]').all():
            case.check()
        # Ce que le script laisse partir est compté, et retenu : la page reste.
        page.evaluate("""() => {
            window.vus = [];
            window.retenir = e => { vus.push(e.defaultPrevented); e.preventDefault(); };
            addEventListener('submit', retenir);
        }""")
        bouton = page.get_by_role("button", name="Déclarer", exact=True)
        def cliquer():
            bouton.click()
            return page.evaluate("() => vus")
        assert cliquer() == [False]
        assert cliquer() == [False, True], "deux clics envoient deux fois"
        pas("qui a arrêté le premier recommence un peu plus tard")
        page.clock.fast_forward("00:04")
        assert cliquer() == [False, True, False], "rien ne s'envoie plus"
        pas("un double clic déclare un incident")
        page.evaluate("() => removeEventListener('submit', retenir)")
        page.clock.fast_forward("00:04")
        with page.expect_navigation():
            bouton.dblclick()
        onglet.dit("C'est l'incident n° 1")
        assert [x["n"] for x in incidents(matin)] == [1]
        pas("ce qui reste : une heure de moins, une heure plus tard, même rechargée ; puis le retard")
        def minutes():
            dit = page.locator("[data-delai]").first.inner_text()
            heures = re.fullmatch(r"reste (\d+) h (\d\d)", dit)
            return int(heures[1]) * 60 + int(heures[2]) if heures else dit
        depart = minutes()
        assert depart > 120, depart
        page.clock.fast_forward("01:00:00")
        assert minutes() == depart - 60, (depart, minutes())
        page.reload()
        assert minutes() == depart - 60, (depart, minutes())
        page.clock.fast_forward(100 * 3_600_000)
        assert minutes() == "EN RETARD", minutes()


@journee("le script : ce qui reste pour annuler est compté ; après, le bouton n'y est plus")
def annuler(navigateur):
    with Matin(navigateur, "ml", delai=600, personnes=["PATIENTE"], avant=lambda a: a.recevoir([fiche("PATIENTE")])) as matin:
        onglet, page = matin.onglet, matin.onglet.page
        page.clock.install()
        onglet.ouvrir()
        onglet.lien("Répondre").remplir(reponse="Elle est attendue.", nom="Modèle", prenom="Jean", fait_a="Grenoble")
        accepter(onglet.bouton("Contrôler avant d'envoyer")).regarder("envoyee-annulable")
        page.clock.pause_at(datetime.datetime.now() + datetime.timedelta(minutes=1))
        def secondes():
            reste = re.search(r"encore (\d+) min (\d\d)", page.locator("form[data-depart]").inner_text())
            return int(reste[1]) * 60 + int(reste[2])
        depart = secondes()
        assert 300 < depart < 600, depart
        page.clock.fast_forward("04:00")
        assert secondes() == depart - 240, (depart, secondes())
        expect(page.get_by_role("button", name="Annuler l'envoi")).to_be_visible()
        page.clock.fast_forward("10:00")
        expect(page.get_by_role("button", name="Annuler l'envoi")).to_be_hidden()
        pas("ce que le navigateur croit n'est pas ce qui est : rechargée, elle se reprend encore")
        page.reload()
        onglet.bouton("Annuler l'envoi").dit("Ma journée")
        assert [x["statut"] for x in matin.atelier.boite("ml", "envoi")] == ["retire"]


@journee("le script : une page oubliée s'en va avec l'identité ; celle où l'on écrit reste ; demander ne tient rien ouvert")
def veille(navigateur):
    with Matin(navigateur, "ml", phrase=PHRASE, personnes=["OUBLIÉE"], avant=lambda a: a.recevoir([fiche("OUBLIÉE")])) as matin:
        matin.contexte.clock.install()
        matin.rouvrir(matin.onglet)
        matin.onglet.ouvrir()
        lien = matin.onglet.page.url
        oubliee, ecrite, autre = matin.autre(), matin.autre(), matin.autre()
        oubliee.page.goto(lien)
        oubliee.dit("POUR RAPPEL")
        ecrite.page.goto(lien + "/repondre")
        ecrite.remplir(reponse="À demi tapée.")
        demandes = []
        ecrite.page.on("request", lambda r: r.url.endswith("?veille") and demandes.append(r.url))
        pas("une autre page la tient ouverte : elle demande, rien n'est répondu, elle reste")
        for temps in ("15:02", "01:01"):
            with oubliee.page.expect_request(lambda r: r.url == lien + "?veille") as demande:
                matin.contexte.clock.fast_forward(temps)
            assert demande.value.response().status == 204
            oubliee.dit("OUBLIÉE", "POUR RAPPEL")
            assert oubliee.page.url == lien
        pas("fermée ailleurs, elle ne montre plus personne")
        autre.aller().bouton("Verrouiller")
        with oubliee.page.expect_navigation():
            matin.contexte.clock.fast_forward("01:01")
        oubliee.dit("Ouvrir mon identité").tait("OUBLIÉE")
        pas("la page où l'on écrivait n'a rien demandé : ce qui est tapé y est, et attend la phrase")
        assert demandes == [], demandes
        assert ecrite.champ("reponse").input_value() == "À demi tapée."
        ecrite.bouton("Contrôler avant d'envoyer").dit("Ouvrir mon identité").tait("À demi tapée.")
