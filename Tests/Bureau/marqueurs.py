"""Ce qui reste : dans le profil du navigateur, dans le dossier de l'agent, dans la mémoire de ce qui vit encore."""
import os
import pathlib
import random
import string
import subprocess
import tempfile

from atelier import PHRASE, RACINE, Atelier, Bureau, Heberges, module
from attaques import attaque
from ecrire import commencer, fiche
from matin import ML, OPERATEUR, pas
from navigateur import chromium
from onglet import Onglet
from playwright.sync_api import sync_playwright

cles = module("cles", RACINE / "Tests" / "EndToEnd" / "cles.py").cles


def marque():
    return "Mq" + "".join(random.choices(string.ascii_lowercase, k=12))


def formes(mots):
    """Chaque mot, en UTF-8 et en UTF-16, tel quel et sans majuscules, comme une recherche le plie."""
    return {(mot, octets) for mot in mots for texte in {mot, mot.lower()} for octets in (texte.encode(), texte.encode("utf-16-le"))}


def trouves(octets, mots):
    return sorted({mot for mot, forme in formes(mots) if forme in octets})


def memoire(pid):
    """Sa mémoire, par gdb ; en root, car il n'est pas à lire."""
    with tempfile.TemporaryDirectory() as dossier:
        subprocess.run(["gcore", "-a", "-o", dossier + "/core", str(pid)], check=True, capture_output=True)
        return pathlib.Path("%s/core.%d" % (dossier, pid)).read_bytes()


def sans_cles(octets, secrets, ou):
    for rang, secret in enumerate(secrets):
        for debut in (0, len(secret) // 2 - 12):
            assert secret[debut:debut + 24] not in octets, "une clé (%d) est dans la mémoire %s" % (rang, ou)


def fichiers(dossier):
    return [f for f in pathlib.Path(dossier).rglob("*") if f.is_file()]


def journee_marquee(onglet, mots):
    """Une matinée qui tape, cherche et lit ces mots : [nom, texte de la fiche, réponse, brouillon, recherche]."""
    onglet.bouton("Relever le courrier").lien("Revenir à « Ma journée »")
    onglet.champ("cherche").fill(mots[4])
    onglet.bouton("Chercher")
    onglet.champ("cherche").fill(mots[0])
    onglet.bouton("Chercher")
    onglet.ouvrir()
    onglet.dit(mots[0], mots[1])
    onglet.imprimer("marques")
    onglet.lien("Répondre").remplir(reponse="Réponse " + mots[2], nom="Modèle", prenom="Jean", fait_a="Grenoble")
    onglet.bouton("Contrôler avant d'envoyer").dit("Qui pourra la lire")
    commencer(onglet, OPERATEUR, "generique")
    for _ in range(30):
        if onglet.champ("beneficiaire.nom").count():
            break
        onglet.bouton("Enregistrer et continuer")
    onglet.champ("beneficiaire.nom").fill(mots[3])
    onglet.bouton("Enregistrer et continuer").aller().dit("Ma journée")


@attaque("le navigateur fermé et le bureau fini : ni le profil, ni le dossier, ni le service ne gardent un mot")
def profil_et_dossier():
    mots, atelier = [marque() for _ in range(5)], Atelier().deux_structures()
    try:
        atelier.recevoir([fiche(mots[0], texte=mots[1])])
        clair = atelier.sous_phrase("ml")
        for nom in ["envoi-0.json", "mot", "erreurs"]:
            (atelier.dossier / nom).unlink(missing_ok=True)
        bureau = Bureau(atelier, "ml")
        with tempfile.TemporaryDirectory() as profil, sync_playwright() as outil:
            contexte = outil.chromium.launch_persistent_context(
                profil, executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
            onglet = Onglet(contexte, bureau.base, mots)
            bureau.entrer(onglet)
            onglet.remplir(phrase=PHRASE).bouton("Ouvrir")
            journee_marquee(onglet, mots)
            pas("verrouillé : la mémoire du bureau n'a plus de clé, ni la phrase")
            onglet.bouton("Verrouiller").dit("Ouvrir mon identité")
            if os.geteuid() == 0:
                reste = memoire(bureau.processus.pid)
                sans_cles(reste, cles(clair), "du bureau verrouillé")
                assert PHRASE.encode() not in reste, "la phrase est dans la mémoire du bureau verrouillé"
                restent = trouves(reste, mots)
            else:
                restent = ["(pas root : non regardée)"]
            contexte.close()
            bureau.arreter()
            pas("le profil : adresses, titres, cache, saisies")
            for fichier in fichiers(profil):
                vus = trouves(fichier.read_bytes(), mots + [PHRASE])
                assert not vus, (fichier.relative_to(profil), vus)
        pas("le dossier, les deux états, les journaux")
        for fichier in fichiers(atelier.dossier):
            if fichier.suffix == ".phrase":
                continue
            vus = trouves(fichier.read_bytes(), mots + [PHRASE])
            assert not vus, (fichier, vus)
        if os.geteuid() == 0:
            pas("la mémoire du service, qui vit encore")
            service = memoire(int(atelier.dire('printf %s "${service[ml]}"')))
            assert not trouves(service, mots + [PHRASE])
            sans_cles(service, cles(clair), "du service")
        return "mots encore dans la mémoire du bureau verrouillé : %s" % (", ".join(restent) or "aucun")
    finally:
        atelier.finir()


@attaque("hébergé : verrouillée, la mémoire du processus n'a ni clé ni mot ; celle du frontal n'a jamais gardé de page")
def memoires_hebergees():
    if os.geteuid() != 0:
        return "passée : veut root (gcore)"
    mots, atelier = [marque() for _ in range(5)], Atelier().deux_structures()
    atelier.mot("accueillir", "sara", "operateur", "sara.referente", "referent")
    clair = atelier.sous_phrase("sara")
    maison = Heberges(atelier)
    try:
        with chromium() as autre, maison.navigateur(autre) as navigateur:
            onglet, nom = Onglet(navigateur.new_context(ignore_https_errors=True)), maison.installer("sara")
            onglet.base = maison.enroler(onglet, nom)
            onglet.remplir(phrase=PHRASE).bouton("Ouvrir")
            commencer(onglet, ML, "generique")
            for _ in range(30):
                if onglet.champ("beneficiaire.nom").count():
                    break
                onglet.bouton("Enregistrer et continuer")
            onglet.champ("beneficiaire.nom").fill(mots[0])
            onglet.bouton("Enregistrer et continuer").aller("brouillons").dit(mots[0])
            onglet.aller().champ("cherche").fill(mots[1])
            onglet.bouton("Chercher").aller()
            # Le contrôle : la session ouverte, ses clés sont bien là où on les cherche.
            ouverte = memoire(maison.prises[nom].processus.pid)
            assert any(secret[:24] in ouverte for secret in cles(clair)), "la mémoire ouverte n'a pas ses clés : rien n'est prouvé"
            onglet.bouton("Verrouiller").dit("Ouvrir mon identité")
            fermee = memoire(maison.prises[nom].processus.pid)
            sans_cles(fermee, cles(clair), "du bureau hébergé")
            assert not trouves(fermee, mots[:2] + [PHRASE]), trouves(fermee, mots[:2] + [PHRASE])
            frontal = memoire(maison.processus.pid)
            sans_cles(frontal, cles(clair), "du frontal")
            assert not trouves(frontal, mots[:2] + [PHRASE]), trouves(frontal, mots[:2] + [PHRASE])
            pas("le dossier hébergé : l'identité est sous le secret de la machine, aucun mot en clair")
            identite = (atelier.dossier / "sara" / "agent" / "identite.age").read_bytes()
            assert not identite.startswith(b"age-encryption.org"), "l'identité n'est que sous sa phrase"
            for fichier in fichiers(atelier.dossier / "sara") + fichiers(maison.dossier):
                assert not trouves(fichier.read_bytes(), mots[:2] + [PHRASE]), fichier
    finally:
        maison.arreter()
        atelier.finir()
