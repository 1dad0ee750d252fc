# Les mots des scénarios du bureau, après outils.sh : un navigateur qui n'est que curl.

# ouvrir_bureau DOSSIER SOCKET : le bureau de cet agent, et l'adresse de son entrée.
ouvrir_bureau() {
    : > "$dossier/adresse"
    "$binaires/agir-liaison" bureau --dossier "$1" --service "unix:$2" \
        --sans-navigateur > "$dossier/adresse" 2> "$dossier/bureau.log" &
    service[bureau]=$!
    attendre test -s "$dossier/adresse"
    entree=$(cat "$dossier/adresse")
    base=${entree%entree/*}
    hote=$(cut -d/ -f1-3 <<< "$entree")
    gateaux=$dossier/gateaux
}

obtenir() {
    curl -s -b "$gateaux" -c "$gateaux" -o "$dossier/page" -w '%{http_code} %{redirect_url}\n' "$@" > "$dossier/reponse"
    read -r code vers < "$dossier/reponse"
}
# demander PAGE [OPTION…] : la page va dans page, son code dans code. Celle qu'une écriture rend a son adresse à elle.
demander() {
    local vers
    obtenir "${@:2}" "$base$1"
    case $vers in *"?vue="*) obtenir "$vers" ;; esac
}
# montre TEXTE : la dernière page le dit.
montre() { command grep -qF -- "$1" "$dossier/page" || echouer "la page ne dit pas « $1 » ($code)"; }
# champs ACTION : ce que ce formulaire de la dernière page cache, ses cases, cochées, et ce qui y est choisi.
champs() {
    python3 -c "
import html.parser, sys
class Page(html.parser.HTMLParser):
    dedans = False
    def handle_starttag(self, nom, attributs):
        a = dict(attributs)
        if nom == 'form': self.dedans = a.get('action', '').endswith(sys.argv[1])
        choisi = a.get('type') == 'radio' and 'checked' in a
        if nom == 'input' and self.dedans and (choisi or a.get('type') in ('hidden', 'checkbox')):
            print(a['name'] + '=' + (a.get('value') or ''))
    def handle_endtag(self, nom):
        if nom == 'form': self.dedans = False
Page().feed(open(sys.argv[2]).read())" "$1" "$dossier/page"
}
# remplir ACTION [CHAMP=VALEUR…] : envoie ce formulaire de la dernière page.
remplir() {
    local action=$1 champ envoi=(); shift
    while IFS= read -r champ; do
        # Ce qui est dit ici l'est à la place de ce qui y était choisi.
        [[ " $*" == *" ${champ%%=*}="* ]] || envoi+=(--data-urlencode "$champ")
    done < <(champs "$action")
    for champ; do envoi+=(--data-urlencode "$champ"); done
    demander "$action" -H "Origin: $hote" "${envoi[@]}"
}
code_est() { [ "$code" = "$1" ] || echouer "code $code au lieu de $1"; }
