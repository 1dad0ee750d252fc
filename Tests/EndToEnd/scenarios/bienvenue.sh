#!/usr/bin/env bash
# Un premier jour dans le navigateur, joué par curl : sans identité, les clés, la feuille de secours, la carte comparée
# de vive voix, la phrase ; puis les clés rendues par la feuille sur un autre ordinateur.
source "$(dirname "$0")/../outils.sh"
source "$(dirname "$0")/../pages.sh"

deux_structures
mkdir -p "$dossier/jeanne" "$dossier/autre"
phrase="quatre mots sans rapport"
ouvrir_bureau "$dossier/jeanne/agent" "$dossier/ml/s.sock"
demander "${entree#"$base"}"; code_est 200

# chiffres : ce que la page montre à lire de vive voix.
chiffres() { sed -n 's/.*class="chiffres"[^>]*>\([^<]*\)<.*/\1/p' "$dossier/page" | head -n 1; }
# comparer EMPREINTE : tape les six groupes de la structure.
comparer() {
    local groupes=() groupe n=0
    for groupe in $1; do n=$((n + 1)); groupes+=(-F "groupe-$n=$groupe"); done
    demander bienvenue/structure -H "Origin: $hote" \
        -F "jeton=$(champs bienvenue/structure | sed -n 's/^jeton=//p')" "${groupes[@]}"
}

# Sans identité, tout mène à « Bienvenue ».
demander ""; code_est 303
demander bienvenue; code_est 200; montre "Bienvenue"
remplir bienvenue nom=jeanne.modele structure=ml-grenoble.example fonction=Conseillère choix=mienne phrase=courte
code_est 422; montre "en faut 20"
remplir bienvenue nom=jeanne.modele structure=ml-grenoble.example fonction=Conseillère choix=mienne "phrase=$phrase"
code_est 200
remplir bienvenue/phrase "phrase=autre chose"; code_est 422
remplir bienvenue/phrase "phrase=$phrase"; code_est 200; montre "Feuille de secours"
code_de_secours=$(chiffres)
for fichier in secours note; do
    demander "bienvenue/fichier/$fichier"; code_est 200
    cp "$dossier/page" "$dossier/$fichier"
done

# La carte ne la nomme pas encore ; l'administrateur compare ses chiffres, elle compare ceux de la structure.
empreinte=$(agir ml empreinte --json | json "print(d['empreinte'])")
demander bienvenue/structure; code_est 200
siens=$(chiffres)
comparer "$empreinte"; code_est 422; montre "ne vous nomme pas encore"
agir ml structure agent ajouter "$dossier/note" --role referent --empreinte "$siens" > "$dossier/sortie"
demander bienvenue/structure; code_est 200
comparer "$empreinte"; code_est 303
demander ""; code_est 200; montre "Ouvrir mon identité"
remplir deverrouiller "phrase=pas la bonne"; code_est 422
remplir deverrouiller "phrase=$phrase"; code_est 303
demander ""; code_est 200; montre "Ma journée"; montre "1 phrase fausse"

# L'ordinateur se perd : un autre reprend les clés par la feuille et ses deux fichiers.
arreter bureau
rm -f "$dossier/gateaux"
ouvrir_bureau "$dossier/autre/agent" "$dossier/ml/s.sock"
demander "${entree#"$base"}"; code_est 200
demander bienvenue/reprise; code_est 200
demander bienvenue/reprise -H "Origin: $hote" -F "jeton=$(champs bienvenue/reprise | sed -n 's/^jeton=//p')" \
    -F "code=$code_de_secours" -F "phrase=une autre phrase bien longue" -F "encore=une autre phrase bien longue" \
    -F "fichiers=@$dossier/secours" -F "fichiers=@$dossier/note"
code_est 303
demander bienvenue/structure; code_est 200
comparer "$empreinte"; code_est 303
demander ""; code_est 200; montre "Ouvrir mon identité"
remplir deverrouiller "phrase=une autre phrase bien longue"; code_est 303
demander ""; code_est 200; montre "Ma journée"
