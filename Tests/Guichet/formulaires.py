"""Le formulaire d'une réponse ou d'une invitation, rempli dans la page ; GuichetTreeTests valide la fiche qui en
sort, `fiche-remplie.json`."""
import json

import scellement
from exemple import ICI, Exemple, arbre
from navigateur import Visite
from parcours import MOTS, essai

# Ce qui est tapé, par clé ; ce que la fiche doit en garder est dans fiche-remplie.json.
TAPE = {
    "/operateurAGIR/structure": "Opérateur AGIR de l'Isère",
    "/partenaire/structure": "Hébergement de l'Exemple", "/partenaire/nom": "Modèle", "/partenaire/prenom": "Jean",
    "/partenaire/telephone": "04 76 00 00 02",
    "/beneficiaire/numeroAGDREF": "38 03 01 23 45", "/beneficiaire/nom": "SPECIMEN", "/beneficiaire/prenom": "Amina",
    "/beneficiaire/dateNaissance": "00/03/2002", "/beneficiaire/adressePostale": "1 rue de l'Exemple\n38000 Grenoble",
    "/beneficiaire/courriel": "amina@exemple.example", "/beneficiaire/consentementDematerialise": "oui",
    "/beneficiaire/dateProtection": "2.1.2026", "/beneficiaire/dateSignatureCIR": "3-2-2026",
    "/beneficiaire/positionnementLinguistique": "A2", "/beneficiaire/heuresFLE/nombre": "2 00",
    "/beneficiaire/heuresFLE/etat": "prescrites", "/beneficiaire/situationFamille": "Seul(e)",
    "/beneficiaire/enfantsACharge/mineurs": "2", "/beneficiaire/enfantsACharge/majeurs": "0",
    "/besoinsEtMotifs": "Un logement.\nUn emploi.", "/consentementOrientation": "oui", "/ofii/emploi": "non",
    "/faitA": "Grenoble", "/faitLe": "23/11/2026",
}


def champs(nom):
    return [noeud for noeud in arbre(nom) if noeud["genre"] == "champ"]


def place(page, noeuds, cle):
    rang = [noeud["cle"] for noeud in noeuds].index(cle)
    return page.locator("#champs > :is(.champ, fieldset)").nth(rang), noeuds[rang]


def taper(page, noeuds, cle, texte):
    element, noeud = place(page, noeuds, cle)
    if noeud["saisie"] == "choix":
        element.locator("select").select_option(label=texte)
    elif noeud["saisie"] in ("cases", "groupe"):
        element.get_by_label(texte, exact=True).check()
    else:
        element.locator("input, textarea").fill(texte)


def faute(page, noeuds, cle):
    return place(page, noeuds, cle)[0].locator(".faute").text_content()


def envoyer(visite, guichet, exemple):
    visite.page.click("#envoyer")
    visite.attendre("etat-reponse", "Réponse reçue")
    (nom, uuid), corps = list(guichet.reponses.items())[-1]
    return scellement.ouvrir_reponse(corps.decode(), exemple.cle, nom, uuid)


@essai("une invitation remplie : la fiche qui en sort est celle que le programme valide")
def invitation(navigateur, guichet):
    noeuds = champs("invitation")
    exemple = Exemple(MOTS, reponse="invitation")
    del exemple.contenu["fiche"]
    exemple.contenu["formulaire"] = [{"genre": "titre", "niveau": 1, "texte": "Nous orienter une personne"}]
    exemple.poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    visite.repondre("")
    assert not visite.page.is_visible("#avec-fiche") and visite.page.is_visible("#champs")
    visite.page.click("#envoyer")
    visite.attendre("etat-reponse", "à corriger")
    # Les messages sont ceux de l'arbre, chacun à sa place.
    for noeud in noeuds:
        attendu = noeud["messages"].get("manque", "")
        regles = [r["message"] for r in arbre("invitation") if r["genre"] == "regle" and r.get("si") and not r["present"] and r["lieu"] == noeud["cle"]]
        assert faute(visite.page, noeuds, noeud["cle"]) == (regles or [attendu])[0], noeud["cle"]
    visite.axe()
    for cle, texte in TAPE.items():
        taper(visite.page, noeuds, cle, texte)
    valeur = envoyer(visite, guichet, exemple)
    assert valeur["fiche"] == json.loads((ICI / "fiche-remplie.json").read_text()), json.dumps(valeur["fiche"], ensure_ascii=False)
    # Une deuxième personne, dans la même page : le formulaire est là, vierge.
    visite.effacer("etat-reponse")
    visite.repondre("")
    assert not visite.page.is_visible("#avec-fiche") and visite.page.is_visible("#champs")
    assert place(visite.page, noeuds, "/beneficiaire/nom")[0].locator("input").input_value() == ""
    for cle, texte in TAPE.items():
        taper(visite.page, noeuds, cle, texte)
    seconde = envoyer(visite, guichet, exemple)
    assert seconde["fiche"] == valeur["fiche"] and seconde["id"] != valeur["id"]
    visite.propre()


@essai("chaque valeur fausse est dite dans les mots de l'arbre, et n'est pas envoyée")
def valeurs_fausses(navigateur, guichet):
    noeuds, regles = champs("invitation"), [n for n in arbre("invitation") if n["genre"] == "regle"]
    exemple = Exemple(MOTS, reponse="invitation")
    del exemple.contenu["fiche"]
    exemple.poser(guichet)
    visite = Visite(navigateur.new_context(), guichet)
    visite.page.clock.set_fixed_time("2026-11-23T10:00:00Z")
    visite.ouvrir(exemple)
    visite.repondre("")
    for cle, texte in TAPE.items():
        taper(visite.page, noeuds, cle, texte)
    def dit(cle, attendu):
        visite.page.click("#envoyer")
        visite.attendre("etat-reponse", "à corriger")
        trouve = faute(visite.page, noeuds, cle)
        assert trouve == attendu and trouve, (cle, trouve, attendu)
    par_cle = {noeud["cle"]: noeud for noeud in noeuds}
    for cle, texte, genre, n in [
        ("/beneficiaire/numeroAGDREF", "123", "refus", "3"), ("/beneficiaire/numeroAGDREF", "38030123 4a", "refus", "9"),
        ("/beneficiaire/dateNaissance", "31/02/2002", "refus", ""), ("/beneficiaire/dateNaissance", "00/00/1900", "ancienne", ""),
        ("/beneficiaire/dateNaissance", "24/11/2026", "avenir", ""), ("/faitLe", "2026-11-23", "refus", ""),
        ("/faitLe", "30/02/2026", "refus", ""), ("/beneficiaire/enfantsACharge/mineurs", "31", "hors", "31"),
        ("/beneficiaire/enfantsACharge/mineurs", "deux", "refus", ""), ("/beneficiaire/nom", "é" * 201, "longueur", "201"),
        ("/besoinsEtMotifs", "𝕏" * 10_001, "longueur", "10001"), ("/beneficiaire/prenom", "   ", "manque", ""),
    ]:
        taper(visite.page, noeuds, cle, texte)
        dit(cle, par_cle[cle]["messages"][genre].replace("{n}", n))
        taper(visite.page, noeuds, cle, TAPE[cle])
    visite.page.evaluate("() => 0")
    element, noeud = place(visite.page, noeuds, "/beneficiaire/nom")
    taper(visite.page, noeuds, "/beneficiaire/nom", "A\u0001B")
    dit("/beneficiaire/nom", noeud["messages"]["controle"].replace("{c}", "‹U+0001›"))
    taper(visite.page, noeuds, "/beneficiaire/nom", "SPECIMEN")
    # Les règles qui croisent des champs.
    def regle(**cles):
        return next(r["message"] for r in regles if all(r.get(k) == v for k, v in cles.items()))
    taper(visite.page, noeuds, "/beneficiaire/consentementDematerialise", "non")
    dit("/beneficiaire/courriel", regle(lieu="/beneficiaire/courriel"))
    taper(visite.page, noeuds, "/beneficiaire/consentementDematerialise", "oui")
    taper(visite.page, noeuds, "/consentementOrientation", "non")
    dit("/consentementOrientation", regle(lieu="/consentementOrientation"))
    taper(visite.page, noeuds, "/consentementOrientation", "oui")
    taper(visite.page, noeuds, "/beneficiaire/dateProtection", "24/11/2026")
    dit("/beneficiaire/dateProtection", regle(avant="/beneficiaire/dateProtection", apres="aujourdhui")
        .replace("{avant}", "24/11/2026").replace("{aujourdhui}", "23/11/2026"))
    taper(visite.page, noeuds, "/beneficiaire/dateProtection", "01/02/2002")
    dit("/beneficiaire/dateNaissance", regle(avant="/beneficiaire/dateNaissance", apres="/beneficiaire/dateProtection"))
    taper(visite.page, noeuds, "/beneficiaire/dateProtection", TAPE["/beneficiaire/dateProtection"])
    taper(visite.page, noeuds, "/faitLe", "25/11/2026")
    dit("/faitLe", regle(avant="/faitLe", apres="demain").replace("{avant}", "25/11/2026").replace("{aujourdhui}", "23/11/2026"))
    taper(visite.page, noeuds, "/faitLe", "24/11/2026")
    assert not [d for d in guichet.demandes if d[0] == "PUT"]
    assert envoyer(visite, guichet, exemple)["fiche"]["faitLe"] == "2026-11-24"
    visite.propre()


@essai("une réponse SPE : préremplie, les cases et leurs lignes, ce qui dépend d'une case")
def reponse_spe(navigateur, guichet):
    noeuds = champs("reponse-spe")
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    visite.repondre("Ci-joint.")
    assert not visite.page.is_visible("#champs")
    visite.page.check("#avec-fiche")
    garde, autres = (place(visite.page, noeuds, cle)[0] for cle in ["/freins/gardeEnfants", "/orientation/autres"])
    assert garde.is_visible() and not autres.is_visible()
    taper(visite.page, noeuds, "/orientation/vers", "Autres")
    assert autres.is_visible()
    taper(visite.page, noeuds, "/orientation/autres", "PLIE")
    place(visite.page, noeuds, "/freins/prendreEnCompte")[0].get_by_label("des contraintes familiales").uncheck()
    assert not garde.is_visible()
    groupe = place(visite.page, noeuds, "/demandes/creerEntreprise")[0]
    groupe.get_by_label("Elaborer son projet").check()
    assert groupe.locator("[data-tete]").is_checked()
    place(visite.page, noeuds, "/demandes/changerRegion")[0].locator("[data-tete]").check()
    fiche = envoyer(visite, guichet, exemple)["fiche"]
    attendu = dict(exemple.contenu["fiche"], sens="partenaire-vers-agir")
    attendu["freins"] = {"difficultes": ["logement"], "developper": ["transport"]}
    attendu["orientation"] = {"vers": ["mission-locale", "autres"], "autres": "PLIE"}
    attendu["demandes"] = dict(attendu["demandes"], creerEntreprise=["elaborer"], changerRegion=[])
    assert fiche == attendu, json.dumps(fiche, ensure_ascii=False)
    # Une autre réponse, dans la même page : préremplie comme la première fois.
    visite.effacer("etat-reponse")
    visite.repondre("Encore.")
    assert not visite.page.is_visible("#champs")
    visite.page.check("#avec-fiche")
    assert garde.is_visible() and not autres.is_visible()
    assert envoyer(visite, guichet, exemple)["fiche"]["freins"] == exemple.contenu["fiche"]["freins"]
    visite.propre()
