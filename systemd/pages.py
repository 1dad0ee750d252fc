#!/usr/bin/env python3
"""Writes a man page, in roff, from the --help of a program and of each of its commands.

Usage: pages.py PROGRAM DATE > PROGRAM.SECTION
"""
import collections
import os
import re
import subprocess
import sys

# What --help does not say; cli.md does.
PAGES = {
    "agir-liaison": {
        "section": "1",
        "description": [
            "Les structures du programme AGIR se passent les fiches de liaison scellées. agir-liaison les "
            "écrit, les scelle, les envoie, les ouvre et prouve chaque étape ; les clés ne quittent pas le "
            "dossier de l'agent. Le service de la structure, agir-liaisond(8), ne peut ouvrir aucune fiche.",
            "Lancé seul sur un terminal, agir-liaison montre la boîte de réception et un menu numéroté.",
            "Une fiche se désigne par son identifiant entier, par son début (quatre caractères au moins, s'il "
            "est seul à commencer ainsi) ou par son numéro de ligne dans la dernière liste montrée. Aucun "
            "secret, aucun numéro AGDREF n'est un argument : ils se demandent au terminal.",
        ],
        "files": [
            ("~/.config/agir-liaison", "Le dossier de l'agent : son identité, ce qu'il a épinglé."),
            ("/run/agir-liaisond/liaisond.sock", "Le socket du service de la machine."),
            ("/usr/share/doc/agir-liaison/guide.md", "Le guide."),
        ],
        "variables": [
            ("AGIR_LIAISON_DOSSIER", "Comme --dossier."),
            ("AGIR_LIAISON_SERVICE", "Comme --service."),
            ("AGIR_LIAISON_PHRASE_FICHIER", "Comme --phrase-fichier."),
            ("XDG_CONFIG_HOME", "Ce qui remplace ~/.config."),
            ("XDG_RUNTIME_DIR", "Où « agent deverrouiller » met son socket."),
            ("NO_COLOR", "Aucune couleur."),
        ],
        "codes": [
            ("0", "Fait."),
            ("64", "Commande mal écrite."),
            ("65", "Données invalides : fiche, sceau, signature, ou fiche scellée pour un autre."),
            ("66", "Fichier ou fiche introuvable."),
            ("69", "Le service ne répond pas."),
            ("73", "Un fichier serait écrasé."),
            ("74", "La sortie n'a pas pu être écrite en entier."),
            ("75", "À refaire plus tard ; aussi --attendre, quand le temps est passé."),
            ("77", "Pas permis : rôle, contact non vérifié, convention échue, rien d'épinglé."),
            ("78", "Configuration."),
        ],
        "see": "agir-liaisond(8), age(1)",
    },
    "agir-liaison-frontal": {
        "section": "8",
        "description": [
            "agir-liaison-frontal fait entrer dans leur bureau les agents qui n'ont qu'un navigateur : il fait le "
            "TLS, ou écoute derrière un serveur mandataire, demande un nom et un code à six chiffres, puis relaie "
            "chaque page au processus de l'agent. Il n'a aucune clé de fiche. Il reste au premier plan ; systemd "
            "le lance.",
            "« inviter », « lister » et « retirer » se lancent sous son compte : « runuser -u "
            "agir-liaison-frontal -- agir-liaison-frontal inviter claire.exemple ».",
        ],
        "files": [
            ("/etc/agir-liaison/frontal.json", "Les réglages."),
            ("/var/lib/agir-liaison-frontal", "Les codes des agents, sous le secret de la machine."),
            ("/run/agir-liaison-bureau", "Les sockets des bureaux."),
            ("/usr/share/doc/agir-liaison/administrateur.md", "Le manuel de l'administrateur."),
        ],
        "variables": [("CREDENTIALS_DIRECTORY", "Où systemd met « frontal.cle ».")],
        "codes": [
            ("0", "Fait."), ("64", "Commande mal écrite."), ("65", "Un fichier abîmé."),
            ("66", "Fichier ou agent introuvable."), ("78", "Configuration."),
        ],
        "see": "agir-liaisond(8), agir-liaison(1)",
    },
    "agir-liaison-bureau": {
        "section": "1",
        "description": [
            "agir-liaison-bureau montre le travail d'un agent dans un navigateur : sa boîte, ses fiches, ses "
            "réponses. Sur le poste de l'agent, « agir-liaison bureau » le lance sur la boucle locale et ouvre le "
            "navigateur ; sur le serveur d'une structure, systemd le lance derrière agir-liaison-frontal(8), un "
            "processus et un compte par agent. Les clés restent fermées par la phrase de l'agent.",
        ],
        "files": [
            ("~/.config/agir-liaison", "Le dossier de l'agent."),
            ("/run/agir-liaisond/liaisond.sock", "Le socket du service de la machine."),
            ("/usr/share/doc/agir-liaison/referent.md", "Le manuel du référent."),
        ],
        "variables": [
            ("AGIR_LIAISON_DOSSIER", "Comme --dossier."),
            ("AGIR_LIAISON_SERVICE", "Comme --service."),
            ("XDG_RUNTIME_DIR", "Où est la page d'entrée, le temps de l'ouvrir."),
        ],
        "codes": [
            ("0", "Arrêté comme demandé."), ("64", "Commande mal écrite."), ("66", "Fichier introuvable."),
            ("69", "Le service ne répond pas."), ("78", "Configuration : pas d'identité, pas de socket."),
        ],
        "see": "agir-liaison(1), agir-liaison-frontal(8)",
    },
    "agir-liaisond": {
        "section": "8",
        "description": [
            "agir-liaisond garde les fiches scellées d'une structure, les remet aux services des partenaires, "
            "recueille les accusés et tient le journal de traçabilité. Il n'a aucune clé qui ouvre une fiche. "
            "Il reste au premier plan et écrit son journal sur l'erreur standard ; systemd le lance.",
            "À son premier démarrage il fait ses clés et attend que « agir-liaison structure creer » prenne "
            "possession de lui.",
            "Sans certificat il n'écoute que sur 127.0.0.1 : un serveur mandataire fait le TLS devant lui.",
            "SIGTERM finit les requêtes en cours et l'arrête dans les dix secondes ; SIGHUP relit le "
            "certificat.",
        ],
        "files": [
            ("/etc/agir-liaison/liaisond.json",
             "Les réglages : etat, socket, ecoute, ecouteAgents, quotaParPartenaire (en Mio), delaiDepart (en secondes), "
             "journalMois, journalMotif, sauvegarde (destinataire age), et dans tls : certificat, cle. Toutes les valeurs sont des textes ; une clé "
             "inconnue est une erreur."),
            ("/var/lib/agir-liaisond", "L'état : les deux bases, les clés du service."),
            ("/var/lib/agir-liaisond/code-prise", "Le code qui prend possession d'un service neuf."),
            ("/run/agir-liaisond/liaisond.sock", "Le socket des agents de la machine."),
        ],
        "variables": [
            ("AGIR_LIAISOND_ETAT, AGIR_LIAISOND_SOCKET, AGIR_LIAISOND_ECOUTE, AGIR_LIAISOND_ECOUTE_AGENTS, "
             "AGIR_LIAISOND_QUOTA_PAR_PARTENAIRE, AGIR_LIAISOND_SAUVEGARDE, AGIR_LIAISOND_TLS_CERTIFICAT, "
             "AGIR_LIAISOND_TLS_CLE",
             "Les réglages du fichier ; une option l'emporte sur la variable, la variable sur le fichier."),
            ("CREDENTIALS_DIRECTORY, LISTEN_FDS, NOTIFY_SOCKET, WATCHDOG_USEC", "Données par systemd."),
        ],
        "codes": [
            ("0", "Arrêté comme demandé, ou fait."),
            ("64", "Commande mal écrite."),
            ("65", "Données invalides : « verifier » a trouvé un défaut."),
            ("66", "Fichier introuvable."),
            ("73", "Un fichier serait écrasé."),
            ("74", "La sortie n'a pas pu être écrite en entier."),
            ("77", "Pas permis."),
            ("78", "Configuration."),
        ],
        "see": "agir-liaison(1), systemd(1), /usr/share/doc/agir-liaison",
    },
}

Command = collections.namedtuple("Command", "path abstract usage commands arguments options example")


def items(lines):
    """The rows of a section: a name at two spaces; its text two spaces on, or on the lines below."""
    rows = []
    for line in lines:
        if re.match(r"  \S", line):
            name, _, text = line.strip().partition("  ")
            rows.append((name, text.strip()))
        else:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {line.strip()}".strip())
    return rows


def read(program, path):
    """This command as its --help tells it."""
    help_text = subprocess.run(
        [program, *path, "--help"], check=True, capture_output=True, text=True).stdout
    abstract, usage, *others = help_text.rstrip("\n").split("\n\n")
    sections = {"Commandes": [], "Arguments": [], "Options": [], "Exemple": []}
    for section in others:
        title, *lines = section.split("\n")
        sections[title.removesuffix(" :")] = lines
    if len(sections) != 4 or not usage.startswith("Utilisation : "):
        sys.exit(f"L'aide de « {' '.join(path)} » n'a pas la forme attendue.")
    return Command(
        path, " ".join(abstract.split()), " ".join(usage.split()).removeprefix("Utilisation : "),
        items(sections["Commandes"]), items(sections["Arguments"]),
        [row for row in items(sections["Options"]) if row[0] != "-h, --help"],
        " ".join(" ".join(sections["Exemple"]).split()))


def walk(program, path=()):
    """This command and those under it, depth first."""
    command = read(program, path)
    yield command
    for name, _ in command.commands:
        yield from walk(program, (*path, name))


def escape(text):
    """Roff that shows this text as it is, to the last hyphen."""
    text = text.replace("\\", "\\[rs]")
    for plain, roff in {"-": "-", "'": "[aq]", '"': "[dq]", "~": "[ti]", "^": "[ha]", "`": "[ga]"}.items():
        text = text.replace(plain, f"\\{roff}")
    # The spaces that French typography does not break.
    text = re.sub(r" (?=[;:!?»])|(?<=«) ", r"\\~", text)
    return "\\&" + text if text.startswith(".") else text


def rows(pairs, font="B"):
    return [line for name, text in pairs for line in (".TP", f".{font} {escape(name)}", escape(text))]


def paragraphs(texts):
    return [line for text in texts for line in (".PP", escape(text))]


def example(text):
    return [".PP", ".EX", f"    {escape(text)}", ".EE"]


def page(program, date):
    name = os.path.basename(program)
    own = PAGES[name]
    version = subprocess.run(
        [program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    root, *commands = walk(program)
    leaves = [command for command in commands if not command.commands]
    counts = collections.Counter(option for command in leaves for option in command.options)
    # Said once: what half of the commands take, and the program itself does not explain.
    common = [
        option for option, count in counts.items()
        if 2 * count >= len(leaves) > 1 and option not in root.options]

    lines = [
        f'.TH {escape(name.upper())} {own["section"]} "{date}" "{escape(name)} {version}" "AGIR"',
        # French is not to be hyphenated as English is.
        ".nh", ".nr HY 0", ".ad l",
        ".SH NOM", f"{escape(name)} \\- {escape(root.abstract[0].lower() + root.abstract[1:].rstrip('.'))}",
        ".SH SYNOPSIS", f".B {escape(root.usage)}",
        ".SH DESCRIPTION", *paragraphs(own["description"]),
    ]
    if root.options:
        lines += [".SH OPTIONS", *rows(root.options), *example(root.example)]
    if leaves:
        lines.append(".SH COMMANDES")
    for command in leaves:
        lines += [f'.SS {escape(" ".join(command.path))}', *paragraphs([command.abstract])]
        lines += [".PP", f".B {escape(command.usage)}"]
        lines += rows(command.arguments, "I")
        lines += rows(option for option in command.options if option not in common)
        shared = ", ".join(option[0].split(" ")[0] for option in command.options if option in common)
        if shared:
            lines += paragraphs([f"Options communes : {shared}."])
        lines += example(command.example)
    if common:
        lines += [".SH OPTIONS COMMUNES", *rows(common)]
    lines += [
        ".SH FICHIERS", *rows(own["files"], "I"),
        ".SH VARIABLES", *rows(own["variables"]),
        ".SH CODES DE SORTIE", *rows(own["codes"]),
        ".SH VOIR AUSSI", escape(own["see"]),
    ]
    return "\n".join(lines) + "\n"


print(page(*sys.argv[1:]), end="")
