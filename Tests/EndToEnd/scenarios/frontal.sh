#!/usr/bin/env bash
# Un bureau hébergé : le DPO décide, la carte le dit, le partenaire le lit ; alors le frontal laisse entrer, relaie, et
# ferme quand la décision cesse. Le navigateur et le bureau sont en Python ; le frontal et le service sont les nôtres.
source "$(dirname "$0")/../outils.sh"

deux_structures
url=http://$bouclage:8444
frontal=$dossier/frontal
mkdir -p "$frontal/secrets" "$frontal/bureaux"
head -c 32 /dev/urandom > "$frontal/secrets/frontal.cle"
cat > "$frontal/frontal.json" <<FIN
{"structure": "agir38.example", "adresse": "$url", "ecoute": "$bouclage:8444", "etat": "$frontal/etat",
 "bureaux": "$frontal/bureaux", "service": "$dossier/operateur/s.sock"}
FIN
navigateur() { /usr/bin/python3 "$racine/Tests/EndToEnd/frontal.py" "$@"; }
frontal() { "$binaires/agir-liaison-frontal" "$@" --config "$frontal/frontal.json"; }
lancer() {
    # Ce que disait le précédent n'est pas de celui-ci.
    : > "$frontal/service.log"
    CREDENTIALS_DIRECTORY=$frontal/secrets a_l_heure "$binaires/agir-liaison-frontal" --config "$frontal/frontal.json" \
        2> "$frontal/service.log" &
    service[frontal]=$!
    attendre grep -q "à l'écoute" "$frontal/service.log"
}
page_est() { [ "$(navigateur page "$url")" = "$1" ]; }

# Sans secret de la machine il ne démarre pas ; sans décision, il n'ouvre à personne.
statut=0
env -u CREDENTIALS_DIRECTORY "$binaires/agir-liaison-frontal" --config "$frontal/frontal.json" \
    2> "$dossier/erreurs" || statut=$?
exiger test $statut = 78
lancer
exiger page_est 503
refus 65 operateur hebergement cesser --motif Rien
agir operateur hebergement publier > "$dossier/sortie" 2>&1
dit "déjà"

# Le DPO décide, l'administrateur publie, le partenaire l'apprend.
jour=$(dans today)
refus 65 operateur hebergement decider --depuis "$(dans yesterday)" --motif "Trop tard"
agir operateur hebergement decider --depuis "$jour" --motif "AIPD faite" > "$dossier/sortie" 2>&1
dit "Décision"
agir operateur contact lister > /dev/null 2> "$dossier/erreurs"
dit "hebergement publier"
agir operateur hebergement publier > "$dossier/sortie" 2>&1
agir operateur journal lister --acte hebergement --motif controle --json 2> /dev/null | json "
assert [(x['acte'], x['detail']) for x in d] == [('hebergement', 'decide')], d"
apprise() {
    agir ml contact lister --json 2> /dev/null | json "
assert [x.get('bureauHeberge') for x in d if x['structure'] == 'agir38.example'] == ['$jour'], d"
}
attendre apprise
agir ml contact lister > "$dossier/sortie" 2> /dev/null
dit "dans un navigateur"
agir operateur structure documents -o "$dossier/documents" > /dev/null 2>&1
exiger grep -q "dans un navigateur" "$dossier/documents"/securite-*.md

# Une agente est invitée, entre, travaille ; son bureau dit la fin. Qui tient mille connexions n'arrête personne.
arreter frontal
lancer
exiger page_est 200
navigateur foule "$url" 1000
navigateur bureau "$frontal/bureaux/claire.exemple.sock" &
service[bureau]=$!
attendre test -S "$frontal/bureaux/claire.exemple.sock"
frontal inviter claire.exemple > "$dossier/sortie"
invitation=$(command grep -oE '[0-9A-Z]{5}(-[0-9A-Z]{5}){4}' "$dossier/sortie")
exiger test -n "$invitation"
navigateur invite "$url" claire.exemple "$invitation" > "$frontal/inscription"
secret=$(sed 's/.*secret=//' "$frontal/inscription")
if command grep -rqaF -- "$invitation" "$frontal/etat"; then echouer "le code d'invitation est gardé"; fi
if command grep -rqaF -- "$secret" "$frontal/etat"; then echouer "la clé des codes est en clair"; fi
navigateur entrer "$url" claire.exemple "$secret"
frontal lister > "$dossier/sortie"
dit "agir38.example/claire.exemple : entré le"
statut=0
frontal inviter "Claire Exemple/x" > /dev/null 2> "$dossier/erreurs" || statut=$?
exiger test $statut = 78

# Son processus tombe : elle seule le voit ; on la retire : elle n'entre plus.
arreter bureau KILL
exiger page_est 200
frontal retirer claire.exemple > /dev/null
statut=0
frontal retirer claire.exemple > /dev/null 2> "$dossier/erreurs" || statut=$?
exiger test $statut = 66

# Le DPO y met fin : la carte le dit, et plus personne n'entre.
agir operateur hebergement cesser --motif "Postes installés" > /dev/null 2>&1
agir operateur hebergement publier > "$dossier/sortie" 2>&1
dit "qu'aucun bureau"
arreter frontal
lancer
exiger page_est 503
