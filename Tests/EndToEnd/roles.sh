#!/usr/bin/env bash
# Essaie chaque commande avec un seul rôle à la fois. L'entrée dit, une ligne par commande :
# « rôles permis, ou - pour tous » tabulation « commande et arguments ».
source "$(dirname "$0")/outils.sh"

# Tous ces agents sont de la même structure ; chaque essai part d'une copie de leur dossier.
demarrer operateur; demarrer ml
{
    creer_operateur; creer_mission_locale; echanger_cartes; verifier_empreintes
    for role in referent dpo admin; do accueillir $role operateur "seul.$role" $role; done
    agir referent contact verifier ml-grenoble.example --empreinte "$(empreinte_de ml)" --moyen sms
} > "$dossier/preparation" 2>&1 || { cat "$dossier/preparation" >&2; exit 1; }
cp "$exemple" "$dossier/"
id=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json \
    | identifiant)

# Les rôles, en français dans le message, tels qu'une option les prend dans ce qui le suit.
declare -A nomme=([referent]=référent [dpo]="délégué à la protection des données" [admin]=administrateur)
essais=0
while IFS=$'\t' read -r permis commande; do
    read -ra mots <<< "${commande//ID/$id}"
    for role in referent dpo admin; do
        rm -rf "$dossier/essai"; mkdir -p "$dossier/essai"; cp -r "$dossier/$role/agent" "$dossier/essai/"
        chez[essai]=operateur
        statut=0
        (cd "$dossier" && agir essai "${mots[@]}") > "$dossier/sortie" 2> "$dossier/erreurs" \
            < /dev/null || statut=$?
        refuse=non
        if [ "$statut" = 77 ] && grep -q 'Il faut le rôle' "$dossier/erreurs"; then refuse=oui; fi
        attendu=oui
        if [ "$permis" = - ] || [[ " $permis " == *" $role "* ]]; then attendu=non; fi
        [ $refuse = $attendu ] || echouer "$commande ($role) : refus $refuse, attendu $attendu ; statut $statut"
        # Le refus nomme le rôle qu'il faut.
        if [ $refuse = oui ]; then
            exiger grep -q "Il faut le rôle .*${nomme[${permis%% *}]}" "$dossier/erreurs"
            exiger grep -q -e "--role ${permis%% *}" "$dossier/erreurs"
        fi
        essais=$((essais + 1))
    done
done
echo "$essais essais"
