"""Le parcours principal dans Firefox ESR, conduit par Marionette."""
import contextlib
import pathlib
import random
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
from navigateur import PATIENCE


def port_libre():
    """Hors de ceux que le noyau donne : aucun autre essai ne le prend avant que Firefox soit là."""
    while True:
        with socket.socket() as prise, contextlib.suppress(OSError):
            prise.bind(("127.0.0.1", random.randrange(10_000, 30_000)))
            return prise.getsockname()[1]


def lire_et_repondre(firefox, lien):
    """`lien` : son adresse, son jeton, et ses mots, que `dit()` rend."""
    firefox.navigate(lien.adresse + "/guichet#" + lien.jeton)
    assert firefox.get_url() == lien.adresse + "/guichet"
    def element(id_): return firefox.find_element(By.ID, id_)
    def attendre(test): Wait(firefox, timeout=PATIENCE).until(lambda m: test())
    element("mots").send_keys(lien.dit().upper())
    element("ouverture").find_element(By.TAG_NAME, "button").click()
    attendre(lambda: element("document").is_displayed())
    assert "Fiche de liaison" in element("formulaire").text
    element("vers-reponse").click()
    for id_, texte in [("texte", "Depuis Firefox."), ("nom", "Jean Modèle"), ("fonction", "Conseiller")]:
        element(id_).send_keys(texte)
    element("envoyer").click()
    attendre(lambda: element("etat-reponse").text.startswith("Réponse reçue"))
    element("fermer").click()
    assert "Fiche de liaison" not in firefox.page_source


def propre(firefox, lien):
    """Ni erreur de la page, ni violation de sa politique, dans la console ; l'icône que Firefox demande de lui-même,
    et que la politique refuse, n'est pas de la page."""
    with firefox.using_context("chrome"):
        erreurs = firefox.execute_script("""
            return Services.console.getMessageArray()
                .filter(m => m instanceof Ci.nsIScriptError && !m.sourceName.endsWith("/FaviconLoader.sys.mjs"))
                .filter(m => m.category.startsWith("CSP") || m.sourceName.startsWith(arguments[0]))
                .map(m => m.category + " : " + m.errorMessage);""", [lien.adresse])
    assert erreurs == [], erreurs


@contextlib.contextmanager
def lance():
    dossier, port = tempfile.mkdtemp(), port_libre()
    (pathlib.Path(dossier) / "user.js").write_text(
        'user_pref("marionette.port", %d);\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
        'user_pref("browser.shell.checkDefaultBrowser", false);\nuser_pref("app.normandy.enabled", false);\n' % port)
    navigateur = subprocess.Popen(
        ["firefox-esr", "--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", dossier],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        firefox = Marionette(host="127.0.0.1", port=port, socket_timeout=PATIENCE)
        fin = time.monotonic() + PATIENCE
        while True:
            try:
                firefox.start_session()
                break
            except OSError:
                if time.monotonic() > fin:
                    raise
                time.sleep(0.5)
        yield firefox
    finally:
        navigateur.terminate()
        navigateur.wait()
        shutil.rmtree(dossier, ignore_errors=True)


def main():
    guichet = serveur.Guichet()
    exemple = Exemple(serveur.liste_de_mots()).poser(guichet)
    exemple.adresse = guichet.adresse
    with lance() as firefox:
        lire_et_repondre(firefox, exemple)
        propre(firefox, exemple)
    (nom, uuid), corps = list(guichet.reponses.items())[-1]
    assert scellement.ouvrir_reponse(corps.decode(), exemple.cle, nom, uuid)["texte"] == "Depuis Firefox."
    assert [d for d in guichet.demandes if d[0] == "POST"]
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
