"""Le parcours principal dans Firefox ESR, conduit par Marionette : entrer, relever, lire, répondre, envoyer, verrouiller."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import atelier as outils  # D'abord : il dit où sont les outils du guichet.
from ecrire import fiche
from marionette_driver import By, Wait
from marionette_driver.marionette import Marionette


port_libre = outils.module("firefox_du_guichet", outils.ICI.parent / "Guichet" / "firefox.py").port_libre


def parcours(firefox, atelier, bureau):
    def un(selecteur): return firefox.find_element(By.CSS_SELECTOR, selecteur)
    def dit(texte): Wait(firefox, timeout=30).until(lambda m: texte in m.find_element(By.CSS_SELECTOR, "body").text, message=texte)
    def cliquer(selecteur, ensuite):
        un(selecteur).click()
        dit(ensuite)
    firefox.navigate(bureau.entree)
    dit("Ouvrir mon identité")
    un("#phrase").send_keys(outils.PHRASE)
    cliquer("main form button", "1 document nouveau")
    cliquer('form[action$="/relever"] button', "Une fiche est identifiée")
    cliquer("main a.bouton", "RENARD")
    cliquer("td a.qui", "POUR RAPPEL")
    assert "RENARD" not in firefox.title and "RENARD" not in firefox.get_url()
    cliquer('a[href$="/repondre"]', "Réponse pour RENARD")
    for id_, texte in [("reponse", "Depuis Firefox."), ("nom", "Modèle"), ("prenom", "Jean"), ("fait-a", "Grenoble")]:
        un("#" + id_).clear()
        un("#" + id_).send_keys(texte)
    cliquer('button[value="controler"]', "Qui pourra la lire")
    for case in firefox.find_elements(By.CSS_SELECTOR, 'input[name="accepte"]'):
        case.click()
    cliquer('button[value="envoyer"]', "Votre envoi est confié au service")
    recue = outils.attendre(lambda: [x for x in atelier.boite("operateur") if x.get("reponseA")], "la réponse")
    assert "Depuis Firefox." in atelier.agir("operateur", "ouvrir", recue[0]["id"])
    cliquer("form.moi button", "Ouvrir mon identité")
    assert "RENARD" not in firefox.page_source


def main():
    atelier, dossier, port = outils.Atelier().deux_structures(), tempfile.mkdtemp(), port_libre()
    (pathlib.Path(dossier) / "user.js").write_text(
        'user_pref("marionette.port", %d);\nuser_pref("datareporting.policy.dataSubmissionEnabled", false);\n'
        'user_pref("browser.shell.checkDefaultBrowser", false);\nuser_pref("app.normandy.enabled", false);\n' % port)
    navigateur = subprocess.Popen(
        ["firefox-esr", "--headless", "--marionette", "--no-remote", "--profile", dossier],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    bureau = None
    try:
        atelier.recevoir([fiche("RENARD")])
        atelier.sous_phrase("ml")
        firefox = Marionette(host="127.0.0.1", port=port)
        for _ in range(120):
            try:
                firefox.start_session()
                break
            except OSError:
                time.sleep(0.5)
        bureau = outils.Bureau(atelier, "ml")
        parcours(firefox, atelier, bureau)
        print("ok   Firefox ESR : entrer, relever, lire, répondre, envoyer, verrouiller")
        return 0
    finally:
        outils.arreter(navigateur)
        if bureau:
            bureau.arreter()
        atelier.finir()
        shutil.rmtree(dossier, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
