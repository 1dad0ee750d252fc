#!/usr/bin/env bash
# Les délais d'une violation sont des heures écoulées : au-dessus d'un changement d'heure, d'un arrêt du service, d'une
# horloge reculée. Le faketime de Debian feint l'heure, dans un espace de temps ; où cela est refusé, horloge.c.
set -euo pipefail
faketime=/usr/lib/$(uname -m)-linux-gnu/faketime/libfaketimeMT.so.1
if [ -z "${ESPACE_DE_TEMPS:-}" ]; then
    # L'horloge du démarrage y marque la même heure que celle du jour : une date passée la mènerait avant zéro.
    read -r depuis_demarrage _ < /proc/uptime
    ecart=$((EPOCHSECONDS - ${depuis_demarrage%.*}))
    if [ -e "$faketime" ] && unshare --time --boottime $ecart --monotonic $ecart true 2> /dev/null; then
        ESPACE_DE_TEMPS=oui exec unshare --time --boottime $ecart --monotonic $ecart "$0" "$@"
    fi
    ESPACE_DE_TEMPS=non
fi
source "$(dirname "$0")/../outils.sh"

heure=$dossier/heure
if [ "$ESPACE_DE_TEMPS" = oui ]; then
    partage=violation$$
    octets() { # octets N : les huit octets de N, le plus petit d'abord
        local v=$1 i
        for i in 1 2 3 4 5 6 7 8; do printf "\\x$(printf %02x $((v & 255)))"; v=$((v >> 8)); done
    }
    origine=$EPOCHSECONDS
    # Ce que libfaketime partage entre les processus, fait d'avance : les quatre horloges ont la même origine.
    { octets 0; octets 0; for _ in 1 2 3 4; do octets "$origine"; octets 0; done; head -c 4000 /dev/zero; } \
        > "/dev/shm/$partage"
    { octets 1; octets 0; octets 0; octets 0; } > "/dev/shm/sem.$partage"
    a_l_heure() {
        exec env -u FAKETIME LD_PRELOAD="$faketime" FAKETIME_SHARED="/$partage /$partage" \
            FAKETIME_TIMESTAMP_FILE="$heure" FAKETIME_NO_CACHE=1 NO_FAKE_STAT=1 LC_ALL=C.UTF-8 "$@"
    }
    rendre() { return "$1"; }
    finir() {
        local statut=$?
        rm -f "/dev/shm/$partage" "/dev/shm/sem.$partage"
        if rendre $statut; then nettoyer; else rendre $statut || nettoyer; fi
    }
    trap finir EXIT
    # il_est HEURE : pour tous les processus, les services en marche aussi.
    il_est() { maintenant=$1; printf '%+d\n' $(($(date -d "$1" +%s) - EPOCHSECONDS)) > "$heure.neuve"; mv "$heure.neuve" "$heure"; }
else
    cc -O1 -shared -fPIC -o "$dossier/horloge.so" "$racine/Tests/EndToEnd/horloge.c"
    a_l_heure() { DECALAGE_FICHIER=$heure LD_PRELOAD=$dossier/horloge.so exec "$@"; }
    il_est() { maintenant=$1; echo $(($(date -d "$1" +%s) - EPOCHSECONDS)) > "$heure.neuve"; mv "$heure.neuve" "$heure"; }
fi
paris() { date -u -d "TZ=\"Europe/Paris\" $1" +%FT%TZ; }
exiger_echeance() { [ "$(echeance operateur "$1" "$2")" = "$3" ] || echouer "$2 : $(echeance operateur "$1" "$2"), attendu $3"; }
# Ce que la commande de l'administrateur a reçu : « violation 1 ml-grenoble.example 50 2026-03-30T07:00:00Z ».
alertes=$dossier/alertes
averti() { grep -qx "violation $1 $2 $3 .*" "$alertes"; }
# L'heure va son train : cinq minutes avant, pour que ce qui est regardé le soit encore avant, si lent que ce soit.
# La veille note l'heure à chaque saut : ce qui devait être dit à cette heure est dit, ou va l'être.
veille() { python3 -c '
import sqlite3, sys
base = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
sys.exit(base.execute("SELECT heure FROM horloge_violations").fetchone()[0] < int(sys.argv[2]))' \
    "$dossier/operateur/etat/liaison.sqlite" "$(date -d "$maintenant" +%s)"; }
pas_averti() {
    attendre veille
    agir operateur violation lister > /dev/null 2>&1
    if averti "$@"; then echouer "averti trop tôt : $*"; fi
}
cat > "$dossier/prevenir" <<F
#!/bin/sh
echo "\$@" >> "$alertes"
F
chmod +x "$dossier/prevenir"; : > "$alertes"
export AGIR_LIAISOND_VIOLATION_COMMANDE=$dossier/prevenir

il_est "$(paris '2026-03-28 19:00')"
deux_structures
ml=ml-grenoble.example
sed "s/2026-1[01]-[0-9]*/2026-03-27/g" "$exemple" > "$dossier/fiche.json"
id=$(agir operateur envoyer "$dossier/fiche.json" --a $ml --attendre $patience --json 2> /dev/null | json "print(d['id'])")

# Le 28 mars à 20 heures, la nuit du changement d'heure.
il_est "$(paris '2026-03-28 20:00:05')"
agir operateur violation declarer --decouverte "28/03/2026 20:00" --nature confidentialite --fiche "$id" --faits "Vol" \
    > /dev/null 2>&1
exiger_echeance 1 $ml "a-notifier 2026-03-30T07:00:00Z"
exiger_echeance 1 ofii "a-notifier 2026-03-28T23:00:00Z"
exiger_echeance 1 cnil "a-notifier 2026-03-31T19:00:00Z"
agir operateur violation lister | grep -q "avant le 30/03/2026 à 09:00 (reste 35 h 5[0-9])" || echouer "heure de Paris"
il_est "$(paris '2026-03-28 21:55:00')"; pas_averti 1 ofii 50
il_est "$(paris '2026-03-28 22:00:01')"; attendre averti 1 ofii 50
il_est 2026-03-29T12:55:00Z; pas_averti 1 $ml 50
il_est 2026-03-29T13:00:01Z; attendre averti 1 $ml 50
attendre averti 1 ofii 100
# Le service est arrêté quand passent les quatre cinquièmes : il avertit dès qu'il repart, et ne redit rien.
arreter operateur
il_est 2026-03-29T23:48:05Z
demarrer operateur
attendre averti 1 $ml 80
[ "$(grep -c "^violation 1 $ml 50 " "$alertes")" = 1 ] || echouer "averti deux fois de la moitié"
il_est 2026-03-30T06:55:00Z; pas_averti 1 $ml 100
il_est 2026-03-30T07:00:02Z; attendre averti 1 $ml 100
grep -q "100 % du délai passé" "$dossier/operateur/service.log" || echouer "le journal du service ne le dit pas"
statut_echeance operateur 1 $ml en-retard || echouer "pas en retard"
# L'horloge recule : le retard ne se cache pas, service arrêté ou non.
il_est 2026-03-30T00:30:00Z
statut_echeance operateur 1 $ml en-retard || echouer "une horloge reculée cache le retard"
arreter operateur
il_est 2026-03-28T20:00:00Z
demarrer operateur
statut_echeance operateur 1 $ml en-retard || echouer "une horloge reculée cache le retard après un arrêt"
agir operateur boite 2>&1 > /dev/null | grep -q "$ml : EN RETARD" || echouer "boite ne dit pas le retard"
il_est 2026-03-30T07:10:00Z
# En retard, il faut dire pourquoi.
refus 65 operateur violation notifier 1
dit "il faut un motif du retard"
agir operateur violation notifier 1 --a $ml --motif-retard "Panne du dimanche" > /dev/null 2>&1
attendre statut_echeance operateur 1 $ml notifie-en-retard
agir operateur violation montrer 1 | grep -q "Panne du dimanche" || echouer "le motif n'est pas au registre"
agir ml boite --json 2> /dev/null | json "print(*[r['id'] for r in d if r['objet'] == 'violation'])" > "$dossier/avis"
agir ml ouvrir "$(cat "$dossier/avis")" 2> /dev/null | grep -q "Panne du dimanche" || echouer "le partenaire ne lit pas le motif"
agir operateur violation clore 1 --motif "Essai : la CNIL n'a pas à savoir" > /dev/null 2>&1

# Le 24 octobre à 20 heures, l'autre changement d'heure.
il_est "$(paris '2026-10-24 20:00:05')"
agir operateur violation declarer --decouverte "2026-10-24T20:00" --nature integrite --fiche "$id" --faits "Fichier altéré" \
    > /dev/null 2>&1
exiger_echeance 2 $ml "a-notifier 2026-10-26T06:00:00Z"
agir operateur violation lister | grep -q "avant le 26/10/2026 à 07:00 (reste 35 h 5[0-9])" || echouer "heure de Paris"
# Le service du partenaire est arrêté trente heures : la notification est remise avant l'échéance, et cela se dit.
arreter ml
agir operateur violation notifier 2 --a $ml > /dev/null 2>&1
statut_echeance operateur 2 $ml envoye || echouer "$(echeance operateur 2 $ml)"
il_est 2026-10-25T11:55:00Z; pas_averti 2 $ml 50
il_est 2026-10-25T12:00:01Z; attendre averti 2 $ml 50
il_est 2026-10-26T00:05:00Z
demarrer ml
attendre statut_echeance operateur 2 $ml notifie
agir operateur violation lister 2> /dev/null | grep -q "$ml : prévenu le 26/10/2026 à 01:" || echouer "la remise n'est pas dite"
# Arrêté plus longtemps que l'échéance : le retard se voit, et il faut dire pourquoi avant de clore.
il_est "$(paris '2026-11-02 08:00:05')"
agir operateur violation declarer --decouverte "02/11/2026 08:00" --nature disponibilite --fiche "$id" --faits "Panne" \
    > /dev/null 2>&1
arreter ml
agir operateur violation notifier 3 --a $ml > /dev/null 2>&1
il_est "$(paris '2026-11-03 20:00:05')"
attendre averti 3 $ml 100
statut_echeance operateur 3 $ml en-retard || echouer "$(echeance operateur 3 $ml)"
il_est "$(paris '2026-11-03 22:00:00')"
demarrer ml
attendre statut_echeance operateur 3 $ml notifie-en-retard
{
    agir operateur violation qualifier 3 --risque aucun --ofii non --motif "Rien n'a été lu"
} > /dev/null 2>&1
refus 65 operateur violation clore 3
dit "en retard, sans motif : $ml"
agir operateur violation retard 3 --a $ml --motif "Service du partenaire arrêté" > /dev/null 2>&1
agir operateur violation clore 3 > /dev/null 2>&1
if [ "$ESPACE_DE_TEMPS" = oui ]; then echo "Délais tenus, sous faketime."; else echo "Délais tenus, sous horloge.c."; fi
