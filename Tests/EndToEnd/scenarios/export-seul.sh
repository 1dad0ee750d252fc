#!/usr/bin/env bash
# L'export se suffit : les trois commandes de sa page passent avec Python et PyNaCl, sans rien d'autre de ce dépôt ni
# de cette machine, le dossier en lecture seule ; et une page d'autrefois se compare par sa racine.
source "$(dirname "$0")/../outils.sh"

/usr/bin/python3 "$racine/Tests/Journal/essais_verificateur.py" > "$dossier/sortie" \
    || echouer "le vérificateur, sur un dossier fait à la main"

deux_structures
agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience > "$dossier/sortie"
attendre cosigne operateur "$dossier/premier" ml-grenoble.example
agir ml journal exporter -o "$dossier/autre" > "$dossier/sortie"
ancienne=$(sed -n 2p "$dossier/premier/point-de-controle")
papier=$(sed -n 3p "$dossier/premier/point-de-controle")

# Le point de l'autre structure ne se compare pas ; le nôtre va avec.
refus 65 operateur journal exporter -o "$dossier/refuse" --point "$dossier/autre/point-de-controle"
exiger test ! -e "$dossier/refuse"
joindre() {
    rm -rf "$dossier/export"
    agir operateur journal exporter -o "$dossier/export" --point "$dossier/premier/point-de-controle" --json \
        > "$dossier/sortie" && grep -q '^— ml-grenoble.example/temoin ' "$dossier/export/point-de-controle"
}
attendre joindre
dit '"points":1,"cartes":["agir38.example","ml-grenoble.example"]'
exiger test -e "$dossier/export/points/garde-1-1-$ancienne"
for fichier in "$racine"/Sources/LiaisonAgent/Verificateur/*.py; do
    exiger cmp "$fichier" "$dossier/export/${fichier##*/}"
done

# seul DOSSIER COMMANDE… : Python, PyNaCl et ce dossier, rien d'autre ; ni réseau, ni écriture.
seul() {
    local dossier_donne=$1; shift
    bwrap --unshare-all --die-with-parent --clearenv --setenv PATH /usr/bin --setenv LANG C.UTF-8 \
        --ro-bind /usr /usr --symlink usr/bin /bin --symlink usr/lib /lib --symlink usr/lib64 /lib64 \
        --dev-bind /dev/urandom /dev/urandom --dev-bind /dev/null /dev/null \
        --ro-bind "$dossier_donne" /export --chdir /export "$@" < /dev/null > "$dossier/sortie" 2>&1
}
page() { # les commandes de la page, une par ligne
    command grep -o 'python3 verifier_export\.py [^<]*' "$dossier/export/lisez-moi.html"
}
exiger test "$(page | wc -l)" = 3
page > "$dossier/commandes"
while read -r commande; do
    # shellcheck disable=SC2086
    seul "$dossier/export" $commande || echouer "$commande"
    dit "Vérifié."
    cat "$dossier/sortie" >> "$dossier/dites"
done < "$dossier/commandes"
cp "$dossier/dites" "$dossier/sortie"
dit "empreinte : $(empreinte_de operateur)"
dit "empreinte : $(empreinte_de ml)"
dit "Cosigné par ml-grenoble.example/temoin"
dit "0 purgé régulièrement, 0 manquant"
dit "1 point gardé, de ce journal"
dit "enregistrements : $(sed -n 3p "$dossier/export/point-de-controle")"

# La page d'autrefois : la même racine, d'après le dossier seul, et d'après le service.
seul "$dossier/export" python3 verifier_export.py racine . "$ancienne" || echouer "racine"
dit "Racine des $ancienne premiers enregistrements : $papier"
agir operateur journal racine "$ancienne" --motif audit > "$dossier/sortie"
dit "premières entrées : $papier"
agir operateur journal racine "$ancienne" --json > "$dossier/sortie"
dit "\"racine\":\"$papier\""
refus 64 operateur journal racine 0
refus 66 operateur journal racine 999999
dit "n'a que"

# Ce que la vérification a comparé se dit.
agir operateur journal verifier --point "$dossier/premier/point-de-controle" > "$dossier/sortie"
dit "Comparé à $dossier/premier/point-de-controle : $ancienne entrées, signé par agir38.example/journal/1"
dit "au dernier point que vous aviez vu"
agir operateur journal verifier --point "$dossier/premier/point-de-controle" --json > "$dossier/sortie"
dit "\"garde\":{\"origine\":\"agir38.example/journal/1\",\"entrees\":$ancienne}"

# Un dossier changé ne passe pas ; chaque carte et chaque point comptent.
faux() { # faux DIT COMMANDE… : dans une copie, après ce changement, la vérification le dit
    local attendu=$1; shift
    rm -rf "$dossier/faux"; cp -r "$dossier/export" "$dossier/faux"
    (cd "$dossier/faux"; "$@")
    if seul "$dossier/faux" python3 verifier_export.py "${quoi:-export}" .; then echouer "accepté : $*"; fi
    dit "$attendu"
}
faux "a été modifié" sed -i '0,/"resultat":"fait"/s//"resultat":"echec"/' journal.jsonl
faux "n'est pas signée par sa clé de structure" sed -i '2s/"serie":[0-9]*/"serie":99/' cartes/ml-grenoble.example.carte
faux "donnez --cle" rm cartes/agir38.example.carte
faux "n'est pas de ce journal" cp "$dossier/autre/point-de-controle" points/1-1
quoi=cles faux "cles.txt ne dit pas" sed -i 1d cles.txt
