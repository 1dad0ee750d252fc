#!/usr/bin/env bash
# Ce qui est détruit ne laisse rien : ni marqueur, ni clé, ni début de contenu, dans aucun fichier du dossier
# d'état, ni dans la mémoire du service ; même quand un lecteur tenait la base ouverte, ou quand le service
# meurt à n'importe quelle écriture de la purge.
source "$(dirname "$0")/../outils.sh"

hier=$(date -u -d yesterday +%F)
cc -O1 -shared -fPIC -o "$dossier/tuer.so" "$racine/Tests/EndToEnd/tuer.c" -ldl
export TUER=$dossier/tuer
# Le service de ml meurt quand on le dit ; tout le reste vit : celui de l'opérateur écrit aussi pendant ce temps.
a_l_heure() {
    if [ "$1" = "$binaires/agir-liaisond" ] && [ "${qui:-}" = ml ]; then LD_PRELOAD=$dossier/tuer.so exec "$@"; fi
    exec "$@"
}
envoyer() { # envoyer FICHE : son identifiant
    agir operateur envoyer "$1" --a ml-grenoble.example --attendre $patience --confirmer-avertissements --json \
        "${@:2}" 2> /dev/null | identifiant
}
rien() { # rien OÙ… : aucune trace, aucun marqueur n'y est
    if ! traces chercher "$dossier/traces" "$@" > "$dossier/trouves"; then
        head -n 5 "$dossier/trouves" >&2
        echouer "une trace reste dans $*"
    fi
    if grep -raqF -f "$dossier/marqueurs" "$@"; then echouer "un marqueur reste dans $*"; fi
}
condamner() { # condamner QUI ID… : leur usage a pris fin hier
    local id
    for id in "${@:2}"; do agir "$1" fiche usage "$id" --jusqua "$hier" > /dev/null 2>&1; done
}

deux_structures
/usr/bin/python3 - "$exemple" "$dossier" <<'FIN'
import json, random, string, sys
source, folder = sys.argv[1:]
fiche, marks = json.load(open(source)), []
def mark():
    marks.append("Mq" + "".join(random.choices(string.ascii_letters, k=14)))
    return marks[-1]
person = fiche["beneficiaire"]
person.update(nom=mark(), prenom=mark(), adressePostale=f"1 rue {mark()}", numeroAGDREF="".join(
    random.choices("123456789", k=10)))
marks.append(person["numeroAGDREF"])
fiche["informationsComplementaires"] = mark()
fiche["operateurAGIR"]["nom"] = mark()
json.dump(fiche, open(f"{folder}/fiche.json", "w"))
open(f"{folder}/piece.pdf", "wb").write(b"%PDF-1.4\n" + mark().encode())
open(f"{folder}/marqueurs", "w").write("\n".join(marks) + "\n")
FIN

# Envoyée, ouverte, exportée ; une autre n'est pas lue ; une troisième est refusée pour toujours.
lue=$(envoyer "$dossier/fiche.json" --piece "$dossier/piece.pdf" --but-piece autre)
agir ml ouvrir "$lue" -o "$dossier/lue" > /dev/null
exiger grep -rqF -f "$dossier/marqueurs" "$dossier/lue"
agir operateur pli exporter "$lue" -o "$dossier/lue.pli" > /dev/null
close=$(envoyer "$dossier/fiche.json")
"$binaires/agir-liaisond" cle-de-sauvegarde "$dossier/cle.txt" > "$dossier/cle.pub" 2> /dev/null
"$binaires/agir-liaisond" sauvegarder "$dossier/copies" --etat "$dossier/ml/etat" --a "$(cat "$dossier/cle.pub")" \
    > /dev/null 2>&1
for qui in operateur ml; do traces relever "$dossier/$qui/etat" "$lue" "$close"; done > "$dossier/traces"
exiger test "$(grep -c '^cle ' "$dossier/traces")" = 4
# Le contrôle voit ce qui est là.
if traces chercher "$dossier/traces" "$dossier/ml/etat" > /dev/null; then echouer "les traces ne se voient pas"; fi

# Purgées pendant qu'un lecteur tient le journal de la base : la purge le dit, et finit dès qu'il part.
for qui in operateur ml; do condamner $qui "$lue" "$close"; done
mkfifo "$dossier/fini"
/usr/bin/python3 - "$dossier/ml/etat" "$dossier/fini" <<'FIN' &
import sqlite3, sys
base = sqlite3.connect(f"file:{sys.argv[1]}/liaison.sqlite?mode=ro", uri=True, isolation_level=None)
base.execute("BEGIN")
base.execute("SELECT count(*) FROM blobs").fetchone()
open(f"{sys.argv[1]}/../lecteur", "w").close()
open(sys.argv[2]).read()
FIN
lecteur=$!
attendre test -e "$dossier/ml/lecteur"
agir ml purge executer --json > "$dossier/sortie"
dit '"detruits":2'
dit '"controle":"a-verifier"'
agir ml journal lister --acte alarme --json > "$dossier/sortie"
dit '"purge-inachevee"'
echo > "$dossier/fini"
wait $lecteur
# Un autre enregistrement peut suivre aussitôt : ce n'est pas la taille qui compte.
tronque() { traces chercher "$dossier/traces" "$dossier/ml/etat"; }
attendre tronque
agir operateur purge executer --json > "$dossier/sortie"
dit '"controle":"conforme"'
rien "$dossier/ml/etat" "$dossier/operateur/etat" "$dossier/ml/service.log" "$dossier/operateur/service.log"

# Ni dans la mémoire du service.
for qui in operateur ml; do
    gcore -o "$dossier/core" "${service[$qui]}" > /dev/null 2>&1 || echouer "pas d'image de la mémoire"
    rien "$dossier/core.${service[$qui]}"
    rm -f "$dossier/core.${service[$qui]}"
done

# Le service meurt à chaque écriture de la purge, tour à tour : au redémarrage tout est fini, et une fois.
point=0 vivant=non
while [ $vivant = non ] && [ $point -lt 100 ]; do
    point=$((point + 1))
    id=$(envoyer "$dossier/fiche.json")
    traces relever "$dossier/ml/etat" "$id" > "$dossier/traces"
    exiger test "$(grep -c '^cle ' "$dossier/traces")" = 1
    condamner ml "$id"
    echo $point > "$TUER"
    if agir ml purge executer > "$dossier/sortie" 2>&1; then vivant=oui; fi
    rm "$TUER"
    # Il peut mourir juste après avoir répondu.
    if ! agir ml boite > /dev/null 2>&1; then vivant=non; fi
    if [ $vivant = non ]; then
        arreter ml KILL
        demarrer ml
        # La suivante est celle de la commande : c'est à elle que l'on compte les écritures.
        purge_du_jour ml
    fi
    # Un dernier journal de la base se tronque dès que personne ne la lit : le service est le seul.
    detruite() {
        agir ml purge apercu --json | grep -qxF '[]' && traces chercher "$dossier/traces" "$dossier/ml/etat"
    }
    attendre detruite
    rien "$dossier/ml/etat" "$dossier/ml/service.log"
    refus 66 ml ouvrir "$id"
    accuse() { agir operateur journal lister --fiche "$id" --acte accuse --json | grep -q '"detail":"purge"'; }
    attendre accuse
    exiger test "$(agir ml journal lister --fiche "$id" --acte purge --json | grep -o '"n":' | wc -l)" = 1
done
exiger test $vivant = oui
exiger test $point -ge 10
echo "$point points d'arrêt" >&2
agir ml purge attestations --json > "$dossier/sortie"
exiger test "$(grep -o '"nombre":[0-9]*' "$dossier/sortie" | cut -d: -f2 | paste -sd+ | bc)" = $((point + 2))
agir ml journal verifier > /dev/null
arreter ml; arreter operateur
"$binaires/agir-liaisond" verifier --etat "$dossier/ml/etat" > /dev/null
