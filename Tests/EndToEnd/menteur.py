#!/usr/bin/python3
"""Un service qui ment à ses agents : il est devant le vrai, et change ce qu'il leur répond.

menteur.py SOCKET VRAI_SOCKET DOSSIER
À chaque demande du carnet, DOSSIER/mensonge dit lequel : « rien », « destinataires STRUCTURE AGE »,
« ancienne FICHIER », « retour FICHIER », « verification FICHIER », « marque STRUCTURE », « cle FICHIER ».
« illisible CHEMIN CORPS » vaut pour toute demande dont le chemin commence ainsi : elle a réussi, et son corps
n'est pas ce que l'adresse promet.
"""
import base64
import json
import os
import re
import signal
import socketserver
import socket
import sys

PATH, REAL, FOLDER = sys.argv[1:4]


def told():
    return open(f"{FOLDER}/mensonge", encoding="utf-8").read()


def unreadable(path):
    """The body that is no answer, or nothing when this path is told the truth."""
    words = told().rstrip("\n").split(" ", 2)
    if words[0] != "illisible" or not path.startswith(words[1]):
        return None
    return words[2].encode() if len(words) > 2 else b""


def lie(directory):
    words = told().split()
    cards = [base64.b64decode(card).decode() for card in directory["cartes"]]

    def read(name):
        return open(name, encoding="utf-8").read()

    def structure(card):
        return json.loads(card.split("\n")[1])["structure"]

    if words[0] == "destinataires":
        cards = [
            re.sub(r'"destinataire":"age1[^"]*"', f'"destinataire":"{words[2]}"', card)
            if structure(card) == words[1] else card for card in cards]
    elif words[0] in ("ancienne", "cle", "retour"):
        other = read(words[1])
        cards = [other if structure(card) == structure(other) else card for card in cards]
    if words[0] == "retour":
        directory["retires"] = [structure(read(words[1]))]
    elif words[0] == "verification":
        directory["verifications"].append(base64.b64encode(read(words[1]).encode()).decode())
    elif words[0] == "marque":
        directory["verifie"] = {words[1]: True}
    directory["cartes"] = [base64.b64encode(card.encode()).decode() for card in cards]
    return directory


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                return
            head += line
        length = re.search(rb"content-length: (\d+)", head, re.I)
        body = self.rfile.read(int(length[1])) if length else b""
        garbage = unreadable(head.split(b" ", 2)[1].decode())
        if garbage is not None:
            self.wfile.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                b"Content-Length: %d\r\n\r\n" % len(garbage) + garbage)
            return
        real = socket.socket(socket.AF_UNIX)
        real.connect(REAL)
        real.sendall(head + body)
        answer = b""
        while piece := real.recv(65536):
            answer += piece
        if head.startswith(b"GET /local/v1/carnet"):
            top, content = answer.split(b"\r\n\r\n", 1)
            content = json.dumps(lie(json.loads(content))).encode()
            top = re.sub(rb"(?i)content-length: \d+", b"Content-Length: %d" % len(content), top)
            answer = top + b"\r\n\r\n" + content
        self.wfile.write(answer)


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


# Who started us may have blocked it.
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
if os.path.exists(PATH):
    os.unlink(PATH)
Server(PATH, Handler).serve_forever()
