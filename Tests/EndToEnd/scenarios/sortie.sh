#!/usr/bin/env bash
# La fin d'un accompagnement : dite à chaque structure qui a reçu une fiche et à la DT OFII, elle ne compte chez
# un partenaire qu'une fois confirmée, trente jours après, et pour ce qui s'est échangé avec qui la dit.
source "$(dirname "$0")/../outils.sh"

# Le jour, à Paris.
dans() { TZ=Europe/Paris date -d "$1" +%F; }
plus_mois() { python3 -c '
import calendar, datetime, sys
day = datetime.date.fromisoformat(sys.argv[1]); months = day.year * 12 + day.month - 1 + int(sys.argv[2])
year, month = divmod(months, 12)
print(datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1])))' "$1" "$2"; }
echeance() { # echeance QUI ID : la règle et l'échéance
    agir "$1" purge apercu --au 2099-01-01 --json 2> /dev/null | python3 -c '
import json, sys
for row in json.load(sys.stdin):
    if row["id"] == sys.argv[1]:
        print(row["regle"], row["echeance"])' "$2"
}
exiger_echeance() { [ "$(echeance "$1" "$2")" = "$3" ] || echouer "échéance : $(echeance "$1" "$2"), attendu $3"; }
sorties() { agir "$1" boite reception --json 2> /dev/null | grep -o '"id":"[^"]*","objet":"sortie"' | cut -d'"' -f4; }
arrivee() { [ -n "$(sorties "$1")" ]; }
numero=$(sed -n 's/.*"numeroAGDREF":"\([0-9]*\)".*/\1/p' "$exemple")

deux_structures
demarrer ofii
agir ofii structure creer dt38.example --libelle "DT OFII de Grenoble" --type dt-ofii \
    --adresse "http://${adresse[ofii]}" --agent lea.office --role dpo --sans-phrase > /dev/null 2>&1
agir ofii carte exporter -o "$dossier/dt38.carte" > /dev/null
{
    agir operateur contact importer "$dossier/dt38.carte"
    agir operateur contact verifier dt38.example --empreinte "$(empreinte_de ofii)" --moyen telephone
    agir ofii contact importer "$dossier/agir38.carte"
    agir ofii contact verifier agir38.example --empreinte "$(empreinte_de operateur)" --moyen telephone
} > /dev/null 2>&1
id=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json 2> /dev/null \
    | sed 's/.*"id":"\([^"]*\)".*/\1/')
agir ml ouvrir "$id" > /dev/null 2>&1

# Le numéro ne se donne pas en argument ; la date n'est pas à venir.
refus 64 operateur accompagnement clore "$numero" --le "$(dans yesterday)"
dit "ne se donne pas en argument"
agir operateur accompagnement clore - --le "$(dans tomorrow)" <<< "$numero" > "$dossier/sortie" 2> "$dossier/erreurs" \
    && echouer "une fin à venir est prise"
dit "pas encore venu"
# Un numéro que rien ne porte : rien n'est clos, personne n'est prévenu.
agir operateur accompagnement clore - --le "$(dans today)" <<< 9999999999 > "$dossier/sortie" 2> "$dossier/erreurs" \
    && echouer "un numéro inconnu est clos"
dit "Rien, ici, ne porte ce numéro"
fin=$(dans '3 days ago')
agir operateur accompagnement clore - --le "$(dans today)" <<< "$numero" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "Sortie dite à : ml-grenoble.example, dt38.example"
agir operateur accompagnement clore - --le "$(dans today)" <<< "$numero" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "Déjà dite à : ml-grenoble.example, dt38.example"
exiger_echeance operateur "$id" "personne $(plus_mois "$(dans today)" 36)"
# Plus tard, il faut le rouvrir ; plus tôt, c'est une correction.
agir operateur accompagnement clore --fiche "$id" --le "$fin" > /dev/null 2>&1 || true
exiger_echeance operateur "$id" "personne $(plus_mois "$fin" 36)"
agir operateur accompagnement clore - --le "$(dans today)" <<< "$numero" > "$dossier/sortie" 2> "$dossier/erreurs" \
    && echouer "une fin plus tardive est prise sans rouvrir"
dit "déjà clos"
agir operateur accompagnement rouvrir - --le "$(dans today)" --motif "Retour au programme" <<< "$numero" > /dev/null 2>&1
exiger_echeance operateur "$id" "a-preciser $(plus_mois "$(dans today)" 60)"

# Chez le destinataire : elle se lit, se confirme, et attend trente jours.
attendre arrivee ml
attendre arrivee ofii
sortie_du() { # sortie_du QUI DATE : celle qui dit cette date
    local une
    for une in $(sorties "$1"); do
        if agir "$1" ouvrir "$une" 2> /dev/null | grep -qF "Fin de l'accompagnement : $2"; then echo "$une"; return; fi
    done
}
deux_sorties() { [ "$(sorties ml | wc -l)" = 2 ]; }
attendre deux_sorties
sortie=$(sortie_du ml "$(date -u -d "$fin" +%d/%m/%Y)")
agir ml ouvrir "$sortie" > "$dossier/sortie" 2> /dev/null
dit "N° AGDREF : $numero"
dit "sortie confirmer"
refus 65 ml sortie confirmer "$sortie"
dit "avant la première fiche échangée"
# L'autre, dont la date convient.
sortie=$(sortie_du ml "$(TZ=Europe/Paris date +%d/%m/%Y)")
exiger_echeance ml "$id" "a-preciser $(plus_mois "$(dans today)" 60)"
agir ml sortie confirmer "$sortie" > "$dossier/sortie" 2> /dev/null
dit "trente jours après sa réception"
exiger_echeance ml "$id" "personne $(plus_mois "$(dans today)" 36)"
refus 65 ml sortie confirmer "$id"
dit "n'est pas une sortie"
agir ml journal lister --acte sortie --json > "$dossier/sortie" 2> /dev/null
dit '"personne":"1:'

# D'une mission locale, c'est une information.
agir ml accompagnement clore - --le "$(dans today)" <<< "$numero" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "Aucune structure n'avait reçu de fiche"
sed 's/"sens":"agir-vers-partenaire"/"sens":"partenaire-vers-agir"/' "$exemple" > "$dossier/retour.json"
retour=$(agir ml envoyer "$dossier/retour.json" --a agir38.example --attendre $patience --json --cir-signe oui \
    --confirmer-avertissements 2> /dev/null | sed 's/.*"id":"\([^"]*\)".*/\1/')
agir ml accompagnement clore - --le "$(dans today)" <<< "$numero" > /dev/null 2>&1
attendre arrivee operateur
agir operateur ouvrir "$retour" > /dev/null 2>&1
agir operateur sortie confirmer "$(sorties operateur | head -n 1)" > "$dossier/sortie" 2> /dev/null
dit "c'est une information"
exiger_echeance operateur "$retour" "a-preciser $(plus_mois "$(dans today)" 60)"

# Une fiche sans numéro se rattache ; le numéro ne passe par aucun service.
refus 65 operateur fiche rattacher "$id"
agir operateur fiche rattacher "$id" <<< "$numero" > "$dossier/sortie" 2> /dev/null
dit "rattachée"
agir operateur fiche rattacher "$id" <<< "9999999999" > "$dossier/sortie" 2> "$dossier/erreurs" \
    && echouer "rattachée à un autre numéro que le sien"
dit "porte un autre numéro"
for qui in operateur ml ofii; do
    if grep -rqF "$numero" "$dossier/$qui/etat" "$dossier/$qui/service.log"; then echouer "le numéro est chez $qui"; fi
    agir $qui journal verifier > /dev/null 2>&1 || echouer "le journal de $qui"
done
