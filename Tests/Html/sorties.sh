#!/usr/bin/env bash
# Les autres pages HTML du programme, en PDF par Chromium puis en images, et ses écrans à 80 colonnes : sorties.sh [DOSSIER],
# où ils restent, à regarder. Chaque page est en A4, chaque feuille dit son numéro et de quoi elle est ; aucun mot, aucun
# numéro n'est coupé en deux ; aucune phrase ne passe les 80 colonnes. Ce que le bureau imprime, Tests/Bureau le garde (IMAGES).
source "$(dirname "$0")/../EndToEnd/outils.sh"

feuilles=$(realpath -m "${1:-$(mktemp -d "${TMPDIR:-/tmp}/agir-sorties.XXXXXX")}")
mkdir -p "$feuilles"
hier=$(dans yesterday)
mois=$(TZ=Europe/Paris date +%Y-%m)
numero=3803012345 # celui de docs/exemple-spe.json
page() { cp "$1" "$feuilles/$2.html"; }

deux_structures
demarrer cph ; demarrer ofii
{
    creer cph cph-voiron.example "CPH de Voiron" cph lucie.temoin
    rencontrer operateur cph
    rencontrer cph operateur
    creer ofii dt-ofii38.example "DT OFII de Grenoble" dt-ofii paul.essai
    rencontrer operateur ofii
    rencontrer ofii operateur
    agir operateur contact ajouter ccas.example --libelle "CCAS de Voiron" --type autre --voie papier
    agir operateur contact ajouter voiron.france-travail.example --libelle "France Travail Voiron" \
        --type france-travail --telephone "04 76 00 00 00" --telephone-source annuaire --voie archive
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

# recue QUI OBJET NOM : le dernier document de cette sorte chez QUI, tel qu'il s'imprime.
venue() { id_venu=$(agir "$1" boite --json 2> /dev/null | json "print([r['id'] for r in d if r['objet'] == '$2'][0])"); }
recue() {
    attendre venue "$1" "$2"
    agir "$1" ouvrir "$id_venu" --format html -o "$feuilles/$3.html" > /dev/null 2>&1
}
# Ce qui vient d'ailleurs : le tableau chez la DT OFII, une anomalie, un document du courriel, une fin d'accompagnement ;
# et ce qui part dans une archive.
agir operateur ofii tableau --mois "$mois" --departement Isère --capacite "à séquencer" --a dt-ofii38.example \
    --confirmer-avertissements > /dev/null 2>&1
recue ofii tableau-ofii ofii-recu
agir ml anomalie envoyer --a agir38.example --texte "La fiche du 3 nous est parvenue deux fois." > /dev/null 2>&1
recue operateur anomalie anomalie
printf '%%PDF-1.4\nessai' > "$dossier/bilan.pdf"
agir operateur recevoir "$dossier/bilan.pdf" --de ccas.example --voie courriel > /dev/null 2>&1
recue operateur recu documents-recus
: > "$dossier/reponses"
large=1 au_clavier operateur "$dossier/reponses" envoyer "$exemple" --a voiron.france-travail.example \
    --confirmer-avertissements -o "$dossier/a.7z" > "$dossier/sortie" || echouer "$(cat "$dossier/sortie")"
phrase=$(tr -d '\r' < "$dossier/sortie" | grep -oE '\b[a-z]+(-[a-z]+){6}$' | head -n 1)
7zz x -p"$phrase" -o"$dossier/archive" "$dossier/a.7z" > /dev/null
page "$dossier/archive/lisez-moi.html" archive-lisez-moi

# Un incident : la notification, le registre ; le mois du journal.
agir operateur violation declarer --decouverte maintenant --nature confidentialite --partenaire ml-grenoble.example \
    --faits "Un ordinateur portable a été volé dans le train." --mesures "Clés révoquées." > /dev/null 2>&1
agir operateur violation notifier 1 --a ml-grenoble.example --apercu --format html > "$feuilles/notification.html" 2> /dev/null
agir operateur violation registre -o "$feuilles/registre.html" 2> /dev/null
agir operateur violation notifier 1 --a ml-grenoble.example > /dev/null 2>&1
recue ml violation notification-recue
agir operateur journal resume --mois "$mois" -o "$feuilles/journal.html" > /dev/null 2>&1
agir operateur journal exporter -o "$dossier/export" --motif audit > /dev/null 2>&1
page "$dossier/export/lisez-moi.html" export-lisez-moi

# Les données d'une personne ; puis le procès-verbal de ce qui est détruit.
n=$(agir operateur personne demande ouvrir --droit acces --recue "$hier" --json <<< $numero 2> /dev/null \
    | json "print(d['n'])")
agir operateur personne repondre "$n" > /dev/null 2>&1
agir operateur personne acces "$n" -o "$dossier/acces" > /dev/null 2>&1
page "$dossier/acces/acces.html" acces
agir operateur fiche usage "$id" --jusqua "$hier" > /dev/null 2>&1
agir operateur purge executer > /dev/null 2>&1
agir operateur purge attestations 1 --format html -o "$feuilles/proces-verbal.html" > /dev/null 2>&1
# D'une autre personne, que seul un service connaît : une phrase ne se montre qu'à l'écran.
sed 's/3803012345/3803099999/' "$exemple" > "$dossier/autre.json"
agir operateur envoyer "$dossier/autre.json" --a ml-grenoble.example --attendre $patience \
    --confirmer-avertissements > /dev/null 2>&1
agir operateur accompagnement clore - --le "$(dans today)" <<< 3803099999 > /dev/null 2>&1
recue ml sortie sortie

# Ce que dit le pied de chaque feuille : ce qu'elle est, et de qui.
declare -A pied=(
    [acces]="Vos données personnelles — agir38" [anomalie]="Anomalie dite par ml-grenoble.example — Signé par"
    [archive-lisez-moi]="Document transmis par Opérateur AGIR" [documents-recus]="Documents reçus de ccas.example — "
    [export-lisez-moi]="le vérifier — agir38.example" [journal]="Journal : du .* — agir38.example"
    [notification]="Notification de violation .* — Opérateur AGIR"
    [notification-recue]="Notification de violation .* — " [ofii]="Tableau OFII au .* — Opérateur AGIR"
    [ofii-recu]="Tableau OFII — Opérateur AGIR" [papier]="Fiche de liaison .* — SPECIMEN Amina"
    [proces-verbal]="destruction n° 1 — Opérateur AGIR" [registre]="Registre des violations — agir38.example"
    [sortie]="Sortie du programme, dite par agir38.example — Signé par"
    [vierge-generique]="Fiche de liaison" [vierge-pic-ipr]="Fiche de liaison" [vierge-spe]="Fiche de liaison entre"
)
compte=0
for html in "$feuilles"/*.html; do
    nom=$(basename "$html" .html)
    pdf=$feuilles/$nom.pdf
    chromium --headless --no-sandbox --disable-gpu --no-first-run --user-data-dir="$dossier/profil" \
        --no-pdf-header-footer --print-to-pdf="$pdf" "file://$html" > /dev/null 2>&1
    info=$(pdfinfo "$pdf")
    grep -q "(A4)" <<< "$info" || echouer "$nom n'est pas en A4"
    pages=$(sed -n 's/^Pages: *//p' <<< "$info")
    for ((i = 1; i <= pages; i++)); do
        # Le bordereau que garde qui remet une fiche n'en nomme pas la personne.
        feuille=$(pdftotext -layout -f $i -l $i "$pdf" -)
        grep -q "page $i sur $pages" <<< "$feuille" || echouer "$nom : la feuille $i ne dit pas son numéro"
        if [ "$nom-$i" = "papier-$pages" ]; then
            ! grep -q SPECIMEN <<< "$feuille" || echouer "le bordereau nomme la personne"
        else
            grep -q "${pied[$nom]}" <<< "$feuille" || echouer "$nom : la feuille $i ne dit pas de quoi elle est"
        fi
        # Un signe seul sur sa ligne est la fin d'un mot coupé, ou un deux-points parti à la ligne.
        ! grep -qE '^ *[:;°]$' <<< "$feuille" || echouer "$nom : la feuille $i a un signe seul sur sa ligne"
    done
    pdftoppm -r 70 -png "$pdf" "$feuilles/$nom"
    compte=$((compte + 1))
done
[ $compte = ${#pied[@]} ] || echouer "$compte pages au lieu de ${#pied[@]}"
for nom in ofii ofii-recu; do
    texte=$(pdftotext -layout "$feuilles/$nom.pdf" -)
    for mot in 3803054321 OFFICE Samir Prénom naissance; do
        grep -q "$mot" <<< "$texte" || echouer "$nom : « $mot » est coupé"
    done
done
grep -q Clôture <(pdftotext -layout "$feuilles/registre.pdf" -) || echouer "un titre du registre est coupé"
# Le bordereau dit à qui, comme on l'appelle ; rien de la main n'y est coupé.
grep -q "CCAS de Voiron (ccas.example)" <(pdftotext -layout "$feuilles/papier.pdf" -) || echouer "à qui, sans son nom"
! grep -q 'agir-$' <(pdftotext -layout "$feuilles/papier.pdf" -) || echouer "une commande est coupée"
# Ce qui se signe tient sur la feuille qui dit pourquoi.
derniere=$(pdftotext -layout -f "$(pdfinfo "$feuilles/proces-verbal.pdf" | sed -n 's/^Pages: *//p')" "$feuilles/proces-verbal.pdf" -)
grep -q "Fait à" <<< "$derniere" && grep -q "Nom et qualité" <<< "$derniere" || echouer "la signature est sur deux feuilles"

# Les écrans : 80 colonnes, 24 lignes. clavier.py refuse une ligne plus large.
: > "$dossier/reponses"
rang=0
while read -r commande; do
    rang=$((rang + 1))
    read -ra mots <<< "$commande"
    # Un tableau peut être plus large (cli.md, « Common »).
    large=$([[ $commande =~ ^purge\ (apercu|attestations$) ]] && echo 1 || true)
    au_clavier operateur "$dossier/reponses" "${mots[@]}" > "$feuilles/ecran-$rang.txt" \
        || echouer "$commande : $(cat "$feuilles/ecran-$rang.txt")"
done << FIN
violation montrer 1
personne demande montrer $n
purge attestations 1
contact lister
convention lister
journal lister --motif audit
afficher $exemple
envoyer --help
contact ajouter --help
structure creer --help
purge attestations
purge apercu --au 2040-01-01
FIN
# Une question prend le mot tel qu'elle le montre.
echo "Motif de la lecture => contrôle" > "$dossier/reponses"
large= au_clavier operateur "$dossier/reponses" journal lister > "$feuilles/ecran-motif.txt" \
    || echouer "« contrôle » n'est pas un motif : $(cat "$feuilles/ecran-motif.txt")"
# Aucun code : des mots, avec leurs accents.
if grep -lE '(^|  )(reponse|cloture|recu|identite|spe|generique|usage-v[0-9]+|a-verifier)(  |$)' "$feuilles"/ecran-*.txt; then
    echouer "un code est à l'écran"
fi
echo "$compte pages et $rang écrans : $feuilles"
