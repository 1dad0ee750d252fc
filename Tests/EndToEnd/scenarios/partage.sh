#!/usr/bin/env bash
# Une collègue arrive après les fiches : on les lui partage telles qu'elles ont été signées, une par
# une puis tout le reste ; elle les ouvre, y répond, et ce qui n'est pas pour elle reste fermé.
source "$(dirname "$0")/../outils.sh"

envoyer() { # envoyer FICHE : son identifiant
    agir ml envoyer "$1" --a agir38.example --attendre $patience --json --confirmer-avertissements \
        --sans-copie-ofii "essai" 2> /dev/null | sed 's/.*"id":"\([^"]*\)".*/\1/'
}
deux_structures
generique=$racine/docs/exemple-generique.json
une=$(envoyer "$generique")
sed 's/OFFICE/SECONDE/' "$generique" > "$dossier/seconde.json"
printf '%%PDF-1.4\nessai' > "$dossier/annexe.pdf"
deux=$(agir ml envoyer "$dossier/seconde.json" --a agir38.example --attendre $patience --json \
    --confirmer-avertissements --sans-copie-ofii "essai" --piece "$dossier/annexe.pdf" --but-piece pre-diagnostic \
    2> /dev/null | sed 's/.*"id":"\([^"]*\)".*/\1/')

# Sara arrive : une mauvaise empreinte n'entre pas.
chez[sara]=operateur
mkdir -p "$dossier/sara"
agir sara agent creer agir38.example/sara.martin $cle_option > /dev/null
refus 65 operateur structure agent ajouter "$dossier/sara/agent/agent.note" --role referent \
    --empreinte "00000 00000 00000 00000 00000 00000"
dit "L'empreinte ne correspond pas"
refus 77 sara structure rejoindre "$dossier/agir38.carte" --empreinte "$(empreinte_de operateur)"
dit "Cette carte ne vous nomme pas encore."
refus 65 sara structure rejoindre "$dossier/agir38.carte" \
    --empreinte "00000 00000 00000 00000 00000 00000"
rm -rf "$dossier/sara"
accueillir sara operateur sara.martin referent > "$dossier/sortie"
exiger grep -q 'Vos rôles : referent' "$dossier/sortie"
exiger grep -q "$(empreinte_de operateur)" <(agir sara structure accueillir)

# Ce qui était scellé avant elle lui est fermé, jusqu'au partage.
refus 65 sara ouvrir "$une"
refus 66 operateur partager "$une" --avec inconnue
refus 64 operateur partager "$une" --avec claire.exemple
refus 64 operateur partager --avec sara.martin
agir operateur partager "$une" --avec sara.martin --json > "$dossier/partage.json"
exiger grep -q "\"fiche\":\"$une\"" "$dossier/partage.json"
partage=$(sed 's/.*"id":"\([^"]*\)".*/\1/' "$dossier/partage.json")
agir sara ouvrir "$partage" -o "$dossier/chez-sara" > "$dossier/lue"
exiger grep -q 'OFFICE Samir' "$dossier/lue"
exiger grep -q 'Signé par ml-grenoble.example/jean.modele' "$dossier/lue"
exiger grep -q 'partagé par agir38.example/claire.exemple' "$dossier/lue"
agir operateur ouvrir "$une" -o "$dossier/chez-claire" > /dev/null
exiger cmp "$dossier/chez-sara/fiche.json" "$dossier/chez-claire/fiche.json"

# Tout le reste, une seule fois ; la pièce jointe suit.
agir operateur partager --tout --avec sara.martin --json > "$dossier/partage.json"
exiger grep -q "\"fiche\":\"$deux\"" "$dossier/partage.json"
if grep -q "$une" "$dossier/partage.json"; then echouer "la première est partagée deux fois"; fi
partage=$(sed 's/.*"id":"\([^"]*\)".*/\1/' "$dossier/partage.json")
agir sara ouvrir "$partage" -o "$dossier/seconde" > /dev/null
exiger cmp "$dossier/seconde/annexe.pdf" "$dossier/annexe.pdf"
exiger grep -q '0 fiche(s)' <(agir operateur partager --tout --avec sara.martin)

# Elle répond à la mission locale, qui la connaît par la nouvelle carte.
agir sara repondre "$partage" -o "$dossier/reponse.json" 2> /dev/null
exiger grep -q '"sens": "agir-vers-partenaire"' "$dossier/reponse.json"
# Le journal dit qui a donné quelle fiche ; rien n'est parti vers la mission locale.
agir operateur journal lister --acte partage --json > "$dossier/journal.json"
exiger grep -q "\"ref\":\"$une\"" "$dossier/journal.json"
exiger grep -q "\"ref\":\"$deux\"" "$dossier/journal.json"
exiger test "$(agir operateur boite envoi --json)" = "[]"
# Le tableau de l'OFII vient aussi des fiches que Sara tient d'une collègue.
agir sara ofii tableau --mois "$(TZ=Europe/Paris date +%Y-%m)" --departement Isère --capacite "à séquencer" \
    > "$dossier/tableau.csv"
exiger grep -q 'OFFICE;Samir' "$dossier/tableau.csv"
exiger grep -q 'SECONDE;Samir' "$dossier/tableau.csv"
agir operateur journal verifier > /dev/null
