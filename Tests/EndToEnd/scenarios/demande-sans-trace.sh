#!/usr/bin/env bash
# Une demande ne laisse pas derrière elle ce qu'elle a fait détruire : la réponse d'accès part avec les fiches qu'elle
# recopie ; trois mois après la clôture, les plis de droits et ce qui nommait la personne sont détruits, des deux
# côtés, et ce qui reste prouve sans nommer personne.
source "$(dirname "$0")/../outils.sh"

n() { sed 's/.*"n":\([0-9]*\).*/\1/'; }
lignes() { # lignes QUI BOITE OBJET : les identifiants
    agir "$1" boite "$2" --tout --json 2> /dev/null | python3 -c '
import json, sys
for row in json.load(sys.stdin):
    if row["objet"] == sys.argv[1]:
        print(row["id"])' "$3"
}
arrive() { [ -n "$(lignes "$1" reception "$2")" ]; }
base() { # base QUI SQL : ce que sa base répond
    python3 -c '
import sqlite3, sys
print(sqlite3.connect(f"file:{sys.argv[1]}/liaison.sqlite?mode=ro", uri=True, timeout=20).execute(sys.argv[2]).fetchone()[0])' \
        "$dossier/$1/etat" "$2"
}
numero=$(sed -n 's/.*"numeroAGDREF":"\([0-9]*\)".*/\1/p' "$exemple")

deux_structures
fiche=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json 2> /dev/null | identifiant)
agir ml ouvrir "$fiche" > /dev/null 2>&1
agir operateur accompagnement clore - --le "$(dans today)" <<< "$numero" > /dev/null 2>&1
attendre arrive ml sortie
agir ml ouvrir "$(lignes ml reception sortie)" > /dev/null 2>&1

acces=$(agir operateur personne demande ouvrir --droit acces --recue "$(dans yesterday)" --json <<< "$numero" 2> /dev/null | n)
agir operateur personne repondre "$acces" > /dev/null 2>&1
agir operateur personne acces "$acces" -o "$dossier/acces" > /dev/null 2>&1
exiger grep -q "$numero" "$dossier/acces/acces.json"
agir operateur personne demande clore "$acces" > /dev/null 2>&1
reponse=$(lignes operateur reception reponse-droits)
exiger test -n "$reponse"

effacement=$(agir operateur personne demande ouvrir --droit effacement --recue "$(dans yesterday)" \
    --texte "Qu'on m'oublie" --json <<< "$numero" 2> /dev/null | n)
traces relever "$dossier/operateur/etat" "$fiche" "$reponse" "$(lignes operateur envoi sortie)" > "$dossier/traces"
# La fiche, la sortie et la réponse qui les recopie.
agir operateur personne demande executer "$effacement" --confirmer 3 > /dev/null 2>&1
attendre arrive ml droits
droits=$(lignes ml reception droits)
for qui in operateur ml; do traces relever "$dossier/$qui/etat" "$droits"; done > "$dossier/traces-droits"
traces relever "$dossier/ml/etat" "$fiche" "$(lignes ml reception sortie)" >> "$dossier/traces-droits"
exiger test "$(grep -c '^cle ' "$dossier/traces-droits")" = 4
agir ml droits confirmer "$droits" > /dev/null 2>&1
agir operateur personne demande clore "$effacement" > /dev/null 2>&1
parties() { agir operateur purge executer > /dev/null 2>&1; traces chercher "$dossier/traces" "$dossier/operateur/etat"; }
attendre parties
refus 66 operateur personne acces "$acces" -o "$dossier/encore"
# Close, elle est encore tenue : la personne, le DPO ou la CNIL peuvent y revenir.
if traces chercher "$dossier/traces-droits" "$dossier/operateur/etat" > /dev/null; then
    echouer "les plis de droits sont détruits trop tôt"
fi
agir operateur personne demande montrer "$effacement" > "$dossier/sortie" 2> /dev/null
dit "$numero"
dit "Qu'on m'oublie"

for qui in operateur ml; do arreter $qui; done
decalage=100
for qui in operateur ml; do demarrer $qui; done
for qui in operateur ml; do agir $qui purge executer --confirmer-heure > /dev/null 2>&1 || true; done
nommees() { base "$1" "SELECT count(*) FROM dossiers_faits WHERE json_extract(contenu, '\$.details') IS NOT NULL
    OR json_extract(contenu, '\$.motif') IS NOT NULL OR json_extract(contenu, '\$.personnes') IS NOT NULL"; }
sans_nom() { [ "$(nommees "$1")" = 0 ]; }
for qui in operateur ml; do
    attendre sans_nom $qui
    efface() { traces chercher "$dossier/traces-droits" "$dossier/$qui/etat"; }
    attendre efface
done
# Ce qui reste prouve : le droit, les jours, ce qui a été fait, à qui c'est dit, et quand c'est détruit.
agir operateur personne demande montrer "$effacement" > "$dossier/sortie" 2> /dev/null
dit "(close) : droit à l'effacement"
dit "envoi"
dit "ml-grenoble.example $droits"
dit "Détruite : $droits"
if grep -qF -e "$numero" -e oublie "$dossier/sortie"; then echouer "la demande nomme encore la personne"; fi
agir operateur journal lister --acte demande --json > "$dossier/sortie" 2> /dev/null
dit '"detail":"anonymisee"'
for qui in operateur ml; do agir $qui journal verifier > /dev/null 2>&1 || echouer "le journal de $qui"; done
