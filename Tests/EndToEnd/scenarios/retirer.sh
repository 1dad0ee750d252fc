#!/usr/bin/env bash
# Retirer un envoi : pendant son délai, le partenaire arrêté, à peine pris, après la remise. Chaque réponse dit
# vrai : ce qui n'est pas parti ne part plus, ce qui est parti ne se reprend pas.
source "$(dirname "$0")/../outils.sh"

deux_structures
# Sur un vrai terminal : script en prête un.
tape() { script -qec "$binaires/agir-liaison $* --dossier $dossier/operateur/agent \
    --service unix:$dossier/operateur/s.sock" /dev/null < /dev/null | tr -d '\r'; }
dernier() { agir operateur boite envoi --json | grep -o '"id":"[^"]*"' | head -n 1 | cut -d'"' -f4; }
envoyer() { agir operateur envoyer "$exemple" --a ml-grenoble.example --confirmer-avertissements --json "$@" \
    2> /dev/null | sed 's/.*"id":"\([^"]*\)".*/\1/'; }
issue() { agir operateur retirer "$1" --motif "$2" --json 2> "$dossier/erreurs" | sed 's/.*"issue":"\([^"]*\)".*/\1/' || true; }

# Tapée, elle attend : la boîte dit l'heure du départ, et comment l'annuler. Retirée, elle ne part jamais.
tape envoyer "$exemple" --a ml-grenoble.example --confirmer-avertissements > "$dossier/dit"
exiger grep -q "part à [0-9][0-9] h [0-9][0-9]" "$dossier/dit"
exiger grep -q "Pour l'annuler : « agir-liaison retirer" "$dossier/dit"
exiger grep -q "part à .*« agir-liaison retirer 1 » pour l'annuler" <(agir operateur boite envoi)
exiger grep -q '"partirApres":"' <(agir operateur boite envoi --json)
exiger statut_est operateur envoi en-attente
attendue=$(dernier)
refus 64 operateur retirer "$attendue" --motif bidon
exiger test "$(issue "$attendue" erreur-destinataire)" = retire
exiger statut_est operateur envoi retire
exiger test "$(issue "$attendue" doublon)" = retire
exiger grep -q "retirée, rien n'est parti" <(agir operateur suivi "$attendue")
refus 65 operateur pli exporter "$attendue" -o "$dossier/x.pli"
exiger test ! -e "$dossier/x.pli"
# Elle se relit toujours.
exiger grep -q SPECIMEN <(agir operateur ouvrir "$attendue")

# Par un tube, avec --attendre ou --sans-delai, elle part aussitôt ; remise, elle ne se reprend pas.
remise=$(envoyer --attendre "$patience")
refus 65 operateur retirer "$remise" --motif erreur-destinataire
dit "déjà remise"
dit "anomalie envoyer --a ml-grenoble.example"
dit "violation declarer --nature confidentialite --fiche $remise"
exiger statut_est operateur envoi remis
tape envoyer "$exemple" --a ml-grenoble.example --confirmer-avertissements --sans-delai > "$dossier/dit"
attendre statut_est operateur envoi remis
exiger test "$(statut ml reception | wc -l)" = 2

# Le partenaire arrêté : aucune connexion, rien n'est parti, elle se retire ; revenu, il n'a rien.
arreter ml
seule=$(envoyer)
attendre grep -q "partenaire injoignable" "$dossier/operateur/service.log"
exiger test "$(issue "$seule" doublon)" = retire
demarrer ml
gardee=$(envoyer --attendre "$patience")
exiger test -n "$gardee"
exiger test "$(statut ml reception | wc -l)" = 3

# À peine prise : le partenaire reçoit et ne répond pas. Elle est peut-être partie, et n'est plus tentée.
arreter ml
/usr/bin/python3 - "${adresse[ml]}" "$dossier/connexions" <<'FIN' &
import socket, sys
host, port = sys.argv[1].rsplit(":", 1)
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind((host, int(port)))
server.listen()
while True:
    connection, _ = server.accept()
    data = connection.recv(65536)
    if b"/v1/plis/" in data:
        open(sys.argv[2], "a").write("pli\n")
    connection.close()
FIN
muet=$!
prise=$(envoyer)
attendre grep -q pli "$dossier/connexions"
exiger test "$(issue "$prise" autre)" = peut-etre-parti
kill "$muet"; wait "$muet" 2> /dev/null || true
demarrer ml
exiger statut_est operateur envoi retire
exiger test -n "$(envoyer --attendre "$patience")"
exiger test "$(statut ml reception | wc -l)" = 4

# Tout est au journal, avec son motif ; une sortie n'est dite qu'à qui a pu recevoir quelque chose.
agir operateur journal lister --json > "$dossier/journal"
exiger grep -q '"acte":"retrait"' "$dossier/journal"
exiger grep -q '"detail":"erreur-destinataire"' "$dossier/journal"
