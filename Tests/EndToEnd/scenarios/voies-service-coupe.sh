#!/usr/bin/env bash
# Le service meurt (kill -9) à chacune de ses écritures durables pendant qu'un envoi lui est confié, par chaque voie :
# le fichier que l'agent a fait a toujours sa copie, sur le poste en attendant ou au service, et une seule ; ce qui n'a
# pas été fait a au plus une ligne, qui dit « à transmettre » ou ne part qu'une fois.
source "$(dirname "$0")/../outils.sh"

cc -O1 -shared -fPIC -o "$dossier/tuer.so" "$racine/Tests/EndToEnd/tuer.c" -ldl
export TUER=$dossier/tuer
# Le service de l'opérateur meurt quand on le dit ; tout le reste vit.
a_l_heure() {
    if [ "$1" = "$binaires/agir-liaisond" ] && [ "${qui:-}" = operateur ]; then
        LD_PRELOAD=$dossier/tuer.so exec "$@"
    fi
    exec "$@"
}
deux_structures
agir operateur contact ajouter voiron.france-travail.example --libelle "France Travail Voiron" --type pole-emploi > /dev/null
lignes() { python3 -c '
import sqlite3, sys
base = sqlite3.connect(f"file:{sys.argv[1]}/liaison.sqlite?mode=ro", uri=True, timeout=20)
rows = base.execute("SELECT id, pour FROM envois").fetchall()
assert len(rows) == len(set(rows)) == len({row[0] for row in rows})
print(len(rows))' "$dossier/operateur/etat"; }

morts=0
for voie in service pli fichier archive papier; do
    case $voie in
        archive | papier) pour="voiron.france-travail.example --voie $voie -o $dossier/essai/f" ;;
        service) pour="ml-grenoble.example --voie service --sans-delai" ;;
        *) pour="ml-grenoble.example --voie $voie -o $dossier/essai/f" ;;
    esac
    # Un service neuf compte ses écritures depuis la première qui suit.
    arreter operateur; demarrer operateur; purge_du_jour operateur
    point=0 vivant=non
    while [ $vivant = non ] && [ $point -lt 60 ]; do
        point=$((point + 1))
        rm -rf "$dossier/essai"; mkdir "$dossier/essai"
        avant=$(lignes)
        echo $point > "$TUER"
        script -qec "$binaires/agir-liaison envoyer $exemple --a $pour --confirmer-avertissements \
            --dossier $dossier/operateur/agent --service unix:$dossier/operateur/s.sock > $dossier/sortie \
            2> $dossier/erreurs && touch $dossier/essai/fini" /dev/null < /dev/null > /dev/null || true
        rm "$TUER"
        if agir operateur service etat > /dev/null 2>&1; then
            vivant=oui
        else
            morts=$((morts + 1))
            arreter operateur KILL
            demarrer operateur
            # Ce qu'il écrit de lui-même en partant n'est pas de l'envoi.
            purge_du_jour operateur
        fi
        # La première commande venue remet ce qui attendait.
        agir operateur boite > /dev/null 2> "$dossier/erreurs"
        exiger test -z "$(ls "$dossier/operateur/agent/departs" 2> /dev/null)"
        apres=$(lignes)
        exiger test "$apres" -le $((avant + 1))
        if [ -e "$dossier/essai/f" ] || [ -e "$dossier/essai/fini" ]; then
            [ "$apres" = $((avant + 1)) ] || echouer "$voie, point $point : un envoi sans trace"
        fi
    done
    [ $vivant = oui ] || echouer "$voie : le service ne survit jamais"
    echo "$voie : $((point - 1)) points d'arrêt du service" >&2
done
exiger test $morts -ge 20
# Chacun de ceux du service arrive une fois chez le partenaire, et rien d'autre.
envoyes() { agir operateur boite envoi --tout --json | json 'print("\n".join(sorted(x["id"] for x in d if x["voie"] == "service")))'; }
recus() { agir ml boite reception --tout --json | json 'print("\n".join(sorted(x["id"] for x in d)))'; }
arrives() { [ "$(envoyes)" = "$(recus)" ]; }
attendre arrives
agir operateur journal verifier > /dev/null
arreter operateur
"$binaires/agir-liaisond" verifier --etat "$dossier/operateur/etat" > /dev/null
