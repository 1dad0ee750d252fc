#!/usr/bin/env bash
# « agir-liaisond verifier » : sain après le travail, précis après un dégât.
source "$(dirname "$0")/../outils.sh"

verifier() { "$binaires/agir-liaisond" verifier --etat "$dossier/operateur/etat" > "$dossier/sortie" 2> "$dossier/erreurs"; }
deux_structures
id=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json \
    | identifiant)
# Le service tourne : son dossier est à lui.
statut=0; verifier || statut=$?
exiger test $statut = 75
# Un point de contrôle, pour ce qui suit.
agir operateur journal exporter -o "$dossier/export" > /dev/null
arreter operateur
verifier || echouer "$(cat "$dossier/sortie" "$dossier/erreurs")"
dit "1 plis"
dit "tout est sain."
cp -r "$dossier/operateur/etat" "$dossier/sain"

degat() { # degat TEXTE SQL : la base abîmée ainsi, ce défaut est dit
    rm -rf "$dossier/operateur/etat"; cp -r "$dossier/sain" "$dossier/operateur/etat"
    python3 - "$dossier/operateur/etat" "$2" <<'FIN'
import sqlite3, sys
folder, sql = sys.argv[1:]
base = sqlite3.connect(f"{folder}/liaison.sqlite")
base.execute("ATTACH ? AS secret", (f"{folder}/cles.sqlite",))
base.execute(sql); base.commit()
FIN
    statut=0; verifier || statut=$?
    exiger test $statut = 65
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
exiger grep -q 'verifier' <("$binaires/agir-liaisond" --help)
