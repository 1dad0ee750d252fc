#!/usr/bin/env bash
# Les dossiers qu'a laissés la version 0.1 (Tests/Captures/dossiers.sh), deux services et leurs agents, sont
# repris tels quels : mêmes boîtes, fiches qui s'ouvrent, journaux entiers, ce qui attendait part.
. "$(dirname "$0")/../outils.sh"

tar xzf "$racine/Tests/Captures/v0.1/dossiers.tar.gz" -C "$dossier"
export AGIR_LIAISON_PHRASE_FICHIER=$dossier/phrase
# Les adresses sont dans les cartes ; l'horloge, celle du lendemain de leur dernier jour.
adresse[operateur]=127.83.21.10:39511
adresse[ml]=127.83.21.10:39512
decalage=$(( ($(date -ud 2026-11-26 +%s) - $(date -ud "$(date -u +%F)" +%s)) / 86400 ))

demarrer operateur
# Le service de l'autre n'est pas encore là : les boîtes sont celles d'avant, à l'octet près, la voie en plus (tout
# allait alors par le service), et pourquoi il n'est pas joint.
agir operateur boite envoi --json > "$dossier/boite.json"
exiger test "$(grep -o '"voie":"service"' "$dossier/boite.json" | wc -l)" = "$(grep -o '"id":' "$dossier/boite.json" | wc -l)"
sed -E 's/"voie":"service",//g; s/,"injoignable":\{[^}]*\}//g' "$dossier/boite.json" > "$dossier/envoi.json"
exiger cmp "$dossier/operateur/envoi.json" "$dossier/envoi.json"
demarrer ml
attendre statut_est operateur envoi remis
agir ml boite reception --json > "$dossier/reception.json"
for id in $(grep -o '"id":"[^"]*"' "$dossier/ml/reception.json" | cut -d'"' -f4); do
    exiger grep -q "$id" "$dossier/reception.json"
done
exiger [ "$(grep -o '"id":' "$dossier/reception.json" | wc -l)" = 3 ]

# Ce qui attendait, ce qui n'était pas lu et ce qui l'était déjà s'ouvrent.
agir ml boite > /dev/null
for n in 1 2 3; do
    agir ml ouvrir "$n" > "$dossier/fiche.txt"
    exiger grep -q "SPECIMEN Amina" "$dossier/fiche.txt"
    exiger grep -q "Signé par claire.exemple (" "$dossier/fiche.txt"
    exiger grep -q "(agir38.example/claire.exemple," "$dossier/fiche.txt"
done
attendre statut_est operateur envoi ouvert

# Le lien que « repondre » a noté, l'incident déclaré, les contacts vérifiés.
agir operateur contact lister --json > "$dossier/contacts.json"
exiger grep -q '"verifie":true' "$dossier/contacts.json"
agir operateur violation lister --json > "$dossier/incidents.json"
exiger grep -q '"n":1,' "$dossier/incidents.json"
exiger grep -q reponseA "$dossier/ml/agent/liens.json"

# Les journaux sont la suite de ceux d'avant, et les bases sont entières.
for qui in operateur ml; do agir "$qui" journal verifier > /dev/null; done
for qui in operateur ml; do
    arreter "$qui"
    "$binaires/agir-liaisond" verifier --etat "$dossier/$qui/etat" > /dev/null
done
