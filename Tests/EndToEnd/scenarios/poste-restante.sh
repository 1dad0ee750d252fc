#!/usr/bin/env bash
# La mission locale n'a pas d'adresse : son service va chercher ses plis chez l'opérateur, y porte ses
# accusés, et envoie les siens.
source "$(dirname "$0")/../outils.sh"

demarrer operateur; demarrer ml
{
    creer_operateur
    agir ml structure creer ml-grenoble.example --libelle "Mission locale de Grenoble" \
        --type mission-locale --agent jean.modele --role dpo $cle_option
    echanger_cartes; verifier_empreintes
} > "$dossier/preparation" 2>&1 || { cat "$dossier/preparation" >&2; exit 1; }
arreter ml
for n in 1 2 3; do
    agir operateur envoyer "$exemple" --a ml-grenoble.example --json --confirmer-avertissements 2> /dev/null \
        | sed 's/.*"id":"\([^"]*\)".*/\1/' >> "$dossier/ids"
done
exiger test "$(statut operateur envoi | sort -u)" = en-attente
# Relancé, il demande tout de suite.
demarrer ml
toutes() { [ "$(statut operateur envoi | sort | uniq -c | tr -s ' ')" = " 3 remis" ]; }
attendre toutes
while read -r id; do agir ml ouvrir "$id" > /dev/null; done < "$dossier/ids"
ouvertes() { [ "$(statut operateur envoi | sort | uniq -c | tr -s ' ')" = " 3 ouvert" ]; }
attendre ouvertes
exiger test "$(agir ml boite --json | grep -o '"id"' | wc -l)" = 3
# Dans l'autre sens, rien ne change : l'opérateur a une adresse.
agir ml envoyer "$racine/docs/exemple-generique.json" --a agir38.example --attendre $patience \
    --confirmer-avertissements --sans-copie-ofii essai > /dev/null 2>&1
agir operateur journal verifier > /dev/null
agir ml journal verifier > /dev/null
