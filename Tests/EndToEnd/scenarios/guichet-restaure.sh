#!/usr/bin/env bash
# Une sauvegarde restaurée ne rouvre aucun guichet : ni celui qui fut fermé depuis, dont rien ne revient, ni ceux qui
# étaient ouverts ; ce qui avait été répondu avant s'ouvre encore, et un référent les refait.
source "$(dirname "$0")/../outils.sh"
source "$(dirname "$0")/../guichets.sh"

etat=$dossier/operateur/etat
copies=$dossier/copies
service cle-de-sauvegarde "$dossier/cle.txt"
cle=$(cat "$dossier/sortie")
un_operateur
cat > "$dossier/reponse.json" <<'FIN'
{"texte": "Bien reçu.", "pieces": [], "repondant": {"nom": "Jean Modèle", "fonction": "Conseiller"}}
FIN

ouvrir_guichet "$exemple"
ferme=$id ferme_lien=$lien ferme_nom=$nom
ouvrir_guichet "$exemple"
ouvert=$id ouvert_lien=$lien ouvert_nom=$nom
navigateur lire "$lien" "$mots" "$contenu"
reponse=$(navigateur repondre "$lien" "$contenu" "$dossier/reponse.json")
exiger test "${reponse#* }" = 201
parts=$(/usr/bin/python3 -c '
import sqlite3, sys
base = sqlite3.connect(f"file:{sys.argv[1]}/liaison.sqlite?mode=ro", uri=True, timeout=20)
print(*(row[0] for row in base.execute("SELECT id FROM guichets_contenus WHERE nom = ?", (sys.argv[2],))))
' "$etat" "$ferme_nom")
read -ra parts <<< "$parts"
exiger test ${#parts[@]} = 2
traces relever "$etat" "${parts[@]}" > "$dossier/traces"
service sauvegarder "$copies" --etat "$etat" --a "$cle"

# Après la sauvegarde : l'un est fermé ; un troisième, que la sauvegarde ne connaît pas, s'ouvre.
agir operateur guichet fermer "$ferme" > /dev/null 2>&1
note() { exiger test -s "$etat/tombes" && command grep -q "${parts[0]}" "$etat/tombes"; }
attendre note
ouvrir_guichet "$exemple"
inconnu_lien=$lien
# Le lieu de sauvegarde a « tombes » tel qu'il est.
cp "$etat/tombes" "$copies/tombes"
arreter operateur KILL
rm -rf "$etat"

service restaurer "$copies" --etat "$etat" --identite "$dossier/cle.txt" \
    || { cat "$dossier/sortie" "$dossier/erreurs"; exit 1; }
exiger traces chercher "$dossier/traces" "$etat"
service verifier --etat "$etat" || { cat "$dossier/sortie"; exit 1; }
demarrer operateur
agir operateur structure renouveler > /dev/null 2>&1
for lien in "$ferme_lien" "$ouvert_lien" "$inconnu_lien"; do exiger test "$(navigateur etat "$lien")" = 404; done
for nom in "$ferme_nom" "$ouvert_nom"; do exiger ferme_par restauration; done
exiger traces chercher "$dossier/traces" "$etat" "$dossier/operateur/service.log"
# Fermé, il ne prend plus rien ; ce qui était répondu s'ouvre.
exiger test "$(navigateur repondre "$ouvert_lien" "$contenu" "$dossier/reponse.json" | cut -d' ' -f2)" = 404
agir operateur ouvrir "${reponse% *}" > "$dossier/sortie" 2> /dev/null
dit "Bien reçu."
# Refait, c'est un autre lien.
refaire_guichet "$ouvert"
navigateur lire "$lien" "$mots" "$contenu"
exiger test "$(navigateur etat "$ouvert_lien")" = 404
agir operateur journal verifier > /dev/null
