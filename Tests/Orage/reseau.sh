#!/usr/bin/env bash
# reseau.sh [SECONDES [GRAINE]] : des dépôts et des ouvertures dans les deux sens, à travers un réseau qui
# coupe, retarde, tronque, rompt, répète et perd les réponses ; à la fin, tout est compté. Code 1 s'il
# manque quelque chose, ou s'il y en a trop.
set -euo pipefail
"$(dirname "$0")/../../.ci/setup" python3-cryptography
exec /usr/bin/python3 "$(dirname "$0")/reseau.py" "${1:-30}" "${@:2}"
