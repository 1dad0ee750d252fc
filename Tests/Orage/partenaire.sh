#!/usr/bin/env bash
# partenaire.sh [N [CAS…]] : un partenaire connu devenu hostile, avec ses propres clés : lecteurs lents, réponses
# de 64 Mio, pages web, bordereaux trop longs, cartes de 250 Kio, d'inconnus aussi, N notifications, vérifié ou non ; pendant qu'un partenaire honnête parle au
# service et en reçoit des plis. Un tableau ; code 1 si la mémoire a grandi de plus de 128 Mio, si l'honnête a
# attendu, si le disque s'est rempli, si la commande d'alerte a été lancée de trop.
set -euo pipefail
"$(dirname "$0")/../../.ci/setup" python3-cryptography
exec /usr/bin/python3 "$(dirname "$0")/partenaire.py" "${1:-100}" "${@:2}"
