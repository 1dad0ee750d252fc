#!/usr/bin/python3
"""Tape au clavier : lance une commande sur un pseudo-terminal et répond à ses questions.

clavier.py REPONSES COMMANDE [ARGUMENT...]
REPONSES : « QUESTION => réponse », dans l'ordre ; QUESTION est un morceau de ce que le terminal montre.
Une question que la prochaine réponse ne nomme pas reçoit Entrée. « a|b|. » répond sur plusieurs lignes,
« ^D » ferme l'entrée, « # » commence une remarque. Le dialogue est recopié sur la sortie. Une réponse
qui ne sert pas, ou une ligne de plus de 80 colonnes (sauf LARGE=1 : le terminal en a 1000), est une erreur (statut 99).
COMPTE : un fichier où dire combien de questions furent posées, et de touches tapées.
"""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios

PROMPT = re.compile(r"(^> |\(oui/non\) |\] |: )\Z", re.M)


def answers(path):
    with open(path, encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split(" => ") for line in lines if " => " in line]
    return [(question, answer.split("|")) for question, answer in pairs]


def main():
    todo, queued = answers(sys.argv[1]), []
    child, terminal = pty.fork()
    if child == 0:
        # De 80 colonnes, les phrases y passent à la ligne ; avec LARGE=1, chacune reste d'un tenant.
        columns = 1000 if os.environ.get("LARGE") else 80
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execvp(sys.argv[2], sys.argv[2:])
    raw, seen, question, asked, keys = b"", 0, "", 0, 0
    # Entrée partout ne doit pas tourner en rond.
    while asked < 200:
        ready, _, _ = select.select([terminal], [], [], 300)
        if not ready:
            print(raw.decode("utf-8", "replace"), "\n[plus rien ne vient]")
            os.kill(child, 9)
            return 99
        try:
            read = os.read(terminal, 65536)
        except OSError:
            break
        if not read:
            break
        raw += read
        text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
        new = text[seen:]
        # Written at once, a text may come in pieces, one of which may end as a question does.
        if not PROMPT.search(new) or select.select([terminal], [], [], 0.05)[0]:
            continue
        seen = len(text)
        asked += 1
        question = new if "\n\n" in new else question + new
        if not queued:
            named = todo and " ".join(todo[0][0].split()) in " ".join(question.split())
            queued = list(todo.pop(0)[1]) if named else [""]
            # The same question may come again, for another answer.
            if not (todo and todo[0][0] in question):
                question = "" if named else question
        answer = queued.pop(0)
        keys += 1 if answer == "^D" else len(answer) + 1
        os.write(terminal, b"\x04" if answer == "^D" else answer.encode() + b"\n")
    if asked == 200:
        os.kill(child, 9)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.stdout.write(text)
    if "COMPTE" in os.environ:
        with open(os.environ["COMPTE"], "w", encoding="utf-8") as count:
            count.write("%d %d" % (asked, keys))
    wide = [] if os.environ.get("LARGE") else [line for line in text.split("\n") if len(line) > 80]
    if todo or wide:
        print("\n[réponses en trop : %r ; lignes trop larges : %r]" % (todo, wide))
        return 99
    return status


sys.exit(main())
