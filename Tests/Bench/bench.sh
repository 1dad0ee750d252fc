#!/usr/bin/env bash
# Les mesures : les mêmes fichiers, la même machine, la même heure pour tous. Ce qui compte est le
# rapport ; les durées dépendent de la machine. Argument : le dossier des programmes de production et de
# « bench ».
set -euo pipefail
programmes=$(cd "$1" && pwd)
racine=$(cd "$(dirname "$0")/../.." && pwd)
dossier=$(mktemp -d "${TMPDIR:-/tmp}/agir-mesures.XXXXXX")
trap 'rm -rf "$dossier"' EXIT
cd "$dossier"
export GNUPGHOME=$dossier/gpg AGIR_LIAISON_DOSSIER=$dossier/agent
mkdir -m 700 gpg

# mesurer TITRE ESSAIS COMMANDE [AVANT] : la durée médiane en millisecondes, gardée sous ce titre.
declare -A duree=()
mesurer() {
    local titre=$1 essais=$2 commande=$3 avant=${4:-true}
    hyperfine -N --warmup 2 --runs "$essais" --prepare "$avant" --export-json r.json "$commande" \
        >/dev/null 2>&1 \
        || { echo "échec : $commande" >&2; exit 1; }
    duree[$titre]=$(sed -n 's/.*"median": *\([0-9.e-]*\).*/\1/p' r.json | head -n 1)
}
rapport() {
    awk -v t="$1" -v a="${duree[$2]}" -v b="${duree[$3]}" \
        'BEGIN { printf "%-58s %8.1f ms %8.1f ms   %.2f\n", t, a * 1000, b * 1000, b / a }'
}

age-keygen -o cle 2>/dev/null
destinataire=$(age-keygen -y cle)
gpg --batch --quiet --passphrase '' --quick-generate-key essai@a.example default default never
echo motdepasse > phrase
head -c $((256 * 1024 * 1024)) /dev/urandom > grand
head -c 8192 /dev/urandom > petit

# L'agent entier, comme une personne s'en sert : identité sans phrase, classique comme celle d'age.
liaison="$programmes/agir-liaison"
"$liaison" agent creer a.example/anne --compatible --sans-phrase >/dev/null 2>&1
"$liaison" structure creer a.example --libelle A --type operateur-agir --role dpo >/dev/null 2>&1

printf '%-58s %11s %11s   %s\n' "" nous "l'autre" "autre / nous"
for taille in grand petit; do
    essais=15; [ "$taille" = petit ] && essais=60
    age -r "$destinataire" -o a.age $taille 2>/dev/null
    mesurer nous-s $essais "$programmes/bench sceller $destinataire $taille n.age"
    mesurer age-s $essais "age -r $destinataire -o o.age $taille"
    mesurer nous-o $essais "$programmes/bench ouvrir cle a.age n.clair"
    mesurer age-o $essais "age -d -i cle -o o.clair a.age"
    quoi="256 Mio"; [ "$taille" = petit ] && quoi="8 Kio"
    rapport "bench sceller $quoi ; age" nous-s age-s
    rapport "bench ouvrir $quoi ; age" nous-o age-o
    if [ "$taille" = petit ]; then
        mesurer gpg-s 20 "gpg --batch --yes -r essai@a.example -o g.gpg -e petit"
        mesurer gpg-o 20 "gpg --batch --yes -o g.clair -d g.gpg"
        mesurer 7z-s 20 "7z a -pmotdepasse -mhe=on -y -bd s.7z petit"
        # L'agent n'écrase rien : chaque essai efface d'abord le fichier.
        commande="$liaison sceller $racine/docs/exemple-spe.json --a $destinataire --confirmer-avertissements"
        commande+=" --cle-non-verifiee mesure -o f.age"
        mesurer agent-s 60 "$commande" "rm -f f.age"
        mesurer agent-o 60 "$liaison ouvrir f.age"
        rapport "agir-liaison sceller une fiche ; age 8 Kio" agent-s age-s
        rapport "agir-liaison ouvrir une fiche ; age 8 Kio" agent-o age-o
        rapport "agir-liaison sceller ; gpg" agent-s gpg-s
        rapport "agir-liaison ouvrir ; gpg" agent-o gpg-o
        rapport "agir-liaison sceller ; 7z -mhe=on" agent-s 7z-s
    fi
done
rm -f n.age
/usr/bin/time -f '%M' -o memoire "$programmes/bench" sceller "$destinataire" grand n.age
echo "mémoire au plus, sceller 256 Mio : $(($(tail -n 1 memoire) / 1024)) Mio"
rm -f n.clair
/usr/bin/time -f '%M' -o memoire "$programmes/bench" ouvrir cle n.age n.clair
echo "mémoire au plus, ouvrir 256 Mio : $(($(tail -n 1 memoire) / 1024)) Mio"
cmp grand n.clair
echo
"$programmes/bench" messages
