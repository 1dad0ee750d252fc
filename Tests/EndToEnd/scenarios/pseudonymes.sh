#!/usr/bin/env bash
# La clé d'index : donnée aux collègues, refaite à chaque révocation ; elle seule retrouve une personne
# dans le journal, que le service tient sans connaître son numéro.
source "$(dirname "$0")/../outils.sh"

numero=$(sed -n 's/.*"numeroAGDREF": *"\([0-9]*\)".*/\1/p' "$exemple")
exiger test "${#numero}" = 10
envoyer() {
    agir "$1" envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json --confirmer-avertissements \
        | sed 's/.*"id":"\([^"]*\)".*/\1/'
}
# personne QUI : ce que le journal dit de la personne, dans sortie.
personne() { agir "$1" journal lister --personne - --json <<< "$numero" > "$dossier/sortie"; }
# trouve N MOTIF : autant d'enregistrements de la dernière liste.
trouve() { exiger test "$(grep -oE -- "$2" "$dossier/sortie" | wc -l)" = "$1"; }

deux_structures
accueillir sara operateur sara.martin dpo > "$dossier/sortie"
accueillir paul operateur paul.durand referent > "$dossier/sortie"
premier=$(envoyer operateur)
agir ml ouvrir "$premier" > "$dossier/sortie" 2> "$dossier/erreurs"
recu() { agir operateur suivi "$premier" --json | grep -q '"ouvert"'; }
attendre recu

# Le dépôt, la remise, l'accusé : chacun porte le pseudonyme ; chaque structure a le sien.
personne operateur
trouve 1 '"acte":"depot","ref":"'"$premier"'","personne":"1:[0-9a-f]{32}"'
exiger grep -q '"acte":"accuse".*"personne":"1:' "$dossier/sortie"
operateur=$(grep -o '"personne":"[^"]*"' "$dossier/sortie" | sort -u)
personne ml
# La réception précède l'ouverture : l'annotation y mène, sans pseudonyme.
trouve 1 '"acte":"reception","ref":"'"$premier"'","resultat"'
trouve 1 '"acte":"ouverture","ref":"'"$premier"'","personne":"1:'
exiger test "$(grep -o '"personne":"[^"]*"' "$dossier/sortie" | sort -u)" != "$operateur"
agir operateur journal lister --personne - --json <<< 1234567890 > "$dossier/sortie"
exiger test "$(cat "$dossier/sortie")" = "[]"

# Une collègue DPO a reçu la clé à son arrivée, et la lit sans ouvrir aucune fiche.
personne sara
trouve 1 '"acte":"depot","ref":"'"$premier"'"'
exiger test "$(agir sara boite --json)" = "[]"
refus 77 sara ouvrir "$premier"
# Les boîtes ne montrent pas les clés ; le journal en garde la trace.
exiger test "$(agir paul boite reception --json)" = "[]"
exiger grep -q INDEX-KEY-1- "$dossier/operateur/agent/identite.age"
if grep -rq INDEX-KEY "$dossier/sara/agent"; then echouer "une clé d'index est lisible"; fi

# Paul s'en va : une nouvelle clé, qu'il n'a pas. Les deux se cherchent ensemble.
agir operateur structure agent revoquer paul.durand --motif depart > "$dossier/sortie"
agir operateur structure agent revoquer paul.durand --motif depart > "$dossier/sortie"
dit "déjà révoqué"
second=$(envoyer operateur)
for qui in operateur sara; do
    personne $qui
    trouve 1 '"acte":"depot","ref":"'"$premier"'","personne":"1:'
    trouve 1 '"acte":"depot","ref":"'"$second"'","personne":"[2-9]:'
done
# Qui vient ensuite a toutes les clés.
accueillir anne operateur anne.petit referent dpo > "$dossier/sortie"
personne anne
trouve 1 '"acte":"depot","ref":"'"$premier"'"'
trouve 1 '"acte":"depot","ref":"'"$second"'"'

# Sara a perdu sa machine : ce qui lui avait été scellé ne s'ouvre plus ; elle le dit, et un collègue lui
# scelle les clés de nouveau sans y penser.
rm -rf "$dossier/sara"
accueillir sara operateur sara.martin dpo > "$dossier/sortie" 2>&1
agir sara contact lister > "$dossier/sortie" 2>&1
agir operateur contact lister > "$dossier/sortie"
personne sara
trouve 1 '"acte":"depot","ref":"'"$premier"'"'
trouve 1 '"acte":"depot","ref":"'"$second"'"'

# Ni le service ni ses diagnostics ne connaissent le numéro.
for qui in operateur ml; do
    if grep -rqF "$numero" "$dossier/$qui/etat" "$dossier/$qui/service.log"; then
        echouer "le service de $qui connaît le numéro"
    fi
done
