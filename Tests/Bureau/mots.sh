#!/usr/bin/env bash
# Les mots des scénarios (Tests/EndToEnd/outils.sh), pour un programme qui les dit par l'entrée, un par ligne ; ce que
# chacun écrit vient par la sortie, et finit par un octet nul. Le premier qui échoue arrête tout.
source "$(dirname "$0")/../EndToEnd/outils.sh"
exec {reponse}>&1
while IFS= read -r ligne; do
    eval "$ligne" > "$dossier/mot" 2> "$dossier/erreurs" < /dev/null
    { cat "$dossier/mot"; printf '\0'; } >&"$reponse"
done
