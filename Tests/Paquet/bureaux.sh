# shellcheck shell=bash
# Trois agents hébergés à la fois, du paquet installé dans le Debian jetable : pris par verifier-paquet.sh, dont les
# mots (dans, exiger, attendre…) servent ici. Le réseau du Debian est celui de la machine : le navigateur est ici.
agents=(alice.exemple benoit.exemple chloe.exemple)
navigateurs=$essai/navigateurs

navigateur() { python3 "$racine/Tests/Paquet/bureaux.py" "$@"; }
frontal() { dans runuser -u agir-liaison-frontal -- agir-liaison-frontal "$@"; }
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
# memoire UNITE : une image de la mémoire de ce processus, dans $essai/memoire.
memoire() {
    local pid
    pid=$(ici "$(pid_de "$1")")
    exiger gcore -o "$essai/core" "$pid"
    mv "$essai/core.$pid" "$essai/memoire"
    # Une image vide n'aurait rien à montrer.
    exiger grep -qaF GLIBC_TUNABLES "$essai/memoire"
}
sans() { if grep -qaF -- "$1" "$essai/memoire"; then echouer "la mémoire de $2 tient encore « $1 »"; fi; }
sans_octets() {
    python3 -c 'import sys; sys.exit(open(sys.argv[1], "rb").read() in open(sys.argv[2], "rb").read())' \
        "$1" "$essai/memoire" || echouer "la mémoire de $2 tient encore ${1##*/}"
}
# Un mot plus long que les huit octets que la bibliothèque C ne recouvre pas au bout de ce qu'elle reprend.
phrase_de() { echo "une phrase assez longue pour ${1%.exemple} MARQUEURDELAPHRASE"; }

# preparer NOM : son identité, faite ailleurs, et sa place dans la carte ; son dossier est celui de son bureau.
preparer() {
    local nom=$1 ou=/var/lib/private/agir-liaison-bureau/$1 publique
    # Comme systemd les fait.
    dans install -d -m 700 /var/lib/private
    dans install -d "${ou%/*}"
    phrase_de "$nom" > "$debian/root/phrase-$nom"
    local moi=(dans env "AGIR_LIAISON_PHRASE_FICHIER=/root/phrase-$nom" agir-liaison)
    exiger "${moi[@]}" agent creer "agir38.example/$nom" --dossier "$ou" --json
    publique=$(sed -n 's/.*"empreinte":"\([^"]*\)".*/\1/p' "$essai/sortie")
    exiger dans agir-liaison structure agent ajouter "$ou/agent.note" --role referent --empreinte "$publique" \
        --dossier /root/agent
    exiger dans agir-liaison carte exporter -o "/root/carte-$nom" --dossier /root/agent
    exiger dans agir-liaison empreinte --json --dossier /root/agent
    exiger "${moi[@]}" structure rejoindre "/root/carte-$nom" --dossier "$ou" \
        --empreinte "$(sed 's/.*"empreinte":"\([^"]*\)".*/\1/' "$essai/sortie")"
    dans rm "/root/carte-$nom" "/root/phrase-$nom"
}

heberger() {
    mkdir "$navigateurs"
    # Les deux secrets de la machine : leur clair reste ici, pour être cherché.
    exiger dans mkdir -p -m 700 /etc/credstore.encrypted
    local secret
    for secret in frontal hote; do
        head -c 32 /dev/urandom > "$essai/$secret.cle"
        cp "$essai/$secret.cle" "$debian/root/$secret.cle"
    done
    exiger dans systemd-creds encrypt --name=frontal.cle /root/frontal.cle \
        /etc/credstore.encrypted/agir-liaison-frontal.cle
    exiger dans systemd-creds encrypt --name=hote.cle /root/hote.cle \
        /etc/credstore.encrypted/agir-liaison-bureau.hote.cle
    dans rm /root/frontal.cle /root/hote.cle
    printf '{"structure": "agir38.example", "adresse": "https://bureau.agir38.example"}\n' \
        > "$debian/etc/agir-liaison/frontal.json"
    exiger dans chgrp agir-liaison /etc/agir-liaison/frontal.json
    exiger dans chmod 640 /etc/agir-liaison/frontal.json

    # Sans décision il n'ouvre à personne.
    exiger dans systemctl enable --now agir-liaison-frontal
    attendre entree_est 503
    exiger dans agir-liaison hebergement decider --depuis "$(TZ=Europe/Paris date +%F)" --motif "AIPD" --dossier /root/agent
    exiger dans agir-liaison hebergement publier --dossier /root/agent
    exiger dans systemctl restart agir-liaison-frontal
    attendre entree_est 200

    local nom
    for nom in "${agents[@]}"; do
        preparer "$nom"
        exiger dans systemctl enable --now "agir-liaison-bureau@$nom.socket" \
            "agir-liaison-bureau@$nom.timer"
        exiger frontal inviter "$nom"
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
    local chloe=${agents[2]}
    exiger dans kill -9 "$(pid_de "agir-liaison-bureau@$chloe.service")"
    exiger navigateur travailler "$navigateurs" "${agents[0]}" "${agents[1]}"
    # La sienne revient : son socket la relance, sa phrase la rouvre.
    exiger navigateur rentrer "$navigateurs" "$chloe" "$(phrase_de "$chloe")"
    exiger navigateur travailler "$navigateurs" "${agents[@]}"
}

# Ce que tient encore la mémoire du frontal, et d'un bureau fermé.
rien_ne_reste() {
    local alice=${agents[0]} secret nom
    exiger navigateur fermer "$navigateurs" "$alice"
    memoire "agir-liaison-bureau@$alice.service"
    sans "$(phrase_de "$alice")" "$alice"
    sans AGE-SECRET-KEY- "$alice"
    for secret in hote frontal; do sans_octets "$essai/$secret.cle" "$alice"; done
    memoire agir-liaison-frontal.service
    for secret in hote frontal; do sans_octets "$essai/$secret.cle" "du frontal"; done
    for nom in "${agents[@]}"; do sans "$(phrase_de "$nom")" "du frontal"; done
    # Les formulaires et les pages passés par lui ; ses propres pages n'ont pas ces mots.
    sans "Ma journée" "du frontal"
    sans MARQUEURDELAPHRASE "du frontal"
    rm "$essai/memoire"
    exiger navigateur rentrer "$navigateurs" "$alice" "$(phrase_de "$alice")"
}

finir_bureaux() {
    local alice=${agents[0]} benoit=${agents[1]} nom
    # Des codes faux d'ailleurs font attendre ailleurs, et elle entre chez elle.
    exiger navigateur faux "$alice"
    exiger navigateur travailler "$navigateurs" "$alice"
    exiger frontal lister
    dit "agir38.example/$alice"
    # Retiré, son cookie ne sert plus.
    exiger frontal retirer "$benoit"
    exiger page_est "$benoit" 303
    exiger page_est "$alice" 200
    # Un redémarrage du frontal finit les sessions ; chacun rentre.
    exiger dans systemctl restart agir-liaison-frontal
    attendre entree_est 200
    exiger page_est "$alice" 303
    exiger navigateur rentrer "$navigateurs" "$alice" "$(phrase_de "$alice")"
    # Le DPO y met fin : plus personne n'entre ni ne reste.
    exiger dans agir-liaison hebergement cesser --motif "Postes installés" --dossier /root/agent
    exiger dans agir-liaison hebergement publier --dossier /root/agent
    exiger dans systemctl restart agir-liaison-frontal
    attendre entree_est 503
    for nom in "${agents[@]}"; do exiger dans systemctl stop "agir-liaison-bureau@$nom.service"; done
}
