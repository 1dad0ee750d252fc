"""Les journées qui reviennent : le tableau de l'OFII, une absence, un départ, son compte."""
import json
import re

from atelier import PHRASE, RACINE, attendre
from ecrire import fiche
from matin import Matin, journee, pas

GENERIQUE = (RACINE / "docs" / "exemple-generique.json").read_text()


def le_mois(atelier):
    for qui, structure, libelle, genre, agent in [
            ("cph", "cph-voiron.example", "CPH de Voiron", "cph", "lucie.temoin"),
            ("ofii", "dt38.example", "DT OFII de Grenoble", "dt-ofii", "lea.office")]:
        atelier.mot("demarrer", qui)
        atelier.mot("creer", qui, structure, libelle, genre, agent)
        atelier.mot("rencontrer", "operateur", qui)
        atelier.mot("rencontrer", qui, "operateur")
    complete, lacune = (json.loads(GENERIQUE.replace("OFFICE", nom)) for nom in ("COMPLETE", "LACUNE"))
    del lacune["beneficiaire"]["numeroAGDREF"]
    del lacune["ofii"]
    atelier.recevoir([complete, lacune], "cph", "agir38.example")


@journee("le tableau de l'OFII : ce qui manque, les personnes, les cases vides, vu, imprimé, envoyé")
def ofii(navigateur):
    with Matin(navigateur, personnes=["COMPLETE", "LACUNE"], avant=le_mois) as matin:
        onglet = matin.onglet.lien("OFII du mois").regarder("ofii")
        onglet.bouton("Voir les personnes").dit("Corrigez ce qui suit", "Département", "Capacité").regarder("ofii-fautes")
        onglet.remplir(departement="Isère").champ("capacite-1").check()
        onglet.bouton("Voir les personnes").dit("2 personnes orientées", "vides").regarder("ofii-grille")
        pas("une case fausse est dite à côté d'elle ; ce qui va est gardé")
        numero = onglet.page.locator("fieldset.personne", has_text="LACUNE").get_by_label(re.compile("AGDREF"))
        numero.fill("12")
        onglet.bouton("Garder ce qui est rempli").dit("corrigez le reste").regarder("ofii-grille-faute")
        onglet.page.locator("fieldset.personne", has_text="LACUNE").get_by_label(re.compile("AGDREF")).fill("3803099999")
        onglet.bouton("Voir le tableau").dit("ORIENTATIONS BPI PAR LES OPERATEURS TIERS - à valider", "3803099999", "vide").regarder("ofii-tableau")
        onglet.feuilles("ofii", "Tableau OFII au ")
        pas("sans destinataire, ou sans accepter les cases vides, rien ne part")
        onglet.bouton("Envoyer").dit("Choisissez la DT OFII")
        onglet.page.get_by_label("DT OFII de Grenoble", exact=True).check()
        onglet.bouton("Envoyer").dit("Acceptez les cases vides").regarder("ofii-refuse")
        assert matin.atelier.boite("ofii") == []
        onglet.page.get_by_label("DT OFII de Grenoble", exact=True).check()
        onglet.champ("vides").check()
        onglet.bouton("Envoyer").dit("est confié au service pour DT OFII de Grenoble").regarder("ofii-envoye")
        attendre(lambda: [x for x in matin.atelier.boite("ofii") if x["objet"] == "tableau-ofii"], "le tableau")


@journee("une absence, un départ : tout donné à un collègue, les brouillons, ce qui est sorti")
def absence_et_depart(navigateur):
    def avant(atelier):
        atelier.recevoir([fiche("DONNEE")])
        atelier.mot("accueillir", "noe", "ml", "noe.collegue", "referent")
    with Matin(navigateur, "ml", personnes=["DONNEE"], avant=avant) as matin:
        onglet = matin.onglet
        onglet.lien("Mon compte").lien("Je m'absente : un collègue lit ce que je lis").regarder("absence")
        onglet.bouton("Voir combien").dit("Choisissez un collègue").regarder("absence-faute")
        onglet.page.get_by_label("noe.collegue").check()
        onglet.bouton("Voir combien").dit("Donner 1 fiche à noe.collegue", "Il la lira").regarder("absence-combien")
        onglet.bouton("La donner").dit("à noe.collegue").regarder("absence-faite")
        pas("le collègue la lit")
        recues = matin.atelier.boite("noe")
        assert recues and "DONNEE" in matin.atelier.agir("noe", "ouvrir", recues[0]["id"])
        onglet.aller("compte").lien("Je pars").dit("Avant de partir").regarder("depart")
        onglet.aller("compte").lien("Ce qui est sorti en clair").regarder("copies")


@journee("sa phrase changée, ses clés renouvelées, la durée choisie, le bureau quitté")
def compte(navigateur):
    nouvelle = "sept autres mots que personne ne devine"
    with Matin(navigateur, "ml", phrase=PHRASE) as matin:
        onglet = matin.onglet
        onglet.remplir(phrase=PHRASE).bouton("Ouvrir")
        onglet.lien("Mon compte").regarder("compte-phrase").champ("minutes-60").check()
        onglet.bouton("Garder cette durée")
        assert onglet.champ("minutes-60").is_checked()
        pas("une phrase trop courte, deux différentes, l'ancienne fausse : rien n'est changé")
        onglet.lien("Changer ma phrase").regarder("secret")
        for ancienne, choisie, encore in [(PHRASE, "courte", "courte"), (PHRASE, nouvelle, nouvelle + "x"), ("fausse " * 4, nouvelle, nouvelle)]:
            onglet.remplir(ancienne=ancienne, nouvelle=choisie, encore=encore).bouton("Changer").dit("Rien n'est changé")
        onglet.regarder("secret-fautes")
        onglet.remplir(ancienne=PHRASE, nouvelle=nouvelle, encore=nouvelle).bouton("Changer").dit("Votre phrase est changée").regarder("secret-fait")
        onglet.bouton("Verrouiller").remplir(phrase=PHRASE).bouton("Ouvrir").dit("n'ouvre pas votre identité")
        onglet.remplir(phrase=nouvelle).bouton("Ouvrir").dit("Ma journée")
        pas("de nouvelles clés attendent leur carte")
        onglet.lien("Mon compte").lien("Renouveler mes clés").regarder("cles-demande")
        onglet.remplir(ancienne=nouvelle).bouton("Faire de nouvelles clés").dit("attendent leur carte").regarder("cles")
        pas("quitté, ce navigateur n'ouvre plus rien ici")
        onglet.aller().bouton("Quitter").dit("Vous avez quitté le bureau").regarder("frontal-parti" if matin.heberge else "parti")
        # Hébergé, le frontal est devant : il redemande un code.
        onglet.aller().dit("J'ai un code d'invitation" if matin.heberge else "Ce navigateur n'a pas ouvert ce bureau")
