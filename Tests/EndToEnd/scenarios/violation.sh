#!/usr/bin/env bash
# Une violation chez l'opérateur : trois délais courent, chacun de son départ ; les notifications sont scellées pour
# les DPO, que seuls ils ouvrent ; l'accusé de chacun arrête le bon délai ; le partenaire a son propre incident.
source "$(dirname "$0")/../outils.sh"

exiger_statut() { statut_echeance "$@" || echouer "$3 : $(echeance "$1" "$2" "$3"), attendu $4"; }
plus() { date -u -d "$1 + $2 hours" +%FT%TZ; }
avis() { agir "$1" boite reception --json 2> /dev/null | json "
print(*[r['id'] for r in d if r['objet'] == 'violation'])"; }
arrive() { [ -n "$(avis "$1")" ]; }

deux_structures
demarrer ofii
agir ofii structure creer dt38.example --libelle "DT OFII de Grenoble" --type dt-ofii \
    --adresse "http://${adresse[ofii]}" --agent lea.office --role dpo --sans-phrase > /dev/null 2>&1
agir ofii carte exporter -o "$dossier/dt38.carte" > /dev/null 2>&1
{
    agir operateur contact importer "$dossier/dt38.carte"
    agir operateur contact verifier dt38.example --empreinte "$(empreinte_de ofii)" --moyen telephone
    agir ofii contact importer "$dossier/agir38.carte"
    agir ofii contact verifier agir38.example --empreinte "$(empreinte_de operateur)" --moyen telephone
    agir operateur convention ajouter --avec dt38.example --type ofii --reference OFII-38 --debut 2020-01-01 \
        --echeance accord-cadre --contact-incident "astreinte OFII, 01 53 69 53 70"
    agir operateur convention contacts OFII-38 --de dt38.example --personne "M. Exemple" \
        --ligne-directe "01 53 69 53 71"
    # Un référent et un DPO qui ne sont que cela.
    accueillir referente operateur anne.referente referent
    accueillir referent_ml ml paul.referent referent
} > /dev/null 2>&1
id=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json 2> /dev/null | json "print(d['id'])")
agir ml ouvrir "$id" > /dev/null 2>&1

# N'importe quel agent déclare ; rien ne se déclare dans l'avenir, ni sans dire quand, quoi, ni à propos de quoi.
refus 65 referente violation declarer --decouverte "$(date -u -d '+2 hours' +%FT%TZ)" --nature confidentialite --faits X
dit "pas encore venu"
refus 64 referente violation declarer --decouverte demain --nature confidentialite --faits X
dit "n'est pas un moment"
refus 64 referente violation declarer --decouverte maintenant --nature vol --faits X
refus 64 referente violation declarer --nature confidentialite --faits X
dit "--decouverte"
refus 66 referente violation declarer --decouverte maintenant --nature confidentialite --faits X --fiche 0000
decouverte=$(date -u -d '-3 hours' +%FT%TZ); connaissance=$(date -u -d '-1 hours' +%FT%TZ)
soupcon=$(date -u -d '-200 minutes' +%FT%TZ)
agir referente violation declarer --decouverte "$decouverte" --connaissance "$connaissance" --soupcon "$soupcon" \
    --nature confidentialite disponibilite --fiche "$id" --faits - --json \
    <<< "Ordinateur volé dans le train, MARQUEURFAITS" > "$dossier/declaree" 2> /dev/null
[ "$(json "print(d['n'], d['personnes'], d['enregistrements'], d['statut'])" < "$dossier/declaree")" = "1 1 1 a-qualifier" ] \
    || echouer "déclarée : $(cat "$dossier/declaree")"
refus 77 referente violation lister
dit "dpo"

# Trois délais, trois départs.
[ "$(echeance operateur 1 ofii)" = "a-notifier $(plus "$soupcon" 4)" ] || echouer "OFII : $(echeance operateur 1 ofii)"
[ "$(echeance operateur 1 ml-grenoble.example)" = "a-notifier $(plus "$decouverte" 36)" ] || echouer "partenaire"
[ "$(echeance operateur 1 cnil)" = "a-notifier $(plus "$connaissance" 72)" ] || echouer "CNIL"
exiger_statut operateur 1 personnes a-evaluer
# Le service ne lit pas les faits ; le journal non plus.
if grep -rqF MARQUEURFAITS "$dossier/operateur/etat"; then echouer "le service a les faits en clair"; fi
# Chaque agent de la structure voit les délais.
agir referente boite 2>&1 > /dev/null | grep -q 'Incident n° 1 : ml-grenoble.example : à prévenir avant le .* (reste 3[23] h' \
    || echouer "boite ne dit pas les délais"

# Une correction demande un motif ; le registre le garde.
refus 64 operateur violation qualifier 1 --risque aucun
dit "motif"
agir operateur violation qualifier 1 --risque eleve --consequences "Usurpation possible" --mesures "Disque chiffré" \
    --inconnu "Si le disque a été lu" --categories "Réfugiés ; identité, emploi" > /dev/null 2>&1
exiger_statut operateur 1 personnes a-notifier

# L'aperçu n'envoie rien ; l'OFII d'abord au téléphone.
agir operateur violation notifier 1 --apercu > "$dossier/apercu" 2> "$dossier/script"
grep -q "^Pour ml-grenoble.example :$" "$dossier/apercu" || echouer "l'aperçu ne dit pas pour qui"
refus 64 operateur violation notifier 1 --apercu --format html
dit "--a ml-grenoble.example"
grep -q "À DIRE AU TÉLÉPHONE à l'OFII" "$dossier/script" || echouer "pas de texte à dire"
grep -q "Appeler : M. Exemple, ligne directe 01 53 69 53 71" "$dossier/script" || echouer "pas de contact"
grep -q "Usurpation possible" "$dossier/apercu" || echouer "aperçu"
exiger_statut operateur 1 ml-grenoble.example a-notifier
agir operateur violation notifier 1 --json > "$dossier/notifie" 2> /dev/null
[ "$(json "print(sorted(r['pour'] for r in d['notifications']))" < "$dossier/notifie")" = "['dt38.example', 'ml-grenoble.example']" ] \
    || echouer "$(cat "$dossier/notifie")"

# Elles arrivent, et chaque accusé arrête le bon délai.
attendre statut_echeance operateur 1 ml-grenoble.example notifie
attendre statut_echeance operateur 1 ofii notifie
exiger_statut operateur 1 cnil a-notifier
pli=$(avis ml)
# Un référent du partenaire : refusé, et c'est au journal.
refus 77 referent_ml ouvrir "$pli"
dit "dpo"
agir ml journal lister --acteur ml-grenoble.example/paul.referent --json 2> /dev/null | json "
assert any(r['acte'] == 'refus' and r['resultat'] == 'refuse' and r.get('ref') == '$pli' for r in d), d"
arrive referent_ml && echouer "le référent voit la notification dans sa boîte"
# Le DPO l'ouvre ; c'est un incident de sa structure, avec ses délais : elle n'a pas d'autre partenaire.
agir ml boite 2>&1 > /dev/null | grep -q "notification reçue de agir38.example" || echouer "boite ne dit pas la notification"
agir ml ouvrir "$pli" > "$dossier/ouverte" 2> "$dossier/dit"
grep -q "Ordinateur volé dans le train, MARQUEURFAITS" "$dossier/ouverte" || echouer "$(cat "$dossier/ouverte")"
grep -q "Usurpation possible" "$dossier/ouverte" || echouer "conséquences"
grep -q "$id" "$dossier/ouverte" || echouer "le pli touché n'est pas nommé"
grep -q "incident n° 1 de votre registre" "$dossier/dit" || echouer "$(cat "$dossier/dit")"
agir ml ouvrir "$pli" --format json 2> /dev/null | json "
assert d['numero'] == 1 and d['phase'] == 1 and d['personnes'] == 1 and d['plis'] == ['$id'], d
assert d['natures'] == ['confidentialite', 'disponibilite'] and d['decouverte'] == '$decouverte', d"
agir ml ouvrir "$pli" --format html 2> /dev/null | grep -q '<html lang="fr">' || echouer "html"
agir ml violation lister --json 2> /dev/null | json "
assert len(d) == 1 and [e['destinataire'] for e in d[0]['echeances']] == ['cnil', 'personnes'], d"
remises() { agir operateur violation montrer 1 --json 2> /dev/null | json "sys.exit(not all(a.get('remis') for a in d['avis']))"; }
attendre remises

# Une seconde notification dit ce qui est su depuis ; elle rejoint le même incident.
agir operateur violation qualifier 1 --tout-connu --mesures "Disque chiffré ; clés changées" > /dev/null 2>&1
agir operateur violation notifier 1 --a ml-grenoble.example > /dev/null 2>&1
deux() { [ "$(avis ml | wc -w)" = 2 ]; }
attendre deux
for autre in $(avis ml); do [ "$autre" = "$pli" ] || agir ml ouvrir "$autre" > "$dossier/ouverte" 2> "$dossier/dit"; done
grep -q "clés changées" "$dossier/ouverte" || echouer "seconde notification"
grep -q "incident n° 1 de votre registre" "$dossier/dit" || echouer "$(cat "$dossier/dit")"

# La CNIL, par son téléservice ; les personnes ; puis la clôture, qui ne se fait pas avant.
refus 65 operateur violation clore 1
dit "cnil, personnes"
agir operateur violation montrer 1 --cnil 2> /dev/null | grep -q "Nombre approximatif de personnes (a)" || echouer "fiche CNIL"
refus 65 operateur violation notifie 1 --a cap.example --le maintenant --moyen telephone --reference X
agir operateur violation notifie 1 --a cnil --le maintenant --moyen teleservice --reference 0042-2026 > /dev/null 2>&1
exiger_statut operateur 1 cnil notifie
agir operateur violation notifie 1 --a personnes --le maintenant --moyen courrier --reference "Lettre du jour" > /dev/null 2>&1
agir operateur violation clore 1 > /dev/null 2>&1
refus 65 operateur violation qualifier 1 --risque limite
dit "clos"
agir operateur boite 2>&1 > /dev/null | grep -q "Incident n° 1" && echouer "un incident clos est encore annoncé"

# Une plainte : 36 heures pour le partenaire, rien d'autre. L'anomalie n'a pas de délai.
recue=$(date -u -d '-10 hours' +%FT%TZ)
agir referente plainte enregistrer --recue "$recue" --partenaire ml-grenoble.example \
    --faits "Une personne dit n'avoir pas donné son accord" --json 2> /dev/null | json "
assert d['n'] == 2 and d['type'] == 'plainte', d
assert [(e['destinataire'], e['delai'], e['echeance']) for e in d['echeances']] == [('ml-grenoble.example', 36, '$(plus "$recue" 36)')], d"
agir operateur violation notifier 2 > /dev/null 2>&1
attendre statut_echeance operateur 2 ml-grenoble.example notifie
agir referente anomalie envoyer --a ml-grenoble.example --texte "Une fiche parvenue deux fois" > /dev/null 2>&1
anomalie() { agir "$1" boite --json 2> /dev/null | json "print(*[r['id'] for r in d if r['objet'] == 'anomalie'])"; }
arrivee() { [ -n "$(anomalie referent_ml)" ]; }
attendre arrivee
agir referent_ml ouvrir "$(anomalie referent_ml)" 2> /dev/null | grep -q "Une fiche parvenue deux fois" || echouer "anomalie"

# Le journal tient tout, et se vérifie ; le registre s'écrit.
agir operateur journal verifier > /dev/null 2>&1
agir operateur journal lister --acte violation --json 2> /dev/null | json "
details = {r.get('detail') for r in d if r.get('ref') == 'violation-1'}
assert {'declaree', 'qualifiee', 'notifiee', 'notifiee-hors', 'close'} <= details, details"
for forme in json csv html; do agir operateur violation registre -o "$dossier/registre.$forme" 2> /dev/null; done
refus 73 operateur violation registre -o "$dossier/registre.csv"
grep -q '="0042-2026"\|0042-2026' "$dossier/registre.csv" || echouer "la référence n'est pas au registre"
echo "Violation, plainte et anomalie : dites, remises, ouvertes des DPO, closes."
