#!/usr/bin/env bash
# temoin.sh [TOURS] : un partenaire hostile, avec ses propres clés, cosigne notre journal et rend des réponses
# démesurées : le journal se vérifie, s'exporte et se prouve toujours, et rien de plus n'est gardé. Une demi-minute
# par tour. Code 1 sinon.
set -euo pipefail
"$(dirname "$0")/../../.ci/setup" python3-cryptography
exec /usr/bin/python3 "$(dirname "$0")/temoin.py" "$@"
