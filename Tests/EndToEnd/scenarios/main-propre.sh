#!/usr/bin/env bash
# Deux services que rien ne relie : les plis sont portés à la main, puis l'accusé suit dès que le réseau
# revient. L'administrateur voit ce qui attend.
source "$(dirname "$0")/../outils.sh"

deux_structures
arreter ml
id=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --json | sed 's/.*"id":"\([^"]*\)".*/\1/')
agir operateur pli exporter "$id" -o "$dossier/fiche.pli" > /dev/null 2>&1
exiger test "$(stat -c %a "$dossier/fiche.pli")" = 600
refus 73 operateur pli exporter "$id" -o "$dossier/fiche.pli"
if grep -q 'SPECIMEN' "$dossier/fiche.pli"; then echouer "le pli se lit en clair"; fi
exiger grep -q '"enAttente":1' <(agir operateur service etat --json)
exiger grep -q 'agir_liaison_envois{statut="en-attente"} 1' \
    <(curl -s --unix-socket "$dossier/operateur/s.sock" http://localhost/v1/metriques)
exiger test "$(curl -s -o /dev/null -w '%{http_code}' "http://${adresse[operateur]}/v1/metriques")" = 404

curl -s -o /dev/null -X PUT "http://${adresse[operateur]}/v1/plis/$id"
exiger grep -qx 'agir_liaison_refus_total 1' \
    <(curl -s --unix-socket "$dossier/operateur/s.sock" http://localhost/v1/metriques)

# La mission locale le prend sans réseau ; l'opérateur n'en sait rien encore.
arreter operateur
demarrer ml
refus 66 ml pli importer "$dossier/absent.pli"
sed 's/"taille":/"taille":1/' "$dossier/fiche.pli" > "$dossier/change.pli"
refus 65 ml pli importer "$dossier/change.pli"
agir ml pli importer "$dossier/fiche.pli" > "$dossier/sortie"
exiger grep -q 'reçu ; l.accusé part' "$dossier/sortie"
exiger grep -q 'déjà reçu' <(agir ml pli importer "$dossier/fiche.pli")
agir ml ouvrir "$id" > "$dossier/lue"
exiger grep -q 'SPECIMEN Amina' "$dossier/lue"

# Un fichier scellé porté à la main, sans service des deux côtés : ouvert, et dit au service plus tard.
agir operateur sceller "$exemple" --a ml-grenoble.example --confirmer-avertissements -o "$dossier/fiche.age" > /dev/null 2>&1
arreter ml
agir ml ouvrir "$dossier/fiche.age" > "$dossier/lue" 2> "$dossier/erreurs"
exiger grep -q 'SPECIMEN Amina' "$dossier/lue"
exiger grep -q 'lui sera dite plus tard' "$dossier/erreurs"
exiger test "$(ls "$dossier/ml/agent/attente" | wc -l)" = 2
if grep -rqi 'specimen' "$dossier/ml/agent/attente"; then echouer "l'attente nomme la personne"; fi
demarrer ml
agir ml boite > /dev/null
exiger test "$(ls "$dossier/ml/agent/attente" | wc -l)" = 0
agir ml ouvrir "$dossier/fiche.age" > /dev/null
agir ml journal lister --acte ouverture --json > "$dossier/journal.json"
exiger test "$(grep -o '"detail":"fichier"' "$dossier/journal.json" | wc -l)" = 1

demarrer operateur
attendre statut_est operateur envoi ouvert
exiger test "$(agir ml boite --json | grep -o '"id"' | wc -l)" = 1
# Un pli qui n'est pas pour soi.
refus 65 operateur pli importer "$dossier/fiche.pli"
agir operateur journal lister --acte export --json > "$dossier/journal.json"
exiger grep -q "\"ref\":\"$id\"" "$dossier/journal.json"
