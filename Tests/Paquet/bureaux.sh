# shellcheck shell=bash
# Trois agents hébergés à la fois, du paquet installé dans le Debian jetable : pris par verifier-paquet.sh, dont les
# mots (dans, exiger, attendre…) servent ici. Le réseau du Debian est celui de la machine : le navigateur est ici.
agents=(alice.exemple benoit.exemple chloe.exemple)
navigateurs=$essai/navigateurs

# manuel LIGNE [LÀ ICI]… : une commande du manuel de l'administrateur, telle qu'elle y est écrite, sauf ICI où il dit LÀ.
manuel() {
    local ligne=$1
    shift
    grep -qF -- "$ligne" "$essai/heberger" || echouer "le manuel de l'administrateur ne dit pas : $ligne"
    printf '%s\n' "$ligne" >> "$essai/lancees"
    while [ $# -gt 0 ]; do
        ligne=${ligne//"$1"/"$2"}
        shift 2
    done
    exiger dans env AGIR_LIAISON_DOSSIER=/root/agent bash -c "$ligne"
}
# manuel_entier : aucune des commandes qu'il met à part n'a été passée.
manuel_entier() {
    local ligne
    sed '/^```/,/^```/d' "$essai/heberger" | grep -P '^    [^ {]' | sed 's/^    //' > "$essai/ecrites"
    [ "$(wc -l < "$essai/ecrites")" -ge 17 ] || echouer "le manuel n'a plus ses commandes"
    while IFS= read -r ligne; do
        grep -qxF -- "$ligne" "$essai/lancees" || echouer "cette commande du manuel n'a pas été lancée : $ligne"
    done < "$essai/ecrites"
}
navigateur() { python3 "$racine/Tests/Paquet/bureaux.py" "$@"; }
# page_est NOM STATUT : sa première page le donne.
page_est() { [ "$(navigateur page "$navigateurs" "$1")" = "$2" ]; }
entree_est() { [ "$(curl -s -o /dev/null -w '%{http_code}' -H 'Host: bureau.agir38.example' http://127.0.0.1:8444/)" = "$1" ]; }
pid_de() { dans systemctl show --property MainPID --value "$1"; }
# ici PID : le même processus, vu de la machine.
ici() {
    local statut
    for statut in $(grep -lP "^NSpid:.*\t$1\$" /proc/[0-9]*/status 2>/dev/null); do
        if [ "$(readlink "${statut%status}ns/pid")" = "$(readlink "/proc/$chef/ns/pid")" ]; then
            basename "${statut%/status}"
            return
        fi
    done
    echouer "pas de processus $1"
}
# memoire UNITE [-a] : une image de la mémoire de ce processus, dans $essai/memoire, telle que le système la ferait ;
# -a : tout, ce que le processus a dit hors des images compris.
memoire() {
    local pid
    pid=$(ici "$(pid_de "$1")")
    exiger gcore "${@:2}" -o "$essai/core" "$pid"
    mv "$essai/core.$pid" "$essai/memoire"
    # Une image vide n'aurait rien à montrer.
    exiger grep -qaF GLIBC_TUNABLES "$essai/memoire"
}
sans() { if grep -qaF -- "$1" "$essai/memoire"; then echouer "la mémoire de $2 tient encore « $1 »"; fi; }
# a_octets FICHIER : ce qu'il tient y est.
a_octets() {
    python3 -c 'import sys; sys.exit(open(sys.argv[1], "rb").read() not in open(sys.argv[2], "rb").read())' \
        "$1" "$essai/memoire"
}
sans_octets() { if a_octets "$1"; then echouer "la mémoire de $2 tient encore ${1##*/}"; fi; }
# sans_mot MOT QUI : ni tel quel, ni comme un formulaire l'envoie.
sans_mot() {
    [ "$(navigateur mots "$essai/memoire" "$1")" = 0 ] || echouer "la mémoire de $2 tient encore « $1 »"
}
tient() {
    [ "$(navigateur mots "$essai/memoire" "$1")" = 1 ] || echouer "la mémoire de $2 n'a pas « $1 » : rien n'est prouvé"
}
# cles NOM : combien des clés secrètes de cet agent y sont.
cles() { navigateur cles "$essai/clair-$1" "$essai/memoire"; }
# Un mot plus long que les huit octets que la bibliothèque C ne recouvre pas au bout de ce qu'elle reprend.
phrase_de() { echo "une phrase assez longue pour ${1%.exemple} MARQUEURDELAPHRASE"; }

# preparer NOM : son identité, faite ailleurs, et sa place dans la carte ; son dossier est celui de son bureau.
preparer() {
    local nom=$1 ou=/var/lib/private/agir-liaison-bureau/$1 publique
    # Comme systemd les fait.
    dans install -d -m 700 /var/lib/private
    dans install -d "${ou%/*}"
    ( umask 077; phrase_de "$nom" > "$debian/root/phrase-$nom" )
    exiger dans agir-liaison agent creer "agir38.example/$nom" --sans-phrase --dossier "$ou" --json
    # Ses clés en clair restent ici, pour être cherchées.
    cp "$debian$ou/identite.age" "$essai/clair-$nom"
    publique=$(sed -n 's/.*"empreinte":"\([^"]*\)".*/\1/p' "$essai/sortie")
    exiger dans agir-liaison structure agent ajouter "$ou/agent.note" --role referent --empreinte "$publique" \
        --dossier /root/agent
    exiger dans agir-liaison carte exporter -o "/root/carte-$nom" --dossier /root/agent
    exiger dans agir-liaison empreinte --json --dossier /root/agent
    exiger dans agir-liaison structure rejoindre "/root/carte-$nom" --dossier "$ou" \
        --empreinte "$(sed 's/.*"empreinte":"\([^"]*\)".*/\1/' "$essai/sortie")"
    exiger dans agir-liaison agent phrase --nouvelle-phrase-fichier "/root/phrase-$nom" --dossier "$ou"
    dans rm "/root/carte-$nom"
}

heberger() {
    local secret fichier nom
    mkdir "$navigateurs"
    # Une commande par ligne.
    sed -n '/^## Héberger des bureaux$/,/^## Mettre les clés/p' "$racine/docs/administrateur.md" \
        | sed -e ':a' -e '/\\$/{N;s/ *\\\n */ /;ba' -e '}' > "$essai/heberger"
    manuel "mkdir -p -m 700 /etc/credstore.encrypted"
    # Le clair des deux secrets de la machine, pour être cherché.
    for secret in frontal bureau.hote; do
        fichier=/etc/credstore.encrypted/agir-liaison-$secret.cle
        secret=${secret#bureau.}
        manuel "head -c 32 /dev/urandom | systemd-creds encrypt --name=$secret.cle - $fichier"
        dans systemd-creds decrypt --name=$secret.cle "$fichier" - > "$essai/$secret.cle"
        exiger test "$(wc -c < "$essai/$secret.cle")" = 32
    done
    sed -n 's/^    \({"structure".*\)/\1/p' "$essai/heberger" \
        | install -m 644 /dev/stdin "$debian/etc/agir-liaison/frontal.json"

    # Sans décision il n'ouvre à personne.
    manuel "systemctl enable --now agir-liaison-frontal"
    attendre entree_est 503
    manuel 'agir-liaison hebergement decider --depuis 2027-01-04 --motif "AIPD du 15/12/2026"' \
        2027-01-04 "$(TZ=Europe/Paris date +%F)"
    manuel "agir-liaison hebergement publier"
    manuel "systemctl restart agir-liaison-frontal"
    attendre entree_est 200

    for nom in "${agents[@]}"; do
        preparer "$nom"
        if [ "$nom" = "${agents[0]}" ]; then
            # Un partenaire sans clé, pour que des brouillons aillent à quelqu'un.
            exiger dans env "AGIR_LIAISON_PHRASE_FICHIER=/root/phrase-$nom" agir-liaison contact ajouter \
                voisin.example --libelle "Partenaire voisin" --type autre --voie papier \
                --dossier "/var/lib/private/agir-liaison-bureau/$nom"
        fi
        dans rm "/root/phrase-$nom"
        manuel "systemctl enable --now agir-liaison-bureau@claire.exemple.socket agir-liaison-bureau@claire.exemple.timer" \
            claire.exemple "$nom"
        manuel "runuser -u agir-liaison-frontal -- agir-liaison-frontal inviter claire.exemple" claire.exemple "$nom"
        exiger navigateur entrer "$navigateurs" "$nom" \
            "$(grep -oE '[0-9A-Z]{5}(-[0-9A-Z]{5}){4}' "$essai/sortie")" "$(phrase_de "$nom")"
    done
    muet dans systemd-analyze verify --man=yes "agir-liaison-bureau@${agents[0]}.service" \
        "agir-liaison-bureau@${agents[0]}.socket" "agir-liaison-bureau@${agents[0]}.timer"
}

isoles() {
    local nom comptes=() pid
    for nom in "${agents[@]}"; do
        pid=$(pid_de "agir-liaison-bureau@$nom.service")
        comptes+=("$(dans awk '/^Uid:/ { print $2 }' "/proc/$pid/status")")
        # Ni son dossier ni sa mémoire ne sont à un autre compte ; son socket est au frontal seul.
        refuser dans runuser -u claire -- ls "/var/lib/private/agir-liaison-bureau/$nom"
        est_a "600 agir-liaison-frontal:agir-liaison-frontal" "/run/agir-liaison-bureau/$nom.sock"
        [ "$(dans stat -c %U "/proc/$pid/environ")" = root ] || echouer "la mémoire de $nom se lit"
        # Ce qu'une phrase ouvre est aussi sous le secret de la machine.
        exiger grep -qaF agir-liaison/hote/v1 "$debian/var/lib/private/agir-liaison-bureau/$nom/identite.age"
    done
    [ "$(printf '%s\n' "${comptes[@]}" | sort -u | wc -l)" = 3 ] || echouer "des agents ont le même compte"
    exiger navigateur travailler "$navigateurs" "${agents[@]}"
}

tombe() {
    local chloe=${agents[2]} nom
    for nom in "${agents[@]}"; do exiger navigateur ecrire "$navigateurs" "$nom" "BROUILLON ${nom%.exemple}"; done
    exiger dans kill -9 "$(pid_de "agir-liaison-bureau@$chloe.service")"
    exiger navigateur travailler "$navigateurs" "${agents[0]}" "${agents[1]}"
    # La sienne revient : son socket la relance, sa phrase la rouvre.
    exiger navigateur rentrer "$navigateurs" "$chloe" "$(phrase_de "$chloe")"
    exiger navigateur travailler "$navigateurs" "${agents[@]}"
    retrouves
}
# Le brouillon de chacun, et de lui seul, est là.
retrouves() {
    local nom autre
    for nom in "${agents[@]}"; do
        for autre in "${agents[@]}"; do
            if [ "$autre" = "$nom" ]; then
                exiger navigateur retrouver "$navigateurs" "$nom" "BROUILLON ${autre%.exemple}"
            else
                refuser navigateur retrouver "$navigateurs" "$nom" "BROUILLON ${autre%.exemple}"
            fi
        done
    done
}

# Une photographie de téléphone passe par heif-convert, enfermé par bwrap dans l'enclos même de l'unité.
enfermes() {
    navigateur photographie "$debian/root/photo.png"
    exiger dans heif-enc -o /root/photo.heic /root/photo.png
    exiger navigateur joindre "$navigateurs" "${agents[1]}" "$debian/root/photo.heic"
    dans rm /root/photo.png /root/photo.heic
}

# au_journal NOM : le journal dit que des codes ou des phrases faux furent essayés à ce nom.
au_journal() {
    dans agir-liaison journal lister --acteur "$1" --acte entree --json --dossier /root/agent > "$essai/journal"
    grep -qF entree "$essai/journal" || echouer "aucune entrée de $1 au journal"
    grep -qF codes-faux "$essai/journal"
}

# Des phrases fausses font attendre, la bonne aussi, et personne d'autre ; elle l'apprend, et le journal.
phrases_fausses() {
    local chloe=${agents[2]}
    refuser au_journal "$chloe"
    exiger navigateur fausses "$navigateurs" "$chloe" "$(phrase_de "$chloe")"
    exiger navigateur travailler "$navigateurs" "${agents[0]}" "${agents[1]}"
    # Son processus finit : ce qui fut essayé n'est pas oublié.
    exiger dans systemctl stop "agir-liaison-bureau@$chloe.service"
    exiger navigateur rentrer "$navigateurs" "$chloe" "$(phrase_de "$chloe")"
    dit "5 phrases fausses essayées"
    exiger au_journal "$chloe"
}

# sans_traces NOM : rien, dans l'image de son bureau fermé, de ce qu'il a tapé ni de ses clés.
sans_traces() {
    sans_mot "$(phrase_de "$1")" "$1"
    sans_mot MARQUEURDELAPHRASE "$1"
    sans_mot MARQUEURDELAPAGE "$1"
    sans AGE-SECRET-KEY- "$1"
    [ "$(cles "$1")" = 0 ] || echouer "la mémoire de $1, fermée, tient encore ses clés"
}
# Ce que tient encore la mémoire du frontal, et d'un bureau fermé.
rien_ne_reste() {
    local alice=${agents[0]} secret nom page="UNE RECHERCHE MARQUEURDELAPAGE"
    # Le contrôle : une phrase se trouve comme un formulaire l'envoie ; ouvert, ce qu'on cherche ensuite aussi.
    phrase_de "$alice" | sed 's/ /+/g; s/^/vers=%2F\&phrase=/' > "$essai/memoire"
    tient "$(phrase_de "$alice")" "l'essai"
    tient MARQUEURDELAPHRASE "l'essai"
    exiger navigateur chercher "$navigateurs" "$alice" "$page"
    memoire "agir-liaison-bureau@$alice.service" -a
    tient "$page" "$alice, ouverte,"
    tient MARQUEURDELAPAGE "$alice, ouverte,"
    [ "$(cles "$alice")" -gt 0 ] || echouer "la mémoire d'$alice, ouverte, n'a pas ses clés : rien n'est prouvé"
    exiger navigateur fermer "$navigateurs" "$alice"
    memoire "agir-liaison-bureau@$alice.service" -a
    sans_traces "$alice"
    # Le secret de la machine lui sert jusqu'à sa fin : il est là où nulle image n'est prise, et ailleurs non.
    a_octets "$essai/hote.cle" || echouer "la mémoire d'$alice n'a pas hote.cle : rien n'est prouvé"
    memoire "agir-liaison-bureau@$alice.service"
    for secret in hote frontal; do sans_octets "$essai/$secret.cle" "$alice"; done
    # Fermée à peine ouverte : rien n'est passé par-dessus sa phrase.
    exiger navigateur rentrer "$navigateurs" "$alice" "$(phrase_de "$alice")"
    exiger navigateur fermer "$navigateurs" "$alice"
    memoire "agir-liaison-bureau@$alice.service" -a
    sans_traces "$alice"
    memoire agir-liaison-frontal.service
    for secret in hote frontal; do sans_octets "$essai/$secret.cle" "du frontal"; done
    memoire agir-liaison-frontal.service -a
    for nom in "${agents[@]}"; do
        sans_mot "$(phrase_de "$nom")" "du frontal"
        [ "$(cles "$nom")" = 0 ] || echouer "la mémoire du frontal tient des clés de $nom"
    done
    sans_mot MARQUEURDELAPAGE "du frontal"
    # Les formulaires et les pages passés par lui ; ses propres pages n'ont pas ces mots.
    sans "Ma journée" "du frontal"
    sans_mot MARQUEURDELAPHRASE "du frontal"
    rm "$essai/memoire"
    exiger navigateur rentrer "$navigateurs" "$alice" "$(phrase_de "$alice")"
}

# La nuit, chaque dossier est sauvegardé ; perdu, l'un est rendu, et son brouillon avec lui.
sauvegardes_des_bureaux() {
    local chloe=${agents[2]} nom fichier
    manuel "systemctl enable --now agir-liaison-bureaux-sauvegarde.timer"
    manuel "systemctl start agir-liaison-bureaux-sauvegarde.service"
    manuel "ls /var/backups/agir-liaison-bureau"
    cp "$essai/sortie" "$essai/sauvegardes"
    for nom in "${agents[@]}"; do
        exiger grep -xE "$nom-[0-9T]+Z-jusquau-[0-9]{8}\.age" "$essai/sauvegardes"
        fichier=$(tail -n 1 "$essai/sortie")
        est_a "600 root:root" "/var/backups/agir-liaison-bureau/$fichier"
    done
    # La dernière nommée est la sienne.
    manuel "systemctl stop agir-liaison-bureau@claire.exemple.socket agir-liaison-bureau@claire.exemple.service" \
        claire.exemple "$chloe"
    manuel "mv /var/lib/private/agir-liaison-bureau/claire.exemple /root/claire.exemple.avant" claire.exemple "$chloe"
    manuel "agir-liaison-bureau --identite /root/sauvegarde.txt --restaurer /var/backups/agir-liaison-bureau/claire.exemple-20261126T020000Z-jusquau-20261226.age" \
        claire.exemple-20261126T020000Z-jusquau-20261226.age "$fichier"
    manuel "systemctl start agir-liaison-bureau@claire.exemple.socket" claire.exemple "$chloe"
    dans rm -r "/root/$chloe.avant"
    exiger navigateur rentrer "$navigateurs" "$chloe" "$(phrase_de "$chloe")"
    retrouves
}

finir_bureaux() {
    local alice=${agents[0]} benoit=${agents[1]} nom
    # Des codes faux d'ailleurs font attendre ailleurs ; elle rentre chez elle, et l'apprend, le journal aussi.
    refuser au_journal "$alice"
    exiger navigateur faux "$alice"
    exiger navigateur travailler "$navigateurs" "$alice"
    manuel "agir-liaison-frontal lister"
    dit "agir38.example/$alice"
    dit "5 codes faux depuis"
    exiger navigateur quitter "$navigateurs" "$alice"
    exiger navigateur rentrer "$navigateurs" "$alice" "$(phrase_de "$alice")"
    dit "codes faux essayés à votre nom"
    exiger au_journal "$alice"
    # Ailleurs, on attend toujours.
    exiger navigateur faux "$alice"
    # Le cookie de la session finie ne sert plus, la suivante ouverte.
    exiger page_est "$alice.finie" 303
    exiger page_est "$alice" 200
    # Un redémarrage du frontal finit les sessions ; chacun rentre, et retrouve ce qu'il a écrit.
    manuel "systemctl restart agir-liaison-frontal"
    attendre entree_est 200
    for nom in "${agents[@]}"; do
        exiger page_est "$nom" 303
        exiger navigateur rentrer "$navigateurs" "$nom" "$(phrase_de "$nom")"
    done
    retrouves
    # Parti, son cookie ne sert plus, et son dossier n'est plus.
    manuel "runuser -u agir-liaison-frontal -- agir-liaison-frontal retirer claire.exemple" claire.exemple "$benoit"
    exiger page_est "$benoit" 303
    exiger page_est "$alice" 200
    manuel "systemctl disable --now agir-liaison-bureau@claire.exemple.timer agir-liaison-bureau@claire.exemple.socket" \
        claire.exemple "$benoit"
    manuel "systemctl stop agir-liaison-bureau@claire.exemple.service" claire.exemple "$benoit"
    manuel "systemctl clean --what=state agir-liaison-bureau@claire.exemple.service" claire.exemple "$benoit"
    refuser dans test -e "/var/lib/private/agir-liaison-bureau/$benoit"
    manuel_entier
    # Le DPO y met fin : plus personne n'entre ni ne reste.
    exiger dans agir-liaison hebergement cesser --motif "Postes installés" --dossier /root/agent
    exiger dans agir-liaison hebergement publier --dossier /root/agent
    exiger dans systemctl restart agir-liaison-frontal
    attendre entree_est 503
    for nom in "$alice" "${agents[2]}"; do exiger dans systemctl stop "agir-liaison-bureau@$nom.service"; done
}
