#!/usr/bin/env bash
# « agir-liaisond verifier » : sain après le travail, précis après un dégât.
source "$(dirname "$0")/../outils.sh"

etat=$dossier/operateur/etat
# Chaque fichier du dossier d'état, et quand le dossier lui-même a changé.
arbre() { (cd "$etat"; find . -type f -exec sha256sum {} + | sort; stat -c '%n %y' .); }
# Ce qu'elle regarde peut être une preuve : à l'octet près comme avant, quoi qu'elle trouve.
verifier() {
    local avant statut=0
    avant=$(arbre)
    "$binaires/agir-liaisond" verifier --etat "$etat" > "$dossier/sortie" 2> "$dossier/erreurs" || statut=$?
    exiger test "$(arbre)" = "$avant"
    return $statut
}
deux_structures
id=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json \
    | identifiant)
# Le service tourne : son dossier est à lui.
echoue 75 verifier --etat "$etat"
# Un point de contrôle, pour ce qui suit.
agir operateur journal exporter -o "$dossier/export" > /dev/null
arreter operateur
verifier || echouer "$(cat "$dossier/sortie" "$dossier/erreurs")"
dit "1 pli"
dit "tout est sain."
# Coupé net, il laisse des journaux d'écriture pleins.
demarrer operateur
# Au démarrage il vide les siens, une fois : ce qui suit y est écrit après.
purge_du_jour operateur
ecrits() { rm -rf "$dossier/autre"; agir operateur journal exporter -o "$dossier/autre" && [ -s "$etat/liaison.sqlite-wal" ]; }
attendre ecrits
arreter operateur KILL
exiger test -s "$etat/liaison.sqlite-wal"
verifier || echouer "$(cat "$dossier/sortie" "$dossier/erreurs")"
dit "tout est sain."
cp -r "$dossier/operateur/etat" "$dossier/sain"

degat() { # degat TEXTE SQL [CODE] : la base abîmée ainsi, ce défaut est dit
    rm -rf "$etat"; cp -r "$dossier/sain" "$etat"
    python3 - "$etat" "$2" <<'FIN'
import sqlite3, sys
folder, sql = sys.argv[1:]
base = sqlite3.connect(f"{folder}/liaison.sqlite")
base.execute("ATTACH ? AS secret", (f"{folder}/cles.sqlite",))
base.execute(sql); base.commit()
FIN
    statut=0; verifier || statut=$?
    exiger test $statut = "${3:-65}"
    dit "$1"
}
degat "n'a pas de contenu lisible" "DELETE FROM blobs"
degat "n'a pas de contenu lisible" "UPDATE blobs SET contenu = zeroblob(length(contenu))"
degat "n'a pas de contenu lisible" "DELETE FROM secret.cles"
degat "n'est pas le sien" "UPDATE envois SET sha256 = replace(sha256, substr(sha256, 1, 1), 'z')"
degat "Un contenu sans pli" "DELETE FROM envois"
degat "L'enregistrement 2 du journal a changé" "UPDATE journal SET ligne = replace(ligne, 'fait', 'refuse') WHERE n = 2"
degat "La racine du journal" "DELETE FROM journal WHERE n = (SELECT max(n) FROM journal)"
degat "Le journal saute de 1 à 2" "DELETE FROM journal WHERE n = 1"
# Ce qui décide d'une destruction, ou prouve : lié au journal, effacé ou changé il se voit.
degat "« gardes »" "UPDATE gardes SET conserver = '2020-01-01'"
degat "« faits »" "UPDATE faits SET contenu = replace(contenu, '20', '19')"
degat "« points »" "DELETE FROM points"
degat "« accuses »" "DELETE FROM accuses"
degat "« cartes »" "DELETE FROM cartes WHERE propre = 0"
degat "« garde_arretee »" "UPDATE conservation_etat SET restaure = 1"
degat "Le schéma de liaison.sqlite" "DROP TRIGGER lie_faits_retrait"
degat "n'est plus rangé sous ce qu'il dit" "UPDATE journal SET ref = 'autre' WHERE n = 2"
# Une base d'avant n'est ni migrée ni jugée.
degat "d'une version précédente" "DELETE FROM grdb_migrations WHERE rowid = (SELECT max(rowid) FROM grdb_migrations)" 78
rm "$etat/cles.sqlite"
statut=0; verifier || statut=$?
exiger test $statut = 65
dit "Il n'y a pas de base cles.sqlite"
# Le démarrage ne détruit pas davantage la clé d'un contenu que la base ne trouve plus.
degat "n'a pas de contenu lisible" "UPDATE blobs SET boite = 'x' || boite"
demarrer operateur; arreter operateur
exiger test "$(python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM cles").fetchone()[0])' "$etat/cles.sqlite")" = 1
exiger grep -q 'verifier' <("$binaires/agir-liaisond" --help)
