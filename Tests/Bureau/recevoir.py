"""Les journées de qui reçoit : lire, répondre, imprimer, reprendre, avec ou sans script, souris, service."""
import re

from atelier import PHRASE, attendre
from ecrire import accepter, commencer, fiche
from matin import OPERATEUR, Matin, journee, jour, pas
from onglet import Clavier
from playwright.sync_api import expect


def chercher(onglet, texte):
    onglet.champ("cherche").fill(texte)
    onglet.bouton("Chercher")


@journee("quarante fiches reçues : relevées, une cherchée, lue, répondue, imprimée")
def quarante(navigateur):
    noms = ["ZÉPHIRIN%s" % chr(65 + n // 26) + chr(65 + n % 26) for n in range(38)] + ["ÉLOÏSE-MARIE", "عبد الله"]
    with Matin(navigateur, "ml", phrase=PHRASE, personnes=["ZÉPHIRIN", "ÉLOÏSE"],
               avant=lambda a: a.recevoir([fiche(n) for n in noms])) as matin:
        onglet = matin.onglet
        pas("la phrase est demandée ; fausse, elle se redemande sur place")
        onglet.dit("Ouvrir mon identité").regarder("verrou")
        onglet.remplir(phrase="une autre phrase tout à fait").bouton("Ouvrir")
        onglet.dit("n'ouvre pas votre identité").regarder("verrou-phrase-fausse")
        onglet.remplir(phrase=PHRASE).bouton("Ouvrir")
        pas("quarante documents nouveaux, sans nom")
        onglet.dit("Ma journée", "40 documents nouveaux", "Pas encore lue")
        onglet.regarder("journee-quarante")
        pas("relevés d'un geste ; rien n'en est dit à leur expéditeur")
        onglet.bouton("Relever le courrier").dit("40 fiches sont identifiées").regarder("releve")
        onglet.lien("Revenir à « Ma journée »")
        onglet.dit("ZÉPHIRINAA", "ÉLOÏSE-MARIE", "عبد الله", "40 documents nouveaux").regarder("journee-noms")
        assert {x["statut"] for x in matin.atelier.boite("operateur", "envoi")} == {"remis"}
        pas("une personne cherchée sans accents, par le début de son nom, en arabe, par son numéro")
        for mot in ["eloise", "Eloise Marie", "عبد"]:
            chercher(onglet, mot)
            onglet.dit("Une fiche est trouvée").lien("Revenir à « Ma journée »")
        chercher(onglet, "personne de ce nom")
        onglet.dit("Rien n'est trouvé").regarder("recherche-vide")
        chercher(onglet, "eloise")
        onglet.regarder("recherche")
        pas("lue ; son expéditeur le sait")
        onglet.ouvrir()
        onglet.dit("ÉLOÏSE-MARIE", "POUR RAPPEL", "Deux ans d'études de comptabilité").regarder("fiche")
        lien = onglet.page.url
        attendre(lambda: "ouvert" in {x["statut"] for x in matin.atelier.boite("operateur", "envoi")}, "l'accusé d'ouverture")
        pas("imprimée : le formulaire, le nom et le numéro sur chaque page")
        feuilles = onglet.feuilles("fiche", "ÉLOÏSE-MARIE")
        assert len(feuilles) >= 2, feuilles
        assert not any("Répondre" in feuille or "Ma journée" in feuille for feuille in feuilles)
        pas("suivie, partagée, la personne")
        onglet.lien("Suivi").regarder("suivi")
        onglet.page.goto(lien)
        onglet.lien("Partager").regarder("partager")
        onglet.page.goto(lien)
        onglet.lien("La personne").dit("ÉLOÏSE-MARIE", "Fin de l'accompagnement").regarder("personne")
        onglet.page.goto(lien)
        pas("une réponse vide est refusée à côté de ses champs, rien n'est perdu")
        onglet.lien("Répondre").regarder("repondre")
        onglet.remplir(nom="Modèle", prenom="Jean", fait_a="Grenoble", date="31/02/2027", reponse="").bouton("Contrôler avant d'envoyer")
        onglet.dit("rien n'est envoyé", "Jour du rendez-vous : ce jour n'existe pas.")
        assert onglet.page.evaluate("document.activeElement.hasAttribute('data-fautes')")
        onglet.regarder("repondre-fautes")
        assert onglet.champ("nom").input_value() == "Modèle"
        pas("répondue d'une page : un texte, un rendez-vous, contrôlés puis envoyés")
        onglet.remplir(reponse="Nous la recevons.", date=jour(20), heure="10 h", lieu="12 cours Berriat")
        onglet.bouton("Contrôler avant d'envoyer").dit("Qui pourra la lire", OPERATEUR).regarder("envoyer-reponse")
        accepter(onglet).dit("Votre envoi est confié au service").regarder("envoyee")
        recue = attendre(lambda: [x for x in matin.atelier.boite("operateur") if x.get("reponseA")], "la réponse")
        texte = matin.atelier.agir("operateur", "ouvrir", recue[0]["id"])
        assert "Nous la recevons." in texte and "12 cours Berriat" in texte
        pas("paginées, filtrées : toutes les reçues")
        onglet.aller("boite/reception/1").dit("Reçues").regarder("boite")


@journee("fermée au milieu d'une page, puis reprise : rien de ce qui était tapé n'est perdu, rien n'est envoyé sans clic")
def verrou(navigateur):
    with Matin(navigateur, "ml", phrase=PHRASE, personnes=["LOINTAINE"],
               avant=lambda a: a.recevoir([fiche("LOINTAINE")])) as matin:
        onglet, autre = matin.onglet, matin.autre()
        onglet.remplir(phrase=PHRASE).bouton("Ouvrir")
        onglet.bouton("Relever le courrier").lien("Revenir à « Ma journée »")
        onglet.ouvrir()
        pas("une réponse à demi tapée ; un autre onglet verrouille")
        onglet.lien("Répondre").remplir(reponse="Texte très long, à ne pas perdre.", nom="Modèle", prenom="Jean", fait_a="Grenoble")
        autre.aller().bouton("Verrouiller")
        autre.dit("Ouvrir mon identité")
        onglet.bouton("Contrôler avant d'envoyer").dit("Ouvrir mon identité").regarder("verrou-ecrit")
        assert "Texte très long" not in onglet.page.locator("main").inner_text(), "la page fermée le montre"
        pas("une phrase fausse ne le perd pas ; la bonne le rend, et rien n'est parti")
        onglet.remplir(phrase="pas celle-là du tout").bouton("Ouvrir")
        onglet.remplir(phrase=PHRASE).bouton("Ouvrir").dit("Réponse pour LOINTAINE")
        assert onglet.champ("reponse").input_value() == "Texte très long, à ne pas perdre."
        onglet.bouton("Contrôler avant d'envoyer").dit("Qui pourra la lire")
        assert not [x for x in matin.atelier.boite("operateur") if x.get("reponseA")]
        pas("une recherche attend dans sa page, et repart d'un clic")
        onglet.aller()
        autre.aller().bouton("Verrouiller")
        onglet.champ("cherche").fill("lointaine")
        onglet.bouton("Chercher").dit("Ce que vous aviez écrit est gardé").regarder("verrou-garde")
        onglet.remplir(phrase=PHRASE).bouton("Ouvrir").dit("Reprendre où vous en étiez").regarder("reprise")
        onglet.bouton("Reprendre").dit("Une fiche est trouvée")
        pas("un brouillon aussi : sa page est gardée, scellée, puis reprise")
        commencer(onglet, OPERATEUR, "generique")
        for _ in range(30):
            if onglet.champ("beneficiaire.nom").count():
                break
            onglet.bouton("Enregistrer et continuer")
        ici = onglet.page.url
        onglet.champ("beneficiaire.nom").fill("TARDIVE")
        autre.aller().bouton("Verrouiller")
        onglet.bouton("Enregistrer et continuer").dit("Ouvrir mon identité").tait("TARDIVE")
        for fichier in matin.dossier.rglob("*"):
            assert not fichier.is_file() or b"TARDIVE" not in fichier.read_bytes(), fichier
        onglet.remplir(phrase=PHRASE).bouton("Ouvrir")
        onglet.page.goto(ici)
        assert onglet.champ("beneficiaire.nom").input_value() == "TARDIVE"


@journee("deux onglets sur deux personnes ne se mêlent pas ; sur un même brouillon, les deux réponses sont dites")
def deux_onglets(navigateur):
    with Matin(navigateur, "ml", avant=lambda a: a.recevoir([fiche("PREMIÈRE"), fiche("SECONDE")])) as matin:
        un, deux = matin.onglet, matin.autre()
        un.bouton("Relever le courrier")
        pas("deux réponses se tapent en même temps")
        for onglet, nom in [(un, "PREMIÈRE Amina"), (deux, "SECONDE Amina")]:
            onglet.aller().lien(nom)
            onglet.lien("Répondre")
        for onglet, nom in [(deux, "SECONDE"), (un, "PREMIÈRE")]:
            onglet.dit("Réponse pour " + nom)
            onglet.remplir(reponse="Réponse pour %s seule." % nom, nom="Modèle", prenom="Jean", fait_a="Grenoble")
        for onglet, nom in [(un, "PREMIÈRE"), (deux, "SECONDE")]:
            onglet.bouton("Contrôler avant d'envoyer").dit("réponse pour %s Amina" % nom)
        for onglet in (deux, un):
            accepter(onglet)
        pas("chacune arrive à sa fiche")
        def reponses():
            return [x for x in matin.atelier.boite("operateur") if x.get("reponseA")]
        attendre(lambda: len(reponses()) == 2, "deux réponses")
        for reponse in reponses():
            texte = matin.atelier.agir("operateur", "ouvrir", reponse["id"])
            nom, autre = ("PREMIÈRE", "SECONDE") if "PREMIÈRE" in texte else ("SECONDE", "PREMIÈRE")
            assert "Réponse pour %s seule." % nom in texte and autre not in texte
        pas("un même brouillon, deux pages : la seconde montre les deux, et choisit")
        commencer(un, OPERATEUR, "generique")
        for _ in range(30):
            if un.champ("beneficiaire.nom").count():
                break
            un.bouton("Enregistrer et continuer")
        deux.page.goto(un.page.url)
        un.champ("beneficiaire.nom").fill("DU-PREMIER")
        un.bouton("Enregistrer et continuer")
        deux.champ("beneficiaire.nom").fill("DU-SECOND")
        deux.bouton("Enregistrer et continuer").dit("Une autre page de ce brouillon a écrit autre chose", "« DU-SECOND »")
        assert deux.champ("beneficiaire.nom").input_value() == "DU-PREMIER"
        deux.regarder("ecrire-conflit")
        deux.champ("beneficiaire.nom").fill("DU-SECOND")
        deux.bouton("Enregistrer et continuer").tait("Une autre page de ce brouillon")
        pas("l'autre page le change entre celle d'envoi et le clic : rien ne part, et la page dit ce qui part maintenant")
        un.aller("boite/envoi/1").lien("PREMIÈRE Amina").bouton("Corriger")
        deux.page.goto(un.page.url)
        un.bouton("Contrôler").lien("Envoyer…").dit("PREMIÈRE Amina")
        for _ in range(30):
            if deux.champ("beneficiaire.nom").count():
                break
            deux.bouton("Enregistrer et continuer")
        deux.champ("beneficiaire.nom").fill("TROISIÈME")
        deux.bouton("Enregistrer et continuer")
        partis = len(matin.atelier.boite("ml", "envoi"))
        for phrase in un.page.get_by_role("checkbox").all():
            phrase.check()
        un.bouton("Envoyer").dit("Rien n'est envoyé", "a changé depuis que cette page a été affichée", "TROISIÈME Amina")
        un.regarder("envoyer-change")
        assert not un.page.locator("input[type=checkbox]:checked").count() and len(matin.atelier.boite("ml", "envoi")) == partis


ABSENT = "Le service de votre structure ne répond pas"


@journee("le service s'absente et revient : c'est dit, rien n'est perdu")
def absence(navigateur):
    with Matin(navigateur, "ml", avant=lambda a: a.recevoir([fiche("ABSENTE")])) as matin:
        onglet = matin.onglet
        onglet.ouvrir()
        onglet.lien("Répondre").remplir(reponse="Écrite pendant la panne.", nom="Modèle", prenom="Jean", fait_a="Grenoble")
        repondre = onglet.page.url
        pas("arrêté : la page le dit, et ce qui est tapé est gardé, scellé")
        matin.atelier.mot("arreter", "ml")
        onglet.bouton("Contrôler avant d'envoyer").dit(ABSENT, "Ce que vous aviez écrit est là").regarder("erreur-service")
        onglet.aller().dit(ABSENT)
        pas("revenu : la page se recharge, ce qui était tapé y est")
        matin.atelier.mot("demarrer", "ml")
        onglet.aller().dit("Ma journée", "ABSENTE")
        onglet.page.goto(repondre)
        assert onglet.champ("reponse").input_value() == "Écrite pendant la panne."


@journee("sans script : lire, répondre, écrire un brouillon, verrouiller")
def sans_script(navigateur):
    with Matin(navigateur, "ml", avant=lambda a: a.recevoir([fiche("SANSCRIPT")]), java_script_enabled=False) as matin:
        onglet = matin.onglet
        onglet.dit("1 document nouveau").bouton("Relever le courrier").lien("Revenir à « Ma journée »")
        onglet.ouvrir()
        onglet.lien("Répondre").remplir(reponse="Sans script.", nom="Modèle", prenom="Jean", fait_a="Grenoble")
        onglet.bouton("Contrôler avant d'envoyer")
        accepter(onglet)
        attendre(lambda: [x for x in matin.atelier.boite("operateur") if x.get("reponseA")], "la réponse")
        commencer(onglet, OPERATEUR, "generique").bouton("Contrôler").dit("Rien ne peut encore être envoyé")
        onglet.aller().bouton("Verrouiller").dit("Ouvrir mon identité")


@journee("au clavier seul : entrer, relever, lire, répondre, envoyer")
def clavier(navigateur):
    with Matin(navigateur, "ml", avant=lambda a: a.recevoir([fiche("CLAVIER")])) as matin:
        touches = Clavier(matin.onglet)
        touches.suivre('form[action$="/relever"] button').suivre("main a.bouton").suivre("td a.qui")
        touches.suivre('a[href$="/repondre"]').jusqua("#reponse").taper("Au clavier.")
        for nom, texte in [("nom", "Modèle"), ("prenom", "Jean"), ("fait-a", "Grenoble")]:
            touches.jusqua("#" + nom).presser("Control+a").taper(texte)
        touches.suivre('button[value="controler"]').suivre('button[value="envoyer"]')
        expect(matin.onglet.page).to_have_url(re.compile("/envoi/"))
        return "%d touches, %d pages" % (touches.touches, matin.onglet.pages)
