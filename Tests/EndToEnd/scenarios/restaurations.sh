#!/usr/bin/env bash
# Restaurer, et encore : avant le premier point signé, deux fois de la même sauvegarde, le partenaire absent.
# Chaque chaîne finit par un journal que le partenaire cosigne et une carte qui se renouvelle.
source "$(dirname "$0")/../outils.sh"

etat=$dossier/operateur/etat
copies=$dossier/copies
sauvegarder() { service sauvegarder "$copies" --etat "$etat" --a "$cle"; }
restaurer() { # restaurer [INSTANT] : le disque est perdu
    arreter operateur
    rm -rf "$etat"
    rendre "$@"
}
rendre() { # rendre [INSTANT] : le service est arrêté, l'état n'est plus là
    local statut=0
    service restaurer "$copies" --etat "$etat" --identite "$dossier/cle.txt" ${1:+--instant "$1"} || statut=$?
    # Ce scénario ôte lui-même des points de la base : « restaurer » le voit (65), et va au bout.
    if [ $statut != 0 ] && ! { [ $statut = 65 ] && dit "Restauré de la sauvegarde"; }; then
        cat "$dossier/erreurs"; exit 1
    fi
    if [ $statut = 65 ]; then dit "cette sauvegarde a des défauts"; fi
    defauts=$statut
}
renouveler() { # renouveler EPOQUE
    agir operateur structure renouveler > "$dossier/sortie" 2> "$dossier/erreurs" || echouer "renouveler $1"
    dit "Le journal ouvre son époque $1"
}
cosignee() { # cosignee EPOQUE : par le partenaire
    cosigne operateur "$dossier/export" ml-grenoble.example \
        && [ "$(head -n 1 "$dossier/export/point-de-controle")" = "agir38.example/journal/$1" ]
}
# sain EPOQUE : cosigné, vérifié, la carte change encore ; personne n'est alarmé, que des défauts de la sauvegarde.
sain() {
    attendre cosignee "$1"
    agir operateur journal verifier > "$dossier/sortie" 2> "$dossier/erreurs" || echouer "vérifier $1"
    dit "Journal vérifié"
    agir operateur structure renouveler > "$dossier/sortie" 2> "$dossier/erreurs" || echouer "renouveler $1"
    exiger test -z "$(grep "époque" "$dossier/erreurs")"
    agir operateur journal lister --acte alarme --json > "$dossier/sortie" 2> "$dossier/erreurs"
    exiger test -z "$(grep -o '"detail":"[^"]*"' "$dossier/sortie" | grep -v '"base-alteree"')"
    if [ "$defauts" != 0 ]; then dit '"detail":"base-alteree"'; fi
    agir ml journal resume --jours 7 > "$dossier/sortie"
    dit "aucune alarme"
}

service cle-de-sauvegarde "$dossier/cle.txt"
cle=$(cat "$dossier/sortie")

# Une sauvegarde d'avant le premier point de contrôle : le service s'arrête avant d'en signer un.
demarrer operateur; demarrer ml
{ creer_operateur; creer_mission_locale; echanger_cartes; verifier_empreintes; } > "$dossier/preparation" 2>&1
arreter operateur
python3 - "$etat/liaison.sqlite" <<'FIN'
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.executescript("DELETE FROM points; DELETE FROM cosignatures; DELETE FROM temoins;")
FIN
# Le partenaire n'en a rien vu non plus.
arreter ml
python3 - "$dossier/ml/etat/liaison.sqlite" <<'FIN'
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.executescript("DELETE FROM attestes;")
FIN
sed -i 's/,"point":"[^"]*"//' "$dossier/operateur/agent/ancre"
demarrer ml
sauvegarder
premiere=$(ls "$copies" | sed -n 's/^liaison-\(.*\)\.age$/\1/p')
rm -rf "$etat"
rendre
demarrer operateur
# Avant de la renouveler, la carte ne se change pas autrement ; après, si.
mkdir -p "$dossier/sara"; chez[sara]=operateur
agir sara agent creer agir38.example/sara.martin --sans-phrase --json > "$dossier/sara/publique.json"
ajouter() {
    agir operateur structure agent ajouter "$dossier/sara/agent/agent.note" --role referent \
        --empreinte "$(sed 's/.*"empreinte":"\([^"]*\)".*/\1/' "$dossier/sara/publique.json")"
}
if ajouter > "$dossier/sortie" 2> "$dossier/erreurs"; then echouer "la carte a changé avant l'époque"; fi
dit "structure renouveler"
renouveler 2
exiger ajouter > /dev/null
sain 2

# La même sauvegarde encore : le partenaire connaît l'époque 2, la 3 s'ouvre.
restaurer "$premiere"
demarrer operateur
renouveler 3
sain 3

# Et encore, le partenaire absent : la carte que l'administratrice tient dit l'époque prise.
restaurer "$premiere"
arreter ml
demarrer operateur
renouveler 4
demarrer ml
# Revenu, il tient de l'époque 3 un point que l'acte ne cite pas : un rappel le dit, un acte de plus le cite.
rappel() { rm -f "$dossier/operateur/agent/rappels"; agir operateur boite 2>&1 > /dev/null | grep -q "Un partenaire tient"; }
attendre rappel
renouveler 4
sain 4

# Restauré sans que la carte suive, sauvegardé ainsi, restauré : rien n'est sauté, rien n'est repris.
sauvegarder
restaurer
demarrer operateur
sauvegarder
restaurer
demarrer operateur
renouveler 5
sain 5
exiger agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience > /dev/null

# Une sauvegarde qui a des défauts : l'administrateur l'apprend en la restaurant, le DPO à chaque commande.
arreter operateur
python3 - "$etat/liaison.sqlite" <<'FIN'
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.executescript("DELETE FROM accuses;")
FIN
sauvegarder
rm -rf "$etat"
echoue 65 restaurer "$copies" --etat "$etat" --identite "$dossier/cle.txt"
dit "« accuses »"
dit "cette sauvegarde a des défauts"
demarrer operateur
agir operateur boite > /dev/null 2> "$dossier/erreurs"
dit "la base a été changée par autre chose que le service"
agir operateur boite > /dev/null 2> "$dossier/erreurs"
dit "au journal, à reconnaître par un DPO"
