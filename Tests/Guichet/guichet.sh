#!/usr/bin/env bash
# La page du guichet dans Chromium, d'un bout à l'autre, puis le parcours principal dans Firefox, devant un
# serveur de quelques lignes : contenus scellés et réponses ouvertes par Python ; puis les deux devant un vrai
# service (reel.sh). Arguments : les noms des essais, « reel » pour ce dernier (tous). IMAGES : où laisser les
# captures et le PDF, pour qui veut les regarder.
set -euo pipefail
ici=$(cd "$(dirname "$0")" && pwd)
outils=$("$ici/outils.sh")
images=$(mktemp -d "${TMPDIR:-/tmp}/agir-guichet.XXXXXX")
trap 'rm -rf "$images"' EXIT
export IMAGES=${IMAGES:-$images}
if [ "$*" = reel ]; then "$ici/reel.sh"; exit; fi
"$outils/bin/python" "$ici/parcours.py" "$@"
if [ $# = 0 ]; then
    "$outils/bin/python" "$ici/firefox.py"
    "$ici/reel.sh"
fi
