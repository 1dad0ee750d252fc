# Les mots dont les scénarios sont faits. Chaque scénario a son dossier, effacé à la fin ; la première
# chose qui n'est pas comme attendu l'arrête, en erreur.
set -euo pipefail
shopt -s inherit_errexit
# Le python de Debian d'abord : celui d'un gestionnaire de versions met sept fois plus longtemps à se lancer.
export PATH=/usr/bin:$PATH

racine=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
binaires=${BINAIRES:-$racine/.build/debug}
exemple=$racine/docs/exemple-spe.json
dossier=$(mktemp -d "${TMPDIR:-/tmp}/agir-essai.XXXXXX")
declare -A service=() adresse=()
# Les services d'un scénario écoutent à une adresse de bouclage qui n'est qu'à lui : le port d'un service arrêté
# n'est pris par personne avant qu'il reparte.
bouclage=127.$((($$ >> 16) + 1)).$(($$ >> 8 & 255)).$(($$ & 255))
# chez[QUI] : la structure dont cet agent est ; sans elle, la sienne porte son nom.
declare -A chez=()
# en_plus[QUI] : des options de plus pour son service ; distant[QUI] : l'adresse du service de cet agent,
# qui n'est pas sur cette machine.
declare -A en_plus=() distant=()
# a_l_heure COMMANDE… : prend la place du processus. L'horloge de tout ce qui se lance est décalée
# d'autant de jours (par exemple -200) ; vide : celle de la machine.
decalage=
a_l_heure() {
    if [ -z "$decalage" ]; then exec "$@"; fi
    [ -e "$dossier/horloge.so" ] \
        || cc -O1 -shared -fPIC -o "$dossier/horloge.so" "$racine/Tests/EndToEnd/horloge.c"
    DECALAGE=$((decalage * 86400)) LD_PRELOAD=$dossier/horloge.so exec "$@"
}
# Les secondes après lesquelles on n'attend plus ce qui doit arriver : une machine chargée n'est pas un défaut.
patience=300
# Un scénario compte en jours, et ne passe donc pas minuit, ni à Paris ni à Greenwich : des dix dernières minutes d'un
# jour, il attend la fin.
for fuseau in Europe/Paris UTC; do
    while [[ $(TZ=$fuseau date +%H:%M) == 23:5? ]]; do sleep 1; done
done
# « grep -q » lit ici tout ce qu'on lui donne : qui écrit à quelqu'un qui ne lit plus finit en erreur (74).
grep() {
    case ${1:-} in
        -q*) command grep "-c${1#-q}" "${@:2}" > /dev/null ;;
        *) command grep "$@" ;;
    esac
}
montrer_commandes=${MONTRER:-}
cle_option=--sans-phrase

# Où dire ce qui ne va pas, quoi que la commande en cours ait détourné.
exec {ecran}>&2
nettoyer() {
    local statut=$? qui
    exec 2>&"$ecran"
    for qui in "${!service[@]}"; do
        # Un service qui n'est plus là explique souvent le reste.
        if [ "$statut" != 0 ] && ! kill -0 "${service[$qui]}" 2> /dev/null; then
            local code=0
            wait "${service[$qui]}" || code=$?
            echo "Le service de $qui avait fini, code $code." >&2
        fi
        arreter "$qui" || true
    done
    if [ "$statut" != 0 ]; then
        echo "ÉCHEC. Dernières sorties :" >&2
        cat "$dossier"/*/service.log "$dossier/preparation" "$dossier/mot" "$dossier/sortie" "$dossier/erreurs" >&2 2>/dev/null || true
    fi
    rm -rf "$dossier"
    exit "$statut"
}
trap nettoyer EXIT

echouer() { echo "Ce n'est pas comme attendu : $*" >&2; exit 1; }
exiger() { "$@" || echouer "$*"; }

# demarrer QUI : son service ; attend qu'il écoute. Il retrouve son port d'une fois sur l'autre.
demarrer() {
    local qui=$1 port=${adresse[$1]:-$bouclage:0} fin=$((SECONDS + patience))
    mkdir -p "$dossier/$qui"
    : > "$dossier/$qui/service.log"
    a_l_heure "$binaires/agir-liaisond" --etat "$dossier/$qui/etat" --socket "$dossier/$qui/s.sock" \
        --ecoute "$port" ${en_plus[$qui]:-} 2>"$dossier/$qui/service.log" &
    service[$qui]=$!
    while [ $SECONDS -lt $fin ]; do
        adresse[$qui]=$(sed -n 's/.*partenaires adresse=//p' "$dossier/$qui/service.log")
        if [ -n "${adresse[$qui]}" ] && grep -q 'agents socket=' "$dossier/$qui/service.log"; then
            return
        fi
        kill -0 "${service[$qui]}" 2>/dev/null || break
        sleep 0.05
    done
    echouer "le service de $qui n'a pas démarré"
}

# arreter QUI [SIGNAL] : arrête son service, et attend qu'il soit arrêté.
arreter() {
    kill "-${2:-TERM}" "${service[$1]}" 2>/dev/null || true
    wait "${service[$1]}" 2>/dev/null || true
    unset "service[$1]"
}

# agir QUI COMMANDE… : la commande de l'agent de cette structure.
agir() {
    local qui=$1; shift
    [ -z "$montrer_commandes" ] || printf '   $ agir-liaison %s   (%s)\n' "$*" "$qui" >&2
    ( a_l_heure "$binaires/agir-liaison" "$@" --dossier "$dossier/$qui/agent" \
        --service "${distant[$qui]:-unix:$dossier/${chez[$qui]:-$qui}/s.sock}" )
}

# au_clavier QUI REPONSES COMMANDE… : la même, sur un terminal ; ce fichier a ses réponses (clavier.py). Le dialogue est
# sur la sortie ; large= : aucune ligne n'y passe 80 colonnes.
au_clavier() {
    local qui=$1 reponses=$2; shift 2
    ( LARGE=${large-1} a_l_heure "$racine/Tests/EndToEnd/clavier.py" "$reponses" "$binaires/agir-liaison" "$@" \
        --dossier "$dossier/$qui/agent" --service "${distant[$qui]:-unix:$dossier/${chez[$qui]:-$qui}/s.sock}" )
}

# refus CODE QUI COMMANDE… : la commande doit échouer avec ce code ; ce qu'elle dit est gardé.
refus() {
    local code=$1 statut=0; shift
    agir "$@" > "$dossier/sortie" 2> "$dossier/erreurs" || statut=$?
    [ "$statut" = "$code" ] || echouer "code $statut au lieu de $code : $*"
}

# dit TEXTE : la dernière commande refusée l'a dit.
dit() { command grep -qF -- "$1" "$dossier/erreurs" "$dossier/sortie" || echouer "« $1 » n'est pas dit"; }

# identifiant : celui de la réponse en JSON qui vient par l'entrée. json EXPRESSION : ce que Python en dit ; d est elle.
identifiant() { sed 's/.*"id":"\([^"]*\)".*/\1/'; }
json() { python3 -c "import json, sys; d = json.load(sys.stdin); $1"; }
# dans JOUR : ce jour, à Paris, tel que « date -d » le lit.
dans() { TZ=Europe/Paris date -d "$1" +%F; }
# traces relever|chercher … : les clés et les débuts de contenu d'un dossier d'état (traces.py).
traces() { /usr/bin/python3 "$racine/Tests/EndToEnd/traces.py" "$@"; }
# port_libre [AUTRE…] : un port de plus à l'adresse du scénario, pas l'un de ceux-là ; ni de ceux que le noyau donne, qu'un
# service prendrait avant qu'on s'en serve. bloc_nginx TITRE : ce que cette section du manuel de l'administrateur donne à
# nginx.
port_libre() {
    /usr/bin/python3 -c '
import random, socket, sys
place, *others = sys.argv[1:]
while True:
    port = random.randrange(10_000, 30_000)
    try:
        socket.socket().bind((place, port))
    except OSError:
        continue
    if str(port) not in others: break
print(port)' "$bouclage" "$@"
}
bloc_nginx() {
    sed -n "/^### $1\$/,/^##/{/^### $1\$/p;/^##/!p}" "$racine/docs/administrateur.md" \
        | sed -n '/^```nginx$/,/^```$/p' | sed '1d;$d'
}
# service COMMANDE… : agir-liaisond ; echoue CODE COMMANDE… : il doit finir ainsi. Ce qu'il dit est gardé.
service() { "$binaires/agir-liaisond" "$@" > "$dossier/sortie" 2> "$dossier/erreurs"; }
echoue() { local code=$1 statut=0; shift; service "$@" || statut=$?; exiger test $statut = "$code"; }

# echeance QUI N DESTINATAIRE : où en est cette échéance de l'incident N chez QUI, et quand elle tombe.
echeance() {
    agir "$1" violation lister --json 2> /dev/null | json "
for row in d:
    if row['n'] == $2:
        for e in row['echeances']:
            if e['destinataire'] == '$3': print(e['statut'], e.get('echeance', ''))"
}
statut_echeance() { [ "$(echeance "$1" "$2" "$3" | cut -d' ' -f1)" = "$4" ]; }

# attendre COMMANDE… : jusqu'à ce qu'elle réussisse.
attendre() {
    local fin=$((SECONDS + patience))
    while [ $SECONDS -lt $fin ]; do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.2
    done
    echouer "attendu en vain : $*"
}

# statut QUI BOITE : les statuts de cette boîte, un par ligne.
statut() {
    agir "$1" boite "$2" --json | grep -o '"statut":"[a-z-]*","conserver' | cut -d'"' -f4
}
statut_est() { [ "$(statut "$1" "$2" | head -n 1)" = "$3" ]; }

# purge_du_jour QUI… : celle que chaque service fait seul, à son heure, est derrière lui. Sans cela il détruit parfois
# avant « purge executer » ce que le scénario vient de condamner, et la commande compte une fiche de moins.
purge_du_jour() {
    local qui
    for qui in "$@"; do attendre grep -q "purge du jour faite" "$dossier/$qui/service.log"; done
}

# cosigne QUI DOSSIER TEMOIN : un export neuf du journal, que ce partenaire a cosigné. Pour « attendre » : l'export ne
# compte pas sur qui le service interroge déjà de lui-même, ni sur qui met plus de dix secondes.
cosigne() {
    rm -rf "$2"
    agir "$1" journal exporter -o "$2" && grep -q "^— $3/temoin " "$2/point-de-controle"
}

# Les deux structures des scénarios, chacune avec son service.
creer_operateur() {
    agir operateur structure creer agir38.example --libelle "Opérateur AGIR de l'Isère" \
        --type operateur-agir --adresse "http://${adresse[operateur]}" --agent claire.exemple \
        --fonction "Référente emploi-formation" --role dpo $cle_option
}
creer_mission_locale() {
    agir ml structure creer ml-grenoble.example --libelle "Mission locale de Grenoble" \
        --type mission-locale --adresse "http://${adresse[ml]}" --agent jean.modele \
        --fonction "Conseiller en insertion" --role dpo $cle_option
}
echanger_cartes() {
    agir operateur carte exporter -o "$dossier/agir38.carte"
    agir ml carte exporter -o "$dossier/ml.carte"
    agir operateur contact importer "$dossier/ml.carte"
    agir ml contact importer "$dossier/agir38.carte"
}
# creer QUI STRUCTURE LIBELLE TYPE AGENT [OPTION…] : une structure de plus, dont le service est en marche.
creer() {
    agir "$1" structure creer "$2" --libelle "$3" --type "$4" --adresse "http://${adresse[$1]}" --agent "$5" \
        --role dpo $cle_option "${@:6}"
}
# rencontrer QUI AUTRE : QUI prend la carte de l'AUTRE, et compare son empreinte au téléphone.
rencontrer() {
    local structure
    structure=$(agir "$2" empreinte --json | sed 's/.*"structure":"\([^"]*\)".*/\1/')
    rm -f "$dossier/$2.carte"
    agir "$2" carte exporter -o "$dossier/$2.carte"
    agir "$1" contact importer "$dossier/$2.carte"
    agir "$1" contact verifier "$structure" --empreinte "$(empreinte_de "$2")" --moyen telephone
}
empreinte_de() { agir "$1" empreinte --json | sed 's/.*"empreinte":"\([^"]*\)".*/\1/'; }
# convenir QUI AVEC : la convention SPE de cette structure avec l'autre, sans quoi un envoi demande confirmation.
convenir() {
    agir "$1" convention ajouter --avec "$2" --type spe --reference "SPE-$2" --debut 2020-01-01 \
        --echeance accord-cadre
}
verifier_empreintes() {
    local operateur ml
    operateur=$(empreinte_de operateur); ml=$(empreinte_de ml)
    agir operateur contact verifier ml-grenoble.example --empreinte "$ml" --moyen telephone
    agir ml contact verifier agir38.example --empreinte "$operateur" --moyen telephone
    convenir operateur ml-grenoble.example
    convenir ml agir38.example
}
# accueillir QUI CHEZ NOM ROLE… : un collègue de plus, ajouté par l'administrateur CHEZ.
accueillir() {
    local qui=$1 structure
    chez[$1]=${chez[$2]:-$2}
    structure=$(agir "$2" empreinte --json | sed 's/.*"structure":"\([^"]*\)".*/\1/')
    mkdir -p "$dossier/$1"
    agir "$1" agent creer "$structure/$3" $cle_option --json > "$dossier/$1/publique.json"
    agir "$2" structure agent ajouter "$dossier/$1/agent/agent.note" --role "${@:4}" \
        --empreinte "$(sed 's/.*"empreinte":"\([^"]*\)".*/\1/' "$dossier/$1/publique.json")"
    rm -f "$dossier/$1/structure.carte"
    agir "$2" carte exporter -o "$dossier/$1/structure.carte"
    agir "$1" structure rejoindre "$dossier/$1/structure.carte" \
        --empreinte "$(empreinte_de "$2")"
}

# deux_structures : tout cela d'un coup.
deux_structures() {
    demarrer operateur; demarrer ml
    { creer_operateur; creer_mission_locale; echanger_cartes; verifier_empreintes; } \
        > "$dossier/preparation" 2>&1 || { cat "$dossier/preparation" >&2; exit 1; }
    purge_du_jour operateur ml
}
