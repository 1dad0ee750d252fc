#!/usr/bin/env bash
# Les autres pages HTML du programme, en PDF par Chromium puis en images, et ses écrans à 80 colonnes : sorties.sh [DOSSIER],
# où ils restent, à regarder. Chaque page est en A4, chaque feuille dit son numéro et de quoi elle est ; un numéro AGDREF
# n'est coupé nulle part ; aucune phrase ne passe les 80 colonnes.
source "$(dirname "$0")/../EndToEnd/outils.sh"

feuilles=$(realpath -m "${1:-$(mktemp -d "${TMPDIR:-/tmp}/agir-sorties.XXXXXX")}")
mkdir -p "$feuilles"
hier=$(dans yesterday)
mois=$(TZ=Europe/Paris date +%Y-%m)
numero=3803012345 # celui de docs/exemple-spe.json
page() { cp "$1" "$feuilles/$2.html"; }

deux_structures
demarrer cph
{
    creer cph cph-voiron.example "CPH de Voiron" cph lucie.temoin
    rencontrer operateur cph
    rencontrer cph operateur
    agir operateur contact ajouter ccas.example --libelle "CCAS de Voiron" --type autre --voie papier
} > "$dossier/preparation" 2>&1

# Les formulaires vides, une fiche remise en main propre avec son bordereau, le tableau du mois.
for modele in spe generique pic-ipr; do
    agir operateur afficher --vierge --modele $modele -o "$feuilles/vierge-$modele.html" > /dev/null
done
agir operateur envoyer "$exemple" --a ccas.example --voie papier -o "$feuilles/papier.html" \
    --confirmer-avertissements > /dev/null 2>&1
id=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json \
    --confirmer-avertissements 2> /dev/null | identifiant)
agir cph envoyer "$racine/docs/exemple-generique.json" --a agir38.example --attendre $patience \
    --confirmer-avertissements > /dev/null 2>&1
agir operateur ofii tableau --mois "$mois" --departement Isère --capacite "à séquencer" -o "$feuilles/ofii.html" \
    > /dev/null 2>&1

# Un incident : la notification, le registre ; le mois du journal.
agir operateur violation declarer --decouverte maintenant --nature confidentialite --partenaire ml-grenoble.example \
    --faits "Un ordinateur portable a été volé dans le train." --mesures "Clés révoquées." > /dev/null 2>&1
agir operateur violation notifier 1 --apercu --format html > "$feuilles/notification.html" 2> /dev/null
agir operateur violation registre -o "$feuilles/registre.html" 2> /dev/null
agir operateur journal resume --mois "$mois" -o "$feuilles/journal.html" > /dev/null 2>&1

# Les données d'une personne ; puis le procès-verbal de ce qui est détruit.
n=$(agir operateur personne demande ouvrir --droit acces --recue "$hier" --json <<< $numero 2> /dev/null \
    | json "print(d['n'])")
agir operateur personne repondre "$n" > /dev/null 2>&1
agir operateur personne acces "$n" -o "$dossier/acces" > /dev/null 2>&1
page "$dossier/acces/acces.html" acces
agir operateur fiche usage "$id" --jusqua "$hier" > /dev/null 2>&1
agir operateur purge executer > /dev/null 2>&1
agir operateur purge attestations 1 --format html -o "$feuilles/proces-verbal.html" > /dev/null

compte=0
for html in "$feuilles"/*.html; do
    nom=$(basename "$html" .html)
    pdf=$feuilles/$nom.pdf
    chromium --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="$dossier/profil" \
        --no-pdf-header-footer --print-to-pdf="$pdf" "file://$html" > /dev/null 2>&1
    info=$(pdfinfo "$pdf")
    grep -q "(A4)" <<< "$info" || echouer "$nom n'est pas en A4"
    pages=$(sed -n 's/^Pages: *//p' <<< "$info")
    texte=$(pdftotext -layout "$pdf" -)
    for ((i = 1; i <= pages; i++)); do
        grep -q "page $i sur $pages" <<< "$texte" || echouer "$nom : la feuille $i ne dit pas son numéro"
    done
    pdftoppm -r 70 -png "$pdf" "$feuilles/$nom"
    compte=$((compte + 1))
done
[ $compte = 10 ] || echouer "$compte pages au lieu de 10"
grep -q 3803054321 <(pdftotext -layout "$feuilles/ofii.pdf" -) || echouer "le numéro AGDREF est coupé"
# Le nom de la personne est à chaque feuille de sa fiche, et pas sur le bordereau que garde qui la remet.
noms=$(pdftotext -layout "$feuilles/papier.pdf" - | grep -c "Fiche de liaison.*SPECIMEN Amina" || true)
pages=$(pdfinfo "$feuilles/papier.pdf" | sed -n 's/^Pages: *//p')
[ "$noms" = $((pages - 1)) ] || echouer "$noms feuilles nomment la personne, sur $pages"

# Les écrans : 80 colonnes, 24 lignes. clavier.py refuse une ligne plus large.
: > "$dossier/reponses"
large=
ecran=0
while read -r commande; do
    ecran=$((ecran + 1))
    read -ra mots <<< "$commande"
    au_clavier operateur "$dossier/reponses" "${mots[@]}" > "$feuilles/ecran-$ecran.txt" \
        || echouer "$commande : $(cat "$feuilles/ecran-$ecran.txt")"
done << FIN
violation montrer 1
personne demande montrer $n
purge attestations 1
contact lister
journal lister --motif audit
afficher $exemple
envoyer --help
contact ajouter --help
structure creer --help
FIN
echo "$compte pages et $ecran écrans : $feuilles"
