#!/usr/bin/env bash
# La commande meurt (kill -9) à chaque étape d'un envoi, par chaque voie, le service là ou absent : jamais un fichier
# pour le partenaire sans sa copie, au service ou sur le poste, scellée ; jamais deux.
#
# TOUTES=oui : chaque étape, le service là et absent (« make nuit »). Sinon une étape sur quatre, chaque voie une fois.
#
# Les points d'arrêt sont toutes les écritures durables de la commande, avant qu'elles soient faites (tuer.c) ; le
# scénario les dit, voie par voie. « placer F » est trois points : fsync de F, qui n'a pas encore de nom, link de F,
# fsync du dossier. Dans l'ordre où ils viennent :
#   fichier, phrase, archive  (service absent : placer departs/ID.age, notre copie scellée,) placer le fichier, placer
#                             copies/N (la fiche), puis le répertoire : fsync, link de F.tmp, rename, fsync
#   papier                    de même, avec un copies/N de plus : la page, avant qu'elle soit placée
#   pli                       placer copies/N, le répertoire, placer le .pli ; service absent : rien, elle refuse (69)
#   service                   placer copies/N, le répertoire ; service absent : rien, elle refuse (69)
# Où le service est là, notre copie est chez lui avant le premier de ces points : sa mort à lui, à chacune de ses
# écritures, est voies-service-coupe.sh.
source "$(dirname "$0")/../outils.sh"

cc -O1 -shared -fPIC -o "$dossier/tuer.so" "$racine/Tests/EndToEnd/tuer.c" -ldl
export TUER=$dossier/tuer TUER_DIT=$dossier/points
deux_structures
agir operateur contact ajouter voiron.france-travail.example --libelle "France Travail Voiron" --type pole-emploi > /dev/null
agent=$dossier/operateur/agent
# copies : combien d'envois ont leur copie, au service ou en attente ici ; remise à l'instant, l'une est des deux côtés.
copies() { python3 -c '
import pathlib, sqlite3, sys
base = sqlite3.connect(f"file:{sys.argv[1]}/liaison.sqlite?mode=ro", uri=True, timeout=20)
rows = base.execute("SELECT id FROM envois").fetchall()
waiting = [path.stem.split("-", 1)[1] for path in pathlib.Path(sys.argv[2]).glob("*.age")]
assert len(rows) == len({row[0] for row in rows}) and len(waiting) == len(set(waiting))
print(len({row[0] for row in rows} | set(waiting)), len(waiting))' "$dossier/operateur/etat" "$agent/departs"; }
comptees() { copies | cut -d' ' -f1; }
attentes() { copies | cut -d' ' -f2; }
# essayer VOIE SOCKET : un envoi, sur un terminal : une phrase s'y montre. « fini » est là quand il est allé au bout.
essayer() {
    local mots
    case $1 in
        phrase) mots="sceller $exemple --par-phrase --pour voiron.france-travail.example -o $dossier/essai/f" ;;
        service) mots="envoyer $exemple --a ml-grenoble.example --voie service --sans-delai" ;;
        archive | papier) mots="envoyer $exemple --a voiron.france-travail.example --voie $1 -o $dossier/essai/f" ;;
        *) mots="envoyer $exemple --a ml-grenoble.example --voie $1 -o $dossier/essai/f" ;;
    esac
    rm -rf "$dossier/essai" "$TUER_DIT"; mkdir "$dossier/essai"
    script -qec "LD_PRELOAD=$dossier/tuer.so $binaires/agir-liaison $mots --confirmer-avertissements --dossier $agent \
        --service unix:$2 > $dossier/sortie 2> $dossier/erreurs && touch $dossier/essai/fini" \
        /dev/null < /dev/null > /dev/null || true
}
# etapes : ce que la dernière commande a rendu durable, dans l'ordre, sans ce qui change d'une fois à l'autre.
etapes() {
    sed -E "s|$dossier/(operateur/agent/)?||; s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/ID/g; s|/#[0-9]+ \(deleted\)|/(sans nom)|
        s|(departs)/[0-9]+-|\1/|; s|(copies)/[0-9]+-[0-9a-f]+|\1/N|" "$TUER_DIT"
}

[ "${TOUTES:-non}" = oui ] && pas=1 assez=30 || pas=4 assez=6
# choisie VOIE SOCKET : ce qui se joue d'ordinaire ; ce qu'une voie refuse sans service ne coûte rien.
choisie() {
    [ $pas != 1 ] || return 0
    case $1 in
        fichier | phrase | papier) [ "$2" = "$dossier/absent.sock" ] ;;
        archive) [ "$2" != "$dossier/absent.sock" ] ;;
    esac
}

morts=0 rang=0
for voie in fichier phrase archive papier pli service; do
    # Les étapes jouées ne sont pas les mêmes d'une voie à l'autre.
    rang=$((rang + 1))
    for socket in "$dossier/operateur/s.sock" "$dossier/absent.sock"; do
        choisie $voie "$socket" || continue
        if [ "$socket" = "$dossier/absent.sock" ] && [[ $voie == pli || $voie == service ]]; then
            # Ces voies sont celles du service : sans lui, rien n'est fait.
            avant=$(comptees)
            essayer $voie "$socket"
            exiger test ! -e "$dossier/essai/fini"
            exiger test ! -e "$dossier/essai/f"
            exiger test "$(comptees)" = "$avant"
            continue
        fi
        point=$((rang % pas - pas + 1)) vivant=non tues=0
        while [ $vivant = non ] && [ $point -lt 80 ]; do
            point=$((point + pas))
            avant=$(comptees)
            echo $point > "$TUER"
            essayer $voie "$socket"
            rm "$TUER"
            apres=$(comptees)
            [ -e "$dossier/essai/fini" ] && vivant=oui || tues=$((tues + 1))
            exiger test "$apres" -le $((avant + 1))
            if [ -e "$dossier/essai/f" ] || [ $vivant = oui ]; then
                [ "$apres" = $((avant + 1)) ] || echouer "$voie, point $point : un fichier sans trace"
            fi
            # Ce qu'une mort laisse à moitié écrit n'a pas de nom, et une copie qui attend ne dit rien à qui n'a pas
            # l'identité.
            exiger test -z "$(find "$dossier/essai" -name 'f.*')"
            if grep -rqaE 'SPECIMEN|3803012345' "$agent/departs" 2> /dev/null; then echouer "une copie se lit"; fi
        done
        [ $vivant = oui ] || echouer "$voie : la commande n'arrive jamais au bout"
        qui=$([ "$socket" = "$dossier/absent.sock" ] && echo absent || echo là)
        morts=$((morts + tues))
        echo "$voie, service $qui : $tues arrêts" >&2
        etapes | sed 's/^/    /' >&2
        [ $voie != service ] || continue
        # Le fichier n'est placé qu'une fois, et après notre copie.
        etapes > "$dossier/etapes"
        exiger test "$(grep -c '^link essai/f$' "$dossier/etapes")" = 1
        if [ $qui = absent ]; then
            exiger test "$(grep -nE '^(link|fsync) (departs/ID.age|essai/f)' "$dossier/etapes" | grep -v tmp \
                | cut -d' ' -f2 | paste -sd' ')" = "departs/ID.age essai/f"
        fi
    done
done
exiger test $morts -ge $assez
# Ce qui attend est confié par la première commande venue, une fois.
total=$(comptees)
agir operateur boite > /dev/null 2>&1
exiger test "$(attentes)" = 0
exiger test "$(comptees)" = "$total"
agir operateur journal lister --acte declaration --json > "$dossier/sortie" 2> /dev/null
dit '"detail":"depot-differe"'
# Et « suivi » dit quoi faire de ce dont personne ne sait si c'est parti.
id=$(agir operateur boite envoi --json 2> /dev/null | python3 -c '
import json, sys
print([x["id"] for x in json.load(sys.stdin) if x["statut"] == "a-transmettre"][0])')
agir operateur suivi "$id" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "déclarez celui-ci --non-parvenu"
