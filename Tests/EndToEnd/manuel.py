#!/usr/bin/python3
"""Fait ce qu'un manuel dit de faire : chaque bloc « ```sh » est lancé tel qu'il est écrit.

manuel.py MANUEL.md PROGRAMMES DOSSIER [QUI=CHEZ...]
Un commentaire HTML juste avant un bloc peut dire qui tape (« qui: ml ») et ce qui se répond au clavier,
une ligne chacun (« QUESTION => réponse », où $(…) est remplacé), « clavier » s'il n'y a rien à
répondre. Un commentaire « ci: ml » suivi de
commandes prépare ce que le manuel suppose fait ailleurs. Le premier QUI est celui du manuel.
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOKEN = re.compile(r"<!--\n?(.*?)-->|^```sh\n(.*?)^```", re.S | re.M)


def environment(programs, folder, who, where):
    base = f"{folder}/{who}"
    os.makedirs(f"{base}/travail", exist_ok=True)
    os.makedirs(f"{base}/run", mode=0o700, exist_ok=True)
    variables = dict(
        os.environ, PATH=f"{programs}:{os.environ['PATH']}", HOME=base, XDG_RUNTIME_DIR=f"{base}/run",
        AGIR_LIAISON_DOSSIER=f"{base}/agent", AGIR_LIAISON_SERVICE=f"unix:{folder}/{where}/s.sock",
        LARGE="1", TZ="Europe/Paris")
    return variables, f"{base}/travail"


def main():
    manual, programs, folder = sys.argv[1:4]
    people = dict(pair.split("=") for pair in sys.argv[4:])
    text = open(manual, encoding="utf-8").read()
    first, who, answers, count = next(iter(people)), None, None, 0

    def run(block, line, actor, answers):
        variables, cwd = environment(programs, folder, actor, people[actor])
        command = ["bash", "-euo", "pipefail", "-c", block]
        if answers is not None:
            path = f"{folder}/reponses"
            with open(path, "w", encoding="utf-8") as file:
                for answer in answers:
                    # What the page cannot know, such as a fingerprint, is read when it is needed.
                    file.write(
                        subprocess.run(
                            ["bash", "-c", f"cat <<FIN\n{answer}\nFIN"], env=variables, cwd=cwd,
                            check=True, capture_output=True, text=True).stdout)
            command = [f"{HERE}/clavier.py", path] + command
        result = subprocess.run(
            command, env=variables, cwd=cwd, stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=900)
        if result.returncode:
            sys.exit(f"{manual}, ligne {line} ({actor}) : statut {result.returncode}\n{block}\n"
                     f"{result.stdout}")

    for match in TOKEN.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        comment, block = match.groups()
        if block is not None:
            run(block, line, who or first, answers)
            who, answers, count = None, None, count + 1
            continue
        head, _, rest = comment.partition("\n")
        if head.startswith("ci: "):
            run(rest, line, head[4:].strip(), None)
        elif " => " in comment or "clavier" in comment or head.startswith("qui: "):
            if head.startswith("qui: "):
                who, comment = head[5:].strip(), rest
            if " => " in comment or "clavier" in comment:
                answers = [one for one in comment.splitlines() if " => " in one]
    print(f"{manual} : {count} blocs de commandes, tous allés au bout.")


main()
