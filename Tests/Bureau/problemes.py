"""Les journées où quelque chose ne va pas : partie au mauvais endroit, annulée trop tard, une plainte, une difficulté."""
import json

from atelier import attendre
from ecrire import accepter, champs, commencer, fiche, saisir
from matin import ML, Matin, journee, jour, pas


def incidents(matin):
    return json.loads(matin.atelier.dire("agir operateur violation lister --json 2> /dev/null"))


def anomalies(matin):
    """Ce que la Mission locale en a reçu, ouvert."""
    venues = attendre(lambda: [x for x in matin.atelier.boite("ml") if x["objet"] == "anomalie"], "le message")
    return [matin.atelier.agir("ml", "ouvrir", x["id"]) for x in venues]


@journee("partie au mauvais endroit : retirée à temps ; trop tard, qui appeler, quoi déclarer, ce qui est demandé par écrit")
def egaree(navigateur):
    with Matin(navigateur, delai=600, personnes=["ÉGARÉE", "ARRIVÉE"], avant=lambda a: a.recevoir([fiche("ARRIVÉE")])) as matin:
        onglet = matin.onglet
        assert saisir(commencer(onglet, ML), {**champs(fiche("ÉGARÉE", "Anna", "3803012345")), "faitLe": jour(0)}) == {}
        accepter(onglet.lien("Envoyer…"))
        def choisir(**laquelle):
            onglet.lien("Un problème").lien("Une fiche partie au mauvais endroit")
            onglet.page.locator(".case").filter(**laquelle).locator("input[type=radio]").check()
            return onglet.bouton("La retirer")
        pas("sans dire laquelle, rien ; celle qui attend encore est retirée, et il n'y a rien à déclarer")
        onglet.lien("Un problème").lien("Une fiche partie au mauvais endroit").bouton("La retirer")
        onglet.dit("Choisissez la fiche").regarder("egaree-faute")
        choisir(has_text="ÉGARÉE").dit("La fiche est retirée", "Personne ne l'a eue").regarder("egaree-a-temps")
        assert sorted(x["statut"] for x in matin.atelier.boite("operateur", "envoi")) == ["remis", "retire"]
        assert incidents(matin) == []
        pas("celle que le partenaire a : qui appeler, et quoi lui dire")
        choisir(has_not_text="ÉGARÉE").dit("Trop tard pour la retirer", ML + " l'a reçue", "À dire").regarder("egaree-trop-tard")
        onglet.remplir(faits=" ", quand="hier soir").bouton("Déclarer").dit("Rien n'est encore déclaré")
        assert len(onglet.fautes()) == 2, onglet.fautes()
        onglet.regarder("egaree-fautes")
        assert incidents(matin) == []
        pas("déclarée ; le partenaire est aussi prié par écrit de la détruire")
        onglet.remplir(faits="Fiche envoyée à la mauvaise structure.", quand="maintenant").bouton("Déclarer")
        onglet.dit("C'est l'incident n° 1", "est prié par écrit de la détruire").regarder("declare-egaree")
        assert [x["n"] for x in incidents(matin)] == [1]
        assert "détrui" in anomalies(matin)[0]


@journee("« Annuler » cliqué trop tard : c'est dit, avec quoi faire ; rien n'est repris")
def trop_tard(navigateur):
    # Sans script : le bouton reste, quoi qu'il en soit de l'envoi.
    with Matin(navigateur, "ml", delai=60, personnes=["PARTIE"], avant=lambda a: a.recevoir([fiche("PARTIE")]),
               java_script_enabled=False) as matin:
        onglet = matin.onglet
        onglet.ouvrir()
        onglet.lien("Répondre").remplir(reponse="Elle est attendue.", nom="Modèle", prenom="Jean", fait_a="Grenoble")
        accepter(onglet.bouton("Contrôler avant d'envoyer")).dit("Il part à", "vous pouvez l'annuler")
        pas("pendant que la page attend, elle part")
        recue = attendre(lambda: [x for x in matin.atelier.boite("operateur") if x.get("reponseA")], "la réponse")
        onglet.bouton("Annuler l'envoi").dit("Trop tard", "Appelez-le")
        assert "Elle est attendue." in matin.atelier.agir("operateur", "ouvrir", recue[0]["id"])
        assert [x["statut"] for x in matin.atelier.boite("ml", "envoi")] != ["retire"]


@journee("une plainte déclarée, ses fautes d'abord ; une difficulté dite à un partenaire, qui la lit")
def plainte(navigateur):
    with Matin(navigateur) as matin:
        onglet = matin.onglet
        onglet.lien("Un problème").lien("Une personne se plaint")
        onglet.remplir(faits="", quand="hier soir").bouton("Déclarer").dit("Rien n'est encore déclaré")
        fautes = onglet.fautes()
        for attendue in ["écrivez-le en une phrase", "écrivez « maintenant »", "cochez-en un au moins"]:
            assert [f for f in fautes if attendue in f], (attendue, fautes)
        onglet.regarder("plainte-fautes")
        assert incidents(matin) == []
        onglet.remplir(faits="Elle dit que sa fiche a été lue par un voisin.", quand="maintenant")
        onglet.page.get_by_label(ML, exact=True).check()
        onglet.bouton("Déclarer").dit("C'est l'incident n° 1").regarder("declare-plainte")
        assert [x["n"] for x in incidents(matin)] == [1]
        pas("une difficulté : sans partenaire, ou sans texte, rien ne part")
        onglet.lien("Un problème").dit("Ce qui court").lien("Rien de grave : une difficulté à dire à un partenaire")
        onglet.remplir(texte="Une fiche est arrivée deux fois.").bouton("Envoyer").dit("choisissez un partenaire").regarder("difficulte-faute")
        assert onglet.champ("texte").input_value() == "Une fiche est arrivée deux fois."
        onglet.page.get_by_label(ML, exact=True).check()
        onglet.bouton("Envoyer").dit("Une difficulté est dite", ML).regarder("difficulte-dite")
        assert [t for t in anomalies(matin) if "Une fiche est arrivée deux fois." in t]
