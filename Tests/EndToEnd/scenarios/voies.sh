#!/usr/bin/env bash
# Trois partenaires, trois voies : le service, une archive, le papier. Une sortie, une violation, une demande, un
# contentieux et une purge les voient tous, et le registre garde la voie et qui a déclaré, une fois tout détruit.
source "$(dirname "$0")/../outils.sh"

dans() { TZ=Europe/Paris date -d "$1" +%F; }
champ() { python3 -c "import json, sys; d = json.load(sys.stdin); print($1)"; }
vrai() { python3 -c "import json, sys; d = json.load(sys.stdin); sys.exit(0 if ($1) else 1)"; }
ici="--dossier $dossier/operateur/agent --service unix:$dossier/operateur/s.sock"
# au_terminal MOTS… : sur un vrai terminal, où la phrase se montre ; ce que la commande écrit va à « sortie ».
au_terminal() {
    script -qec "$binaires/agir-liaison $* $ici > $dossier/sortie 2> $dossier/erreurs" /dev/null < /dev/null \
        | tr -d '\r' > "$dossier/ecran"
}
phrase_dite() { grep -oE '\b[a-z]+(-[a-z]+){6}$' "$dossier/ecran" | head -n 1; }
voiron=voiron.france-travail.example
mairie=ccas.example

deux_structures
agir operateur contact ajouter $voiron --libelle "France Travail Voiron" --type pole-emploi \
    --telephone "04 76 00 00 00" --telephone-source annuaire --voie archive --json > "$dossier/sortie"
dit '"declare":true'
agir operateur contact ajouter $mairie --libelle "CCAS" --type autre --voie papier > /dev/null
refus 64 operateur contact ajouter autre.example --libelle X --type autre --telephone "04 76 00 00 01"
dit "jamais le courriel"
agir operateur contact lister > "$dossier/sortie"
dit "sans clé"

# Chacun par sa voie : l'habitude du contact, sinon le service.
service=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json 2> /dev/null | champ "d['id']")
agir ml ouvrir "$service" > /dev/null 2>&1
# Une voie qui n'y mène pas est refusée, en nommant les autres ; l'archive ne se fait pas sans terminal, et n'est pas confiée.
refus 77 operateur envoyer "$exemple" --a $mairie --voie service --confirmer-avertissements
dit "--voie archive, --voie papier"
statut=0
setsid -w "$binaires/agir-liaison" envoyer "$exemple" --a $voiron --confirmer-avertissements -o "$dossier/a.7z" $ici \
    > "$dossier/sortie" 2> "$dossier/erreurs" || statut=$?
exiger test "$statut" = 64
dit "que sur un terminal"
exiger test ! -e "$dossier/a.7z"
agir operateur boite envoi --json 2> /dev/null | vrai "len(d) == 1 and d[0]['voie'] == 'service'" || echouer "confié sans terminal"

au_terminal envoyer "$exemple" --a $voiron --confirmer-avertissements -o "$dossier/a.7z" --json
archive=$(champ "d['id']" < "$dossier/sortie")
vrai "d['statut'] == 'a-transmettre' and d['voie'] == 'archive'" < "$dossier/sortie" || echouer "$(cat "$dossier/sortie")"
phrase=$(phrase_dite)
exiger test -n "$phrase"
grep -q "Ouvrez a.7z avec 7-Zip" "$dossier/ecran"
# La phrase n'est nulle part ailleurs ; sans elle, aucun nom ; avec elle, la fiche, et qui appeler.
if grep -rqaF "$phrase" "$dossier/sortie" "$dossier/erreurs" "$dossier/operateur"; then echouer "la phrase est restée"; fi
if 7zz l -pfausse "$dossier/a.7z" 2> /dev/null | grep -q fiche; then echouer "les noms se voient sans la phrase"; fi
7zz x -p"$phrase" -o"$dossier/ouverte" "$dossier/a.7z" > /dev/null
exiger test "$(ls "$dossier/ouverte" | tr '\n' ' ')" = "fiche.html fiche.json lisez-moi.html "
grep -q "SPECIMEN Amina" "$dossier/ouverte/fiche.html"
grep -q "appelez" "$dossier/ouverte/lisez-moi.html"
grep -q '"numeroAGDREF":"3803012345"' "$dossier/ouverte/fiche.json"

papier=$(agir operateur envoyer "$exemple" --a $mairie --confirmer-avertissements -o "$dossier/fiche.html" --json 2> /dev/null | champ "d['id']")
grep -q "SPECIMEN Amina" "$dossier/fiche.html"
exiger test "$(stat -c %a "$dossier/fiche.html")" = 600
agir operateur copies lister --json | vrai "any(x['id'] == '$papier' for x in d)" || echouer "la page n'est pas dans les copies"

# Rien ne part de soi-même, rien n'attend, rien n'est prouvé : c'est déclaré, et corrigé.
agir operateur service etat --json | vrai "d['enAttente'] == 0 and d['retenus'] == 0" || echouer "quelque chose attend"
refus 65 operateur suivi "$service" --transmis --le maintenant --moyen courriel
refus 64 operateur suivi "$archive" --transmis --moyen courriel
agir operateur suivi "$archive" --transmis --le maintenant --moyen courriel > /dev/null 2>&1
agir operateur suivi "$papier" --transmis --le maintenant --moyen main-propre > /dev/null 2>&1
agir operateur suivi "$papier" --non-parvenu --le maintenant --moyen telephone > /dev/null 2>&1
agir operateur suivi "$papier" --ouvert --le maintenant --moyen main-propre --json > "$dossier/sortie" 2> /dev/null
vrai "[(x['statut'], x.get('declare')) for x in d][1:] == [('transmis', True), ('non-parvenu', True), ('ouvert', True)]" \
    < "$dossier/sortie" || echouer "$(cat "$dossier/sortie")"
agir operateur boite envoi --json 2> /dev/null \
    | vrai "{(x['voie'], x['statut']) for x in d} == {('service', 'ouvert'), ('archive', 'transmis'), ('papier', 'ouvert')}" \
    || echouer "les états : $(agir operateur boite envoi --json)"
# Un collègue sait qui est ce partenaire, et relit la copie.
accueillir referent operateur remi.referent referent > /dev/null 2>&1
agir referent boite > /dev/null 2>&1
agir referent contact lister --json | vrai "any(x['structure'] == '$voiron' for x in d)" || echouer "le collègue ne le connaît pas"
agir operateur ouvrir "$archive" 2> /dev/null | grep -q "SPECIMEN Amina"

# Elle se corrige et se partage comme une autre.
agir operateur corriger "$archive" -o "$dossier/correction.json" > /dev/null 2>&1
grep -q SPECIMEN "$dossier/correction.json"
agir operateur partager "$archive" --avec remi.referent --json 2> /dev/null | vrai "d[0]['fiche'] == '$archive'" || echouer "elle ne se partage pas"
attendre agir referent ouvrir "$(agir referent boite --json 2> /dev/null | champ "[x['id'] for x in d if x['objet'] == 'partage'][0]")"
# Une convention le lie comme une autre ; finie, rien ne part, par aucune voie.
agir operateur convention ajouter --avec $mairie --type spe --reference SPE-CCAS --debut 2020-01-01 --echeance "$(dans '2 days ago')" > /dev/null 2>&1
refus 77 operateur envoyer "$exemple" --a $mairie --confirmer-avertissements -o "$dossier/non.html"
exiger test ! -e "$dossier/non.html"

# Le contentieux tient chaque copie ; levé, elles attendent leur jour.
for id in "$service" "$archive" "$papier"; do agir operateur fiche usage "$id" --jusqua "$(dans tomorrow)" > /dev/null 2>&1; done
numero=$(sed -n 's/.*"numeroAGDREF":"\([0-9]*\)".*/\1/p' "$exemple")
tenue=$(agir operateur contentieux ouvrir --personne - --motif Recours --json <<< "$numero" 2> /dev/null | champ "d['n']")
agir operateur purge apercu --au "$(dans '10 days')" --json \
    | vrai "{x['id'] for x in d if x['suspendue']} >= {'$service', '$archive', '$papier'}" || echouer "le contentieux n'en tient pas une"
# Leur jour passé, la purge n'en détruit aucune tant qu'il est ouvert.
for id in "$service" "$archive" "$papier"; do agir operateur fiche usage "$id" --jusqua "$(dans yesterday)" > /dev/null 2>&1; done
agir operateur purge executer --json 2> /dev/null | vrai "d['detruits'] == 0 and d['suspendus'] >= 3" || echouer "la purge passe outre"
for id in "$archive" "$papier"; do agir operateur ouvrir "$id" 2> /dev/null | grep -q "SPECIMEN Amina"; done
for id in "$service" "$archive" "$papier"; do agir operateur fiche usage "$id" --jusqua "$(dans tomorrow)" > /dev/null 2>&1; done
agir operateur contentieux clore "$tenue" > /dev/null 2>&1

# Une violation qui touche tout : les trois sont à prévenir ; sans clé, la voix d'abord, puis un fichier.
agir operateur violation declarer --tout --decouverte maintenant --nature confidentialite --faits "Poste volé" > /dev/null 2>&1
exiger_a_prevenir() {
    agir operateur violation montrer 1 --json 2> /dev/null | vrai "{e['destinataire'] for e in d['echeances']} >= {'ml-grenoble.example', '$voiron', '$mairie'}"
}
exiger exiger_a_prevenir
au_terminal violation notifier 1 --json -o "$dossier/avis"
dit "À DIRE AU TÉLÉPHONE à France Travail Voiron"
dit "04 76 00 00 00"
vrai "sorted(x.get('voie', 'service') for x in d['notifications'] if x['pour'] != 'ofii') == ['archive', 'papier', 'service']" \
    < "$dossier/sortie" || echouer "$(cat "$dossier/sortie")"
exiger test "$(ls "$dossier/avis" | wc -l)" = 2
exiger test -n "$(phrase_dite)"
for qui in $voiron $mairie; do
    agir operateur violation notifie 1 --a $qui --le maintenant --moyen telephone --reference "Appel" > /dev/null 2>&1
done
agir operateur violation montrer 1 --json 2> /dev/null | vrai "{e['statut'] for e in d['echeances'] if e['destinataire'] in ('$voiron', '$mairie')} == {'notifie'}"

# Une demande d'accès dit à la personne qui a reçu quoi, par quelle voie, d'après qui.
demande=$(agir operateur personne demande ouvrir - --droit acces --recue "$(dans yesterday)" --json <<< "$numero" 2> /dev/null | champ "d['n']")
registre() {
    agir operateur personne demande montrer "$demande" --json 2> /dev/null | vrai "
{(x['pour'], x.get('voie')): [y['statut'] for y in x.get('declarations', [])] for x in d['transmissions'] if x['objet'] == 'fiche'} == {
    ('ml-grenoble.example', 'service'): [], ('$voiron', 'archive'): ['transmis'],
    ('$mairie', 'papier'): ['transmis', 'non-parvenu', 'ouvert']}"
}
registre || echouer "$(agir operateur personne demande montrer "$demande" --json)"
# Et où en est ce que rien ne prouve, tant que c'est gardé.
agir operateur personne demande montrer "$demande" --json 2> /dev/null \
    | vrai "{x['pour']: x.get('statut') for x in d['transmissions'] if x['objet'] == 'fiche'} == {
    'ml-grenoble.example': None, '$voiron': 'transmis', '$mairie': 'ouvert'}" || echouer "le statut des transmissions"
exiger grep -q "à $mairie, .*sur papier (déclaré), ouverte par le partenaire" <(agir operateur personne demande montrer "$demande")

# La fin de l'accompagnement se dit aux trois.
au_terminal accompagnement clore --fiche "$service" --le "$(dans today)" --json -o "$dossier/sorties"
vrai "set(d['prevenues']) == {'ml-grenoble.example', '$voiron', '$mairie'}" < "$dossier/sortie" || echouer "$(cat "$dossier/sortie" "$dossier/erreurs")"
exiger test "$(ls "$dossier/sorties" | wc -l)" = 2

# Le jour venu, tout est détruit et compté, le partage avec ; le registre sait encore par où c'est parti, et qui l'a dit.
for id in "$service" "$archive" "$papier"; do agir operateur fiche usage "$id" --jusqua "$(dans yesterday)" > /dev/null 2>&1; done
# Le service a pu passer de lui-même, avant ou au milieu : les procès-verbaux disent le tout.
attendre agir operateur purge executer
toutes_detruites() {
    agir operateur purge attestations --json > "$dossier/sortie"
    vrai "sum(x['nombre'] for x in d) == 4 and sum(x['parModele'].get('spe', 0) for x in d) == 4" < "$dossier/sortie"
}
attendre toutes_detruites
for id in "$archive" "$papier"; do refus 66 operateur ouvrir "$id"; done
registre || echouer "$(agir operateur personne demande montrer "$demande" --json)"
refus 66 operateur suivi "$archive" --ouvert --le maintenant --moyen courriel
