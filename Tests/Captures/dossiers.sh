#!/usr/bin/env bash
# Makes the folders of a version, kept as test data: two structures with their services' state and their
# agents' folders, at work. Run once with the programs of that version, from its own tree:
#   BINAIRES=.build/debug Tests/Captures/dossiers.sh SORTIE.tar.gz
. "$(dirname "$0")/../EndToEnd/outils.sh"
sortie=$(realpath "$1")
# The addresses are in the cards: the scenario that opens these folders takes them again.
adresse[operateur]=127.83.21.10:39511
adresse[ml]=127.83.21.10:39512
( umask 077; printf 'une phrase de dossiers gardés\n' > "$dossier/phrase" )
export AGIR_LIAISON_PHRASE_FICHIER=$dossier/phrase
cle_option=
deux_structures
# One opened, one received and not read, one that waits for a service that is away.
agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre 30 > /dev/null
agir ml boite > /dev/null
mkdir "$dossier/ml/pieces"
agir ml ouvrir 1 -o "$dossier/ml/pieces" > /dev/null
attendre statut_est operateur envoi ouvert
agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre 30 --confirmer-avertissements > /dev/null
agir ml repondre 1 -o "$dossier/ml/reponse.json" > /dev/null 2>&1
agir operateur violation declarer --decouverte maintenant --nature confidentialite \
    --partenaire ml-grenoble.example --faits "Un essai." > /dev/null 2>&1
arreter ml
agir operateur envoyer "$exemple" --a ml-grenoble.example --confirmer-avertissements > /dev/null
agir operateur boite envoi --json > "$dossier/operateur/envoi.json"
arreter operateur
demarrer ml
agir ml boite reception --json > "$dossier/ml/reception.json"
arreter ml
rm -f "$dossier"/*/s.sock "$dossier"/*/service.log
tar czf "$sortie" -C "$dossier" phrase operateur ml
