"""Qui n'est pas le navigateur de l'agent : des demandes faites à la main, et un site qui en veut à son bureau."""
import html.parser
import http.client
import http.server
import threading
import urllib.parse

from atelier import PATIENCE


class Page(html.parser.HTMLParser):
    """Les formulaires d'une page : par action, ce que chacun cache."""

    def __init__(self, texte):
        super().__init__()
        self.formulaires, self.ouvert = {}, None
        self.feed(texte)

    def handle_starttag(self, nom, attributs):
        attributs = dict(attributs)
        if nom == "form":
            self.ouvert = self.formulaires.setdefault(attributs.get("action", ""), {})
        elif nom == "input" and self.ouvert is not None and attributs.get("type") == "hidden":
            self.ouvert[attributs["name"]] = attributs.get("value", "")

    def handle_endtag(self, nom):
        if nom == "form":
            self.ouvert = None


class Programme:
    """Un programme de la machine devant un bureau ; `entrer` en fait celui que le bureau connaît."""

    def __init__(self, bureau):
        self.bureau, self.cookie = bureau, None
        lieu = urllib.parse.urlsplit(bureau.base)
        self.hote, self.port, self.chemin = lieu.hostname, lieu.port, lieu.path

    def demander(self, page="", corps=None, methode=None, hotes=None, sauf=(), **champs):
        """(statut, en-têtes, corps). Un chemin qui commence par « / » est pris tel quel ; `sauf` : ce qui n'est pas envoyé."""
        chemin = page if page.startswith("/") or page == "*" else self.chemin + page
        lien = http.client.HTTPConnection(self.hote, self.port, timeout=PATIENCE)
        entetes = {"Sec-Fetch-Site": "same-origin"}
        if self.cookie:
            entetes["Cookie"] = self.cookie
        if isinstance(corps, dict):
            corps = urllib.parse.urlencode(corps).encode()
        if corps is not None:
            entetes.update({"Origin": self.bureau.origine, "Content-Type": "application/x-www-form-urlencoded"})
        entetes.update({nom.replace("_", "-"): valeur for nom, valeur in champs.items()})
        try:
            lien.putrequest(methode or ("GET" if corps is None else "POST"), chemin, skip_host=True, skip_accept_encoding=True)
            for hote in hotes if hotes is not None else ["%s:%d" % (self.hote, self.port)]:
                lien.putheader("Host", hote)
            for nom, valeur in entetes.items():
                if nom not in sauf:
                    lien.putheader(nom, valeur)
            if corps is not None:
                lien.putheader("Content-Length", str(len(corps)))
            try:
                lien.endheaders(corps)
            except (BrokenPipeError, ConnectionResetError):
                pass  # Refusé avant la fin : la réponse, s'il y en a une, se lit.
            reponse = lien.getresponse()
            # Comme un navigateur : la page qu'une écriture rend a son adresse à elle.
            if "?vue=" in (reponse.getheader("Location") or ""):
                vue = {n: v for n, v in champs.items() if n not in ("Origin", "Content_Type")}
                return self.demander(reponse.getheader("Location"), None, None, hotes, **vue)
            return reponse.status, {n.lower(): v for n, v in reponse.getheaders()}, reponse.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return 0, {}, ""
        finally:
            lien.close()

    def entrer(self):
        statut, entetes, _ = self.demander(urllib.parse.urlsplit(self.bureau.entree).path, Sec_Fetch_Site="none")
        assert statut == 200, statut
        self.cookie = entetes["set-cookie"].split(";")[0]
        return entetes["set-cookie"]

    def jetons(self, page=""):
        """Par action, ce que les formulaires de cette page cachent."""
        return Page(self.demander(page)[2]).formulaires

    def envoyer(self, page, champs=None, depuis="", **autres):
        """Comme la page d'où ce formulaire vient."""
        caches = self.jetons(depuis).get(self.chemin + page, {})
        return self.demander(page, {**caches, **(champs or {})}, **autres)

    def ouvrir(self):
        statut, _, _ = self.envoyer("deverrouiller")
        assert statut == 303, statut


class Mechant(http.server.ThreadingHTTPServer):
    """Un site, et le relais par lequel le navigateur passe quand on veut que son nom change de machine : `pages` est ce
    qu'il sert lui-même ; `vers`, si elle est dite, la machine à laquelle son nom mène désormais."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Site)
        self.pages, self.vers, self.demandes = {}, None, []
        self.adresse = "http://127.0.0.1:%d" % self.server_port
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def rendre(self, statut, corps, type_="text/html; charset=utf-8"):
        self.send_response(statut)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def repond(self):
        corps = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        lieu = urllib.parse.urlsplit(self.path)
        self.server.demandes.append((self.command, self.path))
        if self.server.vers and lieu.path not in self.server.pages:
            lien = http.client.HTTPConnection(*self.server.vers, timeout=PATIENCE)
            entetes = {n: v for n, v in self.headers.items() if n.lower() not in ("proxy-connection", "connection")}
            lien.request(self.command, lieu.path, corps or None, entetes)
            reponse = lien.getresponse()
            return self.rendre(reponse.status, reponse.read(), reponse.getheader("Content-Type") or "text/plain")
        page = self.server.pages.get(lieu.path)
        self.rendre(200 if page else 404, (page or "").encode())

    do_GET = do_POST = repond
