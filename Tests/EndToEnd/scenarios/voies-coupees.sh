#!/usr/bin/env bash
# La commande meurt à chaque écriture d'un envoi par fichier ou par archive, le service là ou absent : jamais un
# fichier pour le partenaire sans sa copie, au service ou sur le poste, scellée ; jamais deux.
source "$(dirname "$0")/../outils.sh"

cc -O1 -shared -fPIC -o "$dossier/tuer.so" "$racine/Tests/EndToEnd/tuer.c" -ldl
export TUER=$dossier/tuer
deux_structures
agir operateur contact ajouter voiron.france-travail.example --libelle "France Travail Voiron" --type pole-emploi > /dev/null
agent=$dossier/operateur/agent
# copies : combien d'envois ont leur copie, au service ou en attente ici ; remise à l'instant, l'une est des deux côtés.
copies() { python3 -c '
import pathlib, sqlite3, sys
base = sqlite3.connect(f"file:{sys.argv[1]}/liaison.sqlite?mode=ro", uri=True, timeout=20)
rows = base.execute("SELECT id FROM envois WHERE voie != ?", ("service",)).fetchall()
waiting = [path.stem.split("-", 1)[1] for path in pathlib.Path(sys.argv[2]).glob("*.age")]
assert len(rows) == len({row[0] for row in rows}) and len(waiting) == len(set(waiting))
print(len({row[0] for row in rows} | set(waiting)), len(waiting))' "$dossier/operateur/etat" "$agent/departs"; }
comptees() { copies | cut -d' ' -f1; }
attentes() { copies | cut -d' ' -f2; }

morts=0
for voie in fichier archive; do
    case $voie in
        fichier) pour=ml-grenoble.example ;;
        archive) pour=voiron.france-travail.example ;;
    esac
    for socket in "$dossier/operateur/s.sock" "$dossier/absent.sock"; do
        point=0 vivant=non
        while [ $vivant = non ] && [ $point -lt 60 ]; do
            point=$((point + 1))
            rm -rf "$dossier/essai"; mkdir "$dossier/essai"
            avant=$(comptees)
            echo $point > "$TUER"
            # Sur un terminal : la phrase de l'archive s'y montre.
            script -qec "LD_PRELOAD=$dossier/tuer.so $binaires/agir-liaison envoyer $exemple --a $pour --voie $voie \
                --confirmer-avertissements -o $dossier/essai/f --dossier $agent --service unix:$socket \
                > $dossier/sortie 2> $dossier/erreurs && touch $dossier/essai/fini" /dev/null < /dev/null > /dev/null || true
            rm "$TUER"
            apres=$(comptees)
            [ -e "$dossier/essai/fini" ] && vivant=oui || morts=$((morts + 1))
            exiger test "$apres" -le $((avant + 1))
            if [ -e "$dossier/essai/f" ] || [ $vivant = oui ]; then
                [ "$apres" = $((avant + 1)) ] || echouer "$voie, point $point : un fichier sans trace"
            fi
            # Une copie qui attend ne dit rien à qui n'a pas l'identité.
            if grep -rqaE 'SPECIMEN|3803012345' "$agent/departs" 2> /dev/null; then echouer "une copie se lit"; fi
        done
        exiger test $vivant = oui
    done
done
exiger test $morts -ge 8
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
