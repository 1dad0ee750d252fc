#!/usr/bin/env bash
# Les archives, avec d'autres mises en œuvre : py7zr et pyzipper (PyPI) ouvrent les nôtres ; celles de 7zz, de py7zr,
# de pyzipper et d'Info-ZIP entrent par « recevoir ». Les paquets s'installent dans un dossier à part, effacé à la
# fin. Argument : le dossier des programmes.
BINAIRES=${1:-${BINAIRES:-$(cd "$(dirname "$0")/../.." && pwd)/.build/debug}}
source "$(dirname "$0")/../EndToEnd/outils.sh"

python3 -m venv "$dossier/venv"
"$dossier/venv/bin/pip" install --quiet --disable-pip-version-check py7zr pyzipper
deux_structures
mkdir "$dossier/travail"
cd "$dossier/travail"
printf '%%PDF-1.4\npièce\n%%%%EOF\n' > piece.pdf
ici="--dossier $dossier/operateur/agent --service unix:$dossier/operateur/s.sock"
# Les nôtres : la phrase ne se montre que sur un terminal.
for sorte in 7z zip; do
    option=; [ $sorte = 7z ] || option=--zip
    script -qec "$binaires/agir-liaison envoyer $exemple --a ml-grenoble.example --voie archive $option \
        --piece piece.pdf --but-piece autre --confirmer-avertissements -o envoi.$sorte $ici \
        > $dossier/sortie 2> $dossier/erreurs" /dev/null < /dev/null | tr -d '\r' > ecran
    ( umask 077; grep -oE '\b[a-z]+(-[a-z]+){6}$' ecran | head -n 1 > phrase.$sorte )
    exiger test -s phrase.$sorte
done
"$dossier/venv/bin/python" "$racine/Tests/Interop/archives.py" "$racine/Tests/EndToEnd/clavier.py" \
    "$binaires/agir-liaison" $ici
