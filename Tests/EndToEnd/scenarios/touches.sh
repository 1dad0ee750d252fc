#!/usr/bin/env bash
# Ce que les doigts font à un terminal : coller long, une flèche, une phrase mal tapée, Ctrl-C. Rien n'est coupé
# en silence, rien de ce qui est bon n'est perdu, et le terminal est rendu comme il était.
source "$(dirname "$0")/../outils.sh"

cat > "$dossier/touches.py" <<'FIN'
r"""touches.py COMMANDE… : la lance sur un pseudo-terminal et suit les pas que donne l'entrée, un par ligne.
attendre TEXTE ; taper TOUCHES (\n, \xHH) ; coller NOMBRE LETTRE ; entrees TEXTE (Entrée jusqu'à cette question) ;
echo oui|non (le terminal montre-t-il ce qui est tapé ?) ; signal NOM ; fin STATUT. Le dialogue est sur la sortie."""
import fcntl, os, pty, re, select, signal, struct, subprocess, sys, termios, time

steps = [line.rstrip("\n") for line in sys.stdin if line.strip()]
master, slave = pty.openpty()
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 1000, 0, 0))

def begin():
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    # As a shell starts it: whoever runs the tests may block or ignore some.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP):
        signal.signal(number, signal.SIG_DFL)

child = subprocess.Popen(
    sys.argv[1:], stdin=slave, stdout=slave, stderr=slave, start_new_session=True, preexec_fn=begin)
seen, place = "", 0
raw = b""

def drain(seconds):
    global raw, seen
    while select.select([master], [], [], seconds)[0]:
        raw += os.read(master, 65536)
        seconds = 0
    seen = raw.decode("utf-8", "replace").replace("\r\n", "\n")

def fail(why):
    child.kill()
    print(seen, "\n[%s]" % why)
    sys.exit(99)

def until(what, done):
    end = time.monotonic() + 300
    while not done():
        if time.monotonic() > end:
            fail("attendu en vain : " + what)
        drain(0.05)

def wait(text):
    global place
    until(text, lambda: text in seen[place:])
    place = seen.index(text, place) + len(text)

def press(data):
    # Reading meanwhile: who shows what is typed and is not read takes no more.
    os.set_blocking(master, False)
    while data:
        try:
            data = data[os.write(master, data[:256]):]
            drain(0)
        except BlockingIOError:
            drain(0.05)
    os.set_blocking(master, True)

def shows():
    return "oui" if termios.tcgetattr(slave)[3] & termios.ECHO else "non"

for step in steps:
    word, _, rest = step.partition(" ")
    if word == "attendre":
        wait(rest)
    elif word == "taper":
        press(re.sub(r"\\x(..)|\\n", lambda m: chr(int(m[1], 16)) if m[1] else "\n", rest).encode())
    elif word == "coller":
        count, letter = rest.split(" ")
        press(letter.encode() * int(count))
    elif word == "entrees":
        while True:
            wait("\n> ")
            if rest in seen[seen.rindex("\n\n", 0, place):place]:
                break
            press(b"\n")
    elif word == "echo":
        until("echo " + rest, lambda: shows() == rest)
    elif word == "signal":
        os.kill(child.pid, getattr(signal, "SIG" + rest))
    elif word == "fin":
        until("la fin", lambda: child.poll() is not None)
        drain(0.05)
        if child.returncode != int(rest):
            fail("statut %d" % child.returncode)
    else:
        fail("pas inconnu : " + step)
drain(0.05)
print(seen)
FIN
touches() { # touches COMMANDE… : les pas arrivent par l'entrée
    python3 "$dossier/touches.py" "$binaires/agir-liaison" "$@" --dossier "$dossier/a" > "$dossier/dialogue" \
        || { tail -n 30 "$dossier/dialogue" >&2; echouer "au clavier : $*"; }
}

# Un texte libre : la flèche et la tabulation verticale ne perdent que leur ligne, 6 000 lettres passent
# entières, 40 000 octets ne se coupent pas.
cd "$dossier"
touches nouvelle --modele generique --depuis "$racine/docs/exemple-generique.json" -o fiche.json <<'FIN'
entrees Accompagnement déjà réalisé
taper première\n
attendre > 
taper deuxième\n
attendre > 
taper trois\x1b[A\n
attendre (U+001B)
attendre > 
taper trois\x0bième\n
attendre (U+000B)
attendre > 
coller 40001 a
taper \n
attendre 40000 octets
attendre > 
coller 6000 é
taper \n
attendre > 
taper rayé\x15corrigez mot\x17\x7f\x7f\x7fé.\n
attendre > 
taper ?\n
attendre l'efface
attendre > 
taper .\n
entrees Enregistrer cette fiche
taper oui\n
fin 0
echo oui
FIN
python3 - fiche.json <<'FIN' || echouer "le texte n'est pas celui qui a été tapé"
import json, sys
text = json.load(open(sys.argv[1]))["accompagnementRealise"]
assert text == "première\ndeuxième\n" + 6000 * "é" + "\ncorrigé.", (len(text), text[:40], text[-20:])
FIN
exiger test -z "$(ls "$dossier/a/brouillons")"

# Un mot de navigation vaut à toute ligne : ce qui était tapé avant lui est gardé.
touches nouvelle --modele generique --depuis "$racine/docs/exemple-generique.json" -o autre.json <<'FIN'
entrees Accompagnement déjà réalisé
taper à garder\n
attendre > 
taper <\n
attendre Majeur
attendre > 
taper quitter\n
fin 75
FIN
touches nouvelle --modele generique --depuis "$racine/docs/exemple-generique.json" -o autre.json <<'FIN'
entrees Accompagnement déjà réalisé
taper ligne gardée\n
attendre > 
taper quitter\n
attendre --reprendre
fin 75
echo oui
FIN
for texte in 'à garder' 'ligne gardée'; do exiger grep -q "$texte" "$dossier"/a/brouillons/*.json; done
if grep -q quitter "$dossier"/a/brouillons/*.json; then echouer "« quitter » est dans la fiche"; fi
exiger test ! -e autre.json
# Lequel reprendre est une question aussi.
touches nouvelle --reprendre -o autre.json <<'FIN'
attendre Quel brouillon
taper quitter\n
fin 64
FIN
exiger test ! -e autre.json
# Le nom du fichier aussi est une question : « quitter » n'en est pas un, et le brouillon reste.
touches nouvelle --modele generique --depuis "$racine/docs/exemple-generique.json" <<'FIN'
entrees Enregistrer cette fiche
taper oui\n
attendre Dans quel fichier
taper quitter\n
fin 75
FIN
exiger test ! -e quitter

# Une phrase mal tapée se redemande sur place, sans jamais se montrer.
( umask 077; echo "une première phrase" > "$dossier/p1" )
touches agent creer a.example/anne <<'FIN'
attendre Nouvelle phrase
echo non
taper court\n
attendre trop courte
attendre Nouvelle phrase
taper une première phrase\n
attendre La même
taper une autre phrase\n
attendre pas les mêmes
attendre Nouvelle phrase
taper une première phrase\n
attendre La même
taper une première phrase\n
fin 0
echo oui
FIN
if grep -q 'première phrase\|court$' "$dossier/dialogue"; then echouer "la phrase se montre"; fi
touches agent phrase <<'FIN'
attendre Phrase secrète :
echo non
taper mal tapée\n
attendre Retapez-la
attendre Phrase secrète :
taper une flèche\x1b[D\n
attendre (U+001B)
attendre Phrase secrète :
echo non
taper une première phrase\n
attendre Nouvelle phrase
taper une seconde phrase\n
attendre La même
taper une seconde phrase\n
fin 0
echo oui
FIN
if grep -q 'mal tapée\|première\|seconde' "$dossier/dialogue"; then echouer "la phrase se montre"; fi
# Trois fois en tout ; puis le terminal est rendu.
touches agent phrase <<'FIN'
attendre Phrase secrète :
taper un\n
attendre Retapez-la
taper deux\n
attendre Retapez-la
taper trois\n
fin 65
echo oui
FIN
for fin in "signal TERM -15" "signal HUP -1" "taper \\x03 -2" "taper \\x1c -3" "taper \\x04 64"; do
    read -r pas quoi statut <<< "$fin"
    touches agent phrase <<FIN
attendre Phrase secrète :
echo non
$pas $quoi
fin $statut
echo oui
FIN
done

# Une sortie qui ne peut pas être écrite est une erreur, dans chaque commande, l'aide comprise.
deux_structures
pleine() { # pleine COMMANDE… : sa sortie va sur un disque plein
    local statut=0
    agir operateur "$@" > /dev/full 2> "$dossier/erreurs" || statut=$?
    [ "$statut" = 74 ] || echouer "statut $statut au lieu de 74 : $*"
    exiger grep -q 'le disque est plein' "$dossier/erreurs"
}
pleine boite
pleine boite --json
pleine contact lister
pleine empreinte
pleine schema --modele spe
pleine afficher "$exemple" --format html
pleine valider "$exemple"
pleine nouvelle --modele spe
for mot in --help --version; do
    statut=0; "$binaires/agir-liaison" $mot > /dev/full 2> /dev/null || statut=$?
    exiger test "$statut" = 74
done
statut=0; agir operateur boite >&- 2> "$dossier/erreurs" || statut=$?
exiger test "$statut" = 74
statut=0; "$binaires/agir-liaisond" --version > /dev/full 2> /dev/null || statut=$?
exiger test "$statut" = 74

# Une fiche qui n'a pas pu se montrer n'est pas « ouverte » pour le partenaire.
id=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json \
    | identifiant)
statut=0; agir ml ouvrir "$id" > /dev/full 2> "$dossier/erreurs" || statut=$?
exiger test "$statut" = 74
exiger test "$(statut operateur envoi)" = remis
agir ml ouvrir "$id" > /dev/null
attendre statut_est operateur envoi ouvert

# Le service a pris la fiche : ce que ce poste ne peut pas noter ensuite est dit, et n'est pas une erreur.
rm -f "$dossier/operateur/agent/repertoire.age"; mkdir "$dossier/operateur/agent/repertoire.age"
agir operateur envoyer "$exemple" --a ml-grenoble.example > "$dossier/sortie" 2> "$dossier/erreurs"
dit "confiée au service ; ne la renvoyez pas"
exiger test "$(statut operateur envoi | wc -l)" = 2
