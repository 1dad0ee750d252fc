#!/usr/bin/env bash
# Les mesures du service : dépôts durables par seconde, à côté de SQLite nu et de Postfix, sur le même
# disque et à la même heure ; puis un service qui garde dix mille, cent mille, un million de fiches ; puis le
# journal à mille et un million d'enregistrements, à côté de « journalctl --verify » ; les mêmes envois par le service et
# par d'autres voies.
# Ce qui compte est le rapport ; les durées dépendent de la machine. Arguments : le dossier des
# programmes de production, puis « debit », « million », « journal », « purge » ou « voies » pour une partie seulement. En root (Postfix),
# avec hyperfine, postfix et python3-cryptography ; 20 Gio libres ; une demi-heure.
set -euo pipefail
BINAIRES=$(cd "$1" && pwd)
export BINAIRES
exec python3 "$(dirname "$0")/service.py" "${@:2}"
