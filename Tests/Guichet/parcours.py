"""Le guichet vu d'un partenaire qui n'a qu'un navigateur et un téléphone : parcours.py [NOM...]

Ferme sur « N passed, N failed »."""
import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import traceback

import scellement
import serveur
from exemple import Exemple, piece
from navigateur import PATIENCE, Visite, chromium

MOTS = serveur.liste_de_mots()
ESSAIS = []
NON_TROUVE = "the server responded with a status of 4"
COMPTE_DES_CALCULS = """window.__calculs = 0; const deriver = crypto.subtle.deriveKey;
crypto.subtle.deriveKey = function (...a) { __calculs++; return deriver.apply(this, a); };"""


def essai(phrase):
    return lambda fonction: ESSAIS.append((phrase, fonction))


@essai("le lien, les mots, la fiche ; rien n'est demandé avant le clic, l'adresse perd son fragment")
def ouverture(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet)
    depuis = len(guichet.demandes)
    visite.aller(exemple)
    page = visite.page
    page.wait_for_timeout(300)
    assert page.url == guichet.adresse + "/guichet" and page.title() == "Document confidentiel"
    assert not [d for d in guichet.demandes[depuis:] if "/v1/" in d[1]]
    accueil = page.inner_text("#accueil")
    for attendu in ["Opérateur AGIR de l'Isère", "dpo@agir38.example", "saura que le document a été ouvert",
                    "guichet.agir38.example", "ce serveur ne peut pas le lire", "reste lisible ici"]:
        assert attendu in accueil, attendu
    assert "est un fichier" not in accueil and "dans ce fichier" not in accueil
    page.fill("#mots", " ".join(exemple.phrase[:2]))
    assert visite.texte("#compte") == "2 mots sur 7"
    debut = time.monotonic()
    visite.ouvrir(exemple)
    duree = time.monotonic() - debut
    assert page.title() == "Document confidentiel" and page.url.endswith("/guichet")
    assert "Fiche de liaison entre l'opérateur AGIR" in visite.texte("#formulaire")
    assert "25/12/2026" in visite.texte("#limite") and "Claire Exemple" in visite.texte("#expediteur")
    assert page.evaluate("document.activeElement.id") == "titre-document"
    assert page.input_value("#mots") == ""
    visite.jusqua(lambda: [d for d in guichet.demandes if d[0] == "POST"])
    preuves = [d for d in guichet.demandes if d[0] == "POST"]
    assert [json.loads(p[2]) for p in preuves] == [{"preuve": exemple.contenu["preuve"]}]
    assert not [d for d in guichet.demandes if exemple.jeton in d[1] or exemple.phrase[0] in str(d)]
    assert scellement.ouvrir_contenu(guichet.contenus[exemple.nom], exemple.phrase, exemple.jeton) == exemple.contenu
    visite.propre()
    return "%.2f s" % duree


@essai("majuscules, accents, virgules, apostrophes : les mêmes mots")
def normalisation(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    a, b, *reste = exemple.phrase
    for tape in [", ".join(exemple.phrase).upper(), "  " + "-".join(exemple.phrase) + ".",
                 "%s ; %s\u0301 ’ %s" % (a.capitalize(), b, "\u00a0".join(reste).title())]:
        assert scellement.mots(tape) == exemple.phrase
        visite = Visite(navigateur.new_context(), guichet)
        visite.ouvrir(exemple, tape).propre()
        visite.page.context.close()


@essai("espaces insécables, tirets de toute sorte, signes que nul ne voit : les mots que lit aussi PhraseTests")
def tapees(navigateur, guichet):
    exemple = Exemple(MOTS)
    exemple.phrase = ["abeille", "cafe", "ecureuil", "oeuf", "loupe", "etoile", "zebre"]
    exemple.poser(guichet)
    for tape in json.loads((pathlib.Path(__file__).parent / "../Phrase/tapees.json").read_text()):
        assert scellement.mots(tape) == exemple.phrase, tape
        visite = Visite(navigateur.new_context(), guichet)
        visite.ouvrir(exemple, tape).propre()
        visite.page.context.close()


@essai("un mot hors de la liste est nommé aussitôt, sans rien demander ; il en faut sept")
def hors_liste(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).aller(exemple)
    depuis = len(guichet.demandes)
    visite.taper(" ".join(exemple.phrase[:2] + ["xylophone"] + exemple.phrase[3:]))
    assert "3e mot, « xylophone »" in visite.texte("#faute-mots"), visite.texte("#faute-mots")
    assert visite.page.get_attribute("#mots", "aria-invalid") == "true"
    assert visite.page.evaluate("document.activeElement.id") == "mots"
    visite.taper(" ".join(exemple.phrase[:6]))
    assert visite.texte("#faute-mots") == "Il faut sept mots ; il y en a 6."
    visite.axe()
    assert not [d for d in guichet.demandes[depuis:] if "/v1/" in d[1]]
    visite.propre()


@essai("des mots faux, dix fois, puis les bons : le contenu n'est demandé qu'une fois")
def mots_faux(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).aller(exemple)
    durees = []
    for tour in range(10):
        debut = time.monotonic()
        visite.taper(" ".join(MOTS[tour * 7:tour * 7 + 7]))
        visite.attendre("faute-mots", "n'ouvrent pas")
        durees.append(time.monotonic() - debut)
        visite.effacer("faute-mots")
    visite.taper(exemple.dit())
    visite.page.wait_for_selector("#document:not([hidden])")
    assert sum(exemple.nom in d[1] and d[0] == "GET" for d in guichet.demandes) == 1
    visite.propre()
    return "%.2f s au plus" % max(durees)


@essai("un lien réécrit en %23 ou %2523 ; sans code, la page le demande et prend le lien entier")
def liens(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    for forme in ["%23", "%2523", "%252523"]:
        visite = Visite(navigateur.new_context(), guichet)
        visite.aller(exemple, forme)
        assert visite.page.url == guichet.adresse + "/guichet"
        visite.taper(exemple.dit())
        visite.page.wait_for_selector("#document:not([hidden])")
        visite.propre()
        visite.page.context.close()
    for tape in [exemple.jeton, "https://guichet.agir38.example/guichet#%s " % exemple.jeton]:
        visite = Visite(navigateur.new_context(), guichet)
        visite.page.goto(guichet.adresse + "/guichet")
        visite.taper(exemple.dit())
        assert "22 signes" in visite.texte("#faute-code")
        visite.page.fill("#code", tape)
        visite.taper(exemple.dit())
        visite.page.wait_for_selector("#document:not([hidden])")
        visite.propre()
        visite.page.context.close()


@essai("inconnu, fini, retiré : une seule phrase")
def inconnu(navigateur, guichet):
    exemple = Exemple(MOTS)
    visite = Visite(navigateur.new_context(), guichet).aller(exemple)
    visite.taper(exemple.dit())
    visite.attendre("etat-ouverture", "plus disponible")
    visite.axe()
    visite.propre([NON_TROUVE])


@essai("un contenu dont l'en-tête, les tours, le nom ou la marque ont changé : refusé sans calcul")
def alteres(navigateur, guichet):
    exemple = Exemple(MOTS)
    bon = scellement.sceller(exemple.contenu, exemple.phrase, exemple.jeton)
    segments = bon.split(".")
    def entete(change):
        return ".".join([scellement.url(change(scellement.octets(segments[0]).decode()).encode())] + segments[1:])
    for texte in [
        entete(lambda t: t.replace('"p2c":600000', '"p2c":1')),
        entete(lambda t: t.replace('"p2c":600000', '"p2c":599999')),
        entete(lambda t: t.replace('"p2c":600000', '"p2c":2147483648')),
        entete(lambda t: t.replace("PBES2-HS512+A256KW", "dir")),
        entete(lambda t: t.replace("A256GCM", "A128GCM")),
        entete(lambda t: t.replace(exemple.nom, "0" * 64)),
        entete(lambda t: t.replace('{"alg"', '{ "alg"')),
        entete(lambda t: t[:-1] + ',"zip":"DEF"}'),
        bon[:-2], bon + ".", ".".join(segments[:4]), ".".join(segments[:4]) + ".", "", "x" * 100,
        ".".join(segments[:3] + [segments[3] + "="] + segments[4:]),
    ]:
        guichet.contenus[exemple.nom] = texte or "."
        visite = Visite(navigateur.new_context(), guichet)
        visite.page.add_init_script(COMPTE_DES_CALCULS)
        visite.aller(exemple).taper(exemple.dit())
        visite.attendre("etat-ouverture", "abîmé")
        assert visite.page.evaluate("window.__calculs") == 0, texte[:80]
        visite.propre()
        visite.page.context.close()
    # L'en-tête entier, mais un octet du contenu a changé : le calcul a lieu, la marque le dit.
    change = "A" if segments[3][0] != "A" else "B"
    guichet.contenus[exemple.nom] = ".".join(segments[:3] + [change + segments[3][1:]] + segments[4:])
    visite = Visite(navigateur.new_context(), guichet)
    visite.page.add_init_script(COMPTE_DES_CALCULS)
    visite.aller(exemple).taper(exemple.dit())
    visite.attendre("etat-ouverture", "abîmé")
    assert visite.page.evaluate("window.__calculs") == 1


@essai("les pièces jointes sont les mêmes octets, jusqu'à la plus grande, toujours octet-stream")
def pieces(navigateur, guichet):
    exemple = Exemple(MOTS)
    # Dix Mio en tout : trois pièces, de deux, un et aucun signe de bourrage.
    exemple.pieces.append(b"%PDF-1.7\n" + os.urandom((10 << 20) - 9 - sum(map(len, exemple.pieces))))
    exemple.contenu["pieces"].append(piece("dossier.pdf", exemple.pieces[2]))
    exemple.poser(guichet)
    visite = Visite(navigateur.new_context(accept_downloads=True), guichet)
    visite.page.add_init_script("const faire = URL.createObjectURL; window.__types = [];"
                                "URL.createObjectURL = b => { __types.push(b.type); return faire.call(URL, b); };")
    visite.ouvrir(exemple)
    for rang, octets in enumerate(exemple.pieces):
        with visite.page.expect_download() as attente:
            visite.page.click("#pieces a >> nth=%d" % rang)
        assert pathlib.Path(attente.value.path()).read_bytes() == octets
        assert attente.value.suggested_filename == exemple.contenu["pieces"][rang]["nom"]
    assert visite.page.evaluate("window.__types") == ["application/octet-stream"] * 3
    visite.propre()


@essai("imprimé : A4, le nom et le numéro sur chaque page")
def imprime(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    sortie = pathlib.Path(os.environ.get("IMAGES", tempfile.mkdtemp())) / "guichet.pdf"
    visite.page.pdf(path=str(sortie), prefer_css_page_size=True, print_background=True)
    dit = subprocess.run(["pdfinfo", str(sortie)], capture_output=True, text=True, check=True).stdout
    assert "(A4)" in dit
    texte = subprocess.run(["pdftotext", "-layout", str(sortie), "-"], capture_output=True, text=True, check=True).stdout
    pages = texte.rstrip("\f").split("\f")
    assert len(pages) > 1
    for rang, page in enumerate(pages):
        assert "page %d sur %d" % (rang + 1, len(pages)) in page, page[-200:]
        assert "SPECIMEN Amina — Opérateur AGIR de l'Isère" in page, page[:200]
    assert "Envoyer la réponse" not in texte and "Imprimer" not in texte
    visite.propre()
    return "%d pages" % len(pages)


@essai("une réponse avec message, rendez-vous, fiche et deux fichiers : Python l'ouvre")
def reponse(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    page = visite.page
    visite.repondre("Rendez-vous fixé.\nÀ bientôt.")
    page.fill("#jour", "3/12/2026")
    page.fill("#heure", "9h30")
    page.fill("#lieu", "Mission locale, 1 rue de l'Exemple")
    fichiers = [b"%PDF-1.4 " + os.urandom(3000), b"\xff\xd8\xff" + os.urandom(70_000)]
    page.set_input_files("#fichiers", [
        {"name": "réponse.pdf", "mimeType": "application/pdf", "buffer": fichiers[0]},
        {"name": "../photo.jpg", "mimeType": "image/jpeg", "buffer": fichiers[1]}])
    visite.axe()
    page.click("#envoyer")
    visite.attendre("etat-reponse", "Réponse reçue le 26 novembre 2026")
    assert "09:30" in visite.texte("#etat-reponse")
    visite.axe()
    (nom, uuid), corps = list(guichet.reponses.items())[-1]
    assert nom == exemple.nom
    valeur = scellement.ouvrir_reponse(corps.decode(), exemple.cle, exemple.nom, uuid)
    assert valeur == {
        "id": uuid, "texte": "Rendez-vous fixé.\nÀ bientôt.",
        "rendezVous": {"le": "2026-12-03T09:30", "lieu": "Mission locale, 1 rue de l'Exemple"},
        "pieces": [piece("réponse.pdf", fichiers[0]), piece("-photo.jpg", fichiers[1], "image/jpeg")],
        "repondant": {"nom": "Jean Modèle", "fonction": "Conseiller en insertion"}}, valeur
    visite.propre()


@essai("une réponse qui ne part pas est renvoyée aux mêmes octets ; changée, elle prend un autre id")
def renvoi(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    visite.repondre()
    guichet.etats[:] = [507, 429, 503]
    depuis = len(guichet.demandes)
    def envois(): return [d for d in guichet.demandes[depuis:] if d[0] == "PUT"]
    for tour in range(2):
        visite.page.click("#envoyer")
        visite.attendre("etat-reponse", "recommencez")
        visite.effacer("etat-reponse")
    visite.page.fill("#texte", "Bien reçu, merci.")
    visite.page.click("#envoyer")
    visite.attendre("etat-reponse", "recommencez")
    visite.page.click("#envoyer")
    visite.attendre("etat-reponse", "Réponse reçue")
    a, b, c, d = envois()
    assert a == b and c == d and a[1] != c[1] and a[2] != c[2]
    visite.propre(["status of 50", "status of 4"])


@essai("ce qui manque à une réponse est dit près de sa place ; un fichier d'un autre genre est refusé")
def reponse_fausse(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    page = visite.page
    page.click("#vers-reponse")
    assert page.evaluate("document.activeElement.id") == "titre-reponse"
    page.fill("#jour", "31/02/2026")
    page.set_input_files("#fichiers", [{"name": "programme.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00"}])
    page.click("#envoyer")
    visite.attendre("etat-reponse", "à corriger")
    for id_, attendu in [("nom", "obligatoire"), ("fonction", "obligatoire"), ("jour", "n'existe pas"),
                         ("heure", "n'existe pas"), ("lieu", "Dites où"), ("fichiers", "n'est pas un fichier PDF")]:
        assert attendu in visite.texte("#faute-" + id_), (id_, visite.texte("#faute-" + id_))
    assert page.evaluate("document.activeElement.id") == "jour"
    visite.axe()
    assert not [d for d in guichet.demandes if d[0] == "PUT" and exemple.nom in d[1]]
    visite.propre()


@essai("un signe invisible est dit à sa place : rien ne part que notre lecteur refuserait")
def invisibles(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    page, dit = visite.page, "Un signe invisible"
    visite.repondre("Bon\u0001jour.")
    for id_, texte in [("jour", "3/12/2026"), ("heure", "9h30"), ("lieu", "Ici\u009f"), ("nom", "Jean\u0002"),
                       ("fonction", "\u001bConseiller"), ("telephone", "04\u000776")]:
        page.fill("#" + id_, texte)
    page.click("#envoyer")
    visite.attendre("etat-reponse", "à corriger")
    for id_ in ["texte", "lieu", "nom", "fonction", "telephone"]:
        assert dit in visite.texte("#faute-" + id_), id_
        assert page.get_attribute("#" + id_, "aria-invalid") == "true", id_
    assert page.evaluate("document.activeElement.id") == "texte"
    visite.axe()
    for id_, texte in [("lieu", "Ici"), ("nom", "Jean Modèle"), ("fonction", "Conseiller"), ("telephone", "04 76")]:
        page.fill("#" + id_, texte)
    # Une moitié de signe, comme un collage coupé en laisse.
    page.evaluate("() => { const t = document.getElementById('texte'); t.value = 'a\\ud83d';"
                  "t.dispatchEvent(new Event('input', { bubbles: true })); }")
    visite.effacer("etat-reponse")
    page.click("#envoyer")
    visite.attendre("etat-reponse", "à corriger")
    assert dit in visite.texte("#faute-texte") and visite.texte("#faute-telephone") == ""
    assert not [d for d in guichet.demandes if d[0] == "PUT"]
    page.fill("#texte", "Bon\tjour.\nMerci.")
    page.click("#envoyer")
    visite.attendre("etat-reponse", "Réponse reçue")
    (nom, uuid), corps = list(guichet.reponses.items())[-1]
    valeur = scellement.ouvrir_reponse(corps.decode(), exemple.cle, nom, uuid)
    assert valeur["texte"] == "Bon\tjour.\nMerci."
    assert valeur["repondant"] == {"nom": "Jean Modèle", "fonction": "Conseiller", "telephone": "04 76"}
    visite.propre()


@essai("ce qui est tapé pendant l'envoi reste, n'est pas dit parti, et part ensuite")
def pendant_l_envoi(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    page, retenues = visite.page, []
    def envoyer():
        page.click("#envoyer")
        fin = time.monotonic() + PATIENCE
        while not retenues and time.monotonic() < fin:
            page.wait_for_timeout(20)
        return retenues.pop()
    page.route("**/reponses/*", lambda requete: retenues.append(requete))
    visite.repondre("Bien reçu.")
    requete = envoyer()
    page.fill("#texte", "Bien reçu. Venez à 9 h 30.")
    requete.continue_()
    visite.attendre("etat-reponse", "Réponse reçue le 26 novembre 2026")
    assert "Ce que vous avez changé depuis n'est pas parti" in visite.texte("#etat-reponse")
    assert page.input_value("#texte") == "Bien reçu. Venez à 9 h 30."
    assert page.evaluate("document.activeElement.id") == "texte"
    # Une panne après un changement : ce qui repart est le dernier texte.
    requete = envoyer()
    page.fill("#texte", "Bien reçu. Venez à 10 h.")
    requete.abort()
    visite.attendre("etat-reponse", "n'est pas partie")
    envoyer().continue_()
    visite.attendre("etat-reponse", "Vous pouvez fermer cette page")
    assert page.input_value("#texte") == ""
    textes = [scellement.ouvrir_reponse(corps.decode(), exemple.cle, nom, uuid)["texte"]
              for (nom, uuid), corps in guichet.reponses.items()]
    assert textes == ["Bien reçu.", "Bien reçu. Venez à 10 h."], textes
    visite.propre(["net::ERR_FAILED"])


@essai("une date ou un texte que notre lecteur refuserait : dit à sa place ; comptés comme il les compte")
def bornes(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    page = visite.page
    # En NFC, U+0958 fait deux signes, et « e » suivi de son accent n'en fait qu'un.
    visite.repondre("\u0958" * 5001)
    for id_, texte in [("jour", "1/1/9999"), ("heure", "9h30"), ("lieu", "\u0958" * 101), ("nom", "\u0958" * 101),
                       ("fonction", "\u0958" * 100), ("telephone", "\u0958" * 101)]:
        page.fill("#" + id_, texte)
    page.click("#envoyer")
    visite.attendre("etat-reponse", "à corriger")
    assert "trop lointaine" in visite.texte("#faute-jour")
    for id_, most in [("texte", 10000), ("lieu", 200), ("nom", 200), ("telephone", 200)]:
        assert "trop long : %d signes" % most in visite.texte("#faute-" + id_).replace("\u00a0", " "), id_
    assert visite.texte("#faute-fonction") == ""
    assert not [d for d in guichet.demandes if d[0] == "PUT"]
    for id_, texte in [("texte", "\u0958" * 5000), ("jour", "31/12/9998"), ("lieu", "Ici"), ("nom", "e\u0301" * 200),
                       ("telephone", "")]:
        page.fill("#" + id_, texte)
    page.click("#envoyer")
    visite.attendre("etat-reponse", "Réponse reçue")
    (nom, uuid), corps = list(guichet.reponses.items())[-1]
    valeur = scellement.ouvrir_reponse(corps.decode(), exemple.cle, nom, uuid)
    assert valeur["repondant"] == {"nom": "é" * 200, "fonction": "\u0915\u093c" * 100}
    assert valeur["rendezVous"] == {"le": "9998-12-31T09:30", "lieu": "Ici"}
    assert valeur["texte"] == "\u0915\u093c" * 5000
    visite.propre()


@essai("des fichiers d'un même nom, trop long : chacun le sien, entier")
def memes_noms(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    visite.repondre()
    visite.page.set_input_files("#fichiers", [
        {"name": "😀" * 40 + ".pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + bytes([rang])} for rang in range(3)])
    visite.page.click("#envoyer")
    visite.attendre("etat-reponse", "Réponse reçue")
    (nom, uuid), corps = list(guichet.reponses.items())[-1]
    noms = [p["nom"] for p in scellement.ouvrir_reponse(corps.decode(), exemple.cle, nom, uuid)["pieces"]]
    assert noms == ["😀" * 26 + fin for fin in [".pdf", "-2.pdf", "-3.pdf"]], noms
    assert all(len(n.encode()) <= 120 for n in noms)
    visite.propre()


@essai("la page se vide après quinze minutes, prévient une minute avant, et se garde si on le dit")
def veille(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet)
    page = visite.page
    page.clock.install()
    visite.aller(exemple)
    page.fill("#mots", exemple.dit())
    page.clock.fast_forward("16:00")
    assert page.input_value("#mots") == "" and visite.texte("#compte") == "0 mot sur 7"
    visite.taper(exemple.dit())
    page.wait_for_selector("#document:not([hidden])")
    page.clock.fast_forward("14:10")
    page.wait_for_selector("#veille:not([hidden])")
    visite.axe()
    page.click("#rester")
    page.wait_for_selector("#veille", state="hidden")
    page.clock.fast_forward("14:10")
    assert page.is_visible("#document")
    page.clock.fast_forward("01:00")
    page.wait_for_selector("#fin:not([hidden])")
    assert "SPECIMEN" not in page.content() and page.query_selector_all("#formulaire *") == []
    visite.axe()
    visite.propre()


@essai("partir avec une réponse commencée demande ; revenir en arrière ne rend rien")
def partir(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    visite.repondre()
    visite.page.goto(guichet.adresse + "/guichet/style.css")
    assert visite.dialogues == ["beforeunload"], visite.dialogues
    visite.page.go_back()
    visite.page.wait_for_load_state()
    assert "Fiche de liaison" not in visite.page.content()
    assert visite.page.input_value("#mots") == ""


@essai("sans JavaScript, sans chiffrement, ou sans TLS : une phrase, et aucun champ")
def sans(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    page = navigateur.new_context(java_script_enabled=False).new_page()
    page.goto(guichet.adresse + "/guichet#" + exemple.jeton)
    assert page.is_visible("#indisponible") and not page.is_visible("#ouverture")
    assert "JavaScript" in page.text_content("#raison")
    visite = Visite(navigateur.new_context(), guichet)
    visite.page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
    visite.aller(exemple)
    assert visite.page.is_visible("#indisponible") and not visite.page.is_visible("#ouverture")
    assert "moyens de chiffrement" in visite.texte("#raison")
    visite.axe()
    visite.propre()
    visite = Visite(navigateur.new_context(), guichet)
    visite.page.goto("http://guichet.agir38.example:%d/guichet#%s" % (guichet.server_port, exemple.jeton))
    assert "https://" in visite.texte("#raison") and not visite.page.is_visible("#ouverture")
    assert exemple.jeton not in visite.page.url


@essai("un autre lien ouvert dans le même onglet remplace tout")
def autre_lien(navigateur, guichet):
    premier, second = Exemple(MOTS).poser(guichet), Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(premier)
    visite.page.evaluate("jeton => { location.hash = jeton; }", second.jeton)
    visite.page.wait_for_selector("#accueil:not([hidden])")
    assert visite.page.url == guichet.adresse + "/guichet" and "SPECIMEN" not in visite.page.content()
    visite.taper(second.dit())
    visite.page.wait_for_selector("#document:not([hidden])")
    visite.jusqua(lambda: sum(d[0] == "POST" for d in guichet.demandes) == 2)
    assert [d[1].split("/")[3] for d in guichet.demandes if d[0] == "POST"] == [premier.nom, second.nom]
    visite.propre()


@essai("un autre lien, une réponse commencée : la page demande d'abord, et la garde si on le dit")
def autre_lien_reponse(navigateur, guichet):
    premier, second = Exemple(MOTS).poser(guichet), Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(premier)
    page = visite.page
    visite.repondre("Pas encore partie.")
    page.evaluate("() => { window.__demandes = 0; window.confirm = () => { window.__demandes++; return false; }; }")
    page.evaluate("jeton => { location.hash = jeton; }", second.jeton)
    visite.jusqua(lambda: page.evaluate("window.__demandes"))
    assert page.evaluate("window.__demandes") == 1
    assert page.url == guichet.adresse + "/guichet" and page.is_visible("#document")
    assert page.input_value("#texte") == "Pas encore partie."
    page.evaluate("() => { window.confirm = () => true; }")
    page.evaluate("jeton => { location.hash = jeton; }", second.jeton)
    page.wait_for_selector("#accueil:not([hidden])")
    assert "SPECIMEN" not in page.content() and page.input_value("#texte") == ""
    visite.taper(second.dit())
    page.wait_for_selector("#document:not([hidden])")
    visite.propre()


@essai("tout au clavier : ouvrir, répondre, cocher, envoyer")
def clavier(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).aller(exemple)
    page = visite.page
    def jusqua(cible, touche="Tab", au_plus=80):
        for _ in range(au_plus):
            page.keyboard.press(touche)
            actif = page.evaluate("document.activeElement.id || document.activeElement.textContent")
            if actif == cible:
                contour = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert contour != "none", cible
                return
        raise AssertionError("le clavier n'atteint pas " + cible)
    jusqua("Aller au contenu")
    jusqua("mots")
    page.keyboard.type(exemple.dit())
    page.keyboard.press("Enter")
    page.wait_for_selector("#document:not([hidden])")
    jusqua("vers-reponse")
    page.keyboard.press("Enter")
    jusqua("texte")
    page.keyboard.type("Au clavier.")
    jusqua("nom")
    page.keyboard.type("Jean Modèle")
    jusqua("fonction")
    page.keyboard.type("Conseiller")
    jusqua("envoyer")
    page.keyboard.press("Space")
    visite.attendre("etat-reponse", "Réponse reçue")
    visite.propre()


@essai("320 px, puis 200 % : rien ne déborde ; axe à chaque étape")
def largeurs(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    images = pathlib.Path(os.environ.get("IMAGES", tempfile.mkdtemp()))
    for nom, largeur, echelle in [("320", 320, 1), ("200", 640, 2), ("1200", 1200, 1)]:
        visite = Visite(navigateur.new_context(viewport={"width": largeur, "height": 900}, device_scale_factor=echelle), guichet)
        visite.aller(exemple)
        def regarder(etape):
            debord = visite.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert debord <= 0, (nom, etape, debord)
            visite.axe()
            visite.page.screenshot(path=str(images / ("%s-%s.png" % (nom, etape))), full_page=True)
        regarder("accueil")
        visite.taper(exemple.dit())
        visite.page.wait_for_selector("#document:not([hidden])")
        regarder("document")
        visite.page.click("#vers-reponse")
        if visite.page.is_visible("#avec-fiche"):
            visite.page.check("#avec-fiche")
        regarder("reponse")
        visite.page.click("#envoyer")
        visite.attendre("etat-reponse", "corriger")
        regarder("fautes")
        visite.propre()
        visite.page.context.close()


@essai("la page en un seul fichier : sans réseau, et la réponse est un fichier")
def seul(navigateur, guichet):
    exemple = Exemple(MOTS)
    scelle = scellement.sceller(exemple.contenu, exemple.phrase, exemple.jeton)
    with tempfile.TemporaryDirectory() as dossier:
        fichier = pathlib.Path(dossier) / "document.html"
        fichier.write_text(serveur.fichier_seul(guichet.maison, "dpo@agir38.example", exemple.jeton, scelle))
        contexte = navigateur.new_context(accept_downloads=True, offline=True)
        visite = Visite(contexte, guichet)
        demandes = []
        visite.page.on("request", lambda r: demandes.append(r.url))
        visite.page.goto(fichier.as_uri())
        # Ce qu'elle dit est vrai d'un fichier : personne n'en sait rien, et rien ne le reprend.
        accueil = visite.page.inner_text("#accueil")
        for attendu in ["dpo@agir38.example", "n'est dite à personne", "se lit tant qu'il existe", "dans ce fichier"]:
            assert attendu in accueil, attendu
        for faux in ["saura", "reste lisible", "ce serveur", "retire", "à cette adresse"]:
            assert faux not in accueil, faux
        visite.axe()
        visite.taper(exemple.dit())
        visite.page.wait_for_selector("#document:not([hidden])")
        assert visite.texte("#limite") == ""
        visite.axe()
        visite.repondre("Par fichier.")
        with visite.page.expect_download() as attente:
            visite.page.click("#envoyer")
        corps = pathlib.Path(attente.value.path()).read_text()
        uuid = json.loads(scellement.octets(corps.split(".")[0]))["id"]
        assert scellement.ouvrir_reponse(corps, exemple.cle, exemple.nom, uuid)["texte"] == "Par fichier."
        assert attente.value.suggested_filename == "reponse-%s.jose" % uuid[:8]
        visite.page.click("#fermer")
        assert visite.texte("#motif-fin").endswith("Pour le relire, ouvrez de nouveau ce fichier.")
        assert [d for d in demandes if not d.startswith(("file:", "blob:"))] == [], demandes
        visite.propre()


@essai("le profil du navigateur, une fois fermé, ne garde ni mot ni contenu")
def profil(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    with tempfile.TemporaryDirectory() as dossier:
        contexte = navigateur.browser_type.launch_persistent_context(
            dossier, executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        visite = Visite(contexte, guichet).ouvrir(exemple)
        visite.repondre("marqueur-de-la-reponse")
        visite.page.click("#envoyer")
        visite.attendre("etat-reponse", "Réponse reçue")
        visite.page.click("#fermer")
        contexte.close()
        marqueurs = [m.encode() for m in [exemple.phrase[1] + " " + exemple.phrase[2], "SPECIMEN", "marqueur-de-la-reponse",
                                          exemple.contenu["preuve"], exemple.contenu["cleReponse"]]]
        for fichier in pathlib.Path(dossier).rglob("*"):
            if fichier.is_file():
                octets = fichier.read_bytes()
                for marqueur in marqueurs:
                    assert marqueur not in octets and marqueur.decode().encode("utf-16-le") not in octets, (fichier, marqueur)
        return "jeton dans : %s" % ", ".join(sorted({f.name for f in pathlib.Path(dossier).rglob("*") if f.is_file() and exemple.jeton.encode() in f.read_bytes()}))


def main(noms):
    import formulaires  # noqa: F401 : chacun ajoute les siens
    import hostiles  # noqa: F401
    passes = echecs = 0
    with chromium("--host-resolver-rules=MAP guichet.agir38.example 127.0.0.1") as navigateur:
        for phrase, fonction in ESSAIS:
            if noms and fonction.__name__ not in noms:
                continue
            guichet, debut = serveur.Guichet(), time.monotonic()
            try:
                dit = fonction(navigateur, guichet)
                passes += 1
                print("ok   %-14s %5.1f s  %s%s" % (fonction.__name__, time.monotonic() - debut, phrase, " : " + dit if dit else ""), flush=True)
            except Exception:
                echecs += 1
                print("FAUX %s : %s\n%s" % (fonction.__name__, phrase, traceback.format_exc()), flush=True)
            finally:
                for contexte in list(navigateur.contexts):
                    contexte.close()
                guichet.shutdown()
    print("%d passed, %d failed" % (passes, echecs))
    return 1 if echecs or not passes else 0


if __name__ == "__main__":
    sys.modules["parcours"] = sys.modules["__main__"]
    sys.exit(main(sys.argv[1:]))
