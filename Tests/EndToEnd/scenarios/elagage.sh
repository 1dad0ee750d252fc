#!/usr/bin/env bash
# L'élagage : deux cents jours plus tard, les vieux enregistrements sont détruits, et tout ce qui avait été
# prouvé avant l'est encore ; la même destruction faite à la main se voit.
#   ENREGISTREMENTS=1000 : leur nombre, à peu près (60 sans cela) ; trois sur cinq sont vieux.
source "$(dirname "$0")/../outils.sh"

nombre=${ENREGISTREMENTS:-60}
lire() { local tour; for tour in $(seq "$1"); do agir operateur journal lister --nombre 1 > /dev/null 2>&1; done; }
verificateur() { /usr/bin/python3 "$racine/Sources/LiaisonAgent/Verificateur/verifier_export.py" "$@" > "$dossier/sortie" 2>&1; }
cle() { grep -o "\"$2\":\"[^\"]*\"" "$dossier/$1/agent/carte.note" | head -n 1 | cut -d'"' -f4; }
resultat() { grep -o "\"$1\":[0-9]*" "$dossier/sortie" | cut -d: -f2; }

export AGIR_LIAISOND_JOURNAL_MOIS=6
: > "$dossier/erreurs"
decalage=-200
# La fiche de l'exemple, écrite deux cents jours plus tôt.
python3 - "$exemple" > "$dossier/fiche.json" <<'FIN'
import datetime, re, sys
def earlier(date):
    return str(datetime.date.fromisoformat(date[0]) - datetime.timedelta(days=200))
print(re.sub(r"\b202[4-9]-\d\d-\d\d\b", earlier, open(sys.argv[1]).read()))
FIN
deux_structures
id=$(agir operateur envoyer "$dossier/fiche.json" --a ml-grenoble.example --attendre $patience --json \
    | identifiant)
lire $((nombre * 3 / 5 - 20))
attendre cosigne operateur "$dossier/avant" ml-grenoble.example
agir operateur journal preuve 4 -o "$dossier/4.tlog-proof"
exiger grep -q "$id" "$dossier/avant/journal.jsonl"
# Rien n'est vieux : rien n'est élagué.
agir operateur journal verifier > "$dossier/sortie"
dit "tous présents et intacts"
arreter operateur; arreter ml

# Deux cents jours ont passé.
decalage=
demarrer operateur; demarrer ml
elague() { agir operateur journal lister --acte elagage --json | grep -q '"acte":"elagage"'; }
attendre elague
lire $((nombre * 2 / 5 - 10))
agir operateur journal verifier --point "$dossier/avant/point-de-controle" --json > "$dossier/sortie"
purges=$(resultat purges)
exiger test "$purges" -ge $((nombre / 2 - 15)) -a "$purges" -le $((nombre * 4 / 5))
exiger test "$(resultat manquants)" = 0
exiger test "$(resultat presents)" = $(($(resultat enregistrements) - purges))
agir operateur journal verifier > "$dossier/sortie"
dit "$purges purgés régulièrement, 0 manquant"
# Un témoin avait daté ce qui est détruit.
if grep -q "non attestée" "$dossier/sortie"; then echouer "la date n'est pas attestée"; fi
agir operateur journal lister --fiche "${id:0:8}" --json > "$dossier/sortie"
exiger test "$(cat "$dossier/sortie")" = "[]"
# Le mois d'alors garde ses chiffres : sa page s'imprime encore, et ne nomme personne.
alors=$(TZ=Europe/Paris date -d '200 days ago' +%Y-%m)
agir operateur journal resume --mois "$alors" --json > "$dossier/sortie"
exiger grep -q '"chiffresGardes":' "$dossier/sortie"
agir operateur journal resume --mois "$alors" -o "$dossier/mois.html" > "$dossier/sortie"
exiger grep -q "sont ceux que garde l" "$dossier/mois.html"
if grep -q claire.exemple "$dossier/mois.html"; then echouer "les chiffres nomment un agent"; fi
agir operateur journal resume --jours 300 > "$dossier/sortie"
dit "ne comptent que ce qui reste"
# Plus un octet de la ligne, ni de son sel.
sel=$(sed -n '5s/.*"sel":"\([^"]*\)".*/\1/p' "$dossier/avant/journal.jsonl")
exiger test "${#sel}" = 44
parti() { ! grep -rqF "$sel" "$dossier/operateur/etat"; }
( attendre parti ) || { command grep -rlF "$sel" "$dossier/operateur/etat" >&2; echouer "le sel est encore là"; }

# La preuve d'avant tient ; l'export d'après, élagué, se vérifie d'après les pages seules.
operateur=$(cle operateur cleJournal)
exiger verificateur preuve "$dossier/4.tlog-proof" --cle "$operateur"
attendre cosigne operateur "$dossier/apres" ml-grenoble.example
exiger verificateur export "$dossier/apres" --cle "$operateur" --temoin "$(cle ml cleTemoin)"
dit "$purges purgés régulièrement, 0 manquant"
refus 66 operateur journal preuve 4 -o "$dossier/encore.tlog-proof"

# La même chose à la main.
arreter operateur
dernier=$(python3 - "$dossier/operateur/etat/liaison.sqlite" <<'FIN'
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
n = base.execute("SELECT max(n) FROM journal").fetchone()[0] - 3
base.execute("UPDATE journal SET ligne = NULL, ref = NULL, personne = NULL WHERE n = ?", (n,))
base.commit()
print(n)
FIN
)
demarrer operateur
refus 65 operateur journal verifier
dit "l'entrée $dernier manque"
arreter operateur

# Et avec un faux enregistrement d'élagage, que le service signe sans le savoir : ce que sa règle ne permet
# pas ne couvre rien ; ni ce qui se dit vieux derrière des enregistrements récents.
cp -r "$dossier/operateur" "$dossier/sans-ligne"
faux_elagage() { # faux_elagage AVANT LE : il dit l'entrée élaguée
    rm -rf "$dossier/operateur"; cp -r "$dossier/sans-ligne" "$dossier/operateur"
    python3 - "$dossier/operateur/etat/liaison.sqlite" "$dernier" "$1" "$2" <<'FIN'
import base64, hashlib, json, os, sqlite3, sys
path, pruned, before, time = sys.argv[1:5]
base = sqlite3.connect(path)
size, roots = base.execute("SELECT taille, frontiere FROM journal_etat").fetchone()
point = base.execute("SELECT max(taille) FROM points").fetchone()[0]
line = json.dumps({
    "acte": "elagage", "acteur": "agir38.example/service", "avant": before, "le": time, "n": size,
    "plages": [[int(pruned), int(pruned)]], "point": point, "regle": "6-mois", "resultat": "fait",
    "sel": base64.b64encode(os.urandom(32)).decode(), "v": 1}, separators=(",", ":"))
roots = [roots[at:at + 32] for at in range(0, len(roots), 32)]
leaf = node = hashlib.sha256(b"\0" + line.encode()).digest()
rank = size
while rank & 1:
    node, rank = hashlib.sha256(b"\1" + roots.pop() + node).digest(), rank >> 1
base.execute("INSERT INTO journal (n, feuille, ligne) VALUES (?, ?, ?)", (size, leaf, line))
base.execute("UPDATE journal_etat SET taille = ?, frontiere = ?", (size + 1, b"".join(roots + [node])))
base.commit()
FIN
    demarrer operateur
    refus 65 operateur journal verifier
    dit "$3"
    arreter operateur
}
faux_elagage "$(date -d tomorrow +%F)" "$(date -u +%FT%TZ)" "dit un élagage que sa règle ne permet pas"
faux_elagage "$(date -d '7 months ago' +%F)" "$(date -u +%FT%TZ)" "l'entrée $dernier manque"
