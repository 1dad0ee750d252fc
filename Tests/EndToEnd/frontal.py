#!/usr/bin/env python3
"""Un navigateur devant le frontal, et derrière lui un bureau qui dit ce qu'il reçoit.

Usage: frontal.py bureau SOCKET                 un faux bureau, jusqu'à ce qu'on l'arrête
       frontal.py invite URL NOM INVITATION     une journée : inscription, pages, fin ; écrit « navigateur=… secret=… »
       frontal.py entrer URL NOM SECRET         entre par un code du moment
       frontal.py page URL                      le statut de la page d'entrée
       frontal.py foule URL N                   N connexions d'une adresse, une autre entre toujours
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import socket
import socketserver
import struct
import sys
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler

PATH = "/" + "0a" * 16 + "/"


class Bureau(BaseHTTPRequestHandler):
    """Answers with what it was asked, so that the browser's side can look."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def address_string(self):
        return "frontal"

    def answer(self, body, **fields):
        self.send_response(200)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == PATH + "gros":
            return self.answer(os.urandom(1 << 16) * 128)
        fields = {"Set_Cookie": "bureau=1; Path=" + PATH, "Liaison_Secret": "1"}
        if self.path == PATH + "fin":
            fields["Liaison_Fin"] = "oui"
        told = [[name, value] for name, value in self.headers.items()]
        self.answer(json.dumps({"chemin": self.path, "champs": told}).encode(), **fields)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/frontal/ouverture":
            return self.answer(PATH.encode())
        self.answer(hashlib.sha256(body).hexdigest().encode())


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class Browser:
    def __init__(self, url):
        self.url = urllib.parse.urlsplit(url)
        self.cookies = {}

    def ask(self, method, path, form=None, body=None, **fields):
        connection = http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=300)
        headers = {"Host": self.url.netloc, **{n.replace("_", "-"): v for n, v in fields.items()}}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
        if method == "POST":
            headers.setdefault("Origin", f"{self.url.scheme}://{self.url.netloc}")
        if form is not None:
            body = urllib.parse.urlencode(form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                pair = value.split(";")[0]
                self.cookies[pair.split("=")[0]] = pair.split("=", 1)[1]
        return answer, content


def code(secret, shift=0):
    """RFC 6238, by other hands than ours."""
    key = base64.b32decode(secret.replace(" ", "") + "=" * (-len(secret.replace(" ", "")) % 8))
    step = struct.pack(">Q", int(time.time()) // 30 + shift)
    mac = hmac.new(key, step, hashlib.sha1).digest()
    at = mac[19] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 10**6:06d}"


def check(condition, what):
    if not condition:
        sys.exit(f"frontal.py : {what}")


def invited(url, name, invitation):
    browser = Browser(url)
    answer, page = browser.ask("GET", "/")
    check(answer.status == 200 and b"six chiffres" in page, "pas de page d'entrée")
    check("default-src 'none'" in answer.getheader("Content-Security-Policy"), "pas de politique")
    answer, _ = browser.ask("GET", PATH)
    check(answer.status == 303 and answer.getheader("Location") == "/", "un bureau sans session")
    answer, page = browser.ask("POST", "/invitation", {"nom": name, "invitation": invitation},
                               Origin="https://ailleurs.example")
    check(answer.status == 403, "une autre origine est admise")
    answer, page = browser.ask("POST", "/invitation", {"nom": name, "invitation": invitation})
    check(answer.status == 200, f"invitation refusée : {answer.status} {page!r}")
    secret = re.search(rb"<code>([A-Z2-7 ]+)</code>", page).group(1).decode()
    token = re.search(rb'name="jeton" value="([0-9a-f]+)"', page).group(1).decode()
    answer, _ = browser.ask("POST", "/invitation", {"nom": name, "invitation": invitation})
    check(answer.status == 403, "l'invitation sert deux fois")
    answer, _ = browser.ask("POST", "/premier-code", {"jeton": token, "code": code(secret)})
    check(answer.status == 303 and len(browser.cookies) == 2, "le premier code est refusé")
    answer, _ = browser.ask("GET", "/")
    check(answer.getheader("Location") == PATH, "le bureau ne s'ouvre pas")

    # What the bureau is told, and by whom.
    answer, page = browser.ask("GET", PATH + "journee?a=b", Liaison_Agent="autre", X_Forwarded_For="1.2.3.4")
    seen = json.loads(page)
    told = {name.lower(): value for name, value in seen["champs"]}
    check(seen["chemin"] == PATH + "journee?a=b", "un autre chemin")
    check(told["liaison-agent"].endswith("/" + name) and told["liaison-echecs"] == "0", f"{told}")
    check(re.fullmatch("[0-9a-f]{32}", told["liaison-session"]), "pas de session")
    check(told["host"] == browser.url.netloc and "x-forwarded-for" not in told, f"{told}")
    check("__Host-" not in told.get("cookie", ""), "les cookies du frontal passent")
    check(answer.getheader("Liaison-Secret") is None, "ce qui est au frontal sort")
    answer, page = browser.ask("GET", PATH + "journee")
    told = {name.lower(): value for name, value in json.loads(page)["champs"]}
    check(told["cookie"] == "bureau=1", "le cookie du bureau ne revient pas")
    answer, _ = browser.ask("POST", "/frontal/ouverture")
    check(answer.status == 403, "un navigateur parle à la place du frontal")

    # Large bodies both ways.
    content = os.urandom(20 << 20)
    answer, digest = browser.ask("POST", PATH + "pieces", body=content)
    check(digest.decode() == hashlib.sha256(content).hexdigest(), "un grand envoi est abîmé")
    answer, content = browser.ask("GET", PATH + "gros")
    check(len(content) == 8 << 20, "une grande page est coupée")

    # Its end.
    answer, _ = browser.ask("GET", PATH + "fin")
    check(answer.status == 200 and answer.getheader("Liaison-Fin") is None, "la fin se voit")
    answer, _ = browser.ask("GET", PATH)
    check(answer.status == 303, "la session n'est pas finie")
    print(f"navigateur={browser.cookies['__Host-navigateur']} secret={secret.replace(' ', '')}")


def enter(url, name, secret):
    browser = Browser(url)
    answer, _ = browser.ask("POST", "/entree", {"nom": name, "code": "000000"})
    check(answer.status == 403, "un code faux entre")
    # Those of this step and the one before may be used up: the next one is in the window.
    for shift in (0, 1):
        answer, _ = browser.ask("POST", "/entree", {"nom": name, "code": code(secret, shift)})
        if answer.status == 303:
            break
    check(answer.status == 303, f"le code est refusé : {answer.status}")
    answer, page = browser.ask("GET", PATH)
    told = {name.lower(): value for name, value in json.loads(page)["champs"]}
    check(int(told["liaison-echecs"]) >= 1 and told["liaison-precedente"], f"{told}")


def crowd(url, count):
    """Half a head on each, all held open: whoever comes from elsewhere is served meanwhile, and all of it ends."""
    place, held, done = urllib.parse.urlsplit(url), [], 0
    while done < count:
        for _ in range(min(500, count - done)):
            done += 1
            try:
                line = socket.create_connection((place.hostname, place.port), 10, ("127.77.0.1", 0))
                line.sendall(b"GET / HTTP/1.1\r\nHost: ")
                held.append(line)
            except OSError:
                pass
        start = time.monotonic()
        answer, _ = Browser(url).ask("GET", "/")
        # Half of what an idle connection is given: none of these had ended when it was served.
        check(answer.status == 200 and time.monotonic() - start < 60, f"après {done} connexions : {answer.status}")
        # Those that are refused say so, in their time; the others are held, to the end.
        end = time.monotonic() + 60
        while True:
            for line in [line for line in held if not is_open(line)]:
                held.remove(line)
                line.close()
            if len(held) <= 64:
                break
            check(time.monotonic() < end, f"{len(held)} connexions d'une adresse sont tenues")
    check(len(held) > 0, "aucune connexion n'est tenue")


def is_open(line):
    line.settimeout(0.02)
    try:
        return line.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def main():
    command, *rest = sys.argv[1:]
    if command == "bureau":
        with Server(rest[0], Bureau) as server:
            server.serve_forever()
    elif command == "invite":
        invited(*rest)
    elif command == "entrer":
        enter(*rest)
    elif command == "foule":
        crowd(rest[0], int(rest[1]))
    elif command == "page":
        print(Browser(rest[0]).ask("GET", "/")[0].status)


if __name__ == "__main__":
    main()
