#!/usr/bin/env bash
# Fait dans ce dossier le Debian neuf où le paquet s'essaie : debian.sh DOSSIER. En root.
set -euo pipefail
debootstrap --variant=minbase --include=man-db,zsh,fish,bash-completion,procps \
    "$(. /etc/os-release; echo "$VERSION_CODENAME")" "$1"
