#!/usr/bin/env bash
# foule.sh [CAS…] : un service seul contre une foule (clients lents, connexions muettes, corps démesurés,
# en-têtes hostiles, rafales refusées), pendant qu'un partenaire honnête lui parle. Un tableau ; code 1 si
# la mémoire a trop grandi, si le partenaire honnête a attendu, si le journal s'est rempli, si le service
# est tombé. Sans CAS : tous. Environ cinq minutes.
set -euo pipefail
ulimit -n "$(ulimit -Hn)"
[ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -ge 12000 ] || {
    echo "Il faut au moins 12 000 descripteurs de fichiers (ulimit -Hn)." >&2
    exit 78
}
"$(dirname "$0")/../../.ci/setup" python3-cryptography
exec /usr/bin/python3 "$(dirname "$0")/foule.py" "$@"
