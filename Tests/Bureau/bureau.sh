#!/usr/bin/env bash
# Le bureau dans Chromium, devant de vrais services : des journées entières, les attaques, la vitesse. ESSAIS : lesquels ;
# JOURNEES, ATTAQUES : les noms de quelques-unes ; BINAIRES : les programmes ; IMAGES : où laisser les captures ;
# MANUEL : où laisser celles que docs/referent.md montre (docs/images, d'ordinaire) ;
# TOUTES=oui : dix mille fiches, dix mille connexions.
set -euo pipefail
ici=$(cd "$(dirname "$0")" && pwd)
outils=$("$ici/../Guichet/outils.sh")
statut=0
for essai in ${ESSAIS:-journees firefox attaques vitesse}; do
    noms=${essai^^}
    "$outils/bin/python" "$ici/$essai.py" ${!noms:-} || statut=$?
done
exit $statut
