"""Ce que le bureau coûte, sur la boucle locale, à un agent qui a dix mille fiches, et à qui écrit : vitesse.py [FICHES]

Les pages qui se demandent par un GET, celles de SANS exceptées, sous 50 ms à la médiane ; celles qu'une écriture rend ne
sont pas mesurées, ni rien derrière un frontal. Une recherche sous 100 ms (la première, qui lit tout, sous une seconde),
80 Mio, le départ sous 400 ms et scrypt ; puis les touches, les pages et les secondes d'une fiche et d'une réponse, à côté de celles
du terminal. Code 1 au-delà."""
import concurrent.futures
import json
import os
import re
import statistics
import subprocess
import sys
import time

from atelier import BINAIRES, PHRASE, RACINE, Atelier, Bureau, attendre
from attaques import commencer_a_la_main
from dehors import Page, Programme
from ecrire import champs, demandes, fiche
from matin import ML, Matin
from navigateur import chromium
from onglet import Clavier

TOURS = 21
# Millisecondes, Kio, secondes.
PAGE, RECHERCHE, PREMIERE, DEPART, MEMOIRE, FICHE = 50, 100, 1_000, 400, 80 << 10, 120
# Un rythme humain (keystroke-level model : une frappe ordinaire, un instant de réflexion par page, ou par question).
FRAPPE, REFLEXION = 0.28, 1.35
ECARTS = []
GESTES = []
MESUREES = []
# Les routes qui se lisent et ne sont pas mesurées, et pourquoi.
SANS = {
    "bureau.css": "un fichier", "bureau.js": "un fichier", "entree/:mot": "une fois", "envoi/:fiche/fichier": "un fichier",
    "envoi/:fiche/feuille": "le même, à imprimer",
    "fiche/:fiche/piece/:rang": "un fichier",
    "bienvenue": "avant l'identité", "bienvenue/second": "de même", "bienvenue/reprise": "de même", "bienvenue/structure": "de même"}


def borne(quoi, mesure, limite, unite):
    tenue = mesure <= limite
    print("%-44s %8.1f %s%s" % (quoi, mesure, unite, "" if tenue else "   AU-DELÀ de %g" % limite), flush=True)
    if not tenue:
        ECARTS.append(quoi)


def remplir(atelier, nombre):
    """Autant de fiches reçues, d'autant de personnes, par cinq agents de l'opérateur : le service ne prend d'un seul que
    vingt mille demandes en cinq minutes."""
    agents = ["operateur", *("collegue%d" % rang for rang in range(4))]
    for agent in agents[1:]:
        atelier.mot("accueillir", agent, "operateur", agent + ".referent", "referent")

    def envoyer(qui, rangs):
        dossier = atelier.dossier / qui / "agent"
        fichier = atelier.dossier / ("envoi-%s.json" % qui)
        for rang in rangs:
            fichier.write_text(json.dumps(fiche("Nom%05d" % rang, numero="%010d" % (3_800_000_000 + rang),
                                                texte="Parcours numéro %d. " % rang + "Métiers et formations. " * 20)))
            subprocess.run(
                [BINAIRES / "agir-liaison", "envoyer", fichier, "--a", "ml-grenoble.example", "--confirmer-avertissements",
                 "--sans-delai", "--dossier", dossier, "--service", "unix:%s" % (atelier.dossier / "operateur" / "s.sock")],
                check=True, capture_output=True)
            # Ce que l'expéditeur retient de ses personnes n'est pas ce qui se mesure.
            if rang % 200 < len(agents):
                (dossier / "repertoire.age").unlink(missing_ok=True)
    with concurrent.futures.ThreadPoolExecutor(2) as deux:
        for tache in [deux.submit(envoyer, qui, range(debut, nombre, len(agents))) for debut, qui in enumerate(agents)]:
            tache.result()
    attendre(lambda: len(json.loads(atelier.dire("agir ml boite reception --tout --json 2> /dev/null"))) == nombre,
             "la remise de %d fiches" % nombre, 900)


def repondre(atelier):
    """Ce que cet agent a envoyé : une réponse ; et un partenaire sans clé, qui se modifie."""
    reponse = atelier.dossier / "reponse.json"
    atelier.dire("agir ml boite reception; agir ml repondre 1 -o %s" % reponse)
    reponse.write_text(json.dumps({**json.loads(reponse.read_text()), "faitA": "Grenoble"}))
    atelier.agir("ml", "envoyer", reponse, "--a", "agir38.example", "--confirmer-avertissements", "--sans-delai")
    atelier.agir("ml", "contact", "ajouter", "voisin.example", "--libelle", "Voisin", "--type", "autre", "--voie", "papier")


def durees(agent, page, envoi=None):
    """Millisecondes de chaque tour ; la réponse est entière."""
    temps = []
    for _ in range(TOURS):
        debut = time.perf_counter()
        statut, _, corps = agent.demander(page, envoi)
        temps.append((time.perf_counter() - debut) * 1_000)
        assert statut == 200 and "</html>" in corps, (page, statut)
    return temps


def guichet(atelier):
    """Un envoi de l'opérateur par un guichet, qui se montre sur un terminal : son dernier."""
    fichier = atelier.dossier / "guichet.json"
    fichier.write_text(json.dumps(fiche("Guichetière")))
    atelier.agir("operateur", "contact", "ajouter", "voiron.france-travail.example", "--libelle", "France Travail Voiron",
                 "--type", "france-travail", "--telephone", "04 76 00 00 00", "--telephone-source", "annuaire", "--voie", "guichet")
    atelier.mot("ouvrir_guichet", fichier)


def serveur(nombre):
    atelier = Atelier()
    # Avant que les services ne partent : ils ouvrent des guichets.
    atelier.dire('source "$racine/Tests/EndToEnd/guichets.sh"')
    atelier.deux_structures()
    try:
        debut = time.monotonic()
        remplir(atelier, nombre)
        print("%d fiches en %d s" % (nombre, time.monotonic() - debut), flush=True)
        repondre(atelier)
        atelier.sous_phrase("ml")
        departs = []
        for _ in range(5):
            bureau = Bureau(atelier, "ml")
            agent, debut = Programme(bureau), time.monotonic()
            agent.entrer()
            assert agent.demander()[0] == 200
            departs.append((bureau.attente + time.monotonic() - debut) * 1_000)
            bureau.arreter()
        borne("du départ à la première page", statistics.median(departs), DEPART, "ms")
        bureau = Bureau(atelier, "ml")
        agent = Programme(bureau)
        agent.entrer()
        debut = time.monotonic()
        statut, _, _ = agent.envoyer("deverrouiller", {"phrase": PHRASE})
        assert statut == 303, statut
        print("%-44s %8.1f s" % ("scrypt, à l'ouverture", time.monotonic() - debut))
        debut, gestes = time.monotonic(), 0
        # Tant qu'une page le propose : de la dernière fiche aussi, l'agent sait de qui elle est.
        corps = agent.demander()[2]
        while gestes < 100 and (jeton := Page(corps).formulaires.get(agent.chemin + "relever")):
            statut, _, corps = agent.demander("relever", jeton)
            assert statut == 200, statut
            gestes += 1
        assert gestes >= nombre / 500, gestes
        assert "Pas encore lue" not in agent.demander()[2]
        print("%-44s %8.1f s" % ("relever, en %d gestes" % gestes, time.monotonic() - debut))
        mesurer(agent, nombre)
        chercher(atelier, agent, nombre)
        borne("mémoire, tout ouvert et cherché", bureau.memoire() / 1_024, MEMOIRE / 1_024, "Mio")
        bureau.arreter()
        chez_l_operateur(atelier)
        toutes_mesurees()
    finally:
        atelier.finir()


def mesurer(agent, nombre):
    def lien(page, debut, apres=""):
        return re.search(r'href="%s(%s[^"]+%s)"' % (re.escape(agent.chemin), debut, apres), agent.demander(page)[2])[1]

    mot, envoyee = lien("", "fiche/"), lien("boite/envoi/1", "fiche/")
    personne = lien(mot, "personne/")
    brouillon = "brouillon/" + commencer_a_la_main(agent)
    # Une correction est une fiche entière : elle peut partir.
    statut, entetes, _ = agent.envoyer(envoyee + "/corriger", depuis=envoyee)
    assert statut == 303, statut
    prete = entetes["location"].removeprefix(agent.chemin).rpartition("/")[0]
    partenaire = re.search(r'id="partenaire-([^"]+)"', agent.demander("brouillons")[2])[1]
    pages = {
        "Ma journée": "", "attendues": "attendues", "une page de la boîte": "boite/reception/1",
        "la dernière page": "boite/reception/%d" % ((nombre + 49) // 50), "la boîte, par personne": "boite/reception/1/personne",
        "les envoyées": "boite/envoi/1", "une fiche": mot, "une fiche envoyée": envoyee, "son suivi": mot + "/suivi",
        "répondre": mot + "/repondre", "partager": mot + "/partager", "rattacher": mot + "/rattacher", "retirer": envoyee + "/retirer",
        "un envoi": envoyee.replace("fiche/", "envoi/"), "la personne": personne, "lui écrire": personne + "/ecrire", "brouillons": "brouillons",
        "écrire": brouillon + "/1", "contrôler": brouillon + "/controle", "pièces": brouillon + "/pieces", "envoyer": prete + "/envoyer",
        "partenaires": "partenaires", "comparer": "partenaires/" + partenaire, "déclarer un partenaire": "partenaire/declarer",
        "modifier un partenaire": lien("partenaires", "partenaire/modifier/"), "un problème": "probleme", "mon compte": "compte",
        "la phrase": "compte/phrase", "les clés": "compte/cles", "absence": "absence", "départ": "depart", "ce qui est sorti": "copies",
        "aide": "aide"}
    for page in sorted(set(re.findall(r'href="%s(probleme/[^"?#]+)"' % re.escape(agent.chemin), agent.demander("probleme")[2]))):
        pages[page] = page
    for quoi, page in pages.items():
        mesurer_page(agent, quoi, page)


def mesurer_page(agent, quoi, page):
    MESUREES.append(page)
    borne(quoi, statistics.median(durees(agent, page)), PAGE, "ms")


def chez_l_operateur(atelier):
    """Ce que l'autre n'a pas, chez l'opérateur, qui a tout envoyé : le tableau de l'OFII, le guichet d'une fiche."""
    guichet(atelier)
    bureau = Bureau(atelier, "operateur")
    agent = Programme(bureau)
    agent.entrer()
    agent.ouvrir()
    mot = re.search(r'href="%s(fiche/[^"]+)"' % re.escape(agent.chemin), agent.demander("boite/envoi/1")[2])[1]
    assert "Refaire" in agent.demander(mot + "/guichet")[2]
    mesurer_page(agent, "le guichet d'une fiche", mot + "/guichet")
    mesurer_page(agent, "OFII du mois", "ofii")
    bureau.arreter()


def toutes_mesurees():
    """Une route de plus est une page de plus à mesurer."""
    for source in (RACINE / "Sources" / "agir-liaison-bureau" / "Server").glob("*.swift"):
        for route in re.findall(r'(?<!parameters\.)\bget\(\s*(?:router, )?"([^"]*)"', source.read_text()):
            motif = re.sub(r":\w+", "[^/]+", route)
            assert route in SANS or any(re.fullmatch(motif, page) for page in MESUREES), "pas mesurée : " + route


def chercher(atelier, agent, nombre):
    jeton = agent.jetons()[agent.chemin + "chercher"]
    debut = time.perf_counter()
    assert agent.demander("chercher", {**jeton, "cherche": "Nom00000"})[0] == 200
    borne("la première recherche, qui lit tout", (time.perf_counter() - debut) * 1_000, PREMIERE, "ms")
    for quoi, texte in [("chercher une personne", "nom%05d" % (nombre - 1)), ("chercher un numéro", "%010d" % (3_800_000_000 + nombre // 2)),
                        ("chercher ce que personne n'a", "zzz introuvable"), ("chercher ce que toutes ont", "operateur agir")]:
        temps = durees(agent, "chercher", {**jeton, "cherche": texte})
        borne(quoi, statistics.median(temps), RECHERCHE, "ms")
    # La dernière peut avoir une réponse, qui se trouve aussi.
    trouve = agent.demander("chercher", {**jeton, "cherche": "nom%05d" % (nombre // 2)})[2]
    assert "Nom%05d" % (nombre // 2) in trouve and "Une fiche est trouvée" in trouve
    temps = []
    for rang in range(5):
        nom, fichier = "Nouvelle" + "abcde"[rang], atelier.dossier / "nouvelle.json"
        fichier.write_text(json.dumps(fiche(nom, numero="%010d" % (3_900_000_000 + rang))))
        id_ = json.loads(atelier.agir("operateur", "envoyer", fichier, "--a", "ml-grenoble.example",
                                      "--confirmer-avertissements", "--sans-delai", "--json"))["id"]
        attendre(lambda: any(x["id"] == id_ and x["statut"] == "remis" for x in atelier.boite("operateur", "envoi")), "la remise")
        # Elle arrive sur « Ma journée », se lit ; une autre page, pour que rien ne soit plus en cours.
        mot = re.search(r'class="qui" href="%s(fiche/[^"]+)"' % re.escape(agent.chemin), agent.demander()[2])[1]
        assert nom in agent.demander(mot)[2]
        agent.demander(mot + "/suivi")
        debut = time.perf_counter()
        trouve = agent.demander("chercher", {**jeton, "cherche": nom.lower()})[2]
        temps.append((time.perf_counter() - debut) * 1_000)
        assert nom in trouve and "Une fiche est trouvée" in trouve, nom
    borne("chercher ce qui vient d'être lu", statistics.median(temps), RECHERCHE, "ms")


# Les gestes.

def humain(touches, pages, secondes):
    return touches * FRAPPE + pages * REFLEXION + secondes


def montrer(quoi, touches, ecrans, secondes, limite=None):
    """Au bureau les écrans sont des pages, au terminal des questions."""
    total = humain(touches, ecrans, secondes)
    GESTES.append("| %s | %d | %d | %.0f |" % (quoi, touches, ecrans, total))
    if limite and total > limite:
        ECARTS.append(quoi)


def saisir_au_clavier(clavier, valeurs):
    """Ce qui n'est pas déjà là se tape ; le reste se passe."""
    for _ in range(40):
        if clavier.page.url.endswith("/controle"):
            return
        for nom in demandes(clavier.page):
            valeur = valeurs.get(nom)
            if valeur is None:
                continue
            if isinstance(valeur, (list, bool)) or clavier.page.locator('input[type=radio][name="%s"]' % nom).count():
                for une in valeur if isinstance(valeur, list) else [{True: "oui", False: "non"}.get(valeur, valeur)]:
                    if not clavier.page.locator('input[name="%s"][value="%s"]' % (nom, une)).is_checked():
                        clavier.choisir(nom, une)
            elif clavier.onglet.champ(nom).input_value() != str(valeur):
                clavier.jusqua('[id="%s"]' % nom).presser("Control+a").taper(str(valeur))
        clavier.suivre('button[value="suite"]')
    raise AssertionError("la saisie ne finit pas")


def envoyer_au_clavier(clavier):
    for case in clavier.page.locator('input[name="accepte"]').all():
        clavier.jusqua('[id="%s"]' % case.get_attribute("id")).presser("Space")
    clavier.suivre('button[value="envoyer"]')
    assert "/envoi/" in clavier.page.url, clavier.onglet.fautes()


def gestes():
    with chromium() as navigateur:
        with Matin(navigateur, "ml", avant=lambda a: a.recevoir([fiche("REPONDUE")])) as matin:
            clavier, debut = Clavier(matin.onglet), time.monotonic()
            matin.onglet.pages = 0
            clavier.suivre("td a.qui").suivre('a[href$="/repondre"]').jusqua("#reponse").taper("Nous la recevons.")
            clavier.jusqua("#date").taper("03/12/2027").jusqua("#heure").taper("10 h")
            for nom, texte in [("nom", "Modèle"), ("prenom", "Jean"), ("fait-a", "Grenoble")]:
                clavier.jusqua("#" + nom).taper(texte)
            clavier.suivre('button[value="controler"]')
            envoyer_au_clavier(clavier)
            montrer("une réponse, au bureau", clavier.touches, matin.onglet.pages, time.monotonic() - debut)
            matin.atelier.agir("ml", "boite", "reception")
            montrer("une réponse, au terminal", *terminal(matin.atelier, "ml", [
                ("ouvrir 1", ""), ("repondre 1 -o %s/reponse.json", REPONSE), ("envoyer %s/reponse.json --a agir38.example", "")]))
        connue = fiche("CONNUE", "Amina", "3803012345")
        with Matin(navigateur, avant=lambda a: a.recevoir([connue])) as matin:
            valeurs = {n: v for n, v in champs(connue).items() if n != "faitLe"}
            onglet = matin.onglet
            onglet.ouvrir()
            onglet.lien("La personne")
            clavier, onglet.pages, debut = Clavier(onglet), 0, time.monotonic()
            clavier.suivre('a.bouton[href$="/ecrire"]')
            partenaire = onglet.page.get_by_label(ML, exact=True).get_attribute("value")
            clavier.choisir("partenaire", partenaire).choisir("modele", "spe").suivre("form.feuille button.bouton")
            saisir_au_clavier(clavier, {**valeurs, "informationsComplementaires": "Elle cherche une formation de comptable."})
            clavier.suivre('a.bouton[href$="/envoyer"]')
            envoyer_au_clavier(clavier)
            montrer("une fiche SPE d'une personne connue, au bureau", clavier.touches, onglet.pages, time.monotonic() - debut, FICHE)
            # Le numéro est celui de la liste d'avant : sa première fiche.
            montrer("une fiche SPE d'une personne connue, au terminal", *terminal(matin.atelier, "operateur", [
                ("nouvelle --modele spe --depuis 1 --a ml-grenoble.example -o %s/connue.json", CONNUE),
                ("envoyer %s/connue.json --a ml-grenoble.example", "")]))
            onglet.aller("brouillons")
            clavier, onglet.pages, debut = Clavier(onglet), 0, time.monotonic()
            clavier.choisir("partenaire", partenaire).choisir("modele", "spe").suivre("form.feuille button.bouton")
            saisir_au_clavier(clavier, {**valeurs, "beneficiaire.nom": "INCONNUE", "beneficiaire.numeroAGDREF": "3803054321"})
            clavier.suivre('a.bouton[href$="/envoyer"]')
            envoyer_au_clavier(clavier)
            montrer("une fiche SPE entière, au bureau", clavier.touches, onglet.pages, time.monotonic() - debut)
            montrer("une fiche SPE entière, au terminal", *terminal(matin.atelier, "operateur", [
                ("nouvelle --modele spe -o %s/fiche.json", questions()), ("envoyer %s/fiche.json --a ml-grenoble.example", "")]))
    print("\n".join(["| geste | touches | pages ou questions | secondes, à un rythme humain |", "|---|---|---|---|", *GESTES]), flush=True)


# La même chose qu'au bureau, où le rendez-vous a ses deux champs, et d'où l'on sait maintenant qui répond, et où.
REPONSE = "Informations complémentaires => Nous la recevons le 03/12/2027 à 10 h.|.\nEnregistrer => oui\n"
CONNUE = "Informations complémentaires => Elle cherche un travail de comptable.|.\nEnregistrer => oui\n"


def questions():
    """Les réponses du scénario de la saisie guidée, sans ses fautes et ses détours."""
    scenario = (RACINE / "Tests" / "EndToEnd" / "scenarios" / "saisie-guidee.txt").read_text().split("% ls operateur")[0]
    lignes = [ligne[2:] for ligne in scenario.splitlines() if ligne.startswith("? ")]
    detours = re.compile(r"=> (<|\?|quitter|38 03|30/02/2002|Amine)$")
    justes = {"AGDREF": "AGDREF => 3803012345", "Date de naissance": "Date de naissance => 14/03/2002",
              "prénom : le prénom => Amine": "prénom : le prénom => Amina"}
    gardees = []
    for ligne in lignes:
        question = ligne.split(" => ")[0]
        if question.startswith(("Il faut", "Réponse actuelle", "Cette date", "00/00")):
            continue
        gardees.append(justes.get(ligne, justes.get(question, ligne)) if detours.search(ligne) else ligne)
    return "\n".join(ligne for ligne in gardees if not detours.search(ligne)) + "\n"


def terminal(atelier, qui, commandes):
    """Ces commandes, tapées, et les réponses à ce qu'elles demandent : (touches, questions, secondes)."""
    reponses, compte = atelier.dossier / "reponses", atelier.dossier / "compte"
    touches, questions_, debut = 0, 0, time.monotonic()
    for commande, texte in commandes:
        reponses.write_text(texte)
        atelier.dire("COMPTE=%s au_clavier %s %s %s" % (
            compte, qui, reponses, commande.replace("%s", str(atelier.dossier))))
        posees, tapees = map(int, compte.read_text().split())
        # Qui est dans son dossier ne tape pas où il est.
        touches += len("agir-liaison %s\n" % commande.replace("%s/", "")) + tapees
        questions_ += posees
    return touches, questions_, time.monotonic() - debut


def main():
    nombre = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000 if os.environ.get("TOUTES") == "oui" else 600
    serveur(nombre)
    gestes()
    print("Tout tient." if not ECARTS else "AU-DELÀ : " + ", ".join(ECARTS))
    return 1 if ECARTS else 0


if __name__ == "__main__":
    sys.exit(main())
