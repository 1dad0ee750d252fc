"""Ce qu'un site, un autre programme de la machine ou un partenaire essaie contre un bureau : attaques.py [NOM...]

Rien n'est servi, rien n'est changé, rien n'est perdu ; ferme sur « N passed, N failed ». TOUTES=oui : les longues."""
import os
import resource
import socket
import sys
import time
import traceback
import urllib.parse

from atelier import PATIENCE, Atelier, Bureau, attendre
from dehors import Mechant, Programme
from ecrire import fiche
from matin import pas
from navigateur import chromium
from onglet import STATUT, Onglet

TOUTES = os.environ.get("TOUTES") == "oui"
ATTAQUES = []
ENTETES = {
    "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "same-origin",
    "x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin"}
POLITIQUE = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"]


def attaque(phrase):
    return lambda fonction: ATTAQUES.append((phrase, fonction))


class Maison:
    """Un bureau ouvert par son agent, une fiche reçue, un brouillon ; `intact` dit si quoi que ce soit a changé."""

    def __init__(self):
        self.atelier = Atelier().deux_structures(600)
        self.atelier.recevoir([fiche("INTACTE")])
        self.bureau = Bureau(self.atelier, "ml")
        self.agent = Programme(self.bureau)

    def dedans(self):
        """Par le programme qui tient lieu de navigateur."""
        self.agent.entrer()
        self.agent.ouvrir()
        return self

    def etat(self):
        brouillons = sorted(p.name for p in (self.atelier.dossier / "ml" / "agent").rglob("*") if "brouillons" in p.parts)
        return [self.atelier.boite("ml"), self.atelier.boite("ml", "envoi"), brouillons]

    def ouvert(self):
        assert "Ma journée" in self.agent.demander()[2], "le bureau de l'agent ne répond plus"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.bureau.arreter()
        self.atelier.finir()


def refuse(reponse, *statuts):
    """Ce statut, et rien de la maison dans la réponse ; avec tous les en-têtes."""
    statut, entetes, corps = reponse
    assert statut in statuts, (statut, corps[:200])
    for mot in ["INTACTE", "Mission locale", "jean.modele", "set-cookie"]:
        assert mot not in corps and mot not in entetes, mot
    # Ce que le lecteur de HTTP refuse n'arrive pas jusqu'à nous.
    if statut not in (0, 400, 501):
        tenus(entetes)


def tenus(entetes):
    for nom, valeur in ENTETES.items():
        assert entetes.get(nom) == valeur, (nom, entetes.get(nom))
    for regle in POLITIQUE:
        assert regle in entetes["content-security-policy"], regle
    assert "unsafe" not in entetes["content-security-policy"]


@attaque("l'entrée sert une fois, sans redirection ; son cookie est de cette instance, et de ce chemin")
def entree():
    with Maison() as maison:
        cookie = maison.agent.entrer()
        for partie in ["HttpOnly", "SameSite=Strict", "Path=" + maison.agent.chemin]:
            assert partie in cookie, cookie
        assert "Expires" not in cookie and "Max-Age" not in cookie and "Domain" not in cookie
        chemin = urllib.parse.urlsplit(maison.bureau.entree).path
        refuse(Programme(maison.bureau).demander(chemin), 403)
        refuse(Programme(maison.bureau).demander("entree/" + "0" * 32), 403)
        assert len(maison.agent.chemin.strip("/")) == 32 and maison.agent.hote.startswith("127.")
        maison.agent.ouvrir()
        maison.ouvert()


@attaque("le lien d'entrée meurt après une minute")
def entree_ancienne():
    with Maison() as maison:
        if not TOUTES:
            return "passée : une minute d'attente (TOUTES=oui)"
        time.sleep(61)
        refuse(Programme(maison.bureau).demander(urllib.parse.urlsplit(maison.bureau.entree).path, Sec_Fetch_Site="none"), 403)


@attaque("un autre nom, une autre origine, un autre cookie, un autre jeton, un autre chemin, une autre méthode")
def refus():
    with Maison() as maison:
        agent = maison.dedans().agent
        avant, ici = maison.etat(), "%s:%d" % (agent.hote, agent.port)
        pas("le nom")
        for hotes in [["mal.example"], ["mal.example:%d" % agent.port], ["localhost:%d" % agent.port], [ici, "mal.example"],
                      [ici, ici], [], [ici + "."], [agent.hote], ["127.0.0.1:%d" % agent.port]]:
            refuse(agent.demander(hotes=hotes), 421, 400, 0)
            refuse(agent.demander("verrouiller", b"", hotes=hotes), 421, 400, 0)
        pas("l'origine, et d'où la demande vient")
        jeton = agent.jetons()[agent.chemin + "verrouiller"]["jeton"]
        for origine in ["http://mal.example", "null", "https://" + ici, "http://%s" % agent.hote, "http://127.0.0.1:%d" % agent.port, ""]:
            refuse(agent.demander("verrouiller", {"jeton": jeton}, Origin=origine), 403)
        refuse(agent.demander("verrouiller", {"jeton": jeton}, sauf=["Origin"]), 403)
        for site in ["cross-site", "same-site", "mal"]:
            refuse(agent.demander(Sec_Fetch_Site=site), 403)
            refuse(agent.demander("verrouiller", {"jeton": jeton}, Sec_Fetch_Site=site), 403)
        refuse(agent.demander("verrouiller", {"jeton": jeton}, Sec_Fetch_Site="none"), 403)
        pas("le cookie : aucun, faux, d'un autre bureau")
        refuse(Programme(maison.bureau).demander(), 403)
        autre = Bureau(maison.atelier, "operateur")
        try:
            voisin = Programme(autre)
            voisin.entrer()
            for cookie in ["bureau=", "bureau=" + "0" * 64, voisin.cookie, voisin.cookie.replace("bureau", "Bureau")]:
                refuse(agent.demander(Cookie=cookie), 403)
                refuse(agent.demander("verrouiller", {"jeton": jeton}, Cookie=cookie), 403)
            pas("le jeton : aucun, faux, d'un autre formulaire, d'un autre bureau")
            for faux in [None, "", "faux", jeton[:-1], agent.jetons()[agent.chemin + "chercher"]["jeton"],
                         voisin.jetons()[voisin.chemin + "deverrouiller"]["jeton"]]:
                statut, entetes, corps = agent.demander("verrouiller", {} if faux is None else {"jeton": faux})
                assert statut == 403 and "est plus celui" in corps, (faux, statut, corps)
                tenus(entetes)
        finally:
            autre.arreter()
        pas("le chemin, la méthode, la forme")
        for chemin in ["/", "/" + "0" * 32 + "/", agent.chemin.rstrip("/"), "/../" + agent.chemin, "//mal.example/", "*"]:
            refuse(agent.demander(chemin), 404, 421, 400, 405, 403)
        for inconnu in ["fiche/inconnue", "personne/x", "brouillon/x/1", "boite/reception/0", "boite/autre/1", "partenaires/x"]:
            assert agent.demander(inconnu)[0] == 404, inconnu
        for methode in ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "HEAD"]:
            refuse(agent.demander(methode=methode), 405, 404, 400, 501)
        for type_ in ["text/plain", "application/json", "multipart/form-data"]:
            statut, _, corps = agent.demander("verrouiller", ("jeton=" + jeton).encode(), Content_Type=type_)
            assert statut in (400, 403), (type_, statut)
        pas("après tout cela, rien n'a bougé, et c'est ouvert")
        assert maison.etat() == avant
        maison.ouvert()


@attaque("trop grand, trop long, trop nombreux : refusé, sans que la mémoire grandisse, et l'agent continue")
def demesure():
    with Maison() as maison:
        agent = maison.dedans().agent
        depart = maison.bureau.memoire()
        jeton = agent.jetons()[agent.chemin + "verrouiller"]["jeton"]
        for corps in [b"a" * (1 << 20), b"jeton=" + jeton.encode() + b"&a=" * 200_000, b"%" * (1 << 19)]:
            assert agent.demander("verrouiller", corps)[0] in (400, 403, 413, 0)
        assert agent.demander("aide", Remplissage="x" * 40_000)[0] in (400, 413, 431, 0)
        assert agent.demander("fiche/" + "x" * 40_000)[0] in (400, 404, 413, 414, 431, 0)
        brouillon = commencer_a_la_main(agent)
        jeton = agent.jetons("brouillon/%s/pieces" % brouillon)[agent.chemin + "brouillon/%s/pieces" % brouillon]["jeton"]
        def partie(nom, valeur, suite=""):
            return b"--x\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n" % (nom.encode(), suite.encode(), valeur)
        gros = partie("jeton", jeton.encode()) + partie("but", b"autre") + partie("fichier", b"%PDF-" + b"0" * (24 << 20), "; filename=\"a.pdf\"") + b"--x--\r\n"
        sans_jeton = partie("fichier", b"%PDF-" + b"0" * (8 << 20), "; filename=\"a.pdf\"") + b"--x--\r\n"
        for corps, attendus in [(gros, (413, 0)), (sans_jeton, (403, 0)), (gros[:-9], (400, 413, 0))]:
            assert agent.demander("brouillon/%s/pieces" % brouillon, corps, Content_Type="multipart/form-data; boundary=x")[0] in attendus
        pas("des connexions, à demi ouvertes")
        nombre = 10_000 if TOUTES else 1_000
        # Celles de l'essai : le bureau, lancé avant, garde les siennes.
        mou, dur = resource.getrlimit(resource.RLIMIT_NOFILE)
        voulu = max(mou, nombre + 500)
        assert dur == resource.RLIM_INFINITY or dur >= voulu, "ulimit -Hn %d : %d connexions en veulent %d" % (dur, nombre, voulu)
        resource.setrlimit(resource.RLIMIT_NOFILE, (voulu, dur))
        tenues = []
        try:
            for _ in range(nombre):
                prise = socket.create_connection((agent.hote, agent.port), PATIENCE)
                tenues.append(prise)
                prise.sendall(b"GET / HTTP/1.1\r\nHost: ")
        except OSError as faute:
            raise AssertionError("%d connexions sur %d : %s" % (len(tenues), nombre, faute)) from faute
        pendant = maison.bureau.memoire()
        for prise in tenues:
            prise.close()
        attendre(lambda: agent.demander("aide")[0] == 200, "le bureau après la foule")
        maison.ouvert()
        assert pendant - depart < 96 << 10, "%d Kio de plus" % (pendant - depart)
        return "%d connexions, %d Kio de plus" % (len(tenues), pendant - depart)


def commencer_a_la_main(agent):
    """Un brouillon, sans navigateur : son mot."""
    page = agent.demander("brouillons")[2]
    partenaire = page.split('id="partenaire-')[1].split('"')[0]
    statut, entetes, _ = agent.envoyer("brouillons", {"modele": "generique", "partenaire": partenaire}, depuis="brouillons")
    assert statut == 303, statut
    return entetes["location"].split("/brouillon/")[1].split("/")[0]


@attaque("un cookie pris : verrouillé il ne montre rien, le processus fini il n'est plus rien")
def cookie_pris():
    with Maison() as maison:
        agent = maison.dedans().agent
        page = agent.demander()[2]
        fiche_ = page.split('class="qui" href="' + agent.chemin)[1].split('"')[0]
        voleur = Programme(maison.bureau)
        voleur.cookie = agent.cookie
        assert agent.envoyer("verrouiller")[0] == 303
        for lieu in ["", fiche_, "brouillons", "boite/reception/1", "compte"]:
            statut, _, corps = voleur.demander(lieu)
            assert statut == 200 and "Ouvrir mon identité" in corps and "INTACTE" not in corps and "Ma journée" not in corps, lieu
        ancien = agent.cookie
        maison.bureau.arreter()
        assert voleur.demander()[0] == 0
        maison.bureau = Bureau(maison.atelier, "ml")
        nouveau = Programme(maison.bureau)
        assert nouveau.chemin != agent.chemin
        nouveau.cookie = ancien
        refuse(nouveau.demander(), 403)
        refuse(nouveau.demander(agent.chemin), 404)


@attaque("un site, dans le même navigateur : ni cadre, ni formulaire, ni script, ni image, ni fenêtre")
def autre_site():
    with Maison() as maison, chromium() as navigateur:
        mechant, contexte = Mechant(), navigateur.new_context()
        onglet = Onglet(contexte, maison.bureau.base)
        maison.bureau.entrer(onglet)
        onglet.bouton("Ouvrir").dit("Ma journée")
        jeton = onglet.page.locator('form.moi input[name="jeton"]').get_attribute("value")
        base = maison.bureau.base
        mechant.pages = {
            "/cadre": "<iframe src='%s'></iframe>" % base,
            "/formulaire": "<form method=post action='%sverrouiller'><input name=jeton value='%s'></form>"
                           "<script>document.forms[0].submit()</script>" % (base, jeton),
            "/texte": "<form method=post enctype=text/plain action='%sverrouiller'><input name=jeton value='%s'></form>"
                      "<script>document.forms[0].submit()</script>" % (base, jeton),
            "/lien": "<script>location = '%s'</script>" % base,
            "/prises": "<script>window.prises = []</script><script src='%sbureau.js' onload='prises.push(1)'></script>"
                       "<link rel=stylesheet href='%sbureau.css' onload='prises.push(2)'>"
                       "<img src='%sbureau.css' onload='prises.push(3)'>" % (base, base, base),
            "/lit": "<script>window.lu = null; fetch('%s', {credentials: 'include'}).then(r => r.text())"
                    ".then(t => { lu = t }, e => { lu = 'refus' })</script>" % base,
        }
        visiteur = contexte.new_page()
        for page in ["/formulaire", "/texte", "/lien"]:
            visiteur.goto(mechant.adresse + page)
            visiteur.wait_for_url(base + "**")
            corps = visiteur.text_content("body")
            assert "INTACTE" not in corps and "vient d'une autre page" in corps, (page, corps)
        visiteur.goto(mechant.adresse + "/cadre")
        visiteur.wait_for_timeout(500)
        assert "Ma journée" not in "".join(c.content() for c in visiteur.frames)
        visiteur.goto(mechant.adresse + "/prises")
        visiteur.wait_for_timeout(500)
        assert visiteur.evaluate("prises") == []
        visiteur.goto(mechant.adresse + "/lit")
        visiteur.wait_for_function("lu !== null")
        assert visiteur.evaluate("lu") == "refus"
        pas("par un onglet que le site ouvre, il n'en voit rien")
        visiteur.goto(mechant.adresse + "/prises")
        visiteur.evaluate("u => { window.autre = window.open(u); }", base)
        visiteur.wait_for_timeout(500)
        assert visiteur.evaluate("() => { try { return autre.document.body.textContent } catch (e) { return null } }") in (None, "")
        onglet.aller().dit("Relever le courrier")
        mechant.shutdown()


@attaque("un nom qui change de machine (DNS rebinding) : la page d'ailleurs ne lit rien")
def rebinding():
    with Maison() as maison:
        mechant = Mechant()
        lieu = urllib.parse.urlsplit(maison.bureau.base)
        with chromium("--proxy-server=" + mechant.adresse) as navigateur:
            contexte = navigateur.new_context()
            onglet = Onglet(contexte, maison.bureau.base)
            # Son propre bureau ne passe pas par le relais : Chromium n'y met pas la boucle locale.
            maison.bureau.entrer(onglet)
            onglet.bouton("Ouvrir").dit("Ma journée")
            mechant.pages = {"/piege": "<title>piege</title>"}
            page = contexte.new_page()
            page.goto("http://mal.example:%d/piege" % lieu.port)
            assert page.title() == "piege"
            mechant.vers = (lieu.hostname, lieu.port)
            for chemin in [lieu.path, "/", lieu.path + "bureau.css", lieu.path + "compte"]:
                statut, texte = page.evaluate(
                    "c => fetch(c, {credentials: 'include'}).then(async r => [r.status, await r.text()])", chemin)
                assert statut == 421 and "Mission locale" not in texte and "INTACTE" not in texte, (chemin, statut)
            statut = page.evaluate("c => fetch(c, {method: 'POST', body: new URLSearchParams({jeton: 'x'})}).then(r => r.status)",
                                   lieu.path + "verrouiller")
            assert statut == 421, statut
            assert [d for d in mechant.demandes if lieu.path in d[1]], "le relais n'a rien vu passer"
            onglet.aller().dit("Ma journée")
            onglet.propre([STATUT])
        mechant.shutdown()


def main(noms):
    import hostiles_bureau  # noqa: F401 : chacun ajoute les siens
    import marqueurs  # noqa: F401
    passes = echecs = 0
    inconnus = set(noms) - {f.__name__ for _, f in ATTAQUES}
    assert not inconnus, "pas d'attaque de ce nom : %s" % ", ".join(inconnus)
    for phrase, fonction in ATTAQUES:
        if noms and fonction.__name__ not in noms:
            continue
        debut = time.monotonic()
        try:
            dit = fonction()
            passes += 1
            print("ok   %-16s %5.1f s  %s%s" % (fonction.__name__, time.monotonic() - debut, phrase, " : " + dit if dit else ""), flush=True)
        except Exception:
            echecs += 1
            print("FAUX %s : %s\n%s" % (fonction.__name__, phrase, traceback.format_exc()), flush=True)
    print("%d passed, %d failed" % (passes, echecs))
    return 1 if echecs or not passes else 0


if __name__ == "__main__":
    sys.modules["attaques"] = sys.modules["__main__"]
    sys.exit(main(sys.argv[1:]))
