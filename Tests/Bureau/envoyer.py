"""Les journées de qui écrit : une fiche et ses fautes, ses pièces, la personne, un problème, les partenaires."""
import json
import pathlib
import re

from atelier import RACINE, Bureau, attendre
from ecrire import accepter, champs, commencer, fiche, poser, saisir
from matin import ML, Matin, journee, jour, pas
from onglet import Onglet
from playwright.sync_api import expect


NEUF = {"operateurAGIR.nom": "", "operateurAGIR.prenom": "", "beneficiaire.numeroAGDREF": "12", "beneficiaire.nom": "",
        "beneficiaire.prenom": "", "beneficiaire.dateNaissance": "31/02/1990", "beneficiaire.enfantsACharge.nombre": "99",
        "faitA": "", "faitLe": "32/13/2026"}


@journee("une première fiche, neuf fautes corrigées champ par champ ; un autre destinataire est vu ; reprise à temps")
def neuf_fautes(navigateur):
    justes = champs(fiche("DUPONT-ÉÀÇ", "Zoé", "3803012345"))
    justes["faitLe"] = jour(0)
    with Matin(navigateur, delai=600, personnes=["DUPONT"]) as matin:
        onglet = matin.onglet
        onglet.dit("Rien de nouveau", "Aucune fiche reçue").regarder("journee-vide")
        pas("aucun brouillon ; sans partenaire, rien ne commence")
        onglet.lien("Écrire").dit("Aucun brouillon").regarder("brouillons-vide")
        onglet.bouton("Commencer").dit("Choisissez un partenaire et un formulaire").regarder("brouillons-faute")
        pas("page par page, chaque page regardée ; ce qui est faux est gardé tel quel")
        commencer(onglet, ML)
        assert not onglet.page.locator(".faute").count(), "une page non commencée n'a pas de faute"
        reste = saisir(onglet, {**justes, **NEUF}, lambda o: o.regarder("ecrire-%s" % o.page.url.rsplit("/", 1)[1]))
        assert reste == {}, reste
        onglet.dit("Rien ne peut encore être envoyé", "Opérateur AGIR, Nom et prénom, le nom :", "Nom et prénom, le prénom :",
                   "Fait à …, le …, le lieu :", "Fait à …, le …, la date :").regarder("controler-fautes")
        def liens():
            return [a.get_attribute("href").split("#")[1] for a in onglet.page.locator("[data-fautes] li a").all()]
        assert set(liens()) == set(NEUF), liens()
        pas("neuf fautes, une par une, du lien à son champ")
        for tour in range(9):
            nom = liens()[0]
            onglet.par(onglet.page.locator("[data-fautes] li a").first)
            expect(onglet.page.locator('[id="%s-faute"]' % nom)).to_be_visible()
            if tour == 0:
                onglet.regarder("ecrire-fautes")
            assert onglet.champ(nom).get_attribute("aria-invalid") == "true"
            assert onglet.champ(nom).input_value() == NEUF[nom], "ce qui était tapé n'y est plus"
            poser(onglet.page, nom, justes[nom])
            onglet.bouton("Contrôler")
            assert len(liens()) == 8 - tour and nom not in liens(), (nom, liens())
        pas("tout sur une page, sans faute")
        onglet.dit("DUPONT-ÉÀÇ").tait("Rien ne peut encore être envoyé")
        onglet.regarder("controler")
        pas("le partenaire nommé n'est pas le destinataire : une phrase à accepter")
        onglet.lien("Reprendre")
        for _ in range(30):
            if onglet.champ("partenaire.structure").count():
                break
            onglet.bouton("Enregistrer et continuer")
        poser(onglet.page, "partenaire.structure", "France Travail Voiron")
        onglet.bouton("Contrôler").lien("Envoyer…")
        onglet.dit("Qui pourra la lire", "France Travail Voiron").regarder("envoyer-autre-destinataire")
        onglet.bouton("Envoyer").dit("Rien n'est envoyé", "Acceptez chaque phrase").regarder("envoyer-refuse")
        assert matin.atelier.boite("operateur", "envoi") == []
        pas("corrigé, il ne reste rien à accepter de lui")
        onglet.bouton("Corriger").lien("Reprendre")
        for _ in range(30):
            if onglet.champ("partenaire.structure").count():
                break
            onglet.bouton("Enregistrer et continuer")
        poser(onglet.page, "partenaire.structure", ML)
        onglet.bouton("Contrôler").lien("Envoyer…").tait("France Travail Voiron")
        pas("envoyée, reprise avant de partir : personne ne l'a eue")
        accepter(onglet).bouton("Annuler l'envoi").dit("Ma journée")
        assert [x["statut"] for x in matin.atelier.boite("operateur", "envoi")] == ["retire"]
        matin.atelier.agir("operateur", "envoyer", RACINE / "docs" / "exemple-spe.json", "--a", "ml-grenoble.example",
                           "--confirmer-avertissements", "--attendre", 120)
        assert len(matin.atelier.boite("ml")) == 1
        pas("le brouillon envoyé n'est plus parmi les brouillons")
        onglet.lien("Écrire").dit("Aucun brouillon")


@journee("une pièce : son but, refusée sur place, retirée, jointe, lue chez l'autre")
def pieces(navigateur):
    def piece(nom, octets):
        return {"name": nom, "mimeType": "application/pdf", "buffer": octets}
    with Matin(navigateur) as matin:
        onglet = commencer(matin.onglet, ML)
        onglet.bouton("Pièces jointes").dit("Aucune pièce jointe").regarder("pieces")
        pas("sans but, ou d'un genre refusé : dit sur place")
        onglet.champ("fichier").set_input_files([piece("note.pdf", b"%PDF-1.4\n%%EOF\n")])
        onglet.bouton("Joindre").dit("dites à quoi il sert").regarder("pieces-faute")
        onglet.champ("but-autre").check()
        onglet.champ("fichier").set_input_files([piece("note.pdf", b"MZ\x90\0")])
        onglet.bouton("Joindre")
        assert onglet.page.locator("[data-fautes]").count() == 1
        pas("jointe, retirée, jointe encore")
        for tour in range(2):
            onglet.champ("but-autre").check()
            onglet.champ("fichier").set_input_files([piece("note.pdf", b"%PDF-1.4\n%%EOF\n")])
            onglet.bouton("Joindre").dit("note.pdf")
            if tour == 0:
                onglet.regarder("pieces-une").bouton("Retirer").dit("Aucune pièce jointe")
        onglet.lien("Reprendre la fiche")
        valeurs = champs(fiche("PIECE", "Anna", "3803012345"))
        assert saisir(onglet, valeurs) == {}
        onglet.lien("Envoyer…").dit("Pièces jointes", "note.pdf")
        accepter(onglet)
        attendre(lambda: matin.atelier.boite("ml"), "la fiche")
        pas("chez le destinataire, elle se télécharge telle quelle, sous un nom qui ne dit rien")
        voisin = Bureau(matin.atelier, "ml")
        try:
            autre = Onglet(navigateur.new_context(accept_downloads=True), voisin.base, ["PIECE"])
            voisin.entrer(autre)
            autre.bouton("Ouvrir")
            autre.ouvrir()
            venue = autre.prendre("note.pdf")
            assert venue.suggested_filename == "piece-1.pdf"
            assert pathlib.Path(venue.path()).read_bytes() == b"%PDF-1.4\n%%EOF\n"
        finally:
            voisin.arreter()


@journee("une fiche sans numéro, rattachée à sa personne")
def rattachement(navigateur):
    une = json.loads((RACINE / "docs" / "exemple-generique.json").read_text())
    del une["beneficiaire"]["numeroAGDREF"]
    une["beneficiaire"]["dateContratAGIR"] = une["faitLe"]
    with Matin(navigateur, avant=lambda a: a.recevoir([une], "ml", "agir38.example"), personnes=["3803012345"]) as matin:
        onglet = matin.onglet
        onglet.ouvrir()
        assert not onglet.page.get_by_role("link", name="La personne").count()
        onglet.lien("Rattacher").dit("9 ou 10 chiffres, sur son titre").regarder("rattacher")
        onglet.remplir(numero="12").bouton("Rattacher").dit("Un numéro AGDREF a 9 ou 10 chiffres").regarder("rattacher-faute")
        pas("elle suit désormais sa personne, dont la page vient")
        onglet.remplir(numero="3803012345").bouton("Rattacher").dit("Fin de l'accompagnement")
        assert onglet.page.locator("td a.qui").count() == 1


@journee("la fin d'un accompagnement, dite au partenaire, qui la confirme")
def sortie(navigateur):
    def avant(atelier):
        atelier.recevoir([fiche("SORTANTE", numero="3803012345")])
        atelier.agir("ml", "boite")
        atelier.agir("ml", "ouvrir", "1")
    with Matin(navigateur, personnes=["SORTANTE", "3803012345"], avant=avant) as matin:
        onglet = matin.onglet
        # Hébergé, c'est une collègue qui l'a envoyée : la fiche a un nom une fois lue.
        onglet.aller("attendues").dit("Réponses attendues").ouvrir()
        onglet.dit("SORTANTE").aller("attendues").dit("SORTANTE").regarder("attendues")
        onglet.ouvrir()
        onglet.lien("La personne")
        pas("un jour qui n'en est pas un ; puis qui sera prévenu, avant quoi que ce soit")
        onglet.remplir(le="demain").bouton("Voir qui sera prévenu").dit("Écrivez un jour comme").regarder("personne-faute")
        onglet.remplir(le=jour(0)).bouton("Voir qui sera prévenu")
        onglet.dit("Fin de l'accompagnement de SORTANTE", "Seront prévenus", ML).regarder("fin")
        onglet.bouton("Clore l'accompagnement").dit("La fin est notée", ML + " est prévenu").regarder("close")
        pas("chez le partenaire : lue, confirmée")
        attendre(lambda: [x for x in matin.atelier.boite("ml") if x["objet"] == "sortie"], "la sortie")
        voisin = Bureau(matin.atelier, "ml")
        try:
            autre = Onglet(navigateur.new_context(), voisin.base, ["SORTANTE", "3803012345"])
            voisin.entrer(autre)
            autre.bouton("Ouvrir")
            # De la personne s'il la connaît, de son objet sinon : la plus récente.
            autre.ouvrir()
            autre.dit("Fin de l'accompagnement").regarder("sortie")
            autre.bouton("Confirmer la sortie").dit("La sortie est confirmée").regarder("confirmee")
        finally:
            voisin.arreter()


@journee("un vol déclaré : qui appeler, jusqu'à quand ; le DPO le trouve")
def vol(navigateur):
    with Matin(navigateur) as matin:
        onglet = matin.onglet
        onglet.lien("Un problème").regarder("probleme")
        onglet.lien("Un ordinateur, un téléphone ou une clé perdus, ou volés").regarder("declarer")
        onglet.bouton("Déclarer").dit("Rien n'est encore déclaré", "écrivez-le en une phrase").regarder("declarer-fautes")
        onglet.remplir(faits="Un ordinateur portable volé dans une voiture.", quand="maintenant")
        assert onglet.champ("nature-confidentialite").is_checked()
        onglet.bouton("Déclarer").dit("C'est l'incident n° 1", "maintenant votre délégué", "révoque votre clé").regarder("declare")
        assert '"n":1' in matin.atelier.dire("agir operateur violation lister --json 2> /dev/null")
        onglet.aller().regarder("journee-incident")
        pas("une fiche égarée, une plainte, une difficulté : chacune son chemin")
        for lien, nom in [("Une fiche partie au mauvais endroit", "egaree"), ("Une personne se plaint", "plainte"),
                          ("Rien de grave : une difficulté à dire à un partenaire", "difficulte")]:
            onglet.lien("Un problème").lien(lien).regarder(nom)


@journee("un partenaire à vérifier : ses chiffres au téléphone, groupe par groupe, corrigés, comparés")
def comparaison(navigateur):
    def avant(atelier):
        atelier.dire("demarrer ofii; creer ofii dt38.example 'DT OFII de Grenoble' dt-ofii lea.office")
        atelier.dire('agir ofii carte exporter -o "$dossier/dt38.carte"')
        atelier.agir(atelier.au_bureau, "contact", "importer", atelier.dossier / "dt38.carte")
    with Matin(navigateur, avant=avant) as matin:
        chiffres = re.findall(r"\d{5}", matin.atelier.mot("empreinte_de", "ofii"))
        assert len(chiffres) == 6
        onglet = matin.onglet
        onglet.lien("Partenaires").dit("DT OFII de Grenoble", "À vérifier", "Vérifié").regarder("partenaires")
        onglet.lien("Comparer l'empreinte").regarder("comparer")
        pas("un groupe mal entendu : ce groupe seul est marqué, les autres restent")
        for rang, groupe in enumerate(chiffres, 1):
            onglet.champ("groupe-%d" % rang).fill("12" if rang == 3 else groupe)
        onglet.champ("canal-telephone").check()
        onglet.bouton("Comparer").dit("corrigez les groupes marqués").regarder("comparer-faute")
        assert onglet.page.locator("[aria-invalid=true]").count() == 1
        pas("d'autres chiffres : rien n'est vérifié, les bons ne sont jamais montrés")
        onglet.champ("groupe-3").fill("%05d" % ((int(chiffres[2]) + 1) % 100_000))
        onglet.bouton("Comparer")
        assert onglet.page.locator("[data-fautes]").count() == 1
        assert chiffres[2] not in onglet.page.content()
        pas("les bons : vérifié, et les nôtres à lire en retour")
        onglet.champ("groupe-3").fill(chiffres[2])
        if not onglet.champ("canal-telephone").is_checked():
            onglet.champ("canal-telephone").check()
        onglet.bouton("Comparer").dit("est vérifié", "Lisez-lui maintenant la vôtre").regarder("verifie")
        pas("un partenaire sans clé se déclare d'ici")
        onglet.lien("Revenir aux partenaires").dit("Conventions").lien("Déclarer un partenaire sans clé").regarder("sanscle")
        onglet.bouton("Déclarer").dit("Rien n'est encore déclaré").regarder("sanscle-fautes")
        pas("son compte, l'aide")
        onglet.lien("Mon compte").dit("agir38.example/" + ("hote.referent" if matin.heberge else "claire.exemple")).regarder("compte")
        onglet.lien("Aide").dit("Relever le courrier").regarder("aide")
