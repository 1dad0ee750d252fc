# Ce que nous scellons s'ouvre avec le logiciel age courant, et l'identité aussi lui convient.
. "$(dirname "$0")/../outils.sh"
command -v age >/dev/null || echouer "le paquet age manque"
deux_structures
age-keygen -o "$dossier/cle" 2>/dev/null
destinataire=$(age-keygen -y "$dossier/cle")

refus 77 operateur sceller "$exemple" --a "$destinataire" -o "$dossier/x.age"
agir operateur sceller "$exemple" --a "$destinataire" --cle-non-verifiee essai -o "$dossier/x.age" >/dev/null
age -d -i "$dossier/cle" "$dossier/x.age" > "$dossier/clair"
exiger test "$(head -n 1 "$dossier/clair")" = agir-liaison/fiche/v1
exiger grep -aq '"numeroAGDREF":"3803012345"' "$dossier/clair"

age -d -i "$dossier/operateur/agent/identite.age" "$dossier/x.age" | cmp - "$dossier/clair"
