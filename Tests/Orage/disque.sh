#!/usr/bin/env bash
# disque.sh [MIO [GRAINE]] : le dossier d'état d'un service est sur un petit disque (tmpfs), que les dépôts
# remplissent : ce qui est nouveau est refusé (507), ce qui est tenu est donné, et la place rendue, tout
# reprend de soi-même. À la fin, tout est compté. Code 1 si ce n'est pas ainsi. En root, pour monter le disque.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "Il faut être root pour monter le petit disque." >&2; exit 77; }
"$(dirname "$0")/../../.ci/setup" python3-cryptography
exec /usr/bin/python3 "$(dirname "$0")/disque.py" "${1:-48}" "${@:2}"
