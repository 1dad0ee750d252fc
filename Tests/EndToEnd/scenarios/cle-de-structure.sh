#!/usr/bin/env bash
# La clé de la structure est remplacée : le service la suit, chacun compare la nouvelle empreinte ; un
# inconnu qui prend le nom d'un partenaire n'est pas cru.
source "$(dirname "$0")/../outils.sh"

deux_structures
accueillir sara operateur sara.martin referent > "$dossier/preparation" 2>&1
avant=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json \
    | sed 's/.*"id":"\([^"]*\)".*/\1/')
ancienne=$(empreinte_de operateur)
agir operateur structure cle remplacer > "$dossier/sortie" 2> "$dossier/erreurs"
exiger grep -q 'Code de secours de la nouvelle clé' "$dossier/sortie"
nouvelle=$(empreinte_de operateur)
exiger test "$ancienne" != "$nouvelle"
# L'administratrice travaille, et fait d'autres cartes avec la nouvelle clé.
agir operateur boite > /dev/null
agir operateur structure renouveler > /dev/null

# La collègue est prévenue, et ne suit qu'après avoir comparé.
agir sara contact lister > "$dossier/sortie" 2> "$dossier/erreurs"
dit "ALARME : le service présente une autre clé pour votre structure"
rm -f "$dossier/neuve.carte"
agir operateur carte exporter -o "$dossier/neuve.carte" 2> /dev/null
refus 65 sara structure rejoindre "$dossier/neuve.carte" --empreinte "$ancienne"
agir sara structure rejoindre "$dossier/neuve.carte" --empreinte "$nouvelle" > /dev/null
agir sara contact lister > /dev/null

# Le partenaire garde l'ancienne jusqu'à la vérification : l'alarme est à l'écran et au journal.
agir ml contact importer "$dossier/neuve.carte" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "ALARME : la clé de agir38.example n'est plus celle qui était connue"
agir ml journal lister --acte contact --json > "$dossier/journal.json"
exiger grep -q '"detail":"cles-changees"' "$dossier/journal.json"
exiger grep -q "$ancienne" <(agir ml empreinte agir38.example)
agir ml ouvrir "$avant" > /dev/null
refus 65 ml contact verifier agir38.example \
    --empreinte "00000 00000 00000 00000 00000 00000" --moyen telephone
agir ml contact verifier agir38.example --empreinte "$nouvelle" --moyen telephone > /dev/null
exiger grep -q "$nouvelle" <(agir ml empreinte agir38.example)
# Ce qui avait été reçu sous l'ancienne s'ouvre, ce qui part maintenant arrive.
agir ml ouvrir "$avant" > /dev/null
agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --confirmer-avertissements \
    > /dev/null
# La vérification que les autres avaient faite de la mission locale tient toujours.
agir sara envoyer "$exemple" --a ml-grenoble.example --attendre $patience > /dev/null

# Un inconnu se fait une structure du même nom : sa carte attend, et rien ne lui est scellé.
"$binaires/agir-liaison" structure creer agir38.example --libelle "Opérateur AGIR de l'Isère" \
    --type operateur-agir --agent faux --role dpo $cle_option --dossier "$dossier/faux" \
    > "$dossier/preparation" 2>&1
"$binaires/agir-liaison" carte exporter -o "$dossier/fausse.carte" --dossier "$dossier/faux" 2> /dev/null
agir ml contact importer "$dossier/fausse.carte" > /dev/null 2> "$dossier/erreurs"
dit "ALARME"
exiger grep -q "$nouvelle" <(agir ml empreinte agir38.example)
agir operateur journal verifier > /dev/null
