#!/usr/bin/env bash
# Joue un scénario écrit en clair : jouer.sh SCENARIO.txt. La première chose qui n'est pas comme attendu l'arrête,
# en erreur : la ligne, ce qui était attendu, ce qui est venu.
#
#   # …                      une remarque
#   deux structures          un mot de « faire », plus bas : ce qui prépare, démarre ou arrête
#   $ QUI COMMANDE…          ce que tape cet agent ; « attendre $ … » : jusqu'à ce que tout soit comme attendu
#   % COMMANDE…              un autre programme, dans le dossier du scénario ; « attendre % … » de même
# puis, sous elle :
#   < texte                  ce qu'on lui donne à lire ; « < » seul : une ligne vide
#   ? QUESTION => réponse    ce qui se répond au clavier, sur un terminal (clavier.py)
#   > ligne                  une ligne qu'elle écrit, entière ; « … » vaut n'importe quoi
#   ! texte                  ce qu'elle n'écrit pas
#   = ligne                  toute sa sortie, ligne après ligne ; « = » seul : rien
#   N × texte                ce texte, N fois en tout
#   code N                   comment elle finit ; 0 si rien n'est dit
# {nom} vaut ce que « > …{nom?}… » a lu ; voir « valoir » pour les jours, les empreintes et les adresses.
source "$(dirname "$0")/outils.sh"

scenario=$(realpath "$1")
declare -A valeur=(
    [exemple]=$exemple [generique]=$racine/docs/exemple-generique.json [dossier]=$dossier [patience]=$patience
    [outils]=$racine/Tests/EndToEnd [binaires]=$binaires
    [fausse empreinte]="00000 00000 00000 00000 00000 00000"
)
numero=0 large=1 commandes=0 attentes=0
fauter() { echouer "$(basename "$scenario"), ligne $numero : $*"; }

# valoir NOM : sa valeur, dans vaut.
valoir() {
    case $1 in
        "empreinte de "*) vaut=$(empreinte_de "${1#empreinte de }") ;;
        "adresse de "*) vaut=${adresse[${1#adresse de }]} ;;
        "debut de "*) valoir "${1#debut de }"; vaut=${vaut:0:8} ;;
        *" suivante") valoir "${1% suivante}"; vaut=$((vaut + 1)) ;;
        "ce mois") vaut=$(TZ=Europe/Paris date +%Y-%m) ;;
        hier | demain | "aujourd'hui" | "il y a "* | "dans "* | *" mois apres "*)
            vaut=$(/usr/bin/python3 "$racine/Tests/EndToEnd/fiches.py" jour "$1" "${valeur[${1##* apres }]:-}") ;;
        *) [ -n "${valeur[$1]+oui}" ] || fauter "{$1} n'a pas de valeur"; vaut=${valeur[$1]} ;;
    esac
}

# developper TEXTE : avec ce que valent ses {noms}, dans texte.
developper() {
    local reste=$1 nom motif='\{(([0-9]+ mois )?[a-z][^{}":?_]*)\}'
    texte=
    while [[ $reste =~ $motif ]]; do
        nom=${BASH_REMATCH[1]}
        texte+=${reste%%"{$nom}"*}
        reste=${reste#*"{$nom}"}
        valoir "$nom"
        texte+=$vaut
    done
    texte+=$reste
}

# decouper LIGNE : ses mots, dans mots ; ce qui est entre guillemets droits, ou un {nom}, est d'un tenant.
decouper() {
    local reste=$1 motif='^ *(("[^"]*"|\{[a-z0-9][^}]*\}|[^ "])+)(.*)$'
    mots=()
    while [[ $reste =~ $motif ]]; do
        reste=${BASH_REMATCH[3]}
        developper "${BASH_REMATCH[1]//\"/}"
        mots+=("$texte")
    done
    [[ $reste =~ ^\ *$ ]] || fauter "« $reste » ne se lit pas : un guillemet seul ?"
}

# faire MOTS… : ce qu'un scénario dit en une ligne.
faire() {
    local qui
    case "$*" in
        "deux structures") deux_structures ;;
        "demarrer "?*) for qui in "${@:2}"; do demarrer "$qui"; done ;;
        "arreter "?*) for qui in "${@:2}"; do arreter "$qui"; done ;;
        "structure "?*) creer "${@:2}" ;;
        "rencontre "?*) rencontrer "$2" "$3"; rencontrer "$3" "$2" ;;
        "connaitre "?*) rencontrer "$2" "$3" ;;
        "convention "?*) convenir "$2" "$3" ;;
        "purge du jour chez "?*) purge_du_jour "${@:5}" ;;
        "accueillir "?*) accueillir "${@:2}" ;;
        "agent "*" chez "*) chez[$2]=$4; mkdir -p "$dossier/$2" ;;
        "variable "?*" "?*) export "$2=$3" ;;
        "terminal etroit") large= ;;
        "fiche "*" comme "*) /usr/bin/python3 "$racine/Tests/EndToEnd/fiches.py" fiche "$2" "$4" "${@:5}" ;;
        *) fauter "« $* » n'est pas un mot d'ici" ;;
    esac
}

# lancer : la commande, une fois ; son code dans code.
lancer() {
    code=0
    case $sorte in
        %) ( cd "$dossier"; bash -euo pipefail -c "$commande" ) ;;
        clavier) au_clavier "${mots[0]}" "$dossier/reponses" "${mots[@]:1}" ;;
        *) agir "${mots[@]}" ;;
    esac < "$dossier/entree" > "$dossier/sortie" 2> "$dossier/erreurs" || code=$?
}

# regarder ATTENTE : ce qui manque s'ajoute à manque ; ce que {nom?} lit, à valeur.
regarder() {
    local attente=$1 motif lue noms=()
    developper "${attente#* }"
    case $attente in
        "> "*)
            motif=$(sed 's/[][\.^$*+?(){}|]/\\&/g; s/…/.*/g' <<< "$texte")
            while [[ $motif =~ $a_lire ]]; do
                noms+=("${BASH_REMATCH[1]}")
                motif=${motif/"${BASH_REMATCH[0]}"/'([^",;} ]+)'}
            done
            if ! lue=$(command grep -haEx -m 1 -e "$motif" "$dossier/sortie" "$dossier/erreurs" \
                | tr -d '\0'); then
                manque+=("> $texte"); return
            fi
            [ ${#noms[@]} = 0 ] || [[ ${lue%%$'\n'*} =~ ^$motif$ ]]
            for ((n = 0; n < ${#noms[@]}; n++)); do valeur[${noms[n]}]=${BASH_REMATCH[n + 1]}; done ;;
        "! "*) ! cat "$dossier/sortie" "$dossier/erreurs" | grep -qaF -e "$texte" || manque+=("! $texte") ;;
        *" × "*)
            developper "${attente#* × }"
            [ "$(cat "$dossier/sortie" "$dossier/erreurs" | command grep -oaF -e "$texte" | wc -l)" = "${attente%% *}" ] \
                || manque+=("${attente%% *} × $texte") ;;
        *) fauter "« $attente » n'attend rien" ;;
    esac
}

# juger : dans manque, ce qui n'est pas comme attendu.
juger() {
    local attente entier="" exact=
    manque=()
    [ $code = $attendu ] || manque+=("code $attendu")
    for attente in "${attendues[@]}"; do
        if [ "${attente:0:1}" = "=" ]; then
            exact=oui
            developper "${attente:2}"
            entier+=$texte$'\n'
        else
            regarder "$attente"
        fi
    done
    if [ -n "$exact" ] && [ "$(cat "$dossier/sortie")" != "$(printf %s "$entier")" ]; then
        manque+=("= ${entier%$'\n'}")
    fi
}

montrer() {
    {
        echo "$(basename "$scenario"), ligne $numero : $ligne"
        printf 'Attendu : %s\n' "${manque[@]}"
        echo "Venu : code $code"
        sed 's/^/  sortie  | /' "$dossier/sortie"
        sed 's/^/  erreurs | /' "$dossier/erreurs"
    } >&2
    fauter "$ligne"
}

# commander LIGNE SUITE… : la commande, et ce qui en est attendu.
commander() {
    local patient= fin=$((SECONDS + patience)) suite
    ligne=$1; shift
    commande=$ligne
    case $commande in "attendre "*) patient=oui; commande=${commande#attendre } ;; esac
    sorte=${commande:0:1} attendu=0 attendues=()
    : > "$dossier/entree"; : > "$dossier/reponses"
    for suite in "$@"; do
        case $suite in
            "<" | "< "*) developper "${suite:2}"; printf '%s\n' "$texte" >> "$dossier/entree" ;;
            "? "*" => "*) developper "${suite:2}"; printf '%s\n' "$texte" >> "$dossier/reponses"; sorte=clavier ;;
            "code "[0-9]*) attendu=${suite#code } ;;
            *) attendues+=("$suite"); attentes=$((attentes + 1)) ;;
        esac
    done
    if [ $sorte = % ]; then developper "${commande:2}"; commande=$texte; else decouper "${commande:2}"; fi
    commandes=$((commandes + 1))
    while :; do
        lancer
        juger
        [ ${#manque[@]} != 0 ] || return 0
        if [ -z "$patient" ] || [ $SECONDS -ge $fin ]; then montrer; fi
        sleep 0.2
    done
}

cd "$dossier"
# Ce qu'un « % » lance ne lit pas le dossier de qui essaie.
export AGIR_LIAISON_DOSSIER=$dossier/personne/agent
a_lire='\\\{([a-z]+)\\\?\\\}'
sous_commande='^(#|[<>!=?] |[<=]$|[0-9]+ × |code [0-9]+$)'
mapfile -t lignes < "$scenario"
rang=0
while [ $rang -lt ${#lignes[@]} ]; do
    debut=${lignes[rang]} numero=$((rang + 1)) suites=()
    rang=$((rang + 1))
    case $debut in
        "" | "#"*) ;;
        "$ "?* | "% "?* | "attendre $ "?* | "attendre % "?*)
            while [[ ${lignes[rang]:-} =~ $sous_commande ]]; do
                [[ ${lignes[rang]} == "#"* ]] || suites+=("${lignes[rang]}")
                rang=$((rang + 1))
            done
            commander "$debut" "${suites[@]}" ;;
        [a-z]*) decouper "$debut"; faire "${mots[@]}" > "$dossier/preparation" 2>&1 ;;
        *) fauter "« $debut » ne suit aucune commande" ;;
    esac
done
[ $commandes -gt 0 ] || fauter "rien n'est lancé"
echo "$(basename "$scenario") : $commandes commandes, $attentes attentes."
