"""Un onglet devant un bureau : chaque écran, la première fois qu'il vient, est regardé de toutes les façons."""
import os
import pathlib
import re
import subprocess
import tempfile
from urllib.parse import unquote

from atelier import RACINE
from navigateur import PATIENCE, REGLES, Visite
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

IMAGES, MANUEL = (pathlib.Path(os.environ[nom]).resolve() if nom in os.environ else None for nom in ("IMAGES", "MANUEL"))
# Les images du manuel : chacune est l'écran de ce nom.
CITEES = set(re.findall(r"]\(images/([a-z-]+)\.png\)", (RACINE / "docs" / "referent.md").read_text()))
IMAGE_AU_PLUS = 120 * 1024
# Une page dont le statut n'est pas 200 le dit à la console : c'est voulu, et l'essai qui la veut la lit.
STATUT = "the server responded with a status of"
expect.set_options(timeout=PATIENCE * 1000)
CIBLES = "a[href], button, input:not([type=hidden]), textarea, select"


def espaces(texte):
    """Des espaces simples, comme Playwright compare : une page en garde qui ne se coupent pas."""
    return texte.replace("\u00a0", " ")


class Onglet(Visite):
    """`base` : l'adresse sous laquelle sont les pages ; les adresses et les titres ne nomment personne."""
    ecrans, modeles = {}, set()

    def __init__(self, contexte, base="", personnes=(), sans_script=False):
        super().__init__(contexte, None)
        self.base, self.personnes, self.sans_script, self.pages = base, list(personnes), sans_script, 0
        self.page.on("request", self.demande)

    def demande(self, demande):
        if demande.is_navigation_request() and "/entree/" not in demande.url and "?vue=" not in demande.url:
            self.pages += 1
        # Ce qu'un écouteur lève se perd : `propre` le lira.
        self.erreurs += ["adresse : " + demande.url for mot in self.personnes if mot.lower() in unquote(demande.url).lower()]

    # Aller.

    def aller(self, page=""):
        self.page.goto(self.base + page)
        return self

    def par(self, lieu):
        """Clique, et attend la page qui en vient."""
        with self.page.expect_navigation():
            lieu.click()
        return self

    def lien(self, nom, rang=0):
        return self.par(self.page.get_by_role("link", name=nom, exact=True).nth(rang))

    def bouton(self, nom, rang=0):
        return self.par(self.page.get_by_role("button", name=nom, exact=True).nth(rang))

    def ouvrir(self, rang=0):
        """La fiche de cette ligne, des reçues d'abord."""
        return self.par(self.page.locator("td a.qui").nth(rang))

    def prendre(self, nom):
        """Télécharge ce que ce lien donne."""
        with self.page.expect_download() as venue:
            self.page.get_by_role("link", name=nom, exact=True).click()
        return venue.value

    def champ(self, nom):
        """Les noms des champs ont des points : un sélecteur d'attribut, jamais « # »."""
        return self.page.locator('[id="%s"]' % nom)

    def remplir(self, **valeurs):
        for nom, valeur in valeurs.items():
            self.champ(nom.replace("_", "-")).fill(valeur)
        return self

    # Lire.

    def dit(self, *textes):
        for texte in textes:
            expect(self.page.locator("body")).to_contain_text(texte)
        return self

    def tait(self, *textes):
        vu = espaces(self.page.text_content("body"))
        for texte in textes:
            assert texte not in vu, texte
        return self

    def fautes(self):
        return [espaces(faute) for faute in self.page.locator("[data-fautes] li").all_text_contents()]

    # Regarder.

    def regarder(self, nom):
        """De toutes les façons, une fois par nom ; une image de chacune. Sans script, rien ne peut regarder."""
        if self.sans_script:
            return self
        self.propre([STATUT])
        titre = self.page.title()
        assert titre and not any(p.lower() in titre.lower() for p in self.personnes), titre
        if nom in self.ecrans:
            return self
        self.ecrans[nom] = self.page.url
        # Le frontal n'en a pas.
        self.modeles.add(self.page.locator("main").get_attribute("data-modele"))
        self.accessible(nom)
        self.servi_sans_script(nom)
        self.largeurs(nom)
        self.au_clavier(nom)
        if MANUEL and nom in CITEES:
            self.montrer(nom)
        return self

    def montrer(self, nom):
        """L'image qu'en a le manuel : le haut de la page, dans une fenêtre de 1 000 px."""
        avant, image = self.page.viewport_size, MANUEL / (nom + ".png")
        MANUEL.mkdir(parents=True, exist_ok=True)
        self.page.set_viewport_size({"width": 1000, "height": 300})
        self.page.set_viewport_size({"width": 1000, "height": min(640, self.page.evaluate("document.documentElement.scrollHeight"))})
        self.page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
        self.page.screenshot(path=image)
        assert image.stat().st_size <= IMAGE_AU_PLUS, (image, image.stat().st_size)
        self.page.set_viewport_size(avant)

    def accessible(self, nom):
        resultat = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": REGLES}}).response
        fautes = [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in resultat["violations"]]
        assert fautes == [], (nom, fautes)
        assert len(resultat["passes"]) > 5, nom
        assert self.page.locator("h1").count() == 1, nom

    def servi_sans_script(self, nom):
        """Rien n'y attend le script : chaque formulaire a son bouton, rien d'utile n'est caché ; imprimer se fait aussi au menu."""
        fautes = self.page.evaluate("""() => [
            ...[...document.forms].filter(f => ![...f.elements].some(e => e.type === 'submit' && e.getClientRects().length)),
            ...document.querySelectorAll('[hidden]:not([data-sans-script]), button[type=button]:not([data-imprimer]), a:not([href])'),
        ].map(e => e.outerHTML.slice(0, 120))""")
        assert fautes == [], (nom, "sans script", fautes)

    def image(self, nom):
        if IMAGES:
            IMAGES.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=IMAGES / (nom + ".png"), full_page=True)

    def largeurs(self, nom):
        """Rien ne déborde à 320 px, à 1 280 px agrandis deux fois, ni quand le texte seul double."""
        avant = self.page.viewport_size
        self.image(nom)
        for largeur, texte in [(320, ""), (640, ""), (1280, "200%")]:
            self.page.set_viewport_size({"width": largeur, "height": 720})
            self.page.evaluate("t => { document.documentElement.style.fontSize = t; }", texte)
            deborde = self.page.evaluate("""() => {
                const large = document.documentElement.clientWidth;
                return [...document.querySelectorAll('body *')].filter(e => {
                    const c = e.getBoundingClientRect();
                    return c.width && c.right > large + 1 && getComputedStyle(e).position !== 'absolute';
                }).slice(0, 3).map(e => e.outerHTML.slice(0, 120));
            }""")
            coupe = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            self.image("%s-%s" % (nom, "texte-double" if texte else largeur))
            assert coupe <= 1, (nom, largeur, texte, coupe, deborde)
        self.page.evaluate("document.documentElement.style.fontSize = ''")
        self.page.set_viewport_size(avant)

    def au_clavier(self, nom):
        """Tab passe par tout ce qui se clique, dans l'ordre de la page, et le montre."""
        page = self.page
        # Un groupe de boutons radio est un arrêt.
        attendus = page.evaluate("""cibles => {
            let rang = 0; const vus = new Set(); const groupes = new Set();
            for (const e of document.querySelectorAll(cibles)) {
                if (e.disabled || !e.getClientRects().length) continue;
                const groupe = e.type === 'radio' ? (e.form ? [...document.forms].indexOf(e.form) : '') + e.name : null;
                if (groupe !== null && groupes.has(groupe)) { e.dataset.arret = [...groupes].indexOf(groupe) + 'r'; continue; }
                if (groupe !== null) { groupes.add(groupe); e.dataset.arret = [...groupes].indexOf(groupe) + 'r'; }
                else e.dataset.arret = String(rang++);
                vus.add(e.dataset.arret);
            }
            document.activeElement?.blur();
            window.getSelection().removeAllRanges();
            return [...vus];
        }""", CIBLES)
        # Du début de la page, quoi que la page ait mis en avant.
        page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
        atteints, invisibles = [], []
        for _ in range(len(attendus) + 5):
            page.keyboard.press("Tab")
            ici = page.evaluate("""() => {
                const e = document.activeElement;
                if (!e || !e.dataset || e.dataset.arret === undefined) return null;
                const s = getComputedStyle(e), c = e.getBoundingClientRect();
                const montre = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
                return [e.dataset.arret, montre && c.bottom > 0 && c.top < innerHeight, e.outerHTML.slice(0, 100)];
            }""")
            if ici is None or ici[0] in atteints:
                if len(atteints) >= len(attendus):
                    break
                continue
            atteints.append(ici[0])
            if not ici[1]:
                invisibles.append(ici[2])
        assert set(atteints) == set(attendus), (nom, "le clavier n'atteint pas", sorted(set(attendus) - set(atteints)))
        assert invisibles == [], (nom, "sans marque visible", invisibles[:3])
        droits = [int(a) for a in atteints if not a.endswith("r")]
        assert droits == sorted(droits), (nom, "hors de l'ordre de la page")
        page.evaluate("document.querySelectorAll('[data-arret]').forEach(e => e.removeAttribute('data-arret'))")

    def imprimer(self, nom):
        """Le PDF de la page, où qu'il soit gardé ; ses octets."""
        chemin = {"path": IMAGES / (nom + ".pdf")} if IMAGES else {}
        return self.page.pdf(prefer_css_page_size=True, **chemin)

    def feuilles(self, nom, dit=""):
        """Le texte de chaque feuille imprimée, en A4 ; chacune dit son numéro, et cela."""
        with tempfile.NamedTemporaryFile(suffix=".pdf") as papier:
            papier.write(self.imprimer(nom))
            papier.flush()
            texte = subprocess.run(["pdftotext", "-layout", papier.name, "-"], check=True, capture_output=True, text=True).stdout
            format_ = subprocess.run(["pdfinfo", papier.name], check=True, capture_output=True, text=True).stdout
        feuilles = texte.split("\f")[:-1]
        assert "A4" in format_, format_
        for rang, feuille in enumerate(feuilles, 1):
            assert dit in feuille and "page %d sur %d" % (rang, len(feuilles)) in feuille, feuille
        return feuilles


class Clavier:
    """Des touches, comptées ; rien d'autre."""

    def __init__(self, onglet):
        self.onglet, self.page, self.touches = onglet, onglet.page, 0

    def presser(self, touche):
        self.page.keyboard.press(touche)
        self.touches += 1
        return self

    def taper(self, texte):
        self.page.keyboard.type(texte)
        self.touches += len(texte)
        return self

    def ici(self, selecteur):
        return self.page.evaluate("s => !!document.activeElement && document.activeElement.matches(s)", selecteur)

    def jusqua(self, selecteur, touche="Tab", au_plus=400):
        for _ in range(au_plus):
            if self.ici(selecteur):
                return self
            self.presser(touche)
        raise AssertionError("le clavier n'atteint pas " + selecteur)

    def suivre(self, selecteur):
        """Jusque-là, puis Entrée, et la page qui en vient."""
        self.jusqua(selecteur)
        with self.page.expect_navigation():
            self.presser("Enter")
        return self

    def choisir(self, nom, valeur):
        """Un bouton radio, une case : le groupe par Tab, la valeur par les flèches."""
        self.jusqua('[name="%s"]' % nom)
        if self.page.evaluate("document.activeElement.type") == "radio":
            self.jusqua('[name="%s"][value="%s"]' % (nom, valeur), "ArrowDown", 60)
            if not self.page.evaluate("document.activeElement.checked"):
                self.presser("Space")
            return self
        self.jusqua('[name="%s"][value="%s"]' % (nom, valeur))
        if not self.page.evaluate("document.activeElement.checked"):
            self.presser("Space")
        return self
