#!/usr/bin/env bash
# Les conventions, leurs fins et ce qu'elles décident : l'envoi, l'échéance de chaque fiche, les contentieux,
# la purge et son procès-verbal.
source "$(dirname "$0")/../outils.sh"

verifier_sans_conventions() {
    local operateur ml
    operateur=$(empreinte_de operateur); ml=$(empreinte_de ml)
    agir operateur contact verifier ml-grenoble.example --empreinte "$ml" --moyen telephone
    agir ml contact verifier agir38.example --empreinte "$operateur" --moyen telephone
}
# Le jour, à Paris.
dans() { TZ=Europe/Paris date -d "$1" +%F; }
echeance() { # echeance QUI ID : la règle et l'échéance d'une fiche, et si elle est suspendue
    agir "$1" purge apercu --au 2099-01-01 --json | python3 -c '
import json, sys
for row in json.load(sys.stdin):
    if row["id"] == sys.argv[1]:
        print(row["regle"], row["echeance"], row["suspendue"])' "$2"
}
exiger_echeance() { # exiger_echeance QUI ID REGLE DATE SUSPENDUE
    [ "$(echeance "$1" "$2")" = "$3 $4 $5" ] || echouer "échéance : $(echeance "$1" "$2"), attendu $3 $4 $5"
}
envoyer() {
    agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json "$@" \
        | sed 's/.*"id":"\([^"]*\)".*/\1/'
}

demarrer operateur; demarrer ml
{ creer_operateur; creer_mission_locale; echanger_cartes; verifier_sans_conventions; } > "$dossier/preparation"

# Sans convention : un avertissement à confirmer, et une ligne au journal.
refus 65 operateur envoyer "$exemple" --a ml-grenoble.example
dit "aucune convention n'est enregistrée avec ml-grenoble.example"
sans=$(envoyer --confirmer-avertissements)
agir operateur journal lister --fiche "$sans" --acte declaration --json > "$dossier/sortie"
dit '"sans-convention"'
exiger_echeance operateur "$sans" a-preciser "$(dans '60 months')" False

# Une convention : dates contrôlées, une seule fois, par un administrateur.
ajouter() { agir "$1" convention ajouter --avec "$2" --type spe --reference SPE-38 "${@:3}"; }
refus 65 operateur convention ajouter --avec ml-grenoble.example --type spe --reference X \
    --debut 2026-02-01 --echeance 2026-01-31
dit "avant son début"
refus 64 operateur convention ajouter --avec ml-grenoble.example --type spe --reference X \
    --debut 2026-02-31 --echeance 2027-01-31
debut=$(dans '1 month ago'); fin=$(dans '1 month')
ajouter operateur ml-grenoble.example --debut "$debut" --echeance "$fin" --contact-dpo "DPO, 04 76 00 00 03" \
    > "$dossier/sortie" 2> "$dossier/erreurs"
dit "1 fiche(s) changent d'échéance"
refus 65 operateur convention ajouter --avec ml-grenoble.example --type spe --reference SPE-38 \
    --debut "$debut" --echeance "$fin"
mois() { python3 -c '
import calendar, datetime, sys
day = datetime.date.fromisoformat(sys.argv[1]); months = day.year * 12 + day.month - 1 + int(sys.argv[2])
year, month = divmod(months, 12)
print(datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1])))' "$1" "$2"; }
exiger_echeance operateur "$sans" convention "$(mois "$fin" 2)" False
ajouter ml agir38.example --debut "$debut" --echeance accord-cadre > "$dossier/sortie"
dit "sans fin connue"

# Avenant, résiliation : un mois après le courrier, au plus tôt.
refus 65 operateur convention avenant SPE-38 --signe "$(dans tomorrow)" --echeance 2030-01-31
agir operateur convention avenant SPE-38 --signe "$(dans '2 days ago')" --echeance 2029-12-31 > /dev/null 2>&1
exiger_echeance operateur "$sans" convention 2030-02-28 False
agir operateur convention resilier SPE-38 --courrier-recu "$(dans '10 days ago')" --effet "$(dans yesterday)" \
    > "$dossier/sortie" 2> "$dossier/erreurs"
dit "un mois après sa réception"
effet=$(mois "$(dans '10 days ago')" 1)
exiger_echeance operateur "$sans" convention "$(mois "$effet" 2)" False
agir operateur convention lister --json > "$dossier/sortie"
dit "\"fin\":\"$effet\""
refus 66 operateur convention resilier INCONNUE --courrier-recu "$(dans yesterday)"

# Finie, elle n'admet plus d'envoi ; la réception ne se refuse pas.
agir ml convention echeance accord-cadre "$(dans yesterday)" > /dev/null 2>&1
sed 's/"sens":"agir-vers-partenaire"/"sens":"partenaire-vers-agir"/' "$exemple" > "$dossier/retour.json"
refus 77 ml envoyer "$dossier/retour.json" --a agir38.example --confirmer-avertissements
dit "a pris fin"
une=$(envoyer --confirmer-avertissements)
exiger test "$(agir ml boite reception --json | grep -c "$une")" = 1

# Un contentieux suspend ; son motif n'est lisible que du DPO ; le pli non lu attend d'être rattaché.
numero=$(sed -n 's/.*"numeroAGDREF":"\([0-9]*\)".*/\1/p' "$exemple")
refus 65 operateur contentieux ouvrir --fiche "${une:0:8}" --motif "Recours" --revue "$(dans '7 months')"
dit "six mois"
agir operateur contentieux ouvrir --personne - --motif "Recours gracieux MOTIF" --json > "$dossier/hold" <<< "$numero"
n=$(sed 's/.*"n":\([0-9]*\).*/\1/' "$dossier/hold")
exiger_echeance operateur "$une" convention "$(mois "$effet" 2)" True
agir operateur contentieux lister > "$dossier/sortie"
dit "Recours gracieux MOTIF"
if grep -rqF "gracieux MOTIF" "$dossier/operateur/etat"; then echouer "le motif est en clair"; fi
agir ml contentieux ouvrir --personne - --motif Recours > "$dossier/sortie" <<< "$numero"
dit "$une"
nml=$(agir ml contentieux lister --json | sed 's/.*"n":\([0-9]*\),"genre".*/\1/')
refus 65 ml contentieux clore "$nml"
dit "rattachés à personne"
agir ml fiche exclure "$une" --contentieux "$nml" > /dev/null
agir ml ouvrir "$sans" > /dev/null
agir ml contentieux clore "$nml" > /dev/null
refus 66 ml contentieux clore "$nml"

# La fin d'usage d'hier : détruite tout de suite, sauf tant que le contentieux dure.
agir operateur fiche usage "$une" --jusqua "$(dans yesterday)" > "$dossier/sortie" 2> "$dossier/erreurs"
agir operateur purge apercu --json > "$dossier/sortie"
dit "\"id\":\"$une\",\"de\":\"agir38.example\",\"modele\":\"spe\",\"regle\":\"usage\""
dit '"suspendue":true'
agir operateur purge executer --json > "$dossier/sortie"
exiger test "$(cat "$dossier/sortie")" = '{"detruits":0,"suspendus":2}'
agir operateur contentieux clore "$n" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "1 fiche(s) sont détruites maintenant"
parti() { [ -z "$(agir operateur boite envoi --json | grep "$une")" ]; }
attendre parti
refus 66 operateur ouvrir "$une"
exiger grep -q "\"id\":\"$une\"" "$dossier/operateur/etat/tombes"
agir operateur journal lister --acte purge --json > "$dossier/sortie"
dit "\"ref\":\"$une\""
if grep -q personne "$dossier/sortie"; then echouer "un enregistrement de purge nomme une personne"; fi

# Le procès-verbal : acte, texte, JSON, HTML.
atteste() { agir operateur purge attestations --json | grep -q '"numero":1'; }
attendre atteste
agir operateur purge attestations 1 > "$dossier/sortie"
dit "Plis détruits"
dit "fichiers que des agents ont écrits"
agir operateur purge attestations 1 --format html -o "$dossier/pv.html"
exiger grep -q "Procès-verbal de destruction n° 1" "$dossier/pv.html"
agir operateur purge attestations 1 --format acte > "$dossier/sortie"
dit "agir-liaison/purge/v1"
dit "— agir38.example/service "
agir operateur purge attestations --json > "$dossier/sortie"
dit '"nombre":1,"parModele":{"spe":1}'
dit '"controle":"conforme"'
refus 66 operateur purge attestations 9

# Chez le destinataire : détruite aussi, l'expéditeur en reçoit l'accusé, et un pli remis de nouveau aussi.
agir ml fiche usage "$sans" --jusqua "$(dans yesterday)" > /dev/null 2>&1
agir operateur pli exporter "$sans" -o "$dossier/sans.pli"
agir ml purge executer --json > "$dossier/sortie"
dit '"detruits":1'
purge_dit() { agir operateur journal lister --fiche "$sans" --acte accuse --json | grep -q '"detail":"purge"'; }
attendre purge_dit
agir ml pli importer "$dossier/sans.pli" > "$dossier/sortie" 2>&1 || true
exiger test -z "$(agir ml boite reception --json | grep "$sans")"
refus 66 ml ouvrir "$sans"
dit "a été détruite"

# Le journal se vérifie, la base aussi, redémarrée.
agir operateur journal verifier > /dev/null
arreter operateur; arreter ml
for qui in operateur ml; do
    "$binaires/agir-liaisond" verifier --etat "$dossier/$qui/etat" > "$dossier/sortie" || { cat "$dossier/sortie"; exit 1; }
done
