#!/usr/bin/env bash
# Cinq années de conservation, jour après jour, sous le faketime de Debian : deux structures et leurs vrais
# services, des conventions qui commencent et finissent, des accompagnements clos et rouverts, des usages,
# des contentieux, des exceptions, des arrêts, des sauvegardes. Chaque jour simulé, une fois faite la purge
# du jour, annees.py compare ce qui est gardé à ce qu'il a calculé lui-même de rgpd.md, sans rien demander
# aux programmes : rien au-delà de son échéance, rien de détruit avant elle, et ce qu'un contentieux suspend
# est encore là. À la première faute tout s'arrête, en erreur ; les comptes sont écrits année par année.
#   Tests/Annees/annees.sh
#                     un quart d'heure, vingt minutes sur une machine occupée ; ANNEES=1 : trois minutes
#   ANNEES=5          années simulées, et un mois de plus ; JOURS=90 : ces jours-là seulement
#   DEPUIS=2026-12-01 premier jour ; de préférence deux ans avant une année bissextile
#   VITESSE=20        combien de fois plus vite que la vraie va l'heure feinte ; 5 pendant les commandes
#   GRAINE=1          ce que le hasard choisit : les personnes, les heures, ce qui est ouvert
#   BINAIRES=DIR      les programmes (.build/debug)
# Il faut le paquet faketime, python3, et pouvoir faire un espace de temps (unshare --time, donc root) ; où
# cela est refusé, l'essai commence plus tard qu'aujourd'hui et va à la vitesse de l'horloge : compter deux
# secondes par jour simulé et plus.
set -euo pipefail
ici=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${ANNEES:=5}" "${JOURS:=}" "${VITESSE:=20}" "${GRAINE:=1}"
faketime=/usr/lib/$(uname -m)-linux-gnu/faketime/libfaketimeMT.so.1
[ -e "$faketime" ] || { echo "Il manque le paquet faketime : apt-get install faketime" >&2; exit 1; }

# Un espace de temps où l'horloge du démarrage de la machine marque la même heure que celle du jour. Sans
# lui, une date passée, ou une vitesse, mène cette horloge avant zéro, ce que Swift ne supporte pas.
if [ -z "${ESPACE_DE_TEMPS:-}" ]; then
    read -r depuis_demarrage _ < /proc/uptime
    ecart=$((EPOCHSECONDS - ${depuis_demarrage%.*}))
    if unshare --time --boottime $ecart --monotonic $ecart true 2> /dev/null; then
        ESPACE_DE_TEMPS=oui exec unshare --time --boottime $ecart --monotonic $ecart "$0" "$@"
    fi
    ESPACE_DE_TEMPS=non
fi
if [ "$ESPACE_DE_TEMPS" = oui ]; then
    : "${DEPUIS:=2026-12-01}"
else
    VITESSE=1
    aujourdhui=$(date +%F)
    if [ -z "${DEPUIS:-}" ]; then
        annee=2026
        until [[ $annee-12-01 > $aujourdhui ]]; do annee=$((annee + 4)); done
        DEPUIS=$annee-12-01
    fi
    echo "« unshare --time » est refusé ici : l'essai part du $DEPUIS, à la vitesse de l'horloge." >&2
    [[ $DEPUIS > $aujourdhui ]] || { echo "Il faut alors DEPUIS plus tard qu'aujourd'hui." >&2; exit 1; }
fi

source "$ici/../EndToEnd/outils.sh"

# Ce que libfaketime partage entre les processus, fait d'avance : il n'a pas à toucher à l'environnement, où
# Swift cherche ses arguments, et les quatre horloges ont la même origine.
partage=annees$$
octets() { # octets N : les huit octets de N, le plus petit d'abord
    local v=$1 i
    for i in 1 2 3 4 5 6 7 8; do printf "\\x$(printf %02x $((v & 255)))"; v=$((v >> 8)); done
}
origine=$EPOCHSECONDS
{ octets 0; octets 0; for _ in 1 2 3 4; do octets "$origine"; octets 0; done; head -c 4000 /dev/zero; } \
    > "/dev/shm/$partage"
{ octets 1; octets 0; octets 0; octets 0; } > "/dev/shm/sem.$partage"
rendre() { return "$1"; }
finir() {
    local statut=$?
    rm -f "/dev/shm/$partage" "/dev/shm/sem.$partage"
    if rendre $statut; then nettoyer; else rendre $statut || nettoyer; fi
}
trap finir EXIT

a_l_heure() {
    exec env -u FAKETIME LD_PRELOAD="$faketime" FAKETIME_SHARED="/$partage /$partage" \
        FAKETIME_TIMESTAMP_FILE="$dossier/heure" FAKETIME_NO_CACHE=1 NO_FAKE_STAT=1 LC_ALL=C.UTF-8 "$@"
}

printf '%+d x1\n' $(($(TZ=Europe/Paris date -d "$DEPUIS 08:00:00" +%s) - origine)) > "$dossier/heure"
demarrer_ici() { demarrer "$1"; echo "${service[$1]} ${adresse[$1]##*:}" > "$dossier/$1/pid"; }
demarrer_ici operateur; demarrer_ici ml
{
    creer_operateur; creer_mission_locale; echanger_cartes
    agir operateur contact verifier ml-grenoble.example --empreinte "$(empreinte_de ml)" --moyen telephone
    agir ml contact verifier agir38.example --empreinte "$(empreinte_de operateur)" --moyen telephone
} > "$dossier/preparation" 2>&1 || { cat "$dossier/preparation" >&2; exit 1; }

# annees.py dit quoi faire, un ordre par ligne ; il lit lui-même ce qui en est sorti.
coproc moteur { exec python3 "$ici/annees.py" "$dossier" "$exemple" "$DEPUIS" "$ANNEES" "$GRAINE" "$JOURS" \
    "$origine" "$VITESSE"; }
exec {lire}<&"${moteur[0]}" {ecrire}>&"${moteur[1]}"
fini=non
while IFS=$'\x1f' read -r -a mot <&"$lire"; do
    case ${mot[0]} in
    agir) # agir CODE QUI ENTREE COMMANDE…
        statut=0
        agir "${mot[2]}" "${mot[@]:4}" <<< "${mot[3]}" > "$dossier/sortie" 2> "$dossier/erreurs" || statut=$?
        [ "$statut" = "${mot[1]}" ] || echouer "${mot[2]}, code $statut au lieu de ${mot[1]} : ${mot[*]:4}" ;;
    service) # service COMMANDE…
        ( a_l_heure "$binaires/agir-liaisond" "${mot[@]:1}" ) > "$dossier/sortie" 2> "$dossier/erreurs" \
            || echouer "agir-liaisond ${mot[*]:1}" ;;
    demarrer) demarrer_ici "${mot[1]}" ;;
    arreter) arreter "${mot[1]}" ;;
    dire) printf '%s\n' "${mot[1]}" ;;
    echouer) echouer "${mot[1]}" ;;
    fini) fini=oui ;;
    *) echouer "ordre inconnu : ${mot[0]}" ;;
    esac
    echo fait >&"$ecrire"
done
[ $fini = oui ] || echouer "annees.py s'est arrêté"
