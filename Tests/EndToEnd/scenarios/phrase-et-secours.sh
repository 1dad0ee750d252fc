# La phrase secrète, le code de secours, et l'identité gardée ouverte un moment.
. "$(dirname "$0")/../outils.sh"
export XDG_RUNTIME_DIR=$dossier/session
mkdir -m 700 "$XDG_RUNTIME_DIR" "$dossier/a"
( umask 077; printf 'une première phrase\n' > "$dossier/p1"; printf 'une seconde phrase\n' > "$dossier/p2"
  printf 'trop peu\n' > "$dossier/court" )
agir38() { "$binaires/agir-liaison" "$@" --dossier "$dossier/a"; }
echoue() { # CODE COMMANDE…
    local code=$1 statut=0; shift
    agir38 "$@" > "$dossier/sortie" 2> "$dossier/erreurs" < /dev/null || statut=$?
    [ "$statut" = "$code" ] || echouer "code $statut au lieu de $code : $*"
}

echoue 65 agent creer a.example/anne --phrase-fichier "$dossier/court"
agir38 agent creer a.example/anne --phrase-fichier "$dossier/p1" > "$dossier/sortie"
code=$(grep -oE '[0-9A-Z]{5}(-[0-9A-Z]{5}){4}' "$dossier/sortie")
exiger test "$(stat -c %a "$dossier/a/identite.age")" = 600
exiger test "$(head -c 21 "$dossier/a/identite.age")" = age-encryption.org/v1
if grep -rqF "$code" "$dossier/a"; then echouer "le code de secours est écrit dans le dossier"; fi

# Déverrouiller demande la phrase une fois ; ensuite elle ne sert plus, jusqu'à verrouiller.
echoue 65 agent deverrouiller --phrase-fichier "$dossier/p2"
echoue 64 agent deverrouiller --minutes 0 --phrase-fichier "$dossier/p1"
exiger test -z "$(ls "$XDG_RUNTIME_DIR")"
agir38 agent deverrouiller --minutes 5 --phrase-fichier "$dossier/p1" 2> /dev/null
garde=$(ls "$XDG_RUNTIME_DIR")
exiger test "$(stat -c '%a %F' "$XDG_RUNTIME_DIR/$garde")" = "600 socket"
if pgrep -af 'agent gardien' | grep -qiE 'secret|phrase'; then echouer "un secret est un argument"; fi
agir38 agent verrouiller 2> "$dossier/erreurs"
dit "refermée"
exiger test -z "$(ls "$XDG_RUNTIME_DIR")"
agir38 agent verrouiller 2> "$dossier/erreurs"
dit "n'était pas ouverte"

# Une nouvelle phrase : l'ancienne ne convient plus, le code de secours reste.
echoue 65 agent phrase --phrase-fichier "$dossier/p2" --nouvelle-phrase-fichier "$dossier/p1"
dit "ne convient pas"
agir38 agent phrase --phrase-fichier "$dossier/p1" --nouvelle-phrase-fichier "$dossier/p2" 2> /dev/null
echoue 65 agent deverrouiller --phrase-fichier "$dossier/p1"

# Le code de secours, tapé comme on l'a noté : minuscules, espaces, O pour 0.
( umask 077; printf '%s\n' "$code" | tr 'A-Z0-' 'a-zo ' > "$dossier/code" )
echoue 65 agent recuperer --code-fichier "$dossier/p1" --phrase-fichier "$dossier/p1"
dit "code de secours ne convient pas"
rm "$dossier/a/identite.age"
agir38 agent recuperer --code-fichier "$dossier/code" --phrase-fichier "$dossier/p1" 2> "$dossier/erreurs"
dit "est rendue"
agir38 agent deverrouiller --phrase-fichier "$dossier/p1" 2> /dev/null
agir38 agent verrouiller 2> /dev/null

# Passé le délai, plus rien n'est gardé : le processus s'en va, son socket aussi.
"$binaires/agir-liaison" agent creer b.example/anne --sans-phrase --dossier "$dossier/b" \
    > /dev/null 2>&1
"$binaires/agir-liaison" agent gardien --socket "$dossier/bref.sock" --secondes 1 \
    < "$dossier/b/identite.age" > "$dossier/sortie"
exiger test "$(cat "$dossier/sortie")" = o
exiger test ! -e "$dossier/bref.sock"

# L'identité gardée ouverte sert aux commandes, sans phrase ; refermée, elle ne sert plus.
demarrer a
au_service() { agir38 "$@" --service "unix:$dossier/a/s.sock"; }
au_service structure creer a.example --libelle A --type autre --adresse "http://${adresse[a]}" \
    --role dpo --phrase-fichier "$dossier/p1" > /dev/null 2>&1
agir38 agent deverrouiller --phrase-fichier "$dossier/p1" 2> /dev/null
au_service journal verifier < /dev/null > /dev/null
agir38 agent verrouiller 2> /dev/null
echoue 64 journal verifier --service "unix:$dossier/a/s.sock"
dit "phrase secrète"
