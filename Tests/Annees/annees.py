#!/usr/bin/env python3
"""Ce que annees.sh fait jour après jour, et le contrôle de ce qui est gardé.

L'échéance de chaque pli est calculée ici, des faits que l'essai a lui-même saisis et des règles de rgpd.md,
« Retention » ; rien n'en est demandé aux programmes. De leurs bases, on lit ce qui est gardé (`gardes`), ce
qui est détruit (`tombes`), les clés, les procès-verbaux, les alarmes et les accusés.

    échéance = la plus proche de celles qui valent
    convention   la nôtre avec l'autre structure, du type du modèle, en vigueur le jour du scellé, d'un pli reçu
                 le jour où il vient (à défaut, de celui-ci, la dernière finie), d'après ce
                 que l'on en sait ou ce que l'on en savait alors (une fin saisie trop tard n'en sort pas ce
                 qui est parti entre-temps, qui serait gardé cinq ans) : sa fin (dernier avenant signé, ou
                 résiliation, un mois au moins après le courrier) + 2 mois
    personne     fin de l'accompagnement saisie ici + 3 ans ; ou sortie dite par un opérateur AGIR et
                 confirmée, mais jamais avant trente jours après sa réception ; rouvert, il n'en a plus.
                 Un pli reçu n'a de personne qu'une fois ouvert
    usage        le jour dit
    expediteur   d'un pli reçu, le jour que l'expéditeur demande (formats.md), ici soixante mois
    a-preciser   rien d'autre n'est connu : scellé + 24 mois + 3 ans
    exception    plus tard que tout cela, ce que le DPO a dit garder

Le jour calculé est le dernier où l'on garde : la destruction est du lendemain. Un contentieux suspend ce
qu'il vise ; d'une personne, aussi ce dont on ne sait pas encore de qui c'est, et qui n'en est pas exclu.
"""
import calendar
import collections
import datetime
import json
import os
import platform
import random
import signal
import sqlite3
import sys
import time
import zoneinfo

DOSSIER, EXEMPLE, DEPUIS, ANNEES, GRAINE, JOURS, ORIGINE, VITESSE = sys.argv[1:9]
ORIGINE, VITESSE = int(ORIGINE), int(VITESSE)
HEURE = [0, 0, 1]  # l'heure feinte, la vraie, et la vitesse, quand elle fut réglée
DEPUIS = datetime.date.fromisoformat(DEPUIS)
FIN = (DEPUIS + datetime.timedelta(int(JOURS)) if JOURS else
       datetime.date(DEPUIS.year + int(ANNEES), DEPUIS.month, min(DEPUIS.day, 28)) + datetime.timedelta(31))
PARIS = zoneinfo.ZoneInfo("Europe/Paris")
HASARD = random.Random(int(GRAINE))
UN_JOUR = datetime.timedelta(1)
STRUCTURE = {"operateur": "agir38.example", "ml": "ml-grenoble.example"}
AUTRE = {"operateur": "ml", "ml": "operateur"}


# --- les ordres donnés à annees.sh ---

def ordre(*mots):
    print("\x1f".join(str(mot) for mot in mots), flush=True)
    if sys.stdin.readline() != "fait\n":
        sys.exit(1)


def dire(texte):
    ordre("dire", texte)


def echouer(texte):
    *avant, dernier = texte.split("\n")
    for ligne in avant:
        dire(ligne)
    ordre("echouer", dernier)
    sys.exit(1)


def agir(qui, *mots, entree="", code=0):
    """Lance la commande de cet agent ; rend ce qu'elle écrit en JSON, s'il y en a."""
    ralentir()
    ordre("agir", code, qui, entree, *mots)
    if code == 0 and "--json" in mots:
        with open(f"{DOSSIER}/sortie") as fichier:
            return json.load(fichier)


# --- les dates ---

def plus_mois(jour, mois):
    """Même quantième, sinon le dernier jour du mois."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return datetime.date(annee, rang + 1, min(jour.day, calendar.monthrange(annee, rang + 1)[1]))


def date(annee, mois, jour):
    """Le jour de cette année de l'essai (0 : celle où il commence), ou le dernier de ce mois."""
    annee += DEPUIS.year
    return datetime.date(annee, mois, min(jour, calendar.monthrange(annee, mois)[1]))


def francais(jour):
    return f"{jour:%d/%m/%Y}" if jour else "jamais"


# --- ce que l'essai sait ---

class Convention:
    def __init__(self, reference, debut, terme):
        self.reference, self.debut, self.terme = reference, debut, terme
        self.avenants, self.resiliations = [], []

    def fin(self, termes):
        """None tant qu'elle n'est pas connue."""
        terme = max(self.avenants)[1] if self.avenants else self.terme
        fins = [termes.get(terme) if isinstance(terme, str) else terme]
        for recu, effet in self.resiliations:
            au_plus_tot = plus_mois(recu, 1)
            fins.append(max(effet, au_plus_tot) if effet else au_plus_tot)
        return min((fin for fin in fins if fin), default=None)

    def en_vigueur(self, jour, termes):
        fin = self.fin(termes)
        return self.debut <= jour and (fin is None or jour <= fin)


class Pli:
    """Un pli d'un côté : ce que cette structure en sait."""

    def __init__(self, cote, cle, objet, modele, scelle, personne, reelle, recu=None):
        self.de, self.id = cle
        self.objet, self.modele, self.scelle = objet, modele, scelle
        self.personne = personne  # de qui il est, pour cette structure ; None : elle ne l'a pas ouvert
        self.reelle = reelle      # de qui il est
        self.recu = recu          # None : c'est elle qui l'a envoyé
        self.usage = None
        self.detruit = None
        # Les conventions alors en vigueur, pour ce que l'on en savait.
        self.alors = {c.reference for c in cote.conventions.values() if c.en_vigueur(recu or scelle, cote.termes)}
        cote.plis[cle] = self

    @property
    def cle(self):
        return self.de, self.id


class Suspension:
    def __init__(self, n, genre, quoi, jusqua=None):
        self.n, self.genre, self.quoi, self.jusqua = n, genre, quoi, jusqua
        self.exclus = set()


class Cote:
    """Une structure, son service et ses faits."""

    def __init__(self, qui):
        self.qui, self.structure, self.autre = qui, STRUCTURE[qui], STRUCTURE[AUTRE[qui]]
        self.conventions, self.termes = {}, {}
        self.plis = {}
        self.fins = collections.defaultdict(lambda: None)  # personne : fin saisie ici
        self.sorties = collections.defaultdict(list)       # personne : (sortie confirmée, jamais avant)
        self.suspensions = []
        self.marche, self.retour = True, None  # le jour où il redémarre
        self.lu, self.alarme = 0, -1           # ce qui est lu de ce qu'il dit, et de son journal
        self.alarmes = collections.Counter()

    # ce que disent les règles

    def couvrantes(self, pli):
        if pli.modele != "spe":
            return []
        jour = pli.recu or pli.scelle
        en_cours = [c for c in self.conventions.values()
                    if c.reference in pli.alors or c.en_vigueur(jour, self.termes)]
        if en_cours or not pli.recu:
            return en_cours
        finies = [c for c in self.conventions.values() if (c.fin(self.termes) or jour) < jour]
        return [c for c in finies if c.fin(self.termes) == max(c.fin(self.termes) for c in finies)]

    def echeances(self, pli):
        """Toutes celles qui valent, avec leur règle."""
        valent = [(plus_mois(fin, 2), "convention")
                  for fin in (c.fin(self.termes) for c in self.couvrantes(pli)) if fin]
        if pli.personne is not None:
            valent += [(max(plus_mois(fin, 36), plancher), "personne")
                       for fin, plancher in self.sorties[pli.personne]]
            if self.fins[pli.personne]:
                valent.append((plus_mois(self.fins[pli.personne], 36), "personne"))
        if pli.usage:
            valent.append((pli.usage, "usage"))
        if not valent:
            valent.append((plus_mois(pli.scelle, 24 + 36), "a-preciser"))
        if pli.recu:
            demande = plus_mois(pli.scelle, 60)
            if pli.personne is None:
                demande = max(demande, pli.recu + 90 * UN_JOUR)
            valent.append((demande, "expediteur"))
        return valent

    def echeance(self, pli):
        """Le dernier jour où on le garde, et la règle, ou les règles, qui le disent."""
        valent = self.echeances(pli)
        derniere = min(quand for quand, _ in valent)
        regles = {regle for quand, regle in valent if quand == derniere}
        for suspension in self.suspensions:
            if suspension.jusqua and suspension.jusqua > derniere and self.vise(suspension, pli):
                derniere, regles = suspension.jusqua, {"exception"}
        return derniere, regles

    def vise(self, suspension, pli):
        if suspension.genre == "fiche":
            return suspension.quoi == pli.cle
        if suspension.genre == "convention":
            return suspension.quoi in (c.reference for c in self.couvrantes(pli))
        if pli.personne is None:
            return not suspension.jusqua and pli.cle not in suspension.exclus
        return pli.personne == suspension.quoi

    def suspendu(self, pli):
        return any(not s.jusqua and self.vise(s, pli) for s in self.suspensions)

    def purger(self, jour):
        for pli in self.gardes():
            quand, regles = self.echeance(pli)
            if quand < jour and not self.suspendu(pli):
                pli.detruit = jour, regles

    def gardes(self):
        return [pli for pli in self.plis.values() if not pli.detruit]

    def retenus(self, jour):
        """Gardés par un contentieux ou une exception au-delà de l'échéance qu'ils auraient sans cela."""
        return sum(min(self.echeances(pli))[0] < jour for pli in self.gardes())

    def envoi(self, jour):
        """Ce que la convention dit d'un envoi SPE : « en-vigueur », « finie » ou « aucune »."""
        if any(c.en_vigueur(jour, self.termes) for c in self.conventions.values()):
            return "en-vigueur"
        finies = [c for c in self.conventions.values() if (c.fin(self.termes) or jour) < jour]
        return "finie" if finies else "aucune"

    # ce que dit le service

    def lire(self, base, requete, *valeurs):
        lien = sqlite3.connect(f"file:{DOSSIER}/{self.qui}/etat/{base}.sqlite?mode=ro", uri=True, timeout=30)
        try:
            return lien.execute(requete, valeurs).fetchall()
        finally:
            lien.close()

    def attendre_purge(self, jour):
        """Le service a dit que la purge de ce jour est faite."""
        attendu, fin = f"purge du jour faite jour={jour}", time.monotonic() + 120
        chemin = f"{DOSSIER}/{self.qui}/service.log"
        while True:
            if os.path.getsize(chemin) < self.lu:
                self.lu = 0
            with open(chemin, "rb") as fichier:
                fichier.seek(self.lu)
                lignes = fichier.read().split(b"\n")
            for ligne in lignes[:-1]:
                self.lu += len(ligne) + 1
                if b"horloge" in ligne:
                    echouer(f"{self.qui}, {francais(jour)} : le service doute de l'heure : {ligne.decode()}")
                if attendu in ligne.decode():
                    return
            if time.monotonic() > fin:
                echouer(f"{self.qui} : la purge du {francais(jour)} n'est pas faite")
            time.sleep(0.02)

    def fautes(self, jour):
        """En quoi ce qui est gardé et détruit n'est pas ce qui doit l'être."""
        gardes = set(self.lire("liaison", "SELECT de, id FROM gardes"))
        tombes = {(de, id): (regle.rsplit("-v", 1)[0], le, etat) for de, id, regle, le, etat in
                  self.lire("liaison", "SELECT de, id, regle, le, etat FROM tombes")}
        cles = set(self.lire("cles", "SELECT de, id FROM cles"))
        contenus = set(self.lire("liaison", "SELECT de, id FROM blobs"))
        dus = {pli.cle for pli in self.gardes()}
        partis = {pli.cle for pli in self.plis.values() if pli.detruit}
        fautes = []
        for cle in sorted(gardes & partis):
            fautes.append("gardé au-delà de son échéance : " + self.decrire(cle))
        for cle in sorted(dus - gardes):
            regle = tombes.get(cle, ("aucune tombe",))[0]
            fautes.append(f"détruit à tort ({regle}) : " + self.decrire(cle))
        for cle in sorted((gardes | set(tombes)) - dus - partis):
            fautes.append(f"pli que l'essai ne connaît pas : {cle}")
        for cle in sorted(partis - set(tombes) - gardes):
            fautes.append("parti sans tombe : " + self.decrire(cle))
        for nom, la in (("clés", cles), ("contenus", contenus)):
            if la != gardes:
                fautes.append(f"{nom} et plis gardés ne vont pas ensemble : {sorted(la ^ gardes)[:3]}")
        for cle in sorted(partis & set(tombes)):
            regle, le, etat = tombes[cle]
            quand, regles = self.plis[cle].detruit
            if regle not in regles:
                fautes.append(f"détruit par la règle {regle} : " + self.decrire(cle))
            if etat != "detruit":
                fautes.append(f"à l'état {etat} : " + self.decrire(cle))
            if datetime.datetime.fromtimestamp(le, PARIS).date() != quand:
                fautes.append(f"tombe du {datetime.datetime.fromtimestamp(le, PARIS)} au lieu du "
                              f"{francais(quand)} : " + self.decrire(cle))
        return fautes

    def decrire(self, cle):
        pli = self.plis[cle]
        valent = ", ".join(f"{regle} {francais(quand)}" for quand, regle in sorted(self.echeances(pli)))
        suspendu = "; suspendu" if self.suspendu(pli) else ""
        detruit = f"; à détruire le {francais(pli.detruit[0])}" if pli.detruit else ""
        return (f"{pli.objet} {pli.modele or ''} {pli.id} de {pli.de}, scellé le {francais(pli.scelle)}, "
                f"personne {pli.personne} (en vérité {pli.reelle}), échéances : {valent}{suspendu}{detruit}")

    def controler(self, jour, secondes=0):
        """Compare ; un peu plus tard, si la purge que l'on attend n'a pas de ligne au journal."""
        fin = time.monotonic() + secondes
        while True:
            fautes = self.fautes(jour)
            if not fautes:
                break
            if time.monotonic() > fin:
                echouer("\n".join(f"{self.qui}, le {francais(jour)} : {faute}" for faute in fautes[:10])
                        + f"\n{len(fautes)} faute(s) de conservation chez {self.qui} le {francais(jour)}")
            time.sleep(0.05)
        for n, ligne in self.lire(
                "liaison", "SELECT n, ligne FROM journal WHERE n > ? AND instr(ligne, '\"acte\":\"alarme\"') > 0",
                self.alarme):
            self.alarme = n
            detail = json.loads(ligne).get("detail", "")
            self.alarmes[detail] += 1
            if detail == "horloge":
                echouer(f"{self.qui}, le {francais(jour)} : alarme d'horloge")

    def proces_verbaux(self):
        return len(self.lire("liaison", "SELECT numero FROM purges WHERE note IS NOT NULL"))


COTES = {qui: Cote(qui) for qui in STRUCTURE}
OPERATEUR, ML = COTES["operateur"], COTES["ml"]
comptes = collections.Counter()
par_annee = []


# --- les personnes et les fiches ---

PERSONNES = [f"38030{n:05}" for n in range(20101, 20113)]


def fiche(qui, modele, personne, jour):
    """Le fichier d'une fiche de ce jour sur cette personne."""
    with open(EXEMPLE.replace("spe", modele)) as fichier:
        contenu = json.load(fichier)
    rang = PERSONNES.index(personne)
    contenu["beneficiaire"].update(
        numeroAGDREF=personne, nom=f"SPECIMEN{rang}", dateNaissance=f"{DEPUIS.year - 18}-03-14")
    if modele == "spe":
        contenu["beneficiaire"]["dateContratAGIR"] = str(jour - 30 * UN_JOUR)
    else:
        contenu["beneficiaire"].update(
            dateProtection=str(jour - 90 * UN_JOUR), dateSignatureCIR=str(jour - 60 * UN_JOUR))
        with open(EXEMPLE) as fichier:
            spe = json.load(fichier)
        contenu.update({nom: spe[nom] for nom in ("operateurAGIR", "partenaire")})
    contenu["sens"] = "agir-vers-partenaire" if qui == "operateur" else "partenaire-vers-agir"
    contenu["faitLe"] = str(jour)
    chemin = f"{DOSSIER}/{qui}/fiche-{modele}-{rang}.json"
    with open(chemin, "w") as fichier:
        json.dump(contenu, fichier)
    return chemin


def envoyer(qui, modele, personne, jour):
    """Rend la clé du pli ; None si la convention finie a fait refuser l'envoi, comme il se doit."""
    cote, autre = COTES[qui], COTES[AUTRE[qui]]
    mots = ["envoyer", fiche(qui, modele, personne, jour), "--a", autre.structure, "--attendre", "900", "--json"]
    if modele == "spe":
        avis = cote.envoi(jour)
        if avis == "finie":
            agir(qui, *mots, code=77)
            comptes["refus"] += 1
            return None
        if avis == "aucune":
            agir(qui, *mots, code=65)
            mots.append("--confirmer-avertissements")
            comptes["sans convention"] += 1
    elif qui == "operateur":
        mots.append("--confirmer-avertissements")  # le modèle « spe » est attendu d'une mission locale
    else:
        mots += ["--sans-copie-ofii", "essai"]  # une mission locale oriente : la DT OFII n'est pas de l'essai
    reponse = agir(qui, *mots)
    if reponse["statut"] not in ("remis", "ouvert"):
        echouer(f"envoi du {francais(jour)} : {reponse}")
    cle = cote.structure, reponse["id"]
    Pli(cote, cle, "fiche", modele, jour, personne, personne)
    Pli(autre, cle, "fiche", modele, jour, None, personne, recu=jour)
    comptes["fiches"] += 1
    return cle


def ouvrir(qui, cle):
    pli = COTES[qui].plis[cle]
    if not pli.detruit and pli.personne is None:
        agir(qui, "ouvrir", cle[1], "--json")
        pli.personne = pli.reelle
        comptes["ouvertes"] += 1


def usage(qui, pli, jusqua):
    agir(qui, "fiche", "usage", pli.id, "--jusqua", jusqua, "--json")
    pli.usage = jusqua
    comptes["usages"] += 1


# --- les faits ---

def convenir(qui, reference, debut, terme):
    agir(qui, "convention", "ajouter", "--avec", COTES[qui].autre, "--type", "spe", "--reference", reference,
         "--debut", debut, "--echeance", terme, "--json")
    COTES[qui].conventions[reference] = Convention(reference, debut, terme)
    comptes["conventions"] += 1


def avenant(qui, reference, signe, terme):
    agir(qui, "convention", "avenant", reference, "--signe", signe, "--echeance", terme, "--json")
    COTES[qui].conventions[reference].avenants.append((signe, terme))
    comptes["avenants"] += 1


def resilier(qui, reference, recu, effet=None):
    agir(qui, "convention", "resilier", reference, "--courrier-recu", recu, "--json",
         *(["--effet", effet] if effet else []))
    COTES[qui].conventions[reference].resiliations.append((recu, effet))
    comptes["résiliations"] += 1


def terme(qui, nom, le):
    agir(qui, "convention", "echeance", nom, le, "--json")
    COTES[qui].termes[nom] = le


def clore(qui, rang, le, jour):
    """La fin de l'accompagnement ; la sortie part vers l'autre structure, si elle a eu une fiche."""
    cote, autre, personne = COTES[qui], COTES[AUTRE[qui]], PERSONNES[rang]
    connus = {cle for c in COTES.values() for cle in c.plis}
    reponse = agir(qui, "accompagnement", "clore", "-", "--le", le, "--json", entree=personne)
    cote.fins[personne] = le
    comptes["accompagnements clos"] += 1
    for nom in reponse["prevenues"]:
        (cle,) = [c for c in cote.lire("liaison", "SELECT de, id FROM gardes") if c not in connus]
        Pli(cote, cle, "sortie", None, jour, personne, personne)
        fin = time.monotonic() + 60
        while cle not in autre.lire("liaison", "SELECT de, id FROM gardes"):
            if time.monotonic() > fin:
                echouer(f"la sortie de {nom} n'est pas remise")
            time.sleep(0.05)
        Pli(autre, cle, "sortie", None, jour, None, personne, recu=jour)


def confirmer_sortie(qui, rang):
    cote, personne = COTES[qui], PERSONNES[rang]
    for pli in cote.gardes():
        if pli.objet == "sortie" and pli.reelle == personne and pli.personne is None:
            reponse = agir(qui, "sortie", "confirmer", pli.id, "--json")
            pli.personne = personne
            # D'une autre structure qu'un opérateur AGIR, c'est une information.
            if qui == "ml":
                le = datetime.date.fromisoformat(reponse["le"])
                cote.sorties[personne].append((le, pli.recu + 30 * UN_JOUR))
            comptes["sorties confirmées"] += 1


def rouvrir(qui, rang, le):
    agir(qui, "accompagnement", "rouvrir", "-", "--le", le, "--motif", "Retour au programme", "--json",
         entree=PERSONNES[rang])
    COTES[qui].fins[PERSONNES[rang]] = None
    COTES[qui].sorties[PERSONNES[rang]].clear()
    comptes["accompagnements rouverts"] += 1


def portee(genre, quoi):
    return {"fiche": ("--fiche", quoi[1] if genre == "fiche" else ""), "personne": ("--personne", "-"),
            "convention": ("--convention", quoi)}[genre]


def contentieux(qui, nom, genre, quoi, revue, jour):
    n = agir(qui, "contentieux", "ouvrir", *portee(genre, quoi), "--motif", f"Recours {nom}",
             "--revue", revue, "--json", entree=quoi if genre == "personne" else "")["n"]
    COTES[qui].suspensions.append(Suspension(n, genre, quoi))
    ouverts[nom] = n
    comptes["contentieux"] += 1


def exception(qui, nom, genre, quoi, jusqua):
    n = agir(qui, "exception", "ajouter", *portee(genre, quoi), "--base", "Règlement FAMI, article 53",
             "--document", "Pièces justificatives", "--jusqua", jusqua, "--json",
             entree=quoi if genre == "personne" else "")["n"]
    COTES[qui].suspensions.append(Suspension(n, genre, quoi, jusqua))
    ouverts[nom] = n
    comptes["exceptions"] += 1


def lever(qui, nom, jour):
    """Clôt un contentieux : ce qui n'est de personne est d'abord ouvert ou exclu ; la purge est immédiate."""
    cote, n = COTES[qui], ouverts[nom]
    (suspension,) = [s for s in cote.suspensions if s.n == n]
    if suspension.genre == "personne" and not suspension.jusqua:
        inconnus = [pli for pli in cote.gardes() if pli.personne is None]
        if inconnus:
            agir(qui, "contentieux", "clore", n, code=65)
        for pli in inconnus:
            if pli.objet == "fiche" and HASARD.random() < 0.3:
                ouvrir(qui, pli.cle)
            else:
                agir(qui, "fiche", "exclure", pli.id, "--contentieux", n, "--json")
                suspension.exclus.add(pli.cle)
                comptes["exclusions"] += 1
    agir(qui, "contentieux", "clore", n, "--json")
    cote.suspensions.remove(suspension)
    cote.purger(jour)
    cote.controler(jour, secondes=60)


def executer(qui, jour):
    """La purge que le DPO lance lui-même."""
    cote = COTES[qui]
    avant = len(cote.gardes())
    cote.purger(jour)
    detruits = agir(qui, "purge", "executer", "--json")["detruits"]
    if detruits != avant - len(cote.gardes()):
        echouer(f"{qui}, le {francais(jour)} : purge executer détruit {detruits} plis")
    cote.controler(jour)


def renouveler(qui):
    agir(qui, "structure", "renouveler")


def arreter(qui):
    ordre("arreter", qui)
    COTES[qui].marche = False


def demarrer(qui, jour):
    ordre("demarrer", qui)
    cote = COTES[qui]
    cote.marche, cote.lu = True, 0
    cote.attendre_purge(jour)
    cote.purger(jour)
    cote.controler(jour)
    comptes["redémarrages"] += 1


def sauvegarder(qui):
    ordre("service", "sauvegarder", f"{DOSSIER}/copies-{qui}", "--etat", f"{DOSSIER}/{qui}/etat", "--a", cle_publique)
    comptes["sauvegardes"] += 1


ouverts = {}


# --- le scénario : ce qui arrive quel jour ---

A_FAIRE = collections.defaultdict(list)


def le(annee, mois, jour, action, *valeurs):
    """Cette action, ce jour de cette année de l'essai ; « JOUR » parmi ses valeurs est celui où elle se fait."""
    A_FAIRE[date(annee, mois, jour)].append((action, valeurs))


def choisir(qui, regle, premier=False):
    """Un pli gardé de ce côté, qui va à sa fin par cette règle, s'il y en a ; au hasard, ou le premier."""
    cote = COTES[qui]
    fiches = [pli for pli in cote.gardes() if pli.objet == "fiche"]
    choix = [pli for pli in fiches if regle in cote.echeance(pli)[1]] or fiches
    return min(choix, key=cote.echeance) if premier else HASARD.choice(choix)


def contentieux_fiche(qui, nom, regle, revue, jour):
    contentieux(qui, nom, "fiche", choisir(qui, regle, premier=True).cle, revue, jour)


def exception_fiche(qui, nom, regle, jusqua):
    exception(qui, nom, "fiche", choisir(qui, regle, premier=True).cle, jusqua)


def usage_un(qui, jusqua):
    usage(qui, choisir(qui, "a-preciser"), jusqua)


def fiche_ouverte(qui, modele, rang, jour):
    cle = envoyer(qui, modele, PERSONNES[rang], jour)
    if cle:
        ouvrir(AUTRE[qui], cle)


def scenario():
    # Les conventions de l'opérateur. La première est résiliée : 31/01 + 1 mois, puis + 2 mois.
    le(0, 12, 5, convenir, "operateur", "SPE-1", date(0, 1, 1), date(1, 12, 31))
    le(1, 2, 2, resilier, "operateur", "SPE-1", date(1, 1, 31))
    le(1, 3, 5, convenir, "operateur", "SPE-2", date(1, 3, 5), date(1, 6, 30))
    # Du 31/12 : gardées jusqu'au 29/02 d'une année bissextile, et exceptées jusqu'au 15/06.
    le(1, 7, 12, convenir, "operateur", "SPE-3", date(1, 7, 12), date(1, 12, 31))
    le(2, 1, 20, exception, "operateur", "SPE-3", "convention", "SPE-3", date(2, 3, 15))
    # Deux à la fois en décembre ; celle-ci finit avec l'accord-cadre, dit trop tard, puis dit autrement.
    le(1, 12, 10, convenir, "operateur", "SPE-4", date(1, 12, 10), "accord-cadre")
    le(2, 9, 20, terme, "operateur", "accord-cadre", date(2, 8, 31))
    le(2, 10, 5, terme, "operateur", "accord-cadre", date(2, 12, 31))
    # Deux avenants, saisis dans le désordre : le dernier signé vaut. Puis une résiliation, dont l'effet
    # nommé est trop proche.
    le(3, 1, 15, convenir, "operateur", "SPE-5", date(3, 1, 15), date(3, 4, 30))
    le(3, 5, 25, avenant, "operateur", "SPE-5", date(3, 5, 20), date(3, 9, 30))
    le(3, 6, 10, avenant, "operateur", "SPE-5", date(3, 5, 10), date(3, 6, 15))
    le(3, 8, 3, resilier, "operateur", "SPE-5", date(3, 7, 31), date(3, 8, 10))
    le(3, 9, 10, convenir, "operateur", "SPE-6", date(3, 9, 10), date(4, 12, 31))
    # Un courrier du 31/01, saisi deux mois après : ce qui est parti depuis la fin, le 28/02, finit avec elle.
    le(4, 3, 25, resilier, "operateur", "SPE-6", date(4, 1, 31))
    le(4, 4, 9, convenir, "operateur", "SPE-7", date(4, 4, 9), date(5, 8, 31))
    # Allongée après sa fin et après la purge : ce qui est détruit ne revient pas.
    le(5, 11, 10, avenant, "operateur", "SPE-7", date(5, 11, 8), date(6, 3, 31))

    # Celles de la mission locale ne sont pas les mêmes.
    le(0, 12, 9, convenir, "ml", "ML-1", date(0, 6, 1), date(1, 4, 30))
    le(1, 5, 15, avenant, "ml", "ML-1", date(1, 5, 10), date(1, 5, 31))
    le(1, 6, 20, convenir, "ml", "ML-2", date(1, 6, 1), "accord-cadre")
    le(2, 9, 25, terme, "ml", "accord-cadre", date(2, 12, 31))
    le(3, 1, 10, convenir, "ml", "ML-3", date(3, 1, 1), date(4, 2, 28))
    le(4, 3, 1, convenir, "ml", "ML-4", date(4, 3, 1), date(5, 12, 31))
    le(5, 2, 3, resilier, "ml", "ML-4", date(5, 1, 31), date(5, 4, 15))
    le(5, 5, 6, convenir, "ml", "ML-5", date(5, 5, 1), date(6, 12, 31))

    # Les accompagnements.
    for rang in range(len(PERSONNES)):
        le(0, 12, 6 + rang % 3, fiche_ouverte, "operateur", "generique", rang, "JOUR")
        le(0, 12, 20 + rang % 3, fiche_ouverte, "ml", "generique", rang, "JOUR")
    le(1, 1, 22, clore, "operateur", 1, date(1, 1, 20), "JOUR")
    le(1, 2, 1, confirmer_sortie, "ml", 1)
    # Close, rouverte avant que les trois ans finissent, close de nouveau.
    le(1, 1, 16, clore, "operateur", 3, date(1, 1, 15), "JOUR")
    le(1, 2, 20, confirmer_sortie, "ml", 3)
    le(3, 12, 1, rouvrir, "operateur", 3, date(3, 12, 1))
    le(4, 2, 10, clore, "operateur", 3, date(4, 2, 10), "JOUR")
    le(1, 7, 1, clore, "operateur", 6, date(1, 6, 30), "JOUR")
    le(1, 7, 1, confirmer_sortie, "ml", 6)
    # Le 29 février, et la veille du 1er mars trois ans après.
    le(2, 2, 29, clore, "operateur", 2, date(2, 2, 29), "JOUR")
    le(2, 3, 2, confirmer_sortie, "ml", 2)
    # Celle de la mission locale n'est pour l'opérateur qu'une information.
    le(2, 6, 1, clore, "ml", 5, date(2, 5, 31), "JOUR")
    le(2, 6, 2, confirmer_sortie, "operateur", 5)
    # Saisie et reçue : la plus proche.
    le(2, 1, 12, clore, "ml", 8, date(2, 1, 10), "JOUR")
    le(2, 4, 2, clore, "operateur", 8, date(2, 3, 31), "JOUR")
    le(2, 4, 3, confirmer_sortie, "ml", 8)
    le(2, 2, 20, clore, "operateur", 7, date(2, 2, 20), "JOUR")
    le(2, 4, 12, clore, "ml", 7, date(2, 4, 10), "JOUR")
    le(2, 5, 2, confirmer_sortie, "ml", 7)
    # Rouverte là où la sortie fut confirmée : plus rien ne court.
    le(3, 6, 1, rouvrir, "ml", 1, date(3, 6, 1))
    # Dite quatre ans après : détruit le lendemain, et chez l'autre trente jours après.
    le(5, 2, 10, clore, "operateur", 4, date(1, 3, 1), "JOUR")
    le(5, 2, 12, confirmer_sortie, "ml", 4)

    # Les contentieux et les exceptions.
    le(1, 4, 10, contentieux_fiche, "operateur", "fiche", "convention", date(1, 7, 10), "JOUR")
    le(1, 7, 15, lever, "operateur", "fiche", "JOUR")
    le(1, 5, 1, contentieux, "ml", "personne", "personne", PERSONNES[9], date(1, 10, 31), "JOUR")
    le(1, 8, 20, lever, "ml", "personne", "JOUR")
    le(1, 7, 20, contentieux, "ml", "convention", "convention", "ML-1", date(1, 12, 20), "JOUR")
    le(1, 10, 5, lever, "ml", "convention", "JOUR")
    le(1, 9, 2, exception_fiche, "ml", "exception", "a-preciser", date(3, 9, 1))
    le(2, 5, 20, lever, "ml", "exception", "JOUR")
    # Revu tous les cinq mois : un autre s'ouvre avant que le premier se close.
    le(4, 5, 20, contentieux, "operateur", "p6", "personne", PERSONNES[6], date(4, 10, 20), "JOUR")
    le(4, 10, 20, contentieux, "operateur", "p6-revu", "personne", PERSONNES[6], date(5, 3, 20), "JOUR")
    le(4, 10, 20, lever, "operateur", "p6", "JOUR")
    # Celui-ci dépasse sa date de revue : il suspend toujours.
    le(5, 5, 2, lever, "operateur", "p6-revu", "JOUR")
    le(3, 2, 20, contentieux, "operateur", "SPE-4", "convention", "SPE-4", date(3, 8, 20), "JOUR")
    le(3, 7, 1, contentieux, "ml", "p0", "personne", PERSONNES[0], date(3, 12, 31), "JOUR")
    le(3, 9, 1, lever, "operateur", "SPE-4", "JOUR")
    le(4, 6, 1, lever, "ml", "p0", "JOUR")
    le(5, 1, 2, contentieux_fiche, "ml", "fiche-2", "personne", date(5, 7, 2), "JOUR")
    le(5, 6, 20, lever, "ml", "fiche-2", "JOUR")

    # Les usages : fini hier, aujourd'hui, demain, plus tard ; changé.
    for annee in range(1, 6):
        for mois, qui in ((2, "operateur"), (3, "ml"), (6, "operateur"), (8, "ml"), (11, "operateur")):
            quand = date(annee, mois, 11 + annee)
            for ecart in (-1, 0, 1, 20, 45 * annee):
                A_FAIRE[quand + (2 + ecart % 3) * UN_JOUR].append(
                    (usage_un, (qui, quand + (2 + ecart % 3 + ecart) * UN_JOUR)))
    le(1, 10, 20, usage_un, "operateur", date(1, 10, 19))
    le(1, 10, 20, executer, "operateur", "JOUR")
    le(1, 4, 2, usage_change)
    le(2, 4, 2, usage_change)
    le(4, 4, 2, usage_change)


def usage_change():
    """Un jour d'usage allongé, un autre raccourci."""
    un, autre = choisir("operateur", "a-preciser"), choisir("ml", "a-preciser")
    for qui, pli, premier, second in (("operateur", un, 10, 25), ("ml", autre, 30, 5)):
        usage(qui, pli, aujourdhui + premier * UN_JOUR)
        usage(qui, pli, aujourdhui + second * UN_JOUR)


def oubliee(personne, jour):
    """Les trois ans sont passés : on n'écrit plus sur elle. Le service a pu oublier cette fin, ce qui est juste
    une fois que plus rien d'elle n'est gardé ; une nouvelle fiche serait alors d'une personne nouvelle."""
    fins = [fin for cote in COTES.values()
            for fin in [cote.fins[personne], *(fin for fin, _ in cote.sorties[personne])] if fin]
    return any(plus_mois(fin, 36) < jour for fin in fins)


def journee(jour, rang):
    """Ce qui arrive ce jour-là, une fois la purge faite."""
    actions = A_FAIRE.pop(jour, [])
    if not all(cote.marche for cote in COTES.values()):
        A_FAIRE[jour + UN_JOUR][:0] = actions
        return
    # Un service redémarre.
    if rang % 45 == 30:
        qui = ("operateur", "ml")[rang // 45 % 2]
        arreter(qui)
        demarrer(qui, jour)
    if rang % 30 == 7:
        sauvegarder("operateur")
        sauvegarder("ml")
    if rang % 300 == 299:
        renouveler("operateur")
        renouveler("ml")
    for action, valeurs in actions:
        action(*(jour if valeur == "JOUR" else valeur for valeur in valeurs))
    if rang % 3 == 1:
        tirage = HASARD.random()
        qui, modele = (("operateur", "spe") if tirage < 0.6 else
                       ("ml", "spe") if tirage < 0.8 else ("ml", "generique"))
        cle = envoyer(qui, modele, HASARD.choice([p for p in PERSONNES if not oubliee(p, jour)]), jour)
        tirage = HASARD.random()
        if cle and tirage < 0.55:
            ouvrir(AUTRE[qui], cle)
        elif cle and tirage < 0.8:
            A_FAIRE[jour + HASARD.randint(1, 120) * UN_JOUR].append((ouvrir, (AUTRE[qui], cle)))
    # Une panne de trois jours, dont deux se passent sans lui.
    if rang % 180 == 89:
        qui = ("ml", "operateur")[rang // 180 % 2]
        arreter(qui)
        COTES[qui].retour = jour + 3 * UN_JOUR


def secondes(jour, heure, minute):
    return int(datetime.datetime(jour.year, jour.month, jour.day, heure, minute, tzinfo=PARIS).timestamp())


# Les appels où un fil attend quelque chose : futex, epoll_wait, epoll_pwait, rt_sigsuspend, nanosleep,
# clock_nanosleep, poll, ppoll, et restart_syscall, qui reprend ceux-là après un arrêt.
ATTENTES = {"x86_64": {202, 232, 281, 130, 35, 230, 7, 271, 219}, "aarch64": {98, 22, 133, 101, 115, 73, 128}}


def attend(pid, port):
    """Tous ses fils attendent, et rien ne lui arrive : aucun n'est entre ses lectures de deux horloges, ni une
    demande d'un partenaire, qui dit l'heure, entre les deux."""
    for fil in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{fil}/stat") as fichier:
            if fichier.read().rsplit(")", 1)[1].split()[0] != "T":
                return False
        with open(f"/proc/{pid}/task/{fil}/syscall") as fichier:
            if int(fichier.read().split()[0].replace("running", "-1")) not in ATTENTES[platform.machine()]:
                return False
    with open(f"/proc/{pid}/net/tcp") as fichier:
        prises = [ligne.split() for ligne in fichier.readlines()[1:]]
    return all(prise[4] == "00000000:00000000" for prise in prises
               if port in (int(prise[1].split(":")[1], 16), int(prise[2].split(":")[1], 16)))


def regler(feinte, vitesse):
    """L'heure feinte est celle-ci, et va à cette vitesse. L'échange est atomique : elle est lue à chaque appel."""
    HEURE[:] = feinte, time.time(), vitesse
    with open(f"{DOSSIER}/heure.neuve", "w") as fichier:
        fichier.write(f"{feinte - ORIGINE - (HEURE[1] - ORIGINE) * vitesse:+.3f} x{vitesse}\n")
    os.rename(f"{DOSSIER}/heure.neuve", f"{DOSSIER}/heure")


def ralentir():
    """Le temps des commandes : les trente secondes qu'attend l'agent en durent au moins six."""
    if HEURE[2] > 5:
        regler(HEURE[0] + (time.time() - HEURE[1]) * HEURE[2], 5)


def sauter(quand):
    """L'heure feinte saute. Les services sont figés le temps du saut, à un moment où ils ne font rien : lues
    l'une avant et l'autre après, leurs deux horloges ne diraient pas la même chose."""
    services = []
    for cote in COTES.values():
        if cote.marche:
            with open(f"{DOSSIER}/{cote.qui}/pid") as fichier:
                services.append(tuple(map(int, fichier.read().split())))

    def signaler(numero, pause):
        for pid, _ in services:
            os.kill(pid, numero)
        time.sleep(pause)

    for _ in range(300):
        signaler(signal.SIGSTOP, 0.001)
        try:
            if all(attend(*service) for service in services):
                break
        except (PermissionError, KeyError):
            break  # on ne peut pas le savoir ici
        signaler(signal.SIGCONT, 0.002)
    else:
        signaler(signal.SIGSTOP, 0.001)
        comptes["sauts sans attendre"] += 1
    regler(quand, VITESSE)
    signaler(signal.SIGCONT, 0)


def bilan(titre, debut):
    """Les comptes depuis un état d'avant."""
    depuis = {nom: n - debut.get(nom, 0) for nom, n in etat().items()}
    dire(f"{titre} : {depuis.pop('jours')} jours contrôlés, {depuis.pop('fiches')} fiches envoyées "
         f"({depuis.pop('ouvertes')} ouvertes, {depuis.pop('refus')} envois refusés, convention finie)")
    for qui in COTES:
        regles = ", ".join(f"{n} {nom.split('/')[2]}" for nom, n in sorted(depuis.items())
                           if nom.startswith(f"{qui}/regle/") and n)
        retenus = (maximum if debut else plus_haut)[qui]
        dire(f"    {qui} : détruits {depuis.get(f'{qui}/detruits', 0)} ({regles or 'aucun'}) ; "
             f"{depuis.get(f'{qui}/pv', 0)} procès-verbaux ; retenus au plus {retenus} ; "
             f"gardés à la fin {len(COTES[qui].gardes())} ; alarmes {depuis.get(f'{qui}/alarmes', 0)}, "
             f"d'horloge {depuis.get(f'{qui}/horloge', 0)}")
    autres = ", ".join(f"{nom} {n}" for nom, n in sorted(depuis.items()) if "/" not in nom and n)
    dire(f"    faits : {autres}")


def etat():
    tout = collections.Counter({nom: 0 for nom in ("jours", "fiches", "ouvertes", "refus")})
    tout.update(comptes)
    for qui, cote in COTES.items():
        detruits = [pli for pli in cote.plis.values() if pli.detruit]
        tout[f"{qui}/detruits"] = len(detruits)
        for pli in detruits:
            tout[f"{qui}/regle/{'='.join(sorted(pli.detruit[1]))}"] += 1
        tout[f"{qui}/pv"] = cote.proces_verbaux()
        tout[f"{qui}/alarmes"] = sum(cote.alarmes.values())
        tout[f"{qui}/horloge"] = cote.alarmes["horloge"]
    return tout


def a_la_fin():
    """Les journaux et les bases se vérifient ; ce qui fut reçu et détruit, son expéditeur le sait."""
    for qui, cote in COTES.items():
        if not cote.marche:
            demarrer(qui, aujourdhui)
    for qui, cote in COTES.items():
        autre = COTES[AUTRE[qui]]
        fin = time.monotonic() + 120
        while True:
            dits = set(autre.lire(
                "liaison", "SELECT id FROM accuses WHERE de = ? AND pour = ? AND statut = 'purge'",
                autre.structure, cote.structure))
            manquent = {pli.id for pli in cote.plis.values() if pli.detruit and pli.recu} - {id for (id,) in dits}
            if not manquent:
                break
            if time.monotonic() > fin:
                echouer(f"{autre.qui} n'a pas l'accusé « purge » de {len(manquent)} pli(s), dont "
                        + autre.decrire((autre.structure, min(manquent))))
            time.sleep(0.2)
        dire(f"{autre.qui} a l'accusé « purge » de chacun des {len(dits)} plis que {qui} a reçus puis détruits")
        inscrits = set()
        if os.path.exists(f"{DOSSIER}/{qui}/etat/tombes"):
            with open(f"{DOSSIER}/{qui}/etat/tombes") as fichier:
                inscrits = {(t["de"], t["id"]) for t in map(json.loads, fichier)}
        if inscrits != {pli.cle for pli in cote.plis.values() if pli.detruit}:
            echouer(f"{qui} : le fichier « tombes » ne nomme pas ce qui est détruit")
    for qui in COTES:
        agir(qui, "journal", "verifier")
    for qui in COTES:
        arreter(qui)
        ordre("service", "verifier", "--etat", f"{DOSSIER}/{qui}/etat")
    dire("Les deux journaux et les deux bases se vérifient.")


ordre("service", "cle-de-sauvegarde", f"{DOSSIER}/cle.txt")
with open(f"{DOSSIER}/sortie") as fichier:
    cle_publique = fichier.read().strip()
scenario()
maximum, plus_haut = collections.Counter(), collections.Counter()
debut, jour, rang, depart = etat(), DEPUIS, 0, time.monotonic()
while jour < FIN:
    aujourdhui = jour
    # À toute heure, et souvent juste après minuit, quand à Greenwich c'est encore la veille.
    heure, minute = (0, 5) if HASARD.random() < 0.4 else (HASARD.randint(1, 20), HASARD.randint(0, 59))
    if rang == 0:
        heure, minute = 9, 0
    sauter(secondes(jour, heure, minute))
    for qui, cote in COTES.items():
        if not cote.marche:
            if jour < cote.retour:
                comptes["jours de panne"] += 1
                continue
            demarrer(qui, jour)
        else:
            cote.attendre_purge(jour)
            cote.purger(jour)
            cote.controler(jour)
        retenus = cote.retenus(jour)
        maximum[qui], plus_haut[qui] = max(maximum[qui], retenus), max(plus_haut[qui], retenus)
    comptes["jours"] += 1
    journee(jour, rang)
    jour, rang = jour + UN_JOUR, rang + 1
    if (jour.month, jour.day) == (DEPUIS.month, DEPUIS.day):
        bilan(f"Année {jour.year - DEPUIS.year}, jusqu'au {francais(jour - UN_JOUR)} "
              f"({time.monotonic() - depart:.0f} s)", debut)
        for qui, cote in COTES.items():
            if cote.marche:
                agir(qui, "journal", "verifier")
        debut, maximum = etat(), collections.Counter()
bilan(f"Encore un mois, jusqu'au {francais(jour - UN_JOUR)}", debut)
bilan("En tout", {})
a_la_fin()
dire(f"Rien de gardé au-delà de son échéance, rien de détruit avant elle, en {time.monotonic() - depart:.0f} s.")
ordre("fini")
