"""Le parcours principal dans Firefox ESR, conduit par Marionette."""
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from marionette_driver import By, Wait
from marionette_driver.marionette import Marionette

import scellement
import serveur
from exemple import Exemple


def port_libre():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


def parcours(firefox, guichet, exemple):
    firefox.navigate(guichet.adresse + "/guichet#" + exemple.jeton)
    assert firefox.get_url() == guichet.adresse + "/guichet"
    def element(id_): return firefox.find_element(By.ID, id_)
    def attendre(test): Wait(firefox, timeout=30).until(lambda m: test())
    element("mots").send_keys(exemple.dit().upper())
    element("ouverture").find_element(By.TAG_NAME, "button").click()
    attendre(lambda: element("document").is_displayed())
    assert "Fiche de liaison" in element("formulaire").text
    element("vers-reponse").click()
    for id_, texte in [("texte", "Depuis Firefox."), ("nom", "Jean Modèle"), ("fonction", "Conseiller")]:
        element(id_).send_keys(texte)
    element("envoyer").click()
    attendre(lambda: element("etat-reponse").text.startswith("Réponse reçue"))
    (nom, uuid), corps = list(guichet.reponses.items())[-1]
    assert scellement.ouvrir_reponse(corps.decode(), exemple.cle, nom, uuid)["texte"] == "Depuis Firefox."
    assert [d for d in guichet.demandes if d[0] == "POST"]
    element("fermer").click()
    assert "Fiche de liaison" not in firefox.page_source


def main():
    guichet, dossier, port = serveur.Guichet(), tempfile.mkdtemp(), port_libre()
    (pathlib.Path(dossier) / "user.js").write_text(
        'user_pref("marionette.port", %d);\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
        'user_pref("browser.shell.checkDefaultBrowser", false);\nuser_pref("app.normandy.enabled", false);\n' % port)
    navigateur = subprocess.Popen(
        ["firefox-esr", "--headless", "--marionette", "--no-remote", "--profile", dossier],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        firefox = Marionette(host="127.0.0.1", port=port)
        for essai in range(120):
            try:
                firefox.start_session()
                break
            except OSError:
                time.sleep(0.5)
        parcours(firefox, guichet, Exemple(serveur.liste_de_mots()).poser(guichet))
        print("1 passed, 0 failed")
        return 0
    finally:
        navigateur.terminate()
        navigateur.wait()
        shutil.rmtree(dossier, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
