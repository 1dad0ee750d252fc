#!/usr/bin/env bash
# guichet.sh [CAS…] : ce que des inconnus, et qui a un lien, peuvent prendre au guichet d'un service : noms au hasard,
# fausses preuves, réponses de 20 Mio sans preuve et avec, annoncées et qui ne viennent pas, lecteurs lents d'un contenu
# de 20 Mio ; pendant qu'une conseillère, derrière la même adresse, ouvre le sien, et qu'un partenaire honnête parle au
# service. Un tableau ; code 1 si la mémoire a grandi de plus de 192 Mio, si l'un des deux a attendu, si le disque ou le
# journal s'est rempli. Puis, sans CAS, ce que le guichet donne en temps ordinaire (guichet_debit.py) ; GUICHETS :
# combien sont ouverts, 300 sinon.
set -euo pipefail
ici=$(dirname "$0")
"$ici/../../.ci/setup" python3-cryptography
/usr/bin/python3 "$ici/guichet.py" "$@"
[ $# -gt 0 ] || /usr/bin/python3 "$ici/guichet_debit.py" "${GUICHETS:-300}"
