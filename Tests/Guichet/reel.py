"""Un partenaire devant un vrai service (reel.sh) ; LIEN est à l'adresse de ce service, en clair.

reel.py lire LIEN MOTS [PIECE...]          lit, imprime, enregistre les pièces : les mêmes octets que ces fichiers
reel.py repondre LIEN MOTS FICHIER...      deux machines lisent ; l'une répond avec un rendez-vous et ces fichiers
reel.py pendant LIEN MOTS COMMANDE...      la commande finit le lien, la page ouverte : elle le dit, ouverte de nouveau aussi
reel.py fini LIEN MOTS                     la page dit que le lien est fini
reel.py firefox LIEN MOTS                  lit et répond, dans Firefox
"""
import os
import pathlib
import subprocess
import sys
import time

import firefox
from navigateur import Visite, chromium

FINI = "Ce document n'est pas ou plus disponible"
NON_TROUVE = ["the server responded with a status of 404"]
IMAGES = pathlib.Path(os.environ["IMAGES"])


class Lien:
    """Ce que le partenaire a reçu ; pour Visite, c'est aussi l'exemple."""

    def __init__(self, lien, mots):
        page, self.jeton = lien.split("#")
        self.adresse, self.mots = page.removesuffix("/guichet"), mots

    def dit(self):
        return self.mots


def capture(visite, nom):
    visite.page.screenshot(path=str(IMAGES / ("reel-%s.png" % nom)), full_page=True)


def visite_de(navigateur, lien):
    """Une machine : ce qu'elle demande au service est dans `demandes`."""
    visite = Visite(navigateur.new_context(), lien)
    visite.demandes = []
    visite.page.on("request", lambda r: visite.demandes.append((r.method, r.url, r.post_data)))
    return visite


def lire(navigateur, lien, *pieces):
    visite = visite_de(navigateur, lien)
    page = visite.aller(lien).page
    page.wait_for_timeout(300)
    assert page.url == lien.adresse + "/guichet" and page.title() == "Document confidentiel"
    assert not [d for d in visite.demandes if "/v1/" in d[1]]
    for attendu in ["Opérateur AGIR de l'Isère", "guichet.agir38.example", "dpo@agir38.example"]:
        assert attendu in visite.texte("#accueil"), attendu
    capture(visite, "accueil")
    visite.ouvrir(lien)
    for attendu in ["Fiche de liaison entre l'opérateur AGIR", "SPECIMEN", "Amina"]:
        assert attendu in visite.texte("#formulaire"), attendu
    assert "Claire Exemple" in visite.texte("#expediteur")
    visite.jusqua(lambda: [d for d in visite.demandes if d[0] == "POST"])
    assert not [d for d in visite.demandes if not d[1].startswith((lien.adresse + "/guichet", "blob:"))]
    assert [d[0] for d in visite.demandes if "/v1/" in d[1]] == ["GET", "POST"]
    assert not [d for d in visite.demandes if lien.jeton in str(d[1:]) or lien.mots.split()[0] in str(d[2])]
    capture(visite, "document")
    imprimer(page)
    assert page.locator("#pieces a").count() == len(pieces)
    for rang, piece in enumerate(map(pathlib.Path, pieces)):
        with page.expect_download() as attente:
            page.click("#pieces a >> nth=%d" % rang)
        assert attente.value.suggested_filename == piece.name
        assert pathlib.Path(attente.value.path()).read_bytes() == piece.read_bytes(), piece
    visite.axe()
    visite.propre()
    page.click("#fermer")
    page.wait_for_selector("#fin:not([hidden])")
    assert "SPECIMEN" not in page.content()
    visite.propre()


def imprimer(page):
    sortie = IMAGES / "reel.pdf"
    page.pdf(path=str(sortie), prefer_css_page_size=True, print_background=True)
    def dit(*commande): return subprocess.run(commande, capture_output=True, text=True, check=True).stdout
    assert "(A4)" in dit("pdfinfo", str(sortie))
    pages = dit("pdftotext", "-layout", str(sortie), "-").rstrip("\f").split("\f")
    assert len(pages) > 1
    for rang, texte in enumerate(pages):
        assert "page %d sur %d" % (rang + 1, len(pages)) in texte, texte[-200:]
        assert "SPECIMEN Amina — Opérateur AGIR de l'Isère" in texte, texte[:200]


def repondre(navigateur, lien, *fichiers):
    une, autre = (visite_de(navigateur, lien).ouvrir(lien) for _ in range(2))
    une.repondre("Bien reçu, nous la recevons.")
    for id_, texte in [("jour", "3/12/2026"), ("heure", "9h30"), ("lieu", "Agence de Voiron")]:
        une.page.fill("#" + id_, texte)
    une.page.set_input_files("#fichiers", list(fichiers))
    capture(une, "reponse")
    autre.repondre("D'un autre poste.")
    autre.page.fill("#nom", "Anne Modèle")
    for visite in [une, autre]:
        visite.page.click("#envoyer")
        visite.attendre("etat-reponse", "Réponse reçue le")
        visite.axe()
        visite.propre()
    capture(une, "envoyee")


def pendant(navigateur, lien, *commande):
    visite = visite_de(navigateur, lien).ouvrir(lien)
    visite.repondre("Trop tard.")
    subprocess.run(commande, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    visite.page.click("#envoyer")
    visite.attendre("etat-reponse", FINI)
    # Ce qui est écrit reste là : il peut le dire au téléphone.
    assert visite.page.input_value("#texte") == "Trop tard." and visite.page.is_visible("#document")
    visite.axe()
    visite.propre(NON_TROUVE)
    capture(visite, "ferme-pendant")
    fini(navigateur, lien)


def fini(navigateur, lien):
    visite = visite_de(navigateur, lien).aller(lien)
    visite.taper(lien.dit())
    visite.attendre("etat-ouverture", FINI)
    assert not visite.page.is_visible("#document")
    assert [d[0] for d in visite.demandes if "/v1/" in d[1]] == ["GET"]
    visite.axe()
    visite.propre(NON_TROUVE)
    capture(visite, "fini")


def main(nom, lien, mots, *arguments):
    lien, debut = Lien(lien, mots), time.monotonic()
    if nom == "firefox":
        with firefox.lance() as navigateur:
            firefox.lire_et_repondre(navigateur, lien)
            firefox.propre(navigateur, lien)
    else:
        with chromium() as navigateur:
            {"lire": lire, "repondre": repondre, "pendant": pendant, "fini": fini}[nom](navigateur, lien, *arguments)
    print("ok   reel : %-9s %5.1f s" % (nom, time.monotonic() - debut), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
