"""Le parcours principal dans Firefox ESR, conduit par Marionette : entrer, relever, lire, répondre, envoyer, verrouiller."""
import sys

import atelier as outils  # D'abord : il dit où sont les outils du guichet.
from ecrire import fiche
from marionette_driver import By, Wait, errors
from navigateur import PATIENCE

guichet = outils.module("firefox_du_guichet", outils.ICI.parent / "Guichet" / "firefox.py")


def parcours(firefox, atelier, bureau):
    def un(selecteur): return firefox.find_element(By.CSS_SELECTOR, selecteur)
    # Une page qui s'en va pendant qu'on la lit n'est pas une réponse.
    entre_deux = [errors.NoSuchElementException, errors.StaleElementException]
    def dit(texte):
        Wait(firefox, timeout=PATIENCE, ignored_exceptions=entre_deux).until(
            lambda m: texte in m.find_element(By.CSS_SELECTOR, "body").text, message=texte)
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
    atelier, bureau = outils.Atelier().deux_structures(), None
    try:
        atelier.recevoir([fiche("RENARD")])
        atelier.sous_phrase("ml")
        with guichet.lance() as firefox:
            bureau = outils.Bureau(atelier, "ml")
            parcours(firefox, atelier, bureau)
        print("ok   Firefox ESR : entrer, relever, lire, répondre, envoyer, verrouiller")
        return 0
    finally:
        if bureau:
            bureau.arreter()
        atelier.finir()



if __name__ == "__main__":
    sys.exit(main())
