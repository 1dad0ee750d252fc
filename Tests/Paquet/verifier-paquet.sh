#!/usr/bin/env bash
# Le paquet dans un Debian neuf et jetable : installé sans systemd, puis avec, essayé, mis à jour,
# retiré, repris et purgé. S'arrête, en erreur, à la première chose qui n'est pas comme attendu.
#   Tests/Paquet/verifier-paquet.sh FICHIER.deb [DEBIAN]
# DEBIAN : le dossier où debian.sh l'a déjà fait ; il est pris, et effacé à la fin.
# En root ; debootstrap, systemd-container, lintian, gdb, python3 et curl sont installés.
set -euo pipefail
shopt -s inherit_errexit
paquet=$(realpath "$1")
racine=$(cd "$(dirname "$0")/../.." && pwd)
essai=$(mktemp -d /var/tmp/agir-paquet.XXXXXX)
debian=$essai/debian
conteneur=

nettoyer() {
    local statut=$?
    if [ "$statut" != 0 ]; then
        echo "ÉCHEC. Le journal du service :" >&2
        [ -z "$chef" ] || dans journalctl --no-pager -n 40 -o cat -u 'agir-liaison*' >&2 || true
        echo "Les dernières lignes de la commande :" >&2
        tail -n 40 "$essai/sortie" >&2
    fi
    arreter
    rm -rf --one-file-system "$essai"
    exit "$statut"
}
trap nettoyer EXIT

etape() { printf '== %s\n' "$*"; }
echouer() { echo "Ce n'est pas comme attendu : $*" >&2; exit 1; }
exiger() { "$@" > "$essai/sortie" 2>&1 || echouer "$*"; }
refuser() { if "$@" > "$essai/sortie" 2>&1; then echouer "réussi : $*"; fi; }
# muet COMMANDE… : elle réussit et n'a rien à redire.
muet() { exiger "$@"; [ ! -s "$essai/sortie" ] || echouer "dit quelque chose : $*"; }
dit() { grep -qF -- "$1" "$essai/sortie" || echouer "« $1 » n'est pas dit"; }
attendre() {
    local fin=$((SECONDS + 300))
    while [ $SECONDS -lt $fin ]; do
        if "$@" > "$essai/sortie" 2>&1; then return; fi
        sleep 0.2
    done
    echouer "attendu en vain : $*"
}

# Le Debian jetable : arrêté, sans systemd ; puis démarré.
propre=(env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp
    LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive)
chef=
dans() {
    if [ -z "$chef" ]; then
        unshare --mount --pid --fork --mount-proc="$debian/proc" \
            chroot "$debian" "${propre[@]}" "$@" < /dev/null
    else
        nsenter --target "$chef" --all "${propre[@]}" "$@" < /dev/null
    fi
}
demarrer() {
    systemd-nspawn --quiet --register=no --keep-unit --boot --console=pipe --directory "$debian" \
        --bind-ro "$racine:/agir" < /dev/null > "$essai/console" 2>&1 &
    conteneur=$!
    attendre pgrep --parent "$conteneur"
    chef=$(pgrep --parent "$conteneur")
    attendre dans systemctl is-system-running
}
arreter() {
    [ -n "$conteneur" ] || return 0
    kill "$conteneur" 2>/dev/null || true
    wait "$conteneur" 2>/dev/null || true
    conteneur=
    chef=
}

# Tout ce qui est là, sauf ce que le système écrit de lui-même.
inventaire() {
    dans find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp \
        -o -path /var/tmp -o -path /var/log -o -path /var/cache -o -path /var/lib/apt \
        -o -path /var/lib/dpkg -o -path /agir \) -prune -o -print | sort
}
proprietaire() { dans stat -c '%a %U:%G' "$1"; }
est_a() { [ "$(proprietaire "$2")" = "$1" ] || echouer "$2 est à $(proprietaire "$2")"; }
# shellcheck source=Tests/Paquet/bureaux.sh
source "$racine/Tests/Paquet/bureaux.sh"

etape "1. lintian"
muet lintian --allow-root --fail-on error,warning "$paquet"
# Ce que les archives et les photographies demandent au poste d'un agent (voies.md, « Confined programs »).
for programme in 7zip bubblewrap libheif-examples; do
    exiger grep -qw "$programme" <(dpkg-deb -f "$paquet" Recommends)
done

# Le manuel du référent montre ses écrans là où il est installé aussi.
dpkg-deb -c "$paquet" > "$essai/contenu"
while read -r image; do
    exiger grep -q " ./usr/share/doc/agir-liaison/$image\$" "$essai/contenu"
done < <(grep -o 'images/[a-z-]*\.png' "$racine/docs/referent.md")

etape "2. Un Debian neuf"
if [ -n "${2:-}" ]; then mv "$2" "$debian"; else exiger "$racine/Tests/Paquet/debian.sh" "$debian"; fi
cp "$paquet" "$debian/paquet.deb"
exiger dans apt-get update

etape "3. Sans systemd : installé avec ce dont il dépend, purgé"
exiger dans apt-get install -y --no-install-recommends /paquet.deb
refuser dans test -e /usr/bin/systemctl
exiger dans agir-liaison --version
est_a "750 root:agir-liaison" /etc/agir-liaison
est_a "640 root:agir-liaison" /etc/agir-liaison/liaisond.json
est_a "700 agir-liaisond:agir-liaison" /var/lib/agir-liaisond
exiger dans dpkg --purge agir-liaison
muet dans find / -xdev -name '*agir*'
exiger dans deluser agir-liaisond
exiger dans deluser agir-liaison-frontal

etape "4. Avec systemd, démarré"
exiger dans apt-get install -y --no-install-recommends systemd systemd-sysv dbus 7zip bubblewrap libheif-examples
exiger dans useradd --create-home claire
demarrer
inventaire > "$essai/avant"
exiger dans dpkg -i /paquet.deb
for unite in agir-liaisond.socket agir-liaisond.service; do
    exiger dans systemctl is-enabled $unite
    exiger dans systemctl is-active $unite
done
for unite in agir-liaisond-sauvegarde.timer agir-liaison-bureaux-sauvegarde.timer \
    agir-liaison-frontal.service; do
    refuser dans systemctl is-enabled $unite
done
muet dans systemd-analyze verify --man=yes agir-liaisond.socket agir-liaisond.service \
    agir-liaisond-sauvegarde.service agir-liaisond-sauvegarde.timer agir-liaison-frontal.service \
    agir-liaison-bureaux-sauvegarde.service agir-liaison-bureaux-sauvegarde.timer
est_a "750 root:agir-liaison" /etc/agir-liaison
est_a "640 root:agir-liaison" /etc/agir-liaison/liaisond.json
est_a "700 agir-liaisond:agir-liaison" /var/lib/agir-liaisond
est_a "700 agir-liaisond:agir-liaison" /var/backups/agir-liaisond
# Ce que les unités disent de lire est là.
for document in $(grep -rhoP 'file://\K\S+' "$debian"/usr/lib/systemd/system/agir-liaison*); do
    exiger dans test -s "$document"
done

etape "5. Les agents de la machine joignent le service, les autres non"
refuser dans runuser -u claire -- test -w /run/agir-liaisond/liaisond.sock
exiger dans usermod -aG agir-liaison claire
exiger dans runuser -u claire -- test -w /run/agir-liaisond/liaisond.sock
refuser dans runuser -u claire -- ls /var/lib/agir-liaisond
exiger dans agir-liaison structure creer agir38.example --libelle "Opérateur AGIR" --type operateur-agir \
    --adresse http://127.0.0.1:8443 --agent claire.exemple --role dpo --sans-phrase --dossier /root/agent
exiger dans agir-liaison service etat --dossier /root/agent

etape "6. La sauvegarde de la nuit"
exiger dans agir-liaisond cle-de-sauvegarde /root/sauvegarde.txt
cle=$(grep -o 'age1[a-z0-9]*' "$essai/sortie" | head -n 1)
sed -i "s|{|{\"sauvegarde\": \"$cle\", |" "$debian/etc/agir-liaison/liaisond.json"
exiger dans systemctl restart agir-liaisond
exiger dans systemctl enable --now agir-liaisond-sauvegarde.timer
exiger dans systemctl start agir-liaisond-sauvegarde.service
exiger dans find /var/backups/agir-liaisond -name '*.age' -size +0
[ -s "$essai/sortie" ] || echouer "aucune sauvegarde"

etape "7. Les pages de manuel"
for page in man1/agir-liaison.1 man1/agir-liaison-bureau.1 man8/agir-liaisond.8 \
    man8/agir-liaison-frontal.8; do
    fichier=/usr/share/man/$page.gz
    muet dans sh -c "man --warnings -l $fichier > /tmp/page"
    exiger dans lexgrog "$fichier"
    exiger dans cat /tmp/page
    dit "CODES DE SORTIE"
done
exiger dans whatis agir-liaison agir-liaisond
exiger dans man 1 agir-liaison
for commande in "structure agent ajouter" "ofii tableau" envoyer; do dit "$commande"; done

etape "8. Les complétions"
for programme in agir-liaison agir-liaisond agir-liaison-frontal agir-liaison-bureau; do
    muet dans bash -n /usr/share/bash-completion/completions/$programme
    muet dans zsh -n /usr/share/zsh/vendor-completions/_$programme
    muet dans fish -n /usr/share/fish/vendor_completions.d/$programme.fish
done
exiger dans fish -c 'complete -C "agir-liaison env"'
dit envoyer
exiger dans zsh -c 'autoload -U compinit; compinit -D; print $_comps[agir-liaison] $_comps[agir-liaisond]'
dit "_agir-liaison _agir-liaisond"
# Ce que la touche de tabulation ferait.
exiger dans bash -c '. /usr/share/bash-completion/bash_completion
    _completion_loader agir-liaison
    fonction=$(complete -p agir-liaison | grep -oP -- "-F \K\S+")
    COMP_WORDS=(agir-liaison env) COMP_CWORD=1 COMP_LINE="agir-liaison env" COMP_POINT=16
    "$fonction" agir-liaison env agir-liaison
    printf "%s\n" "${COMPREPLY[@]}"'
dit envoyer

etape "9. La démonstration, par quelqu'un d'ordinaire"
exiger dans runuser -u claire -- env BINAIRES=/usr/bin /agir/Tests/EndToEnd/demo.sh
dit "Tout est comme attendu."

etape "10. Trois bureaux hébergés à la fois"
heberger
isoles
tombe
enfermes
phrases_fausses
rien_ne_reste
sauvegardes_des_bureaux
finir_bureaux

etape "11. Mis à jour"
version=$(dpkg-deb -f "$paquet" Version)
dpkg-deb -R "$paquet" "$essai/suivant"
sed -i "s/^Version: .*/Version: $version+essai/" "$essai/suivant/DEBIAN/control"
exiger dpkg-deb --root-owner-group -Znone --build "$essai/suivant" "$debian/suivant.deb"
pid() { dans systemctl show --property MainPID --value agir-liaisond.service; }
depuis() { dans systemctl show --property ActiveEnterTimestampMonotonic --value agir-liaisond.socket; }
pid_avant=$(pid)
socket_avant=$(depuis)
exiger dans systemctl start "agir-liaison-bureau@${agents[0]}.service"
exiger dans systemctl is-active "agir-liaison-bureau@${agents[0]}.service"
exiger dans dpkg -i /suivant.deb
[ "$(pid)" != "$pid_avant" ] || echouer "le service n'a pas redémarré"
[ "$(depuis)" = "$socket_avant" ] || echouer "le socket s'est fermé"
# L'ancien programme d'un bureau ouvert ne reste pas ; son socket lancera le nouveau.
refuser dans systemctl is-active "agir-liaison-bureau@${agents[0]}.service"
exiger dans systemctl is-active "agir-liaison-bureau@${agents[0]}.socket"
exiger dans systemctl is-active agir-liaisond.service
exiger dans grep -q '"sauvegarde"' /etc/agir-liaison/liaisond.json
est_a "640 root:agir-liaison" /etc/agir-liaison/liaisond.json
exiger dans agir-liaison service etat --dossier /root/agent

etape "12. Retiré : tout est gardé ; repris"
exiger dans dpkg --remove agir-liaison
refuser dans systemctl is-active agir-liaisond.service
refuser dans systemctl is-active agir-liaisond.socket
refuser dans test -e /usr/bin/agir-liaisond
for garde in /etc/agir-liaison/liaisond.json /var/lib/agir-liaisond/liaison.sqlite; do
    exiger dans test -s $garde
done
exiger dans dpkg -i /suivant.deb
exiger dans agir-liaison service etat --dossier /root/agent

etape "13. Purgé : rien ne reste, le dossier d'état fût-il un point de montage"
dans mount --bind /var/lib/agir-liaisond /var/lib/agir-liaisond
exiger dans dpkg --purge agir-liaison
exiger test -z "$(dans ls -A /var/lib/agir-liaisond)"
dans umount /var/lib/agir-liaisond
dans rmdir /var/lib/agir-liaisond
dans rm -r /root/agent /root/sauvegarde.txt /suivant.deb
# Vides : la purge a pris les secrets et les dossiers des bureaux. La clé de systemd-creds est au système.
exiger dans rmdir /etc/credstore.encrypted
dans rmdir --ignore-fail-on-non-empty /var/lib/private
dans rm -f /var/lib/systemd/credential.secret
inventaire > "$essai/apres"
comm -13 "$essai/avant" "$essai/apres" > "$essai/sortie"
[ ! -s "$essai/sortie" ] || echouer "la purge a laissé des fichiers"
refuser dans test -e /run/agir-liaisond
exiger dans systemctl daemon-reload
exiger dans systemctl list-unit-files
if grep -qF agir-liaison "$essai/sortie"; then echouer "la purge a laissé des unités"; fi

etape "14. Le manuel de l'administrateur, commande après commande"
exiger dans apt-get install -y --no-install-recommends curl ca-certificates adduser
cp "$paquet" "$debian/root/"
printf 'une phrase pour le manuel\n' > "$debian/root/phrase"
# Ce qui demande un nom public et le monde extérieur (certbot) y est en « console ».
awk '/^```sh$/ { bloc = 1; print "echo \"-- ligne " NR "\""; next } /^```$/ { bloc = 0 } bloc' \
    "$racine/docs/administrateur.md" > "$debian/root/manuel.sh"
exiger test "$(grep -c '^echo "-- ligne' "$debian/root/manuel.sh")" -ge 12
exiger dans env HOME=/root AGIR_LIAISON_PHRASE_FICHIER=/root/phrase \
    bash -c 'cd && bash -xeuo pipefail manuel.sh'
dit "tout est sain"
exiger dans systemctl is-active agir-liaisond.service
refuser dans test -e /var/lib/agir-liaisond/service.cle
exiger dans env HOME=/root AGIR_LIAISON_PHRASE_FICHIER=/root/phrase agir-liaison service etat

etape "Tout est comme attendu."
