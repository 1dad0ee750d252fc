#!/usr/bin/env bash
# orage.sh [TOURS [GRAINE]] : des dépôts et des ouvertures dans les deux sens, pendant que l'un ou l'autre
# service est tué (SIGKILL) et relancé, TOURS fois ; à la fin, tout est compté. Code 1 s'il manque quelque
# chose, ou s'il y en a trop.
set -euo pipefail
"$(dirname "$0")/../../.ci/setup" python3-cryptography
exec /usr/bin/python3 "$(dirname "$0")/orage.py" "${1:-50}" "${@:2}"
