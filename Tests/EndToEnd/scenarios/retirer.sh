#!/usr/bin/env bash
# Retirer un envoi : pendant son délai, le partenaire arrêté, à peine pris, après la remise. Chaque réponse dit
# vrai : ce qui n'est pas parti ne part plus, ce qui est parti ne se reprend pas.
source "$(dirname "$0")/../outils.sh"

# Dix minutes pour reprendre ce qui est tapé : une machine chargée y est encore à temps.
mkdir -p "$dossier/operateur"
echo '{"delaiDepart":"600"}' > "$dossier/operateur/conf.json"
en_plus[operateur]="--config $dossier/operateur/conf.json"
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
# La boîte dit pourquoi, depuis quand et quand l'on essaya.
cause_dite() {
    grep -q "ml-grenoble.example est injoignable depuis le .*, dernier essai le .* : la connexion est refusée" \
        <(agir operateur boite envoi)
}
attendre cause_dite
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
kill -KILL "$muet"; wait "$muet" 2> /dev/null || true
demarrer ml
exiger statut_est operateur envoi retire
exiger test -n "$(envoyer --attendre "$patience")"
exiger test "$(statut ml reception | wc -l)" = 4

# Par une autre voie, ce qui est dit suit ce que l'agent a déclaré : rien encore, le fichier est dans des mains, il est
# peut-être parti ; « pas parti », c'est retiré ; « non parvenu », c'est peut-être quelque part ; « transmis », c'est parti.
for qui in ccas perdu remis parti muet; do
    agir operateur contact ajouter $qui.example --libelle "Partenaire $qui" --type autre --voie papier > /dev/null
done
papier() { # papier QUI : sans terminal, la page se fait et se remet
    agir operateur envoyer "$exemple" --a "$1.example" --confirmer-avertissements -o "$dossier/$1.html" --json \
        2> /dev/null | identifiant
}
ccas=$(papier ccas) perdu=$(papier perdu) remis=$(papier remis) parti=$(papier parti) muet=$(papier muet)
refus 65 operateur retirer "$muet" --motif erreur-destinataire --json
dit '"issue":"peut-etre-parti"'
dit "Détruisez le fichier (ou la feuille) s'il n'est pas parti"
dit "--pas-parti"
dit "violation declarer --nature confidentialite --fiche $muet"
exiger grep -q "peut-être partie" <(agir operateur suivi "$muet")
refus 64 operateur retirer "$remise" --motif doublon --pas-parti
pas_parti() { agir operateur retirer "$1" --motif "$2" --pas-parti --json 2> /dev/null | sed 's/.*"issue":"\([^"]*\)".*/\1/'; }
exiger test "$(pas_parti "$ccas" erreur-destinataire)" = retire
exiger grep -q "retirée, déclarée non partie" <(agir operateur suivi "$ccas")
agir operateur suivi "$perdu" --non-parvenu --le maintenant --moyen courrier > /dev/null 2>&1
refus 65 operateur retirer "$perdu" --motif autre --json
dit '"issue":"peut-etre-parti"'
agir operateur suivi "$remis" --transmis --le maintenant --moyen main-propre > /dev/null 2>&1
refus 65 operateur retirer "$remis" --motif erreur-contenu --json
dit '"issue":"parti"'
dit "remis.example n'a pas de service : appelez-le"
exiger grep -q '"statut":"retire"' <(agir operateur boite envoi --contact ccas.example --json)
# Retirée, et pourtant partie : qui le déclare ensuite est cru.
exiger test "$(pas_parti "$parti" doublon)" = retire
agir operateur suivi "$parti" --transmis --le maintenant --moyen courrier > /dev/null 2>&1
exiger grep -q '"statut":"transmis"' <(agir operateur boite envoi --contact parti.example --json)

# Qui n'a pu rien recevoir n'est nommé nulle part : ni au registre, ni à une violation, ni à une sortie.
numero=$(sed -n 's/.*"numeroAGDREF":"\([0-9]*\)".*/\1/p' "$exemple")
demande=$(agir operateur personne demande ouvrir - --droit acces --recue "$(dans yesterday)" --json <<< "$numero" \
    2> /dev/null | json 'print(d["n"])')
agir operateur personne demande montrer "$demande" --json 2> /dev/null > "$dossier/registre"
json 'print(*sorted({x["pour"] for x in d["transmissions"]}))' < "$dossier/registre" > "$dossier/nommes"
exiger test "$(cat "$dossier/nommes")" = "ml-grenoble.example muet.example parti.example perdu.example remis.example"
agir operateur violation declarer --tout --decouverte maintenant --nature confidentialite --faits Essai > /dev/null 2>&1
agir operateur violation montrer 1 --json 2> /dev/null > "$dossier/sortie"
exiger grep -q '"destinataire":"perdu.example"' "$dossier/sortie"
if grep -q ccas.example "$dossier/sortie"; then echouer "la violation nomme qui n'a rien reçu"; fi
agir operateur accompagnement clore --fiche "$remise" --le "$(dans today)" --json -o "$dossier/sorties" \
    > "$dossier/sortie" 2> /dev/null
exiger test "$(json 'print(*sorted(d["prevenues"]))' < "$dossier/sortie")" = "ml-grenoble.example muet.example parti.example perdu.example remis.example"

# Tout est au journal, avec son motif.
agir operateur journal lister --json > "$dossier/journal"
exiger grep -q '"acte":"retrait"' "$dossier/journal"
exiger grep -q '"detail":"erreur-destinataire"' "$dossier/journal"
