#!/usr/bin/env python3
"""Des agents hébergés, chacun dans son navigateur, devant le frontal du paquet.

Usage: bureaux.py entrer DOSSIER NOM INVITATION PHRASE   inscription, phrase, première page
       bureaux.py rentrer DOSSIER NOM PHRASE             revient, par un code du moment s'il le faut
       bureaux.py travailler DOSSIER NOM…                tous à la fois ; écrit la page la plus lente
       bureaux.py page DOSSIER NOM                       le statut de sa première page
       bureaux.py fermer DOSSIER NOM                     « Verrouiller »
       bureaux.py faux NOM                               des codes faux, jusqu'à ce qu'on fasse attendre
DOSSIER : où chacun garde ses cookies et la clé de son téléphone.
"""
import concurrent.futures
import html.parser
import http.client
import json
import pathlib
import re
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "EndToEnd"))
from frontal import code  # noqa: E402

NAME = "bureau.agir38.example"
PAGES = 20


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

    def ask(self, method, path, form=None):
        connection = http.client.HTTPConnection("127.0.0.1", 8444, timeout=60)
        headers = {"Host": NAME}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
        body = None
        if method == "POST":
            headers |= {"Origin": f"https://{NAME}", "Content-Type": "application/x-www-form-urlencoded"}
            body = urllib.parse.urlencode(form or {}).encode()
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        page = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                pair = value.split(";")[0]
                self.cookies[pair.split("=")[0]] = pair.split("=", 1)[1]
        connection.close()
        return answer, page

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
        # The code of this step may be used up; the next one is in the window.
        for shift in (0, 1):
            answer, _ = browser.ask("POST", "/entree", {"nom": name, "code": code(browser.secret, shift)})
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
    for _ in range(20):
        answer, _ = browser.ask("POST", "/entree", {"nom": name, "code": "000000"})
        if answer.status == 429:
            check(int(answer.getheader("Retry-After")) > 0, "l'attente n'est pas dite")
            return
        check(answer.status == 403, f"un code faux donne {answer.status}")
    sys.exit("bureaux.py : vingt codes faux sans attente")


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
        browser = Browser(*rest)
        _, page = browser.ask("GET", browser.base)
        answer, _ = browser.ask("POST", browser.base + "verrouiller", Form(page, "verrouiller").fields)
        check(answer.status == 303, f"« Verrouiller » donne {answer.status}")
        browser.keep()
    elif command == "faux":
        wrong(*rest)
    else:
        sys.exit(__doc__)


main()
