#!/usr/bin/env bash
# Des archives faites pour nuire (hostiles.py) : bombes, foules d'entrées, liens, noms qui sortent de leur dossier, en-têtes
# qui mentent, clés et dictionnaires sans fin. Chacune finit par une phrase, rien n'est pris, rien n'est sur le disque.
# Les secondes sont dites ; ce qui les borne est la limite de l'enfant, pas ce scénario.
source "$(dirname "$0")/../outils.sh"

deux_structures
phrase="quatre mots sans rapport"
( umask 077; echo "$phrase" > "$dossier/phrase" )
"$racine/Tests/EndToEnd/hostiles.py" "$dossier/hostiles" "$phrase"
mkdir "$dossier/session" "$dossier/temporaire"
export XDG_RUNTIME_DIR=$dossier/session
# Ce qui est sur le disque, hors des bases et du journal du service, que d'autres choses changent.
fichiers() { find "$dossier" -path "$dossier/*/etat" -prune -o -type f -print | grep -vE '/(service\.log|sortie|erreurs|avant|apres)$' \
    | sort; }
# Une commande qui finit a noté ce qu'elle garde d'habitude : une de plus, honnête, avant de regarder.
printf '%%PDF-1.4\n%%%%EOF\n' > "$dossier/bon.pdf"
agir operateur recevoir "$dossier/bon.pdf" --de ml-grenoble.example --voie papier > /dev/null 2>&1
agir operateur boite > /dev/null 2>&1
boite=$(statut operateur reception | wc -l)
fichiers > "$dossier/avant"

lente=0 nombre=0
for archive in "$dossier"/hostiles/*; do
    debut=$(date +%s%N)
    TMPDIR=$dossier/temporaire refus 65 operateur recevoir "$archive" --de ml-grenoble.example --voie archive \
        --code-fichier "$dossier/phrase"
    duree=$((($(date +%s%N) - debut) / 1000000))
    nombre=$((nombre + 1)) lente=$((duree > lente ? duree : lente))
    # Une phrase pour qui l'a reçue, pas les mots d'un programme.
    exiger test -s "$dossier/erreurs"
    if grep -qiE '7zz|bwrap|fatal|signal' "$dossier/erreurs"; then echouer "$(cat "$dossier/erreurs")"; fi
    printf '%6d ms  %-32s %s\n' $duree "$(basename "$archive")" "$(head -n 1 "$dossier/erreurs")" >&2
    fichiers > "$dossier/apres"
    diff "$dossier/avant" "$dossier/apres" > "$dossier/sortie" || echouer "$(basename "$archive") a laissé un fichier"
done
exiger test $nombre -ge 30
exiger test -z "$(ls "$dossier/session" "$dossier/temporaire" | grep -v :)"
exiger test -z "$(ls /tmp/evade-agir-liaison.pdf "$dossier"/../evade-agir-liaison.pdf evade-agir-liaison.pdf 2> /dev/null)"
exiger test "$(statut operateur reception | wc -l)" = "$boite"
echo "$nombre archives, la plus lente en $lente ms" >&2
# Le contrôle : ce qui est bon entre, après elles toutes.
( cd "$dossier" && 7zz a -bd -t7z -mhe=on -p"$phrase" bonne.7z bon.pdf > /dev/null )
agir operateur recevoir "$dossier/bonne.7z" --de ml-grenoble.example --voie archive --code-fichier "$dossier/phrase" \
    > /dev/null 2>&1
exiger test "$(statut operateur reception | wc -l)" = $((boite + 1))
