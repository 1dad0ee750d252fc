"""Sert la page du guichet et des contenus scellés, comme le service le fera (guichet.md, « Routes »)."""
import hashlib
import base64
import http.server
import json
import os
import pathlib
import re
import threading

RACINE = pathlib.Path(__file__).resolve().parents[2]
PAGE = RACINE / "Sources" / "GuichetPage"


def liste_de_mots():
    source = (RACINE / "Sources" / "LiaisonSchema" / "Phrase" / "PhraseWords.swift").read_text()
    return source.split('"""')[1].split()


def politique():
    """Les champs d'en-tête, lus dans la source : le service prendra les mêmes."""
    source = re.sub(r'"\s*\+\s*"', "", (PAGE / "GuichetPage.swift").read_text())
    bloc = source[source.index("static let policy"):]
    return re.findall(r'\(\s*"([A-Z][A-Za-z-]+)",\s*"([^"]*)"\s*\)', bloc[:bloc.index("\n    ]")])


def page(maison, dpo, hote):
    def echappe(texte):
        return texte.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    valeurs = {"maison": maison, "dpo": dpo, "hote": hote}
    return re.sub(r"\{\{(\w+)\}\}", lambda m: echappe(valeurs[m[1]]), (PAGE / "page.html").read_text())


def script():
    return 'const MOTS="%s";\n' % " ".join(liste_de_mots()) + (PAGE / "script.js").read_text()


def fichier_seul(maison, dpo, jeton, scelle):
    """La page en un seul fichier, comme GuichetPage la fait."""
    style, code = (PAGE / "style.css").read_text(), script()
    def empreinte(texte):
        return "sha256-" + base64.b64encode(hashlib.sha256(texte.encode()).digest()).decode()
    regle = ("default-src 'none'; script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'; "
             "require-trusted-types-for 'script'" % (empreinte(code), empreinte(style)))
    texte = page(maison, dpo, "")
    for ancien, nouveau in [
        ('<meta charset="utf-8">', '<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="%s">\n'
         '<meta name="guichet-jeton" content="%s">' % (regle, jeton)),
        ('<link rel="stylesheet" href="/guichet/style.css">', "<style>%s</style>" % style),
        ('<script src="/guichet/script.js"></script>', "<script>%s</script>" % code),
        ("</body>", '<script type="application/jose" id="contenu-scelle">%s</script>\n</body>' % scelle),
    ]:
        assert ancien in texte
        texte = texte.replace(ancien, nouveau, 1)
    return texte


class Guichet(http.server.ThreadingHTTPServer):
    """Ce qui a été demandé est dans `demandes`, les réponses reçues dans `reponses`."""
    daemon_threads = True

    def __init__(self, maison="Opérateur AGIR de l'Isère", hote="guichet.agir38.example"):
        super().__init__(("127.0.0.1", 0), Reponse)
        self.maison, self.hote = maison, hote
        self.contenus, self.preuves, self.demandes, self.reponses, self.etats = {}, {}, [], {}, []
        self.champs = politique()
        self.adresse = "http://127.0.0.1:%d" % self.server_port
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Reponse(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def rend(self, statut, corps=b"", type_="text/plain"):
        self.send_response(statut)
        for nom, valeur in self.server.champs:
            self.send_header(nom, valeur)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def do_GET(self):
        self.server.demandes.append(("GET", self.path, None))
        if self.path == "/guichet" or re.match(r"/guichet%(25)*23", self.path):
            self.rend(200, page(self.server.maison, "dpo@agir38.example, téléphone 04 76 00 00 09",
                                self.server.hote).encode(), "text/html; charset=utf-8")
        elif self.path == "/guichet/style.css":
            self.rend(200, (PAGE / "style.css").read_bytes(), "text/css; charset=utf-8")
        elif self.path == "/guichet/script.js":
            self.rend(200, script().encode(), "text/javascript; charset=utf-8")
        elif self.path == "/favicon.ico":
            self.rend(404)
        else:
            trouve = re.fullmatch(r"/guichet/v1/([0-9a-f]{64})", self.path)
            contenu = trouve and self.server.contenus.get(trouve[1])
            self.rend(200, contenu.encode(), "application/jose") if contenu else self.rend(404)

    def do_POST(self):
        corps = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.demandes.append(("POST", self.path, corps))
        nom = re.fullmatch(r"/guichet/v1/([0-9a-f]{64})/ouvertures", self.path)[1]
        self.rend(204 if json.loads(corps)["preuve"] == self.server.preuves[nom] else 403)

    def do_PUT(self):
        corps = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.demandes.append(("PUT", self.path, corps))
        nom, uuid = re.fullmatch(r"/guichet/v1/([0-9a-f]{64})/reponses/([0-9a-f-]{36})", self.path).groups()
        if self.headers["Guichet-Preuve"] != self.server.preuves[nom]:
            return self.rend(403)
        if self.server.etats:
            return self.rend(self.server.etats.pop(0))
        neuf = (nom, uuid) not in self.server.reponses
        self.server.reponses.setdefault((nom, uuid), corps)
        self.rend(201 if neuf else 200, b'{"recu":"2026-11-26T08:30:00Z"}', "application/json")
