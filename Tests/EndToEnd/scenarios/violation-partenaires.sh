#!/usr/bin/env bash
# Une violation et ses partenaires : celui qui n'a pas de DPO, celui qui n'a pas de service, celui à qui plus rien ne part,
# celui dont la carte a expiré, et celui que prévient à son tour un partenaire prévenu.
source "$(dirname "$0")/../outils.sh"

echeances() { agir "$1" violation lister --json 2> /dev/null | json "
print(*['%s:%s' % (e['destinataire'], e['statut']) for row in d if row['n'] == $2 for e in row['echeances']])"; }
exiger_echeances() { [ "$(echeances "$1" "$2")" = "$3" ] || echouer "$(echeances "$1" "$2"), attendu $3"; }
deux_structures
demarrer cap
{
    # Une structure dont le DPO n'est pas un agent, une autre qui n'a pas de service.
    agir cap structure creer cap.example --libelle "Cap emploi" --type cap-emploi --adresse "http://${adresse[cap]}" \
        --agent ines.cap --dpo-nom "Me Durand" --dpo-telephone "04 76 00 00 00" --dpo-courriel dpo@cap.example --sans-phrase
    mkdir -p "$dossier/apec"
    ( a_l_heure "$binaires/agir-liaison" structure creer apec.example --libelle "APEC" --type apec --agent luc.apec \
        --role dpo --sans-phrase --dossier "$dossier/apec/agent" )
    rencontrer operateur cap; rencontrer cap operateur
    rencontrer operateur apec
    rencontrer ml cap; rencontrer cap ml
    accueillir seul_dpo operateur diane.dpo dpo
    accueillir referente operateur anne.referente referent
} > "$dossier/preparation" 2>&1
id=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json 2> /dev/null | json "print(d['id'])")
agir ml ouvrir "$id" > /dev/null 2>&1

# Arrêter les envois est une décision du DPO ; qui n'est pas DPO déclare, et ne voit que ce qui court.
refus 77 referente violation declarer --decouverte maintenant --nature integrite --faits X --arreter-envois cap.example
# Le DPO qui n'est que cela notifie aussi bien.
agir seul_dpo violation declarer --decouverte maintenant --nature confidentialite --faits "Boîte aux lettres ouverte" \
    --partenaire cap.example apec.example --agent claire.exemple --arreter-envois ml-grenoble.example > /dev/null 2>&1
exiger_echeances seul_dpo 1 \
    "ofii:a-notifier apec.example:a-notifier cap.example:a-notifier ml-grenoble.example:a-notifier cnil:a-notifier personnes:a-evaluer"
refus 77 seul_dpo violation notifier 1 --a cap.example
dit "ne nomme aucun agent DPO"
dit "À DIRE AU TÉLÉPHONE à Cap emploi"
dit "04 76 00 00 00, dpo@cap.example"
agir seul_dpo violation notifier 1 --a cap.example --a-defaut referent > /dev/null 2>&1
attendre statut_echeance seul_dpo 1 cap.example notifie
agir seul_dpo journal lister --acte violation --json 2> /dev/null | json "
assert any(r.get('detail') == 'defaut-referent' for r in d), d"
avis=$(agir cap boite --json 2> /dev/null | json "print(*[r['id'] for r in d if r['objet'] == 'violation'])")
agir cap ouvrir "$avis" 2> /dev/null | grep -q "Boîte aux lettres ouverte" || echouer "le référent de Cap emploi ne lit pas"

# Sans service : un fichier scellé, que le partenaire ouvre chez lui ; l'envoi par courriel se note.
agir seul_dpo violation notifier 1 --a apec.example -o "$dossier/courriels" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "va toujours par un autre canal"
fichier=$dossier/courriels/violation-1-1-apec.example.age
[ "$(stat -c %a "$fichier")" = 600 ] || echouer "droits du fichier"
exiger statut_echeance seul_dpo 1 apec.example a-notifier
rencontrer apec operateur > /dev/null 2>&1
agir apec ouvrir "$fichier" 2> /dev/null | grep -q "Boîte aux lettres ouverte" || echouer "l'APEC ne lit pas"
agir seul_dpo violation notifie 1 --a apec.example --le maintenant --moyen courriel --reference "Courriel 12" > /dev/null 2>&1
exiger statut_echeance seul_dpo 1 apec.example notifie

# Les fiches ne partent plus vers la mission locale ; la notification, si.
fiche=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --confirmer-avertissements --json 2> /dev/null | json "print(d['id'])")
agir seul_dpo violation notifier 1 --a ml-grenoble.example > /dev/null 2>&1
attendre statut_echeance seul_dpo 1 ml-grenoble.example notifie
etat() { agir operateur boite envoi --json 2> /dev/null | json "print(*[r['statut'] for r in d if r['id'] == '$fiche'])"; }
[ "$(etat)" = en-attente ] || echouer "la fiche est partie : $(etat)"
agir seul_dpo violation qualifier 1 --reprendre-envois ml-grenoble.example > /dev/null 2>&1
remise() { [ "$(etat)" = remis ]; }
attendre remise

# Prévenu à son tour, l'opérateur a ses propres délais, dont celui de qui a reçu de lui des fiches sur la même personne.
agir operateur envoyer "$exemple" --a cap.example --attendre $patience --confirmer-avertissements > /dev/null 2>&1
agir ml violation declarer --decouverte maintenant --nature integrite --fiche "$id" --faits "Fiche altérée" > /dev/null 2>&1
n=$(agir ml violation lister --json 2> /dev/null | json "print(d[-1]['n'])")
agir ml violation notifier "$n" > /dev/null 2>&1
attendre statut_echeance ml "$n" agir38.example notifie
refus 77 referente ouvrir "$(agir operateur boite --json 2> /dev/null | json "print([r['id'] for r in d if r['objet'] == 'violation'][0])")"
agir seul_dpo ouvrir "$(agir seul_dpo boite --json 2> /dev/null | json "print([r['id'] for r in d if r['objet'] == 'violation'][0])")" > /dev/null 2>&1
exiger_echeances seul_dpo 2 "ofii:a-notifier cap.example:a-notifier cnil:a-notifier personnes:a-evaluer"
# Ce qu'un partenaire a écrit ne se transmet pas comme sien.
refus 64 seul_dpo violation notifier 2 --a cap.example --a-defaut referent
dit "sont d'un partenaire"
agir seul_dpo violation notifier 2 --a cap.example --a-defaut referent --faits "Une fiche a été altérée chez un partenaire" \
    > /dev/null 2>&1
attendre statut_echeance seul_dpo 2 cap.example notifie
echo "Notifié : sans DPO, sans service, envois arrêtés, et de proche en proche."
