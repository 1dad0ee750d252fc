#!/usr/bin/env bash
# Un service aux mains de l'ennemi change le carnet qu'il donne : aucune fiche n'est jamais scellée
# pour sa clé, et chaque mensonge a son message. Ce qui n'est pas une réponse n'est jamais lu comme « rien ».
source "$(dirname "$0")/../outils.sh"

deux_structures
# Un troisième, que l'opérateur connaît sans l'avoir vérifié, et que la mission locale a vérifié.
demarrer toit
{
    agir toit structure creer toit.example --libelle "Foyer" --type hebergement \
        --adresse "http://${adresse[toit]}" --agent nora --role dpo $cle_option
    agir toit carte exporter -o "$dossier/toit.carte"
    agir operateur contact importer "$dossier/toit.carte"
    agir ml contact importer "$dossier/toit.carte"
    agir ml contact verifier toit.example --empreinte "$(empreinte_de toit)" --moyen sms
    cp "$dossier/ml.carte" "$dossier/ml1.carte"
    agir ml structure renouveler
} > "$dossier/preparation" 2>&1 || { cat "$dossier/preparation" >&2; exit 1; }
serie_ml() { agir operateur contact lister --json | grep -q '"structure":"ml-grenoble.example".*"serie":2'; }
attendre serie_ml

# Claire passe par le menteur.
cle_pirate=$(agir toit agent montrer --json | sed 's/.*"destinataire":"\([^"]*\)".*/\1/')
echo rien > "$dossier/mensonge"
"$racine/Tests/EndToEnd/menteur.py" "$dossier/menteur.sock" "$dossier/operateur/s.sock" "$dossier" &
service[menteur]=$!
attendre test -S "$dossier/menteur.sock"
distant[operateur]="unix:$dossier/menteur.sock"
agir operateur contact lister > /dev/null

envois() { distant[operateur]=; agir operateur boite envoi --json; distant[operateur]="unix:$dossier/menteur.sock"; }

# D'autres destinataires dans la carte : la signature de la structure n'y est plus.
echo "destinataires ml-grenoble.example $cle_pirate" > "$dossier/mensonge"
refus 65 operateur envoyer "$exemple" --a ml-grenoble.example
dit "signature"

# Une carte d'avant, signée celle-là : elle ne remplace pas la plus récente.
echo "ancienne $dossier/ml1.carte" > "$dossier/mensonge"
agir operateur contact lister --json > "$dossier/sortie" 2> "$dossier/erreurs"
dit "plus ancienne"
exiger grep -q '"structure":"ml-grenoble.example".*"serie":2,"verifie":true' "$dossier/sortie"

# La même, le partenaire dit retiré d'abord pour que rien ne la contredise : elle n'est pas prise non
# plus, et rien ne lui est scellé.
echo "retour $dossier/ml1.carte" > "$dossier/mensonge"
cp -r "$dossier/operateur/agent" "$dossier/avant"
refus 66 operateur envoyer "$exemple" --a ml-grenoble.example
dit "plus ancienne"
rm -rf "$dossier/operateur/agent"; mv "$dossier/avant" "$dossier/operateur/agent"

# Une autre clé de structure, avec une carte qu'elle signe.
"$binaires/agir-liaison" structure creer ml-grenoble.example --libelle "Mission locale" \
    --type mission-locale --agent faux --role dpo $cle_option --dossier "$dossier/faux" \
    > "$dossier/preparation" 2>&1
"$binaires/agir-liaison" carte exporter -o "$dossier/cle.carte" --dossier "$dossier/faux" 2> /dev/null
echo "cle $dossier/cle.carte" > "$dossier/mensonge"
agir operateur contact lister --json > "$dossier/sortie" 2> "$dossier/erreurs"
dit "ALARME : le service présente une autre clé pour ml-grenoble.example"
exiger grep -q '"structure":"ml-grenoble.example".*"serie":2,"verifie":true' "$dossier/sortie"

# Un acte de vérification que personne de la structure n'a signé ; un contact marqué vérifié.
echo "verification $dossier/ml/agent/verifications/toit.example.note" > "$dossier/mensonge"
refus 77 operateur envoyer "$exemple" --a toit.example --confirmer-avertissements
dit "la vérification de toit.example n'est d'aucun de vos agents"
dit "L'empreinte de toit.example n'a pas été vérifiée"
echo "marque toit.example" > "$dossier/mensonge"
refus 77 operateur envoyer "$exemple" --a toit.example --confirmer-avertissements
dit "L'empreinte de toit.example n'a pas été vérifiée"

exiger test "$(envois)" = "[]"
# Sans mensonge, la fiche part.
echo rien > "$dossier/mensonge"
agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience > /dev/null

# Une réponse réussie qui n'est pas ce que l'adresse promet : chaque commande le dit, et rien ne s'efface, ni
# du répertoire (que la première « boite » du jour élague) ni du reste du dossier.
sommes() { (cd "$dossier/operateur/agent" && sha256sum $(find "$@" -type f ! -name verrou | sort)); }
# illisible CHEMIN COMMANDE… : ce que cette commande lit là n'est pas une réponse.
illisible() {
    local chemin=$1 corps avant; shift
    avant=$(sommes contacts verifications repertoire.age)
    for corps in "${mensonges[@]}"; do
        echo "illisible $chemin $corps" > "$dossier/mensonge"
        refus 65 operateur "$@"
        dit "Le service n'a pas répondu comme attendu."
        exiger test "$(sommes contacts verifications repertoire.age)" = "$avant"
    done
    echo rien > "$dossier/mensonge"
}
mensonges=('' '{"n":1}' '[1]' 'null' '<html>Bienvenue</html>')
agir operateur contact lister > /dev/null
tout=$(sommes .)
illisible /local/v1/carnet contact lister
illisible /local/v1/carnet boite envoi
illisible /local/v1/carnet envoyer "$exemple" --a ml-grenoble.example
illisible /local/v1/carnet contact verifier toit.example --empreinte "$(empreinte_de toit)" --moyen sms
illisible /local/v1/carnet convention lister
exiger test "$(sommes .)" = "$tout"
illisible /local/v1/boite/envoi boite envoi
illisible /local/v1/boite/reception boite
illisible /local/v1/etat service etat
illisible /local/v1/epoque structure renouveler
illisible /local/v1/conventions convention lister
illisible /local/v1/journal/points journal verifier
# Le journal est du texte : rien, c'est un journal vide ; un objet numéroté, une entrée illisible que l'on compte.
mensonges=('[1]' 'null' '<html>Bienvenue</html>')
illisible /local/v1/journal/enregistrements journal lister
mensonges=('' "${mensonges[@]}")
illisible /local/v1/journal/feuilles journal verifier
# Après tant de mensonges, la fiche est toujours retrouvée par la personne qu'elle concerne.
agir operateur boite envoi --personne - --json > "$dossier/sortie" < <(echo 3803012345)
exiger test "$(grep -o '"id"' "$dossier/sortie" | wc -l)" = 1
