#!/usr/bin/env bash
# Ce que les commandes écrivent en clair sur le poste d'un agent est dans une liste, scellée pour lui
# seul ; il la regarde, et détruit ce qu'il veut. Ce qui n'est plus le fichier écrit n'est pas touché.
source "$(dirname "$0")/../outils.sh"

# copie QUI CHEMIN : ce que la liste dit de ce fichier ; rien s'il n'y est pas.
copie() {
    agir "$1" copies lister --json 2> "$dossier/erreurs" | sed 's/},{/}\n{/g' \
        | { grep -F "\"chemin\":\"$dossier/$2\"" || true; }
}
# copie_dit QUI CHEMIN TEXTE : la liste dit cela de ce fichier.
copie_dit() { copie "$1" "$2" > "$dossier/copie"; exiger grep -qF -- "$3" "$dossier/copie"; }
numero() { # numero QUI CHEMIN : le numéro sous lequel la liste le montre
    agir "$1" copies lister 2> /dev/null | grep -F "$dossier/$2" | cut -d' ' -f1
}
# secrete QUI : ni chemin ni nom dans le dossier de cet agent.
secrete() {
    if grep -raqF -e "$dossier" -e DUPONT -e OFFICE "$dossier/$1/agent"; then
        echouer "la liste de $1 se lit sans sa clé"
    fi
}
# taper QUI REPONSES COMMANDE… : au clavier de cet agent ; les réponses arrivent par l'entrée.
taper() {
    local qui=$1; shift
    cat > "$dossier/reponses"
    LARGE=1 "$racine/Tests/EndToEnd/clavier.py" "$dossier/reponses" "$binaires/agir-liaison" "$@" \
        --dossier "$dossier/$qui/agent" --service "unix:$dossier/$qui/s.sock" > "$dossier/dialogue"
}
deux_structures
cd "$dossier"

# Qui n'a pas encore d'identité essaie, et n'a pas de liste.
agir nouveau nouvelle --modele spe -o essai.json 2> "$dossier/erreurs"
if grep -q copies "$dossier/erreurs"; then echouer "on lui parle d'une liste"; fi
exiger test ! -e "$dossier/nouveau/agent/copies"
refus 77 nouveau copies lister
exiger test "$(agir ml copies lister --json)" = "[]"
exiger test ! -e "$dossier/ml/agent/copies"

# Un modèle à remplir, une fiche envoyée et sa page imprimable, ce qu'on a ouvert, la réponse : tout y est.
agir ml nouvelle --modele generique -o fiche-DUPONT.json 2> /dev/null
copie_dit ml fiche-DUPONT.json '"nature":"fiche"'
copie_dit ml fiche-DUPONT.json '"detruite":false'
if grep -q '"id"' "$dossier/copie"; then echouer "une fiche qui n'est pas partie a un identifiant"; fi
cp "$racine/docs/exemple-generique.json" fiche-OFFICE.json
agir ml afficher fiche-OFFICE.json --format html -o page.html
# Ce qui vient d'être écrit attend, chaque note sous son scellé.
exiger test "$(find "$dossier/ml/agent/copies" -name '*.age' | wc -l)" = 1
secrete ml
id=$(agir ml envoyer fiche-OFFICE.json --a agir38.example --attendre $patience --json \
    --confirmer-avertissements --sans-copie-ofii "essai" 2> /dev/null \
    | sed 's/.*"id":"\([^"]*\)".*/\1/')
for fichier in fiche-OFFICE.json page.html; do
    copie_dit ml $fichier "\"de\":\"ml-grenoble.example\",\"id\":\"$id\""
done
exiger test -z "$(find "$dossier/ml/agent/copies" -name '*.age')"
secrete ml

agir operateur ouvrir "$id" -o chez-OFFICE > /dev/null
copie_dit operateur chez-OFFICE/fiche.json '"nature":"piece"'
copie_dit operateur chez-OFFICE/fiche.json "\"de\":\"ml-grenoble.example\",\"id\":\"$id\""
# Avec un format, un seul fichier, et rien à l'écran ; la liste le tient aussi.
agir operateur ouvrir "$id" --format html -o une.html > "$dossier/sortie" 2> "$dossier/erreurs"
exiger test ! -s "$dossier/sortie" -a -f une.html
exiger test "$(stat -c %a une.html)" = 600
exiger grep -q "default-src 'none'" une.html
copie_dit operateur une.html '"nature":"fiche"'
copie_dit operateur une.html "\"de\":\"ml-grenoble.example\",\"id\":\"$id\""
refus 73 operateur ouvrir "$id" --format html -o une.html
# Ce qui a été ouvert reste signé par qui l'a écrit, et transmis par lui ; modifié, il n'est plus montré.
agir operateur afficher chez-OFFICE/fiche.json --format html -o montree.html
exiger grep -q 'Signé par ml-grenoble.example/jean.modele' montree.html
exiger grep -q 'transmise par Mission locale de Grenoble' montree.html
copie_dit operateur montree.html "\"id\":\"$id\""
mkdir modifiee; sed 's/OFFICE/AUTRE/' chez-OFFICE/fiche.json > modifiee/fiche.json
cp chez-OFFICE/manifeste.note modifiee/
refus 65 operateur afficher modifiee/fiche.json
dit "n'est pas celui qui a été signé"
rm modifiee/manifeste.note
agir operateur afficher modifiee/fiche.json --format html > "$dossier/sortie"
exiger grep -q 'sans signature' "$dossier/sortie"
if grep -q "transmise par Opérateur AGIR" "$dossier/sortie"; then echouer "transmise par qui la lit"; fi
agir operateur ofii tableau --mois "$(TZ=Europe/Paris date +%Y-%m)" --departement Isère \
    --capacite "à séquencer" -o tableau.csv > /dev/null
copie_dit operateur tableau.csv '"nature":"tableau"'
secrete operateur
agir operateur boite > /dev/null 2>&1
agir operateur copies lister > "$dossier/sortie" 2> /dev/null
exiger grep -q "pièce .* ${id:0:8} .*$dossier/chez-OFFICE/fiche.json" "$dossier/sortie"
agir operateur repondre "$id" -o reponse.json 2> /dev/null
copie_dit operateur reponse.json "\"id\":\"$id\""

# Ce que l'agent efface lui-même sort de la liste sans un mot.
rm page.html
exiger test -z "$(copie ml page.html)"

# Détruire : le contenu d'abord, puis le nom. Les numéros sont ceux de la dernière liste montrée.
refus 64 ml copies detruire
refus 64 ml copies detruire 1 --tout
refus 66 ml copies detruire 999
dit "n° 999"
ln fiche-OFFICE.json temoin
agir ml copies detruire "$(numero ml fiche-OFFICE.json)" > "$dossier/sortie" 2> "$dossier/erreurs"
exiger grep -q '^1 fichier(s) détruit(s).' "$dossier/sortie"
exiger grep -q 'disque SSD' "$dossier/erreurs"
exiger test ! -e fiche-OFFICE.json
exiger test "$(tr -d '\0' < temoin | wc -c)" = 0 -a -s temoin
# Le numéro d'une liste déjà montrée ne glisse pas sur un autre fichier.
une=$(numero operateur chez-OFFICE/fiche.json)
rm chez-OFFICE/fiche.json
agir operateur boite > /dev/null 2>&1
refus 66 operateur copies detruire "$une"
exiger test -e tableau.csv -a -e reponse.json

# Un lien mis à la place n'est pas suivi, ni un dossier ouvert ; le reste est détruit.
echo "à garder" > garde
rm tableau.csv; ln -s garde tableau.csv
refus 65 operateur copies detruire --tout
dit "tableau.csv n'est plus un fichier ordinaire"
exiger test "$(cat garde)" = "à garder"
exiger test ! -e reponse.json -a -L tableau.csv
exiger test -n "$(copie operateur tableau.csv)"
rm tableau.csv; mkdir tableau.csv
refus 65 operateur copies detruire --tout
exiger test -d tableau.csv
rmdir tableau.csv
refus 66 operateur copies detruire --tout

# Un brouillon est en clair aussi. Au clavier, on demande ; sans « oui », rien ne part.
taper ml nouvelle --modele spe -o autre.json <<'FIN' || true
prénom : le nom => quitter
FIN
brouillon=ml/agent/brouillons/$(ls ml/agent/brouillons)
copie_dit ml "$brouillon" '"nature":"brouillon"'
taper ml copies detruire --tout <<'FIN'
Détruire 2 fichier(s) => non
FIN
exiger grep -q "Rien n'est détruit." "$dossier/dialogue"
exiger test -e "$brouillon"
taper ml copies detruire --tout <<'FIN'
Détruire 2 fichier(s) => oui
FIN
exiger test ! -e "$brouillon" -a ! -e fiche-DUPONT.json

# Le service arrêté, la liste se lit toujours ; elle ne sait pas quelles fiches sont détruites.
agir operateur ouvrir "$id" -o encore > /dev/null
arreter operateur
copie_dit operateur encore/fiche.json '"detruite":false'
dit "Le service ne dit pas quelles fiches sont détruites"
refus 69 operateur copies detruire --detruites
exiger test -e encore/fiche.json
demarrer operateur

# Une fiche détruite à son terme : le fichier en clair reste, la boîte le dit, et il se détruit.
agir operateur fiche usage "$id" --jusqua "$(date -u -d yesterday +%F)" > /dev/null 2>&1
agir operateur purge executer > /dev/null
agir operateur boite envoi > "$dossier/sortie" 2> "$dossier/erreurs"
dit "en clair d'une fiche détruite"
copie_dit operateur encore/fiche.json '"detruite":true'
agir operateur copies detruire --detruites > /dev/null
exiger test ! -e encore/fiche.json
refus 66 operateur copies detruire --detruites
