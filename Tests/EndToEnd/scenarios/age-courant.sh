# Ce que nous scellons s'ouvre avec le logiciel age courant, et l'identité classique lui convient.
. "$(dirname "$0")/../outils.sh"
command -v age >/dev/null || echouer "le paquet age manque"
agir operateur agent creer agir38.example/claire.exemple --compatible --sans-phrase >/dev/null 2>&1
deux_structures
age-keygen -o "$dossier/cle" 2>/dev/null
destinataire=$(age-keygen -y "$dossier/cle")

refus 77 operateur sceller "$exemple" --a "$destinataire" -o "$dossier/x.age"
agir operateur sceller "$exemple" --a "$destinataire" --cle-non-verifiee essai -o "$dossier/x.age" >/dev/null
age -d -i "$dossier/cle" "$dossier/x.age" > "$dossier/clair"
exiger test "$(head -n 1 "$dossier/clair")" = agir-liaison/fiche/v1
exiger grep -aq '"numeroAGDREF":"3803012345"' "$dossier/clair"
age -d -i "$dossier/operateur/agent/identite.age" "$dossier/x.age" | cmp - "$dossier/clair"

# En armure, pour un message : le même contenu d'un côté comme de l'autre.
agir operateur sceller "$exemple" --a "$destinataire" --cle-non-verifiee essai --armure \
    -o "$dossier/x.asc" >/dev/null
exiger test "$(head -n 1 "$dossier/x.asc")" = "-----BEGIN AGE ENCRYPTED FILE-----"
age -d -i "$dossier/cle" "$dossier/x.asc" | grep -aq SPECIMEN
agir operateur ouvrir "$dossier/x.asc" | grep -q SPECIMEN

# Une clé classique parmi des hybrides ne passe pas sans qu'on le dise ; le service le note.
refus 77 operateur envoyer "$exemple" --a ml-grenoble.example
dit "--classique"
agir operateur envoyer "$exemple" --a ml-grenoble.example --classique --attendre $patience >/dev/null
agir operateur journal lister | grep -q "scellé pour une clé classique"
agir ml boite >/dev/null
agir ml ouvrir 1 | grep -q SPECIMEN

# À un terminal, qui n'a qu'une clé classique peut être laissé de côté : le scellé reste hybride.
cle_option=--sans-phrase
accueillir sara operateur sara.martin referent > /dev/null 2>&1
laisser() { # laisser REPONSE : ce que Sara répond, et ce que l'envoi devient.
    echo "Les laisser de côté ? => $1" > "$dossier/reponses"
    LARGE=1 "$racine/Tests/EndToEnd/clavier.py" "$dossier/reponses" "$binaires/agir-liaison" \
        envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json \
        --dossier "$dossier/sara/agent" --service "unix:$dossier/operateur/s.sock" > "$dossier/sortie"
}
! laisser non || echouer "parti sans accord"
dit "--classique"
laisser oui || echouer "pas parti"
id=$(grep -o '"id":"[^"]*"' "$dossier/sortie" | cut -d'"' -f4)
agir ml ouvrir "$id" | grep -q SPECIMEN
agir sara ouvrir "$id" | grep -q SPECIMEN
refus 65 operateur ouvrir "$id"

# Un fichier que le logiciel courant a scellé n'est pas signé : refusé, sauf à le demander.
echo bonjour | age -r "$(age-keygen -y "$dossier/operateur/agent/identite.age")" > "$dossier/autre.age"
refus 65 operateur ouvrir "$dossier/autre.age"
dit "pas signé"
agir operateur ouvrir "$dossier/autre.age" --sans-verification 2>/dev/null | grep -q bonjour
