"""Ce qu'une personne a écrit n'est jamais du balisage : soixante valeurs, dans les deux sens."""
import json

import scellement
from exemple import Exemple, piece
from navigateur import Visite
from parcours import MOTS, essai

BALISES = ["<script>window.__mal=1</script>", "<img src=x onerror=window.__mal=1>", "<svg onload=window.__mal=1>",
           "<iframe srcdoc='<script>parent.__mal=1</script>'></iframe>", "<style>body{display:none}</style>",
           "<base href='https://mal.example/'>", "<meta http-equiv=refresh content='0;url=https://mal.example'>",
           "<link rel=stylesheet href=//mal.example>", "<a href=javascript:window.__mal=1>x</a>", "<form action=//mal.example>",
           "</textarea><script>window.__mal=1</script>", "</script><script>window.__mal=1</script>", "<!--", "-->", "]]>",
           "<details open ontoggle=window.__mal=1>", "<input autofocus onfocus=window.__mal=1>", "<math><mtext></p><script>",
           "<object data=javascript:window.__mal=1>", "<embed src=data:text/html,x>", "<template><img src=x>", "<noscript><p title='</noscript><img src=x onerror=window.__mal=1>'>"]
TEXTES = ["javascript:window.__mal=1", "data:text/html,<script>", "&lt;b&gt;", "&#60;b&#62;", "&amp;", "\"onmouseover=\"window.__mal=1",
          "'onmouseover='window.__mal=1", "` onload=window.__mal=1", "${window.__mal=1}", "{{constructor.constructor('__mal=1')()}}",
          "__proto__", "constructor", "toString", "hasOwnProperty", "\\u003cscript\\u003e", "%3Cscript%3E", "\\", "\"", "'", "`",
          "=cmd|'/C calc'!A0", "+1+1", "@SUM(1)", "-1", "../../etc/passwd", "C:\\Windows", "null", "undefined", "true", "0", "NaN",
          "é" * 50, "e\u0301", "عبد الله", "שלום", "李小龍", "𝕏", "👩‍👩‍👧", "a\u200bb", "x" * 3000]
VALEURS = BALISES + TEXTES


def noeuds(valeur):
    return [{"genre": "titre", "niveau": 2, "texte": "T", "valeur": valeur}, {"genre": "titre", "niveau": 0, "texte": valeur},
            {"genre": "texte", "texte": valeur}, {"genre": "valeur", "libelle": valeur, "valeur": valeur},
            {"genre": "groupe", "libelle": valeur, "contenu": [
                {"genre": "rubrique", "texte": valeur},
                {"genre": "case", "cochee": True, "libelle": valeur, "avant": valeur, "valeur": valeur}]}]


@essai("soixante valeurs hostiles reçues : du texte, rien d'autre")
def hostiles_recus(navigateur, guichet):
    assert len(VALEURS) >= 60
    temoin = Exemple(MOTS, reponse=None, formulaire="spe")
    temoin.contenu["formulaire"] = [n for v in VALEURS for n in noeuds("inoffensif")]
    temoin.poser(guichet)
    attendu = Visite(navigateur.new_context(), guichet).ouvrir(temoin).page.evaluate("document.querySelectorAll('#formulaire *').length")
    exemple = Exemple(MOTS, reponse=None)
    exemple.contenu["formulaire"] = [n for v in VALEURS for n in noeuds(v)]
    exemple.contenu["pieces"] = [piece(v[:100].replace("/", "-"), b"x") for v in VALEURS]
    exemple.contenu["fiche"] = {"beneficiaire": {"nom": BALISES[0], "prenom": "\"; } body { display: none } /*"}}
    for cle in ["libelle", "agent", "fonction", "telephone"]:
        exemple.contenu["expediteur"][cle] = BALISES[1]
    exemple.poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    page = visite.page
    assert page.evaluate("window.__mal") is None
    assert page.evaluate("document.querySelectorAll('#formulaire *').length") == attendu
    assert page.evaluate("document.querySelectorAll('main script, iframe, main style, base, object, embed, main img, form[action]').length") == 0
    vus = page.evaluate("[...document.querySelectorAll('#formulaire dd')].map(e => e.textContent)")
    assert vus == VALEURS, [(a, b) for a, b in zip(vus, VALEURS) if a != b]
    assert page.evaluate("document.querySelectorAll('#pieces a').length") == len(VALEURS)
    page.pdf(prefer_css_page_size=True)
    visite.propre()


@essai("soixante valeurs hostiles répondues : rendues telles quelles, rien d'exécuté")
def hostiles_repondus(navigateur, guichet):
    exemple = Exemple(MOTS).poser(guichet)
    visite = Visite(navigateur.new_context(), guichet).ouvrir(exemple)
    page = visite.page
    texte = "\n".join(VALEURS)[:9900]
    visite.repondre(texte)
    page.fill("#nom", BALISES[0])
    page.fill("#fonction", BALISES[1])
    page.fill("#telephone", "__proto__")
    page.set_input_files("#fichiers", [{"name": ("%d-" % i) + v[:60].replace("/", "∕").replace("\0", "") + ".pdf", "mimeType": "text/html", "buffer": b"%PDF-"}
                                       for i, v in enumerate(BALISES[:19])] + [{"name": "<img src=x onerror=window.__mal=1>.html", "mimeType": "text/html", "buffer": b"<script>"}])
    page.click("#envoyer")
    visite.attendre("etat-reponse", "corriger")
    assert "<img src=x" in visite.texte("#faute-fichiers") and page.query_selector("main img") is None
    page.set_input_files("#fichiers", [])
    page.click("#envoyer")
    visite.attendre("etat-reponse", "Réponse reçue")
    (nom, uuid), corps = list(guichet.reponses.items())[-1]
    valeur = scellement.ouvrir_reponse(corps.decode(), exemple.cle, nom, uuid)
    import unicodedata
    assert valeur["texte"] == unicodedata.normalize("NFC", texte).strip()
    assert valeur["repondant"] == {"nom": BALISES[0], "fonction": BALISES[1], "telephone": "__proto__"}
    assert page.evaluate("window.__mal") is None
    visite.propre()


@essai("des arbres faux : refusés entiers, rien n'est montré")
def arbres_faux(navigateur, guichet):
    for arbre in [[{"genre": "html", "texte": "x"}], [{"genre": "__proto__"}], [{"genre": "constructor"}], {"genre": "texte"}, "x", [None],
                  [{"genre": "texte", "texte": {"html": "x"}}], [{"genre": "groupe", "contenu": "x"}]]:
        exemple = Exemple(MOTS, reponse=None)
        exemple.contenu["formulaire"] = arbre
        exemple.poser(guichet)
        visite = Visite(navigateur.new_context(), guichet).aller(exemple)
        visite.taper(exemple.dit())
        visite.attendre("etat-ouverture", "abîmé")
        assert not visite.page.is_visible("#document")
        assert not [d for d in guichet.demandes if d[0] == "POST"]
        visite.propre()
        visite.page.context.close()
