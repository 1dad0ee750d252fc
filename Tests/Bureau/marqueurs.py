"""Ce qui reste : dans le profil du navigateur, dans le dossier de l'agent, dans la mémoire de ce qui vit encore."""
import http.client
import os
import pathlib
import random
import select
import string
import subprocess
import sys
import tempfile
from urllib.parse import quote, urlencode

from atelier import PATIENCE, PHRASE, RACINE, Atelier, Bureau, Heberges, attendre, module
from attaques import Maison, attaque
from dehors import Mechant
from ecrire import commencer, fiche
from matin import OPERATEUR, pas
from navigateur import chromium
from onglet import Onglet
from playwright.sync_api import sync_playwright

cles = module("cles", RACINE / "Tests" / "EndToEnd" / "cles.py").cles
trouves = module("formes", RACINE / "Tests" / "EndToEnd" / "formes.py").trouves


def marque():
    return "Mq" + "".join(random.choices(string.ascii_lowercase, k=12))


def rien(octets, mots, ou):
    vus = trouves(octets, mots)
    assert not vus, "%s : %s" % (ou, vus)


def memoire(pid):
    """Sa mémoire, par gdb ; en root, car il n'est pas à lire."""
    with tempfile.TemporaryDirectory() as dossier:
        subprocess.run(["gcore", "-a", "-o", dossier + "/core", str(pid)], check=True, capture_output=True)
        return pathlib.Path("%s/core.%d" % (dossier, pid)).read_bytes()


def sans_cles(octets, secrets, ou):
    for rang, secret in enumerate(secrets):
        for debut in (0, len(secret) // 2 - 12):
            assert secret[debut:debut + 24] not in octets, "une clé (%d) est dans la mémoire %s" % (rang, ou)


def temoins():
    """Le contrôle de la recherche : un processus tient la phrase, d'une façon à la fois, et elle s'y trouve."""
    for corps in [PHRASE, urlencode({"phrase": PHRASE}), urlencode({"phrase": PHRASE}, quote_via=quote)]:
        tient = subprocess.Popen(
            [sys.executable, "-c", "import sys; tenu = sys.stdin.buffer.readline(); print(flush=True); sys.stdin.buffer.read()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            tient.stdin.write(corps.encode() + b"\n")
            tient.stdin.flush()
            tient.stdout.readline()
            assert trouves(memoire(tient.pid), [PHRASE]) == [PHRASE], "non trouvée : rien n'est prouvé (%s)" % corps
        finally:
            tient.communicate()


def a_peine_ouvert(onglet, pid, secrets):
    """Ouvert, puis verrouillé aussitôt : rien n'est passé par-dessus la phrase, qui n'y est déjà plus."""
    onglet.remplir(phrase=PHRASE).bouton("Ouvrir").dit("Ma journée")
    ouverte = memoire(pid)
    # Le contrôle : la session ouverte, ses clés sont bien là où on les cherche.
    assert any(secret[:24] in ouverte for secret in secrets), "la mémoire ouverte n'a pas ses clés : rien n'est prouvé"
    rien(ouverte, [PHRASE], "la mémoire du bureau à peine ouvert")
    onglet.bouton("Verrouiller").dit("Ouvrir mon identité")
    fermee = memoire(pid)
    sans_cles(fermee, secrets, "du bureau verrouillé aussitôt")
    rien(fermee, [PHRASE], "la mémoire du bureau verrouillé aussitôt")


def sans_soin(contexte):
    """Ce qu'un site qui ne prend aucun soin laisse dans un profil : la phrase de qui l'y tape, que la recherche doit trouver."""
    site, tapee = Mechant(), marque() + " tapée là, où rien ne la retient"
    site.pages = {"/": "<title>Un site</title><form method=post action=/envoi><input name=phrase><button>Envoyer</button></form>",
                  "/envoi": "<title>Envoyé</title><p>Reçu."}
    page = contexte.new_page()
    page.goto(site.adresse)
    page.fill("input", tapee)
    page.click("button")
    page.wait_for_url("**/envoi")
    site.shutdown()
    return tapee


def fichiers(dossier):
    return [f for f in pathlib.Path(dossier).rglob("*") if f.is_file()]


def journee_marquee(onglet, mots):
    """Une matinée qui tape, cherche et lit ces mots : [nom, texte de la fiche, réponse, brouillon,
    recherche, pièce]."""
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
    onglet.bouton("Enregistrer et continuer").bouton("Pièces jointes")
    onglet.champ("but-autre").check()
    onglet.champ("fichier").set_input_files([
        {"name": mots[5] + ".pdf", "mimeType": "application/pdf", "buffer": b"%%PDF-1.4\n%% %s\n%%%%EOF\n" % mots[5].encode()}])
    onglet.bouton("Joindre").dit(mots[5]).aller().dit("Ma journée")


def se_trouve(octets, mots):
    """Le contrôle : ouvert, ce qui fut lu et tapé se trouve là où l'on cherchera ensuite."""
    assert mots[0] in trouves(octets, mots), "la mémoire ouverte n'a aucun mot : rien n'est prouvé"


def finie(prise):
    """Si l'autre bout l'a close."""
    return bool(select.select([prise], [], [], 0)[0]) and prise.recv(1) == b""


@attaque("la connexion d'une écriture finit avec sa réponse, entière, et le dit ; celle d'une lecture reste")
def connexions():
    with Maison() as maison:
        agent = maison.dedans().agent
        lien = http.client.HTTPConnection(agent.hote, agent.port, timeout=PATIENCE)
        entetes = {"Cookie": agent.cookie, "Origin": maison.bureau.origine, "Sec-Fetch-Site": "same-origin",
                   "Content-Type": "application/x-www-form-urlencoded"}
        jeton = agent.jetons()[agent.chemin + "chercher"]["jeton"]
        cherche = urlencode({"jeton": jeton, "cherche": "INTACTE"}).encode()
        # Refusé avant d'être lu : la réponse arrive quand même.
        trop = b"jeton=" + b"a" * (4 << 20)
        for methode, page, corps, statut in [
                ("GET", "aide", None, 200), ("POST", "chercher", cherche, 303),
                ("GET", "aide", None, 200), ("POST", "chercher", trop, 303), ("POST", "inconnue", cherche, 404)]:
            lien.request(methode, agent.chemin + page, corps, entetes)
            prise = lien.sock.dup()
            reponse = lien.getresponse()
            reponse.read()
            assert reponse.status == statut, (methode, page, reponse.status)
            assert reponse.getheader("Connection") == ("close" if corps else None), (methode, page, reponse.getheaders())
            if corps:
                attendre(lambda: finie(prise), "la fin de la connexion d'une écriture")
            else:
                assert not finie(prise), (methode, page)
            prise.close()
        lien.close()
        maison.ouvert()


@attaque("le navigateur fermé et le bureau fini : ni le profil, ni le dossier, ni le service ne gardent un mot")
def profil_et_dossier():
    root = os.geteuid() == 0
    mots, atelier = [marque() for _ in range(6)], Atelier().deux_structures()
    cherches = mots + [PHRASE]
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
            if root:
                temoins()
                pas("verrouillé à peine ouvert : la phrase n'est nulle part")
                a_peine_ouvert(onglet, bureau.processus.pid, cles(clair))
            onglet.remplir(phrase=PHRASE).bouton("Ouvrir")
            journee_marquee(onglet, mots)
            if root:
                pas("verrouillé : la mémoire du bureau n'a plus ni clé, ni phrase, ni mot")
                se_trouve(memoire(bureau.processus.pid), mots)
                onglet.bouton("Verrouiller").dit("Ouvrir mon identité")
                reste = memoire(bureau.processus.pid)
                sans_cles(reste, cles(clair), "du bureau verrouillé")
                rien(reste, cherches, "la mémoire du bureau verrouillé")
            else:
                onglet.bouton("Verrouiller").dit("Ouvrir mon identité")
            tapee = sans_soin(contexte)
            contexte.close()
            bureau.arreter()
            pas("le profil : adresses, titres, cache, saisies ; ce qu'un autre site y laisse s'y trouve")
            lus = [(fichier.relative_to(profil), fichier.read_bytes()) for fichier in fichiers(profil)]
            assert any(trouves(octets, [tapee]) for _, octets in lus), "le profil ne garde rien d'un site sans soin : rien n'est prouvé"
            for fichier, octets in lus:
                rien(octets, cherches, fichier)
        pas("le dossier, les deux états, les journaux")
        for fichier in fichiers(atelier.dossier):
            if fichier.suffix != ".phrase":
                rien(fichier.read_bytes(), cherches, fichier)
        if root:
            pas("la mémoire du service, qui vit encore")
            service = memoire(int(atelier.dire('printf %s "${service[ml]}"')))
            rien(service, cherches, "la mémoire du service")
            sans_cles(service, cles(clair), "du service")
        return None if root else "sans les mémoires : veut root (gcore)"
    finally:
        atelier.finir()


@attaque("hébergé : verrouillée, la mémoire du processus n'a ni clé ni mot ; celle du frontal n'a jamais gardé de page")
def memoires_hebergees():
    if os.geteuid() != 0:
        return "passée : veut root (gcore)"
    mots, atelier = [marque() for _ in range(6)], Atelier().deux_structures()
    cherches = mots + [PHRASE]
    atelier.mot("accueillir", "hote", "ml", "hote.referent", "referent")
    # Qui écrit à la structure écrit à cet agent aussi.
    atelier.dire('agir ml carte exporter -o "$dossier/hote.carte"; agir operateur contact importer "$dossier/hote.carte"')
    atelier.recevoir([fiche(mots[0], texte=mots[1])])
    clair = atelier.sous_phrase("hote")
    maison = Heberges(atelier, "ml")
    try:
        with chromium() as autre, maison.navigateur(autre) as navigateur:
            onglet, nom = Onglet(navigateur.new_context(ignore_https_errors=True, locale="fr-FR")), maison.installer("hote")
            onglet.base = maison.enroler(onglet, nom)
            temoins()
            pas("verrouillé à peine ouvert : la phrase n'est nulle part")
            a_peine_ouvert(onglet, maison.prises[nom].processus.pid, cles(clair))
            rien(memoire(maison.processus.pid), [PHRASE], "la mémoire du frontal")
            onglet.remplir(phrase=PHRASE).bouton("Ouvrir")
            journee_marquee(onglet, mots)
            se_trouve(memoire(maison.prises[nom].processus.pid), mots)
            pas("verrouillé : ni clé, ni phrase, ni mot ; au frontal non plus")
            onglet.bouton("Verrouiller").dit("Ouvrir mon identité")
            fermee = memoire(maison.prises[nom].processus.pid)
            sans_cles(fermee, cles(clair), "du bureau hébergé")
            rien(fermee, cherches, "la mémoire du bureau hébergé, verrouillé")
            frontal = memoire(maison.processus.pid)
            sans_cles(frontal, cles(clair), "du frontal")
            rien(frontal, cherches, "la mémoire du frontal")
            pas("le dossier hébergé : l'identité est sous le secret de la machine, aucun mot en clair")
            identite = (atelier.dossier / "hote" / "agent" / "identite.age").read_bytes()
            assert not identite.startswith(b"age-encryption.org"), "l'identité n'est que sous sa phrase"
            for fichier in fichiers(atelier.dossier / "hote") + fichiers(maison.dossier):
                rien(fichier.read_bytes(), cherches, fichier)
    finally:
        maison.arreter()
        atelier.finir()
