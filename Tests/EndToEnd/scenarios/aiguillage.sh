#!/usr/bin/env bash
# Ce que l'envoi demande avant de laisser partir : le CIR, la copie à la DT OFII, le SIAO, les pièces.
source "$(dirname "$0")/../outils.sh"

clavier() { # clavier QUI COMMANDE… : les réponses arrivent par l'entrée
    local qui=$1; shift
    cat > "$dossier/reponses"
    LARGE=1 "$racine/Tests/EndToEnd/clavier.py" "$dossier/reponses" "$binaires/agir-liaison" "$@" \
        --dossier "$dossier/$qui/agent" --service "unix:$dossier/$qui/s.sock" \
        > "$dossier/dialogue"
}
deux_structures
demarrer toit
{
    agir toit structure creer toit.example --libelle "Foyer le Toit" --type hebergement \
        --adresse "http://${adresse[toit]}" --agent nora --role dpo $cle_option
    agir toit carte exporter -o "$dossier/toit.carte"
    agir toit contact importer "$dossier/agir38.carte"
    agir toit contact verifier agir38.example --empreinte "$(empreinte_de operateur)" --moyen sms
    agir operateur contact importer "$dossier/toit.carte"
    agir operateur contact verifier toit.example --empreinte "$(empreinte_de toit)" --moyen sms
} > "$dossier/preparation" 2>&1 || { cat "$dossier/preparation" >&2; exit 1; }

# Une orientation qui ne dit pas la date du CIR : la question est posée, et notée au journal.
sed 's/"dateSignatureCIR":"[0-9-]*",//' "$racine/docs/exemple-generique.json" > "$dossier/f.json"
refus 65 toit envoyer "$dossier/f.json" --a agir38.example --confirmer-avertissements
dit "Le CIR est-il signé ?"
dit "informez le SIAO"
refus 65 toit envoyer "$dossier/f.json" --a agir38.example --cir-signe non
dit "Informez la DT OFII."
clavier toit envoyer "$dossier/f.json" --a agir38.example <<'FIN' && echouer "parti sans CIR"
CIR est-il signé => non
FIN
exiger test "$(agir toit boite envoi --json)" = "[]"
clavier toit envoyer "$dossier/f.json" --a agir38.example <<'FIN'
CIR est-il signé => oui
FIN
exiger grep -q 'Rappel : informez le SIAO' "$dossier/dialogue"
agir toit journal lister --acte declaration --json > "$dossier/journal.json"
exiger grep -q '"detail":"cir-signe"' "$dossier/journal.json"

# Une fiche SPE qui oriente quelqu'un que personne ne suit : copie à la DT OFII, ou un motif.
sed 's/"sens":"agir-vers-partenaire"/"sens":"partenaire-vers-agir"/; s/"dateContratAGIR":"[0-9-]*",//;
    s/"faitA"/"consentementOrientation":true,"faitA"/; s/non sanctionnées/IBAN FR7630006000011234567890189/' "$exemple" > "$dossier/spe.json"
refus 65 ml envoyer "$dossier/spe.json" --a agir38.example --cir-signe oui --confirmer-avertissements
dit "DT OFII"
agir ml envoyer "$dossier/spe.json" --a agir38.example --cir-signe oui \
    --confirmer-avertissements --sans-copie-ofii "DT prévenue par téléphone" > "$dossier/sortie" 2>&1
agir ml journal lister --acte declaration --json > "$dossier/journal.json"
for detail in cir-signe sans-copie-ofii avertissements-confirmes; do
    exiger grep -q "\"detail\":\"$detail\"" "$dossier/journal.json"
done
if grep -q 'téléphone' "$dossier/journal.json"; then echouer "le motif est au journal"; fi

# La règle suit qui écrit, pas le formulaire : la fiche générique d'une mission locale aussi part en copie.
sed 's/CPH de Voiron/Mission locale de Grenoble/' "$racine/docs/exemple-generique.json" > "$dossier/g.json"
refus 65 ml envoyer "$dossier/g.json" --a agir38.example --confirmer-avertissements
dit "une copie à la direction territoriale de l'OFII"
# Et un lauréat du PIC IPR n'oriente personne vers l'opérateur, ni avec une copie, ni avec un motif.
demarrer ipr
{
    agir ipr structure creer ipr.example --libelle "Lauréat des Alpes" --type pic-ipr \
        --adresse "http://${adresse[ipr]}" --agent paul --role dpo $cle_option
    agir ipr contact importer "$dossier/agir38.carte"
    agir ipr contact verifier agir38.example --empreinte "$(empreinte_de operateur)" --moyen sms
} > "$dossier/preparation" 2>&1 || { cat "$dossier/preparation" >&2; exit 1; }
refus 65 ipr envoyer "$dossier/g.json" --a agir38.example --confirmer-avertissements --sans-copie-ofii essai
dit "passe par la DT OFII"
exiger test "$(agir ipr boite envoi --json)" = "[]"
# Un CIR signé demain, ou avant la naissance, est une erreur ; un statut trop ancien, un doute à confirmer.
for cir in "$(TZ=Europe/Paris date -d '2 days' +%F)" 1980-01-01; do
    sed "s/\"dateSignatureCIR\":\"[0-9-]*\"/\"dateSignatureCIR\":\"$cir\"/" "$dossier/g.json" > "$dossier/cir.json"
    refus 65 toit valider "$dossier/cir.json"
    dit "CIR"
done
sed 's/"dateProtection":"[0-9-]*"/"dateProtection":"2023-05-02"/' "$dossier/g.json" > "$dossier/tard.json"
agir toit valider "$dossier/tard.json" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "guide, 1.2.2"
refus 65 toit envoyer "$dossier/tard.json" --a agir38.example

# Le destinataire n'est pas celui que la fiche nomme, ou l'a déjà reçue : on demande avant.
sed "s/Opérateur AGIR de l'Isère/Opérateur AGIR du Rhône/" "$dossier/g.json" > "$dossier/ailleurs.json"
refus 65 toit envoyer "$dossier/ailleurs.json" --a agir38.example
dit "la fiche nomme une autre structure que son destinataire"
refus 65 toit envoyer "$dossier/f.json" --a agir38.example --cir-signe oui
dit "la même fiche est déjà partie à agir38.example"
clavier toit envoyer "$dossier/f.json" --a agir38.example <<'FIN' && echouer "partie deux fois sans accord"
Sceller quand même => non
FIN
exiger test "$(agir toit boite envoi --json | grep -o '"id"' | wc -l)" = 1
# « nouvelle --a » nomme la structure comme sa carte : rien à demander.
agir toit nouvelle --modele generique --a agir38.example -o "$dossier/n.json" 2> /dev/null
exiger grep -q "\"structure\": \"Opérateur AGIR de l'Isère\"" "$dossier/n.json"
exiger grep -q '"structure": "Foyer le Toit"' "$dossier/n.json"
refus 66 toit nouvelle --modele generique --a inconnue.example -o "$dossier/n2.json"

# Les pièces : d'après leur contenu, et pas trop grandes.
printf 'MZ\x90\x00programme' > "$dossier/annexe.pdf"
printf '%%PDF-1.4\n' > "$dossier/grande.pdf"; truncate -s 10485761 "$dossier/grande.pdf"
printf '%%PDF-1.4\n' > "$dossier/fiche.json.pdf"; cp "$dossier/fiche.json.pdf" "$dossier/manifeste.note"
for piece in annexe.pdf grande.pdf manifeste.note absente.pdf; do
    statut=65; [ $piece != absente.pdf ] || statut=66
    refus $statut operateur envoyer "$exemple" --a ml-grenoble.example --piece "$dossier/$piece"
done
for n in 1 2 3; do printf '%%PDF-1.4\n' > "$dossier/p$n.pdf"; truncate -s 9000000 "$dossier/p$n.pdf"; done
refus 65 operateur envoyer "$exemple" --a ml-grenoble.example --piece "$dossier"/p{1,2,3}.pdf
dit "dépassent ensemble 20 Mio"
exiger test "$(agir operateur boite envoi --json)" = "[]"

# Une réponse se valide et se montre comme une réponse : « besoins et motifs » n'y est pas exigé.
refus 64 ml nouvelle
dit "Le modèle de la fiche n'est pas donné."
attendre statut_est operateur reception non-lu
id=$(agir operateur boite --json | sed 's/.*"id":"\([0-9a-f-]*\)","objet":"fiche","modele":"generique".*/\1/')
agir operateur repondre "$id" -o "$dossier/reponse.json" 2> /dev/null > /dev/null
sed -i 's/"nom": "",/"nom": "Exemple",/; s/"prenom": "",/"prenom": "Claire",/; s/"faitA": ""/"faitA": "Grenoble"/' \
    "$dossier/reponse.json"
sed -i 's/"consentementOrientation": ""/"consentementOrientation": true/' "$dossier/reponse.json"
agir operateur valider "$dossier/reponse.json" > "$dossier/sortie" || echouer "$(cat "$dossier/sortie")"
agir operateur afficher "$dossier/reponse.json" > /dev/null
cp "$dossier/reponse.json" "$dossier/copie.json"
refus 65 operateur valider "$dossier/copie.json"
dit "/besoinsEtMotifs"
