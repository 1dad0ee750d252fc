#!/usr/bin/env bash
# La journée du référent, telle que docs/referent.md la raconte : chaque commande est lancée.
source "$(dirname "$0")/../outils.sh"
export EXEMPLES=$racine/docs
deux_structures
"$racine/Tests/EndToEnd/manuel.py" "$racine/docs/referent.md" "$binaires" "$dossier" \
    sara=operateur operateur=operateur ml=ml
