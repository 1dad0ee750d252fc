#!/usr/bin/env bash
# Le bureau dans Chromium, devant de vrais services : des journées entières, les attaques, la vitesse. Arguments : les
# noms des journées (ESSAIS sans cela). ESSAIS : lesquels ; BINAIRES : les programmes ; IMAGES : où laisser les captures ;
# TOUTES=oui : dix mille fiches, dix mille connexions.
set -euo pipefail
ici=$(cd "$(dirname "$0")" && pwd)
outils=$("$ici/../Guichet/outils.sh")
if [ $# -gt 0 ]; then exec "$outils/bin/python" "$ici/journees.py" "$@"; fi
statut=0
for essai in ${ESSAIS:-journees firefox attaques vitesse}; do
    "$outils/bin/python" "$ici/$essai.py" || statut=$?
done
exit $statut
