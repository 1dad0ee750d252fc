#!/usr/bin/env bash
# guichet.sh [CAS…] : ce que des inconnus, et qui a un lien, peuvent prendre au guichet d'un service : noms au hasard,
# réponses de 20 Mio sans preuve et avec, lecteurs lents d'un contenu de 20 Mio ; pendant qu'une conseillère, derrière
# la même adresse, ouvre le sien. Un tableau ; code 1 si la mémoire a grandi de plus de 192 Mio ou si elle a attendu.
set -euo pipefail
"$(dirname "$0")/../../.ci/setup" python3-cryptography
exec /usr/bin/python3 "$(dirname "$0")/guichet.py" "$@"
