#!/usr/bin/env bash
# mois.sh [PAS [GRAINE]] : un mois simulé, PAS gestes en tout. Un opérateur, cinq partenaires honnêtes et leurs
# vrais services, cinq partenaires hostiles avec leurs propres clés : notifications par centaines, cartes sans fin,
# heures fausses, deux journaux, faux accusés, pages web. Des services sont tués (SIGKILL) au milieu d'un geste, tous
# chaque nuit. Rien d'honnête n'est perdu, en retard ni détruit trop tôt ; le service prend moins de 128 Mio ; le journal
# se vérifie, s'exporte, est cosigné, et nomme les hostiles. Code 1 sinon. Une demi-heure pour dix mille gestes.
set -euo pipefail
"$(dirname "$0")/../../.ci/setup" python3-cryptography python3-nacl
exec /usr/bin/python3 "$(dirname "$0")/mois.py" "${1:-300}" "${@:2}"
