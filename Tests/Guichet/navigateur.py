"""Un navigateur devant la page du guichet, qui compte ce que la politique de sécurité a refusé."""
import contextlib
import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

# Ce qu'une attente accorde, en secondes : large, parce qu'à côté d'autres essais une phrase prend dix fois son temps,
# et qu'une attente tenue ne coûte rien. Ce qui doit aller vite, ou n'arriver jamais, se mesure autrement.
PATIENCE = 240
ECOUTE = """
window.__violations = [];
document.addEventListener('securitypolicyviolation', e => __violations.push(e.violatedDirective + ' ' + e.blockedURI));
"""
REGLES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice"]


class Visite:
    """Un onglet : ses erreurs et ses violations ne doivent pas exister."""

    def __init__(self, contexte, guichet):
        self.page, self.guichet = contexte.new_page(), guichet
        self.page.set_default_timeout(PATIENCE * 1000)
        self.erreurs, self.dialogues = [], []
        self.page.add_init_script(ECOUTE)
        self.page.on("pageerror", lambda e: self.erreurs.append(str(e)))
        self.page.on("console", lambda m: m.type in ("error", "warning") and self.erreurs.append(m.text))
        self.page.on("dialog", lambda d: (self.dialogues.append(d.type), d.accept()))

    def aller(self, exemple, forme="#"):
        self.page.goto(self.guichet.adresse + "/guichet" + forme + exemple.jeton)
        return self

    def taper(self, texte):
        self.page.fill("#mots", texte)
        self.page.click("#ouverture button")

    def ouvrir(self, exemple, mots=None):
        self.aller(exemple).taper(mots or exemple.dit())
        self.page.wait_for_selector("#document:not([hidden])")
        return self

    def repondre(self, message="Bien reçu."):
        self.page.click("#vers-reponse")
        self.page.fill("#texte", message)
        self.page.fill("#nom", "Jean Modèle")
        self.page.fill("#fonction", "Conseiller en insertion")

    def texte(self, selecteur):
        return self.page.text_content(selecteur)

    def attendre(self, id_, texte, secondes=PATIENCE):
        """Que l'élément dise cela ; sans `eval`, que la politique de la page refuse."""
        expect(self.page.locator("#" + id_)).to_contain_text(texte, timeout=secondes * 1000)

    def jusqua(self, test):
        """Attend que ce soit vrai, sans `eval` non plus ; puis un instant, pour ce qui viendrait en trop."""
        fin = time.monotonic() + PATIENCE
        while not test() and time.monotonic() < fin:
            self.page.wait_for_timeout(20)
        self.page.wait_for_timeout(300)

    def effacer(self, id_):
        self.page.evaluate("id => { document.getElementById(id).textContent = ''; }", id_)

    def propre(self, admises=()):
        """Ni erreur, ni violation de la politique, sauf ce qui est dit."""
        violations = self.page.evaluate("window.__violations")
        assert violations == [], violations
        erreurs = [e for e in self.erreurs if not any(a in e for a in admises)]
        assert erreurs == [], erreurs

    def axe(self):
        resultat = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": REGLES}})
        fautes = [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in resultat.response["violations"]]
        assert fautes == [], fautes
        assert len(resultat.response["passes"]) > 10


@contextlib.contextmanager
def chromium(*arguments):
    with sync_playwright() as outil:
        navigateur = outil.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", *arguments])
        try:
            yield navigateur
        finally:
            navigateur.close()
