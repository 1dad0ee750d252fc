#!/usr/bin/env bash
# Le service meurt (kill -9) à chacune de ses écritures durables pendant qu'un guichet s'ouvre, prend une réponse, la
# rend à l'agent, se ferme, disparaît avec sa fiche ; l'agent, à chacune des siennes pendant qu'il l'ouvre. Au
# redémarrage, refaire le geste suffit : une copie, une réponse, une fin ; rien d'ouvert dont l'envoi n'est pas là ; et ce
# qui devait disparaître a disparu.
#
# TOUTES=oui : chaque écriture (« make nuit »). Sinon une sur quatre.
source "$(dirname "$0")/../outils.sh"
source "$(dirname "$0")/../guichets.sh"

cc -O1 -shared -fPIC -o "$dossier/tuer.so" "$racine/Tests/EndToEnd/tuer.c" -ldl
export TUER=$dossier/tuer
a_l_heure() {
    if [ "$1" = "$binaires/agir-liaisond" ]; then LD_PRELOAD=$dossier/tuer.so exec "$@"; fi
    exec "$@"
}
etat=$dossier/operateur/etat
[ "${TOUTES:-non}" = oui ] && pas=1 assez=20 || pas=4 assez=5

un_operateur
cat > "$dossier/reponse.json" <<'FIN'
{"texte": "Bien reçu.", "pieces": [], "repondant": {"nom": "Jean Modèle", "fonction": "Conseiller"}}
FIN
# requete SQL… : ce que la base du service en dit, une ligne par ligne.
requete() { /usr/bin/python3 -c '
import sqlite3, sys
base = sqlite3.connect(f"file:{sys.argv[1]}/liaison.sqlite?mode=ro", uri=True, timeout=20)
for row in base.execute(sys.argv[2], sys.argv[3:]): print(*row)' "$etat" "$@"; }
envois() { requete "SELECT count(*) FROM envois WHERE voie = 'guichet'"; }
relever() {
    local parts
    parts=$(requete "SELECT id FROM guichets_contenus WHERE nom = ?" "$nom" | paste -sd' ')
    read -ra parts <<< "$parts"
    traces relever "$etat" "${parts[@]}" > "$dossier/traces"
    exiger command grep -q '^cle ' "$dossier/traces"
}
parti() { traces chercher "$dossier/traces" "$etat"; }
clos_une_fois() { exiger test "$(actes_du_guichet | command grep -c '^guichet-clos .* 1$')" = 1; }

morts=0 refaits=0 rang=0 point=0 vivant=non
# couper COMMANDE… : elle, pendant que le service meurt à ce point ; il est redémarré. vivant : il n'en est pas mort.
couper() {
    point=$((point + pas))
    echo $point > "$TUER"
    "$@" || true
    rm "$TUER"
    # Il peut mourir juste après avoir répondu.
    if agir operateur boite > /dev/null 2>&1; then
        vivant=oui
    else
        vivant=non morts=$((morts + 1))
        arreter operateur KILL
        demarrer operateur
        purge_du_jour operateur
    fi
}
# geste NOM : les points d'un geste, l'un après l'autre, jusqu'à ce que le service lui survive. Un service neuf compte ses
# écritures depuis la première qui suit.
geste() {
    rang=$((rang + 1)) point=$((rang % pas - pas + 1)) vivant=non
    arreter operateur; demarrer operateur; purge_du_jour operateur
    while [ $vivant = non ]; do
        exiger test $point -lt 120
        "$1"
    done
    echo "$1 : jusqu'au point $point" >&2
}

depot() {
    local avant apres ouverts
    avant=$(envois)
    rm -f "$dossier/sortie"
    couper au_terminal envoyer "$exemple" --a $voiron --confirmer-avertissements --json
    apres=$(envois)
    exiger test "$apres" -le $((avant + 1))
    ouverts=$(requete "SELECT count(*) FROM guichets WHERE statut = 'ouvert' AND envoi NOT IN (SELECT id FROM envois)")
    exiger test "$ouverts" = 0
    # Ce qui a dit son lien est servi.
    if [ -s "$dossier/sortie" ]; then
        exiger test "$apres" = $((avant + 1))
        lire_guichet
        exiger test "$(navigateur etat "$lien")" = 200
    fi
    mots=$(phrase_dite)
    if [ -n "$mots" ] && command grep -rqaF "$mots" "$dossier/operateur"; then echouer "les mots sont restés"; fi
    [ "$apres" = $avant ] || dernier=$(requete "SELECT id FROM envois ORDER BY rowid DESC LIMIT 1")
}
reponse() {
    local rendu
    rendu=$(navigateur repondre "$lien" "$contenu" "$dossier/reponse.json" "$dossier/$point.jose")
    # La page rend les mêmes octets jusqu'à ce qu'elle ait l'heure de réception.
    rejouer() { navigateur rejouer "$lien" "$contenu" "$1" "$rendu" > "$dossier/code"; }
    local scelle=$dossier/$point.jose
    couper rejouer "$scelle"
    premier_code=$(cat "$dossier/code")
    rejouer "$scelle"
    case $premier_code in
        201 | 200) exiger test "$(cat "$dossier/code")" = 200 ;;
        0) exiger command grep -qE '^20[01]$' "$dossier/code" ;;
        *) echouer "la réponse a eu $premier_code" ;;
    esac
    exiger test "$(requete "SELECT count(*) FROM guichets_reponses WHERE nom = ? AND id = ?" "$nom" "$rendu")" = 1
    a_ouvrir+=("$rendu")
    # Dix au plus : un autre guichet, pour les suivantes.
    [ $((${#a_ouvrir[@]} % 9)) != 0 ] || guichet_lu
}
# guichet_lu : un guichet neuf, dont le contenu est lu.
guichet_lu() { ouvrir_guichet "$exemple"; navigateur lire "$lien" "$mots" "$contenu"; }
recus() { agir operateur boite --tout --json 2> /dev/null | champ "len([x for x in d if x['objet'] == 'recu'])"; }
ouverture() {
    local rendu=${a_ouvrir[$ouvertes]:-} avant
    if [ -z "$rendu" ]; then
        rendu=$(navigateur repondre "$lien" "$contenu" "$dossier/reponse.json" | cut -d' ' -f1)
        a_ouvrir+=("$rendu")
        [ $((${#a_ouvrir[@]} % 9)) != 0 ] || guichet_lu
    fi
    avant=$(recus)
    exiger test "$avant" = $ouvertes
    ouvrir() { agir operateur ouvrir "$rendu" > "$dossier/sortie" 2> "$dossier/erreurs"; }
    couper ouvrir
    # Prise ou pas : elle est un document, et un seul.
    [ "$(recus)" = $((avant + 1)) ] || ouvrir
    refus 66 operateur ouvrir "$rendu"
    exiger test "$(recus)" = $((avant + 1))
    ouvertes=$((ouvertes + 1))
}
fermeture() {
    guichet_lu
    relever
    fermer() { agir operateur guichet fermer "$id" > /dev/null 2>&1; }
    couper fermer
    fermer
    exiger ferme_par ferme
    exiger test "$(navigateur etat "$lien")" = 404
    attendre parti
    clos_une_fois
}
purge() {
    guichet_lu
    exiger test "$(navigateur repondre "$lien" "$contenu" "$dossier/reponse.json" | cut -d' ' -f2)" = 201
    relever
    agir operateur fiche usage "$id" --jusqua "$(date -u -d yesterday +%F)" > /dev/null 2>&1
    purger() { agir operateur purge executer > /dev/null 2>&1; }
    couper purger
    detruite() { agir operateur purge apercu --json 2> /dev/null | command grep -qxF '[]'; }
    attendre detruite
    exiger ferme_par purge
    exiger test "$(navigateur etat "$lien")" = 404
    attendre parti
    clos_une_fois
}

dernier=
geste depot
guichet_lu
a_ouvrir=() ouvertes=0
geste reponse
geste ouverture
geste fermeture
geste purge
exiger test $morts -ge $assez

# L'agent meurt à chacune de ses écritures : l'envoi est là, le guichet est ouvert, le lien n'est nulle part ; refait, il
# en a un autre, et l'ancien est fermé.
point=0 fini=non
while [ $fini = non ]; do
    exiger test $point -lt 60
    point=$((point + pas)) avant=$(envois)
    echo $point > "$TUER-agent"
    devant="TUER=$TUER-agent LD_PRELOAD=$dossier/tuer.so"
    if au_terminal envoyer "$exemple" --a $voiron --confirmer-avertissements --json; then fini=oui; fi
    devant=
    exiger test "$(envois)" -le $((avant + 1))
    id=$(requete "SELECT id FROM envois WHERE voie = 'guichet' ORDER BY rowid DESC LIMIT 1")
    # Mort avant d'avoir rien préparé : l'envoi, s'il est là, se retire.
    [ "$(requete "SELECT count(*) FROM guichets WHERE envoi = ?" "$id")" = 1 ] || continue
    refaire_guichet "$id"
    exiger test "$(navigateur etat "$lien")" = 200
    exiger test "$(requete "SELECT count(*) FROM guichets WHERE statut = 'ouvert' AND envoi = ?" "$id")" = 1
    refaits=$((refaits + 1))
done
exiger test $refaits -ge 1
echo "l'agent : jusqu'au point $point" >&2

# Celui que le dépôt a laissé sans lien se refait ; et tout se vérifie.
refaire_guichet "$dernier"
exiger test "$(navigateur etat "$lien")" = 200
agir operateur journal verifier > /dev/null
arreter operateur
service verifier --etat "$etat" || { cat "$dossier/sortie" "$dossier/erreurs"; exit 1; }
