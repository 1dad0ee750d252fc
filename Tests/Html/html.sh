#!/usr/bin/env bash
# Les trois fiches en HTML, regardées dans Chromium ; les PDF et les images restent dans le dossier dit.
set -euo pipefail
racine=$(cd "$(dirname "$0")/../.." && pwd)
dossier=${1:-$(mktemp -d "${TMPDIR:-/tmp}/agir-html.XXXXXX")}
mkdir -p "$dossier"
pages=()
for modele in spe generique pic-ipr; do
    "${BINAIRES:-$racine/.build/debug}/agir-liaison" afficher "$racine/docs/exemple-$modele.json" \
        --format html --dossier "$dossier/sans-agent" > "$dossier/$modele.html"
    pages+=("$dossier/$modele.html")
done
"$racine/Tests/Html/chromium.py" "$dossier" "${pages[@]}"
for modele in spe generique pic-ipr; do
    pdftoppm -r 70 -png "$dossier/$modele.pdf" "$dossier/$modele"
done
echo "Pages et images : $dossier"
