#!/usr/bin/env bash
# La page du guichet dans Chromium, d'un bout à l'autre, puis le parcours principal dans Firefox, devant un
# serveur de quelques lignes : contenus scellés et réponses ouvertes par Python. Arguments : les noms des
# essais (tous). IMAGES : où laisser les captures et le PDF, pour qui veut les regarder.
set -euo pipefail
ici=$(cd "$(dirname "$0")" && pwd)
outils=$("$ici/outils.sh")
images=$(mktemp -d "${TMPDIR:-/tmp}/agir-guichet.XXXXXX")
trap 'rm -rf "$images"' EXIT
IMAGES=${IMAGES:-$images} "$outils/bin/python" "$ici/parcours.py" "$@"
[ $# -gt 0 ] || "$outils/bin/python" "$ici/firefox.py"
