#!/usr/bin/env python3
"""Des agents hébergés, chacun dans son navigateur, devant le frontal du paquet.

Usage: bureaux.py entrer DOSSIER NOM INVITATION PHRASE   inscription, phrase, première page
       bureaux.py rentrer DOSSIER NOM PHRASE             revient, par un code du moment s'il le faut ; écrit ce qu'on lui dit
       bureaux.py travailler DOSSIER NOM…                tous à la fois ; écrit la page la plus lente
       bureaux.py page DOSSIER NOM                       le statut de sa première page
       bureaux.py fermer DOSSIER NOM                     « Verrouiller »
       bureaux.py quitter DOSSIER NOM                    « Quitter » ; ses cookies d'avant restent sous NOM.finie
       bureaux.py ecrire DOSSIER NOM PERSONNE            un brouillon de plus
       bureaux.py retrouver DOSSIER NOM PERSONNE         il est là
       bureaux.py photographie FICHIER                   un PNG, dont heif-enc en fait une
       bureaux.py joindre DOSSIER NOM PHOTO              une photographie HEIC, à son premier brouillon
       bureaux.py chercher DOSSIER NOM MOT
       bureaux.py fausses DOSSIER NOM PHRASE             des phrases fausses, jusqu'à ce que la sienne attende aussi
       bureaux.py faux NOM                               des codes faux d'ailleurs, jusqu'à ce qu'on fasse attendre
       bureaux.py cles IDENTITE IMAGE                    combien de ses clés secrètes sont dans cette mémoire
       bureaux.py mots IMAGE MOT…                        combien de ces mots y sont, de quelque façon qu'on les écrive
DOSSIER : où chacun garde ses cookies et la clé de son téléphone.
"""
import concurrent.futures
import html.parser
import http.client
import json
import pathlib
import re
import struct
import sys
import time
import urllib.parse
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))
from cles import cles  # noqa: E402
from formes import trouves  # noqa: E402
from frontal import code  # noqa: E402

NAME = "bureau.agir38.example"
PAGES = 20
# Codes et phrases faux qui ne font pas attendre (BureauAccess/Slowing.swift).
FREE = 5


def check(condition, what):
    if not condition:
        sys.exit(f"bureaux.py : {what}")


class Form(html.parser.HTMLParser):
    """The hidden fields of the form that goes there."""

    def __init__(self, page, action):
        super().__init__()
        self.action, self.isInside, self.fields = action, False, {}
        self.feed(page.decode())

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.isInside = found.get("action", "").endswith(self.action)
        if tag == "input" and self.isInside and found.get("type") == "hidden":
            self.fields[found["name"]] = found.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.isInside = False


class Browser:
    """As behind a proxy that ends TLS: it asks loopback for the name that browsers ask for."""

    def __init__(self, folder=None, name=None):
        self.file = folder and pathlib.Path(folder) / f"{name}.json"
        self.name, self.cookies, self.secret, self.base = name, {}, None, None
        if self.file and self.file.exists():
            self.cookies, self.secret, self.base = json.loads(self.file.read_text())

    def keep(self):
        self.file.write_text(json.dumps([self.cookies, self.secret, self.base]))

    def ask(self, method, path, form=None, type_="application/x-www-form-urlencoded"):
        """`form`: fields, or a body of that type."""
        connection = http.client.HTTPConnection("127.0.0.1", 8444, timeout=300)
        headers = {"Host": NAME}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
        body = None
        if method == "POST":
            headers |= {"Origin": f"https://{NAME}", "Content-Type": type_}
            body = form if isinstance(form, bytes) else urllib.parse.urlencode(form or {}).encode()
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        # French spaces do not break on a page.
        page = answer.read().replace("\u00a0".encode(), b" ")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                pair = value.split(";")[0]
                self.cookies[pair.split("=")[0]] = pair.split("=", 1)[1]
        connection.close()
        # The page that a write answers has an address of its own.
        if "?vue=" in (answer.getheader("Location") or ""):
            return self.ask("GET", answer.getheader("Location"))
        return answer, page

    def send(self, page, fields=None):
        """The form of her first page that goes there."""
        _, first = self.ask("GET", self.base)
        return self.ask("POST", self.base + page, {**Form(first, page).fields, **(fields or {})})

    def open(self, phrase):
        """From the front's entrance to the first page."""
        answer, _ = self.ask("GET", "/")
        check(answer.status == 303, f"{self.name} : pas de bureau, {answer.status}")
        place = answer.getheader("Location")
        self.base = "/" + place.split("/")[1] + "/"
        if place != self.base:
            answer, _ = self.ask("GET", place)
            check(answer.status == 200, f"{self.name} : {place} donne {answer.status}")
        _, page = self.ask("GET", self.base)
        form = Form(page, "deverrouiller").fields
        if form:
            answer, page = self.ask("POST", self.base + "deverrouiller", {**form, "phrase": phrase})
            check(answer.status == 303, f"{self.name} : la phrase n'ouvre pas, {answer.status}")
            answer, page = self.ask("GET", self.base)
        check("Ma journée" in page.decode(), f"{self.name} : pas de journée")
        print("\n".join(re.findall("ATTENTION : [^<]*", page.decode())))
        self.keep()


def enter(folder, name, invitation, phrase):
    browser = Browser(folder, name)
    answer, page = browser.ask("POST", "/invitation", {"nom": name, "invitation": invitation})
    check(answer.status == 200, f"{name} : invitation refusée, {answer.status}")
    browser.secret = re.search(rb"<code>([A-Z2-7 ]+)</code>", page).group(1).decode().replace(" ", "")
    token = Form(page, "/premier-code").fields["jeton"]
    answer, _ = browser.ask("POST", "/premier-code", {"jeton": token, "code": code(browser.secret)})
    check(answer.status == 303, f"{name} : premier code refusé, {answer.status}")
    browser.open(phrase)


def come_back(folder, name, phrase):
    browser = Browser(folder, name)
    answer, _ = browser.ask("GET", "/")
    if answer.status == 200:
        # The code of this step may be used up; the next one is in the window, then the one after.
        for attempt in range(3):
            if attempt == 2:
                time.sleep(30 - time.time() % 30 + 1)
            answer, _ = browser.ask(
                "POST", "/entree", {"nom": name, "code": code(browser.secret, min(attempt, 1))})
            if answer.status == 303:
                break
        check(answer.status == 303, f"{name} : le code est refusé, {answer.status}")
    browser.open(phrase)


def work(folder, name):
    browser = Browser(folder, name)
    slowest = 0
    for _ in range(PAGES):
        start = time.monotonic()
        answer, page = browser.ask("GET", browser.base)
        slowest = max(slowest, time.monotonic() - start)
        check(answer.status == 200 and "Ma journée" in page.decode(), f"{name} : {answer.status}")
    return slowest


def wrong(name):
    browser = Browser()
    for _ in range(FREE + 1):
        answer, _ = browser.ask("POST", "/entree", {"nom": name, "code": "000000"})
        if answer.status == 429:
            check(int(answer.getheader("Retry-After")) > 0, "l'attente n'est pas dite")
            return
        check(answer.status == 403, f"un code faux donne {answer.status}")
    sys.exit("bureaux.py : des codes faux sans attente")


def wrong_phrases(folder, name, phrase):
    browser = Browser(folder, name)
    answer, _ = browser.send("verrouiller")
    check(answer.status == 303, f"« Verrouiller » donne {answer.status}")
    tries = [f"pas la sienne, essai {n}" for n in range(FREE)] + [phrase]
    for tried in tries:
        answer, page = browser.send("deverrouiller", {"phrase": tried})
        waits = tried == phrase
        said = "Trop de phrases fausses" if waits else "ouvre pas votre identité"
        check(answer.status == (429 if waits else 422) and said in page.decode(), f"{name} : {answer.status}")


def write(folder, name, person):
    """As the page's script does: a field when it is left."""
    browser = Browser(folder, name)
    _, page = browser.ask("GET", browser.base + "brouillons")
    partner = re.search(rb'id="partenaire-([^"]+)"', page)
    check(partner, f"{name} : aucun partenaire")
    answer, page = browser.ask("POST", browser.base + "brouillons", {
        **Form(page, "brouillons").fields, "partenaire": partner.group(1).decode(), "modele": "generique"})
    check(answer.status == 303, f"{name} : pas de brouillon, {answer.status}")
    draft = answer.getheader("Location").rpartition("/")[0]
    for number in range(1, 30):
        page = browser.ask("GET", f"{draft}/{number}")[1].decode()
        seen = re.search('name="vu.beneficiaire.nom" value="([^"]*)"', page)
        if seen:
            break
    check(seen, f"{name} : aucune page ne demande le nom")
    place, token = (re.search(f'data-{what}="([^"]+)"', page).group(1) for what in ("champ", "jeton"))
    answer, page = browser.ask("POST", place, {
        "jeton": token, "vu.beneficiaire.nom": seen.group(1), "beneficiaire.nom": person})
    check(answer.status == 200, f"{name} : le champ n'est pas gardé, {answer.status} {page!r}")


def picture(path):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes((x // 8 + y // 8) * 16 for x in range(64)) for y in range(64))
    pathlib.Path(path).write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def attach(folder, name, photo):
    browser = Browser(folder, name)
    _, page = browser.ask("GET", browser.base + "brouillons")
    word = re.search(r"brouillon/([^/\"]+)/", page.decode()).group(1)
    place = f"{browser.base}brouillon/{word}/pieces"
    _, page = browser.ask("GET", place)
    parts = [f'name="{n}"\r\n\r\n{v}'.encode() for n, v in {**Form(page, "pieces").fields, "but": "autre"}.items()]
    parts.append(b'name="fichier"; filename="photo.heic"\r\nContent-Type: image/heic\r\n\r\n'
                 + pathlib.Path(photo).read_bytes())
    body = b"".join(b"--q\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--q--\r\n"
    answer, page = browser.ask("POST", place, body, "multipart/form-data; boundary=q")
    check(answer.status == 200 and "photo.jpg" in page.decode(),
          f"{name} : la photographie n'est pas convertie, {answer.status} "
          + " ".join(re.findall("<strong>([^<]+)", page.decode())))


def quit_(folder, name):
    browser = Browser(folder, name)
    before = Browser(folder, name)
    before.file = before.file.with_name(f"{name}.finie.json")
    before.keep()
    answer, _ = browser.send("quitter")
    check(answer.status == 303, f"« Quitter » donne {answer.status}")
    answer, page = browser.ask("GET", answer.getheader("Location"))
    check(answer.status == 200 and "Vous avez quitté le bureau" in page.decode(), f"« Quitter » mène à {answer.status}")
    browser.keep()


def main():
    command, *rest = sys.argv[1:]
    if command == "entrer":
        enter(*rest)
    elif command == "rentrer":
        come_back(*rest)
    elif command == "travailler":
        folder, *names = rest
        with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
            print(f"{max(pool.map(lambda name: work(folder, name), names)):.3f} s")
    elif command == "page":
        browser = Browser(*rest)
        print(browser.ask("GET", browser.base)[0].status)
    elif command == "fermer":
        answer, _ = Browser(*rest).send("verrouiller")
        check(answer.status == 303, f"« Verrouiller » donne {answer.status}")
    elif command == "quitter":
        quit_(*rest)
    elif command == "ecrire":
        write(*rest)
    elif command == "retrouver":
        browser = Browser(*rest[:2])
        _, page = browser.ask("GET", browser.base + "brouillons")
        check(rest[2] in page.decode(), f"le brouillon {rest[2]} n'est plus là")
    elif command == "photographie":
        picture(*rest)
    elif command == "joindre":
        attach(*rest)
    elif command == "chercher":
        answer, page = Browser(*rest[:2]).send("chercher", {"cherche": rest[2]})
        check(answer.status == 200 and rest[2] in page.decode(), f"« Chercher » donne {answer.status}")
    elif command == "fausses":
        wrong_phrases(*rest)
    elif command == "faux":
        wrong(*rest)
    elif command == "cles":
        image = pathlib.Path(rest[1]).read_bytes()
        # The first half of each: a wiped one is not found by what is left of it.
        print(sum(secret[:24] in image for secret in cles(pathlib.Path(rest[0]).read_text())))
    elif command == "mots":
        print(len(trouves(pathlib.Path(rest[0]).read_bytes(), rest[1:])))
    else:
        sys.exit(__doc__)


main()
