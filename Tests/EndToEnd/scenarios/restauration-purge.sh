#!/usr/bin/env bash
# Restaurer une sauvegarde d'avant une purge, avec ses clés d'alors : ce qui avait été détruit l'est de nouveau
# avant que le service ne serve rien, d'après « tombes », d'après les partenaires s'il est perdu.
source "$(dirname "$0")/../outils.sh"

restaurer() { service restaurer "$copies" --etat "$etat" --identite "$dossier/cle.txt" --instant "$instant" "$@"; }
envoyer() {
    agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json \
        --confirmer-avertissements | identifiant
}
# parti ID : il n'est ni dans la boîte ni lisible, et son expéditeur le sait.
parti() {
    exiger test -z "$(agir ml boite reception --json 2> /dev/null | grep "$1")"
    refus 66 ml ouvrir "$1"
    dit "a été détruite"
}
etat=$dossier/ml/etat
copies=$dossier/copies
hier=$(date -u -d yesterday +%F)

service cle-de-sauvegarde "$dossier/cle.txt"
cle=$(cat "$dossier/sortie")
deux_structures
une=$(envoyer); autre=$(envoyer); due=$(envoyer)
agir ml ouvrir "$une" > /dev/null
agir ml fiche usage "$due" --jusqua "$hier" > /dev/null 2>&1
service sauvegarder "$copies" --etat "$etat" --a "$cle"
instant=$(ls "$copies" | sed -n 's/^liaison-\(.*\)\.age$/\1/p')
exiger test -e "$copies/tombes"
traces relever "$etat" "$une" > "$dossier/traces"

# Un effacement avant l'heure, après la sauvegarde ; le lieu de sauvegarde l'apprend.
agir ml fiche usage "$une" --jusqua "$hier" > /dev/null 2>&1
agir ml purge executer --json > "$dossier/sortie"
dit '"detruits":2'
exiger grep -q "\"id\":\"$une\"" "$copies/tombes"
purge_dit() { agir operateur journal lister --fiche "$1" --acte accuse --json | grep -q '"detail":"purge"'; }
attendre purge_dit "$une"
agir operateur pli exporter "$une" -o "$dossier/une.pli" > /dev/null
arreter ml
mv "$etat" "$dossier/avant"

# La sauvegarde d'avant, avec ses clés d'avant.
restaurer || { cat "$dossier/erreurs"; exit 1; }
dit "2 plis détruits depuis le sont de nouveau"
exiger traces chercher "$dossier/traces" "$etat"
service verifier --etat "$etat" || { cat "$dossier/sortie"; exit 1; }
demarrer ml
agir ml structure renouveler > /dev/null 2>&1
parti "$une"
parti "$due"
exiger grep -q "$autre" <(agir ml boite reception --json 2> /dev/null)
exiger traces chercher "$dossier/traces" "$etat" "$dossier/ml/service.log"
# Remis de nouveau, il ne revient pas ; l'accusé dit qu'il est détruit.
agir ml pli importer "$dossier/une.pli" > /dev/null 2>&1 || true
parti "$une"
agir ml journal verifier > "$dossier/sortie" 2>&1
agir ml journal lister --acte restauration --json > "$dossier/sortie" 2> /dev/null
exiger test "$(grep -c sans-tombes "$dossier/sortie")" = 0
arreter ml; rm -r "$etat"

# Sans « tombes », rien n'est restauré ; avec un motif, les partenaires disent ce qu'ils savent détruit.
mv "$copies/tombes" "$dossier/tombes.perdu"
echoue 66 restaurer "$copies" --etat "$etat" --identite "$dossier/cle.txt" --instant "$instant"
dit "--sans-tombes MOTIF"
exiger test ! -e "$etat/liaison.sqlite"
echoue 78 restaurer "$copies" --etat "$etat" --identite "$dossier/cle.txt" --instant "$instant" --sans-tombes " "
restaurer --sans-tombes "disque perdu avec le serveur"
dit "0 pli détruit depuis l'est"
demarrer ml
exiger grep -q "d'après un partenaire" "$dossier/ml/service.log"
agir ml structure renouveler > /dev/null 2>&1
parti "$une"
exiger grep -q "\"id\":\"$une\"" "$etat/tombes"
# Détruit aussi avant la sauvegarde de « tombes » : l'expéditeur n'en savait rien de plus que lui.
agir ml journal lister --acte restauration --json > "$dossier/sortie" 2> /dev/null
dit '"sans-tombes"'
arreter ml; rm -r "$etat"

# Ce qui a été saisi depuis la sauvegarde est perdu : rien ne se détruit tout seul avant qu'un DPO l'ait dit.
: > "$dossier/vide"
mv "$dossier/tombes.perdu" "$copies/tombes"
grep -v "$due" "$copies/tombes" > "$dossier/t" && mv "$dossier/t" "$copies/tombes"
agir operateur journal lister --fiche "$due" --acte accuse --json > "$dossier/sortie" 2> /dev/null
arreter operateur
restaurer
dit "un DPO n'a pas lancé"
demarrer ml
agir ml structure renouveler > /dev/null 2>&1
rm -f "$dossier/ml/agent/rappels"
agir ml boite reception --json > "$dossier/sortie" 2> "$dossier/erreurs"
dit "$due"
dit "Le service a été restauré"
# Lancer une purge ne lève pas la garde : seul le fait la reprise, qui montre ce qui peut manquer.
statut=0; agir ml purge executer > "$dossier/sortie" 2> "$dossier/erreurs" || statut=$?
exiger test $statut != 0
dit "purge reprendre"
refus 64 ml purge reprendre
dit "Ce qui a été saisi entre le"
dit "contentieux et exceptions ouverts"
agir ml purge reprendre --confirmer > /dev/null 2>&1
refus 66 ml purge reprendre --confirmer
agir ml journal lister --acte restauration --json > "$dossier/sortie" 2> /dev/null
dit '"purge-reprise"'
# Le service s'y met de lui-même : celle-ci est refusée tant que la sienne est en cours.
attendre agir ml purge executer
attestee() { agir ml purge attestations --json 2> /dev/null | grep -q '"numero":1001'; }
attendre attestee
parti "$due"

# Une restauration interrompue ne sert rien, et se recommence.
arreter ml
: > "$etat/restauration"
echoue 78 --etat "$etat" --socket "$dossier/ml/s.sock"
dit "n'est pas allée au bout"
restaurer
service verifier --etat "$etat"
# « tombes » effacé du dossier d'état : la base le refait, et le dit.
demarrer ml; arreter ml
rm "$etat/tombes"
demarrer ml
exiger grep -q "\"id\":\"$une\"" "$etat/tombes"
