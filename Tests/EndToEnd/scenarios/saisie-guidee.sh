#!/usr/bin/env bash
# Les trois fiches se tapent question par question, sur un terminal de 80 colonnes, se valident, se
# scellent, s'ouvrent chez le partenaire et se montrent : ce qui arrive est ce qui a été tapé.
source "$(dirname "$0")/../outils.sh"

# taper QUI REPONSES COMMANDE… : au clavier de cet agent ; les réponses arrivent par l'entrée.
taper() {
    local qui=$1; shift
    cat > "$dossier/reponses"
    "$racine/Tests/EndToEnd/clavier.py" "$dossier/reponses" "$binaires/agir-liaison" "$@" \
        --dossier "$dossier/$qui/agent" --service "unix:$dossier/$qui/s.sock" \
        > "$dossier/dialogue" || { local statut=$?; tail -n 30 "$dossier/dialogue" >&2; return $statut; }
}

# aller_retour FICHE DE VERS : envoyée, ouverte, écrite : les mêmes octets que « afficher » donne.
aller_retour() {
    local fiche=$1 de=$2 vers=$3 a=$4; shift 4
    agir "$de" valider "$fiche" > "$dossier/sortie" || echouer "la fiche tapée n'est pas valide"
    agir "$de" envoyer "$fiche" --a "$a" --attendre $patience --json "$@" > "$dossier/envoi.json"
    local id; id=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' "$dossier/envoi.json")
    rm -rf "$dossier/recu"
    agir "$vers" ouvrir "$id" -o "$dossier/recu" > "$dossier/lue"
    agir "$de" afficher "$fiche" --format json | tr -d '\n' > "$dossier/tapee.json"
    exiger cmp "$dossier/tapee.json" "$dossier/recu/fiche.json"
    exiger grep -q 'SPECIMEN Amina' "$dossier/lue"
    agir "$vers" ouvrir "$id" --format html > "$dossier/lue.html"
    exiger grep -q '<html lang="fr">' "$dossier/lue.html"
}

deux_structures
cd "$dossier"

# Une faute, une aide, un retour en arrière, un départ : le brouillon attend.
taper operateur nouvelle --modele spe -o spe.json <<'FIN' && echouer "fini trop tôt"
prénom : le nom => Exemple
prénom : le prénom => Claire
Téléphone => 04 76 00 00 01
@mail => referente@agir38.example
PARTENAIRE DU SPE => Mission locale de Grenoble
prénom : le nom => Modèle
prénom : le prénom => Jean
Fonction => Conseiller en insertion
Téléphone => 04 76 00 00 02
@mail => conseiller@ml-grenoble.example
AGDREF => 38 03
Il faut 10 chiffres => 3803012345
prénom : le nom => SPECIMEN
prénom : le prénom => Amine
Nationalité => <
Réponse actuelle : Amine => Amina
Nationalité => afghane
Date de naissance => 30/02/2002
Cette date n'existe pas => ?
00/00/1990 => 14/03/2002
Adresse postale => quitter
FIN
exiger grep -q "Cette date n'existe pas" "$dossier/dialogue"
exiger grep -q 'Réponse actuelle : Amine' "$dossier/dialogue"
exiger grep -q '00/00/1990' "$dossier/dialogue"
exiger test ! -e "$dossier/spe.json"
exiger test "$(stat -c %a "$dossier"/operateur/agent/brouillons/*.json)" = 600

taper operateur nouvelle --reprendre -o spe.json <<'FIN'
Adresse postale => 1 rue de l'Exemple|38000 Grenoble|.
Téléphone => 06 00 00 00 01
Positionnement linguistique => 3
le nombre d'heures => 200
prescrites ou réalisées (un => 2
Date du contrat => 02/10/2026
Situation de famille => 1
enfant(s) à charge => 1
difficultés => 2
surmonter => 2
garde d'enfant(s) => oui
Développer => 2
== Orientation == => 2
Choisir un métier => 2 3
Se former => 2
Améliorer => 1
Informations complémentaires => Deux ans d'études de comptabilité à Hérat, non sanctionnées.|.
le lieu => Grenoble
Enregistrer => oui
FIN
exiger test -z "$(ls "$dossier/operateur/agent/brouillons")"
exiger test "$(stat -c %a "$dossier/spe.json")" = 600
# Ce qui est tapé est l'exemple, au consentement près, que personne n'a demandé.
agir operateur afficher "$dossier/spe.json" --format json > "$dossier/tapee.json"
sed 's/"consentementDematerialise":false,//' "$exemple" > "$dossier/attendue.json"
agir operateur afficher "$dossier/attendue.json" --format json > "$dossier/exemple.json"
sed -i "s/\"faitLe\":\"[0-9-]*\"/\"faitLe\":\"$(TZ=Europe/Paris date +%F)\"/" "$dossier/exemple.json"
exiger cmp "$dossier/tapee.json" "$dossier/exemple.json"
aller_retour "$dossier/spe.json" operateur ml ml-grenoble.example

# La réponse : la personne et les contacts sont repris, le sens est retourné.
id=$(agir ml boite --json | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
agir ml repondre "$id" -o "$dossier/reponse.json" 2> "$dossier/erreurs" > "$dossier/sortie"
exiger grep -q '"sens": "partenaire-vers-agir"' "$dossier/reponse.json"
exiger grep -q '"nom": "SPECIMEN"' "$dossier/reponse.json"
sed -i 's/"nom": "",/"nom": "Modèle",/; s/"faitA": ""/"faitA": "Grenoble"/' "$dossier/reponse.json"
aller_retour "$dossier/reponse.json" ml operateur agir38.example
exiger grep -q "\"reponseA\":\"$id\"" <(agir operateur boite --json)

# La fiche générique, reprise de la précédente : la personne n'est pas tapée deux fois.
taper operateur nouvelle --modele generique --depuis "$dossier/spe.json" \
    -o generique.json <<'FIN'
Date d'obtention => 03/01/2024
Date de signature du CIR => 15/02/2024
Mineur => 1
Majeur => 0
déjà réalisé => Hébergement trouvé.|.
Besoins persistants => Apprendre le français|pour travailler.|.
Accompagnement à réaliser => Cours du soir.|.
Enregistrer => oui
FIN
aller_retour "$dossier/generique.json" operateur ml ml-grenoble.example --confirmer-avertissements

# La fiche PIC IPR, à la mission locale faute de lauréat : un avertissement, que l'on confirme.
taper operateur nouvelle --modele pic-ipr --depuis "$dossier/generique.json" \
    -o pic.json <<'FIN'
prescrites ou réalisées => 2
Besoins persistants => Formation de cuisinier.|.
Enregistrer => oui
FIN
agir operateur envoyer "$dossier/pic.json" --a ml-grenoble.example \
    > "$dossier/sortie" 2> "$dossier/erreurs" && echouer "un avertissement n'a pas été demandé"
aller_retour "$dossier/pic.json" operateur ml ml-grenoble.example --confirmer-avertissements

# Ce que cet agent a écrit porte un nom, à l'écran seulement.
script -qec "$binaires/agir-liaison boite envoi --dossier $dossier/operateur/agent \
    --service unix:$dossier/operateur/s.sock" /dev/null < /dev/null > "$dossier/sortie"
exiger grep -q 'SPECIMEN Amina (2002)' "$dossier/sortie"
agir operateur boite envoi > "$dossier/sortie"
if grep -q SPECIMEN "$dossier/sortie"; then echouer "un nom sort de l'écran"; fi
if grep -rq SPECIMEN "$dossier/operateur/agent"; then echouer "un nom est resté en clair"; fi

# La boîte par personne et par partenaire ; le numéro ne se donne jamais en argument.
exiger test "$(printf '38 03 01 23 45\n' | agir operateur boite envoi --personne - --json \
    | grep -o '"id"' | wc -l)" = 3
exiger test "$(printf '0000000000\n' | agir operateur boite envoi --personne - --json)" = '[]'
refus 64 operateur boite envoi --personne 3803012345
exiger test "$(agir operateur boite envoi --contact autre.example --json)" = '[]'
# Chaque étape de la première fiche.
agir operateur suivi "$id" > "$dossier/sortie"
for etape in 'confiée au service' 'remise (ml-grenoble.example)' 'ouverte (ml-grenoble.example)'; do
    exiger grep -qF "$etape" "$dossier/sortie"
done
exiger grep -q '"statut":"reception"' <(agir ml suivi "$id" --json)

# « agir-liaison » seul montre la boîte et un menu.
LARGE=1 AGIR_LIAISON_DOSSIER=$dossier/ml/agent AGIR_LIAISON_SERVICE=unix:$dossier/ml/s.sock \
    "$racine/Tests/EndToEnd/clavier.py" <(printf '%s\n' 'Quitter => 9' '0 à 7 => 3' \
    'Numéro => 1' 'Quitter => 0') "$binaires/agir-liaison" > "$dossier/dialogue"
exiger grep -q 'PERSONNE' "$dossier/dialogue"
exiger grep -q 'SPECIMEN Amina' "$dossier/dialogue"
