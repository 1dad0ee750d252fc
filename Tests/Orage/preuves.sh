#!/usr/bin/env bash
# preuves.sh [BITS [GRAINE]] : la base d'un service qui a travaillé, un bit changé au hasard tant de fois, puis une ligne
# effacée ou changée par SQL (un cinquième d'autant), déclencheurs ôtés puis remis : combien « agir-liaisond verifier »
# en voit, et de quelle sorte est ce qu'il ne voit pas. Code 1 si ce qui décide d'une destruction, ou prouve, échappe,
# ou si la vérification s'arrête sans phrase.
set -euo pipefail
"$(dirname "$0")/../../.ci/setup" python3-cryptography
exec /usr/bin/python3 "$(dirname "$0")/preuves.py" "${1:-50}" "${@:2}"
