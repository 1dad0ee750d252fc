#!/usr/bin/env bash
# Installe, à côté du système, de quoi conduire un navigateur ; dit où. Veut python3-venv et chromium.
set -euo pipefail
ici=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/agir-liaison-guichet
if ! cmp -s "$ici/requirements.txt" "$cache/requirements.txt"; then
    python3 -m venv --clear "$cache"
    "$cache/bin/pip" install --quiet --requirement "$ici/requirements.txt"
    cp "$ici/requirements.txt" "$cache/"
fi
echo "$cache"
