#!/usr/bin/env bash
# Le CPH oriente une personne vers l'opérateur AGIR ; l'opérateur complète ce qui manque, dresse le
# tableau du mois et l'envoie, scellé, à la DT OFII.
source "$(dirname "$0")/../outils.sh"

creer() { # creer QUI ID LIBELLE TYPE AGENT
    agir "$1" structure creer "$2" --libelle "$3" --type "$4" \
        --adresse "http://${adresse[$1]}" --agent "$5" --role dpo $cle_option
    agir "$1" carte exporter -o "$dossier/$1.carte"
}
connaitre() { # connaitre QUI ID PARTENAIRE : sa carte, et son empreinte par téléphone
    agir "$1" contact importer "$dossier/$3.carte"
    agir "$1" contact verifier "$2" --empreinte "$(empreinte_de "$3")" --moyen telephone
}
{
    demarrer operateur; demarrer cph; demarrer ofii
    creer operateur agir38.example "Opérateur AGIR de l'Isère" operateur-agir claire.exemple
    creer cph cph-voiron.example "CPH de Voiron" cph lucie.temoin
    creer ofii dt-ofii38.example "DT OFII de Grenoble" dt-ofii paul.essai
    connaitre operateur cph-voiron.example cph; connaitre operateur dt-ofii38.example ofii
    connaitre cph agir38.example operateur; connaitre ofii agir38.example operateur
} > "$dossier/preparation" 2>&1 || { cat "$dossier/preparation" >&2; exit 1; }

generique=$racine/docs/exemple-generique.json
mois=$(TZ=Europe/Paris date +%Y-%m)
# Une personne complète, une à qui il manque des réponses, une déjà suivie, une que l'on laisse.
sed 's/OFFICE/=COMPLETE/' "$generique" > "$dossier/1.json"
sed 's/OFFICE/LACUNE/; s/"numeroAGDREF":"3803054321",//; s/"ofii":{[^}]*},//' "$generique" \
    > "$dossier/2.json"
sed 's/OFFICE/SUIVIE/; s/"dateSignatureCIR"/"dateContratAGIR":"2026-01-15","dateSignatureCIR"/' \
    "$generique" > "$dossier/3.json"
sed 's/OFFICE/LAISSEE/' "$generique" > "$dossier/4.json"
for n in 1 2 3 4; do
    agir cph envoyer "$dossier/$n.json" --a agir38.example --attendre $patience --json \
        --confirmer-avertissements > "$dossier/envoi$n.json" 2> "$dossier/erreurs"
done
id() { sed -n 's/.*"id":"\([^"]*\)".*/\1/p' "$dossier/envoi$1.json"; }

# Ce que le CPH corrige ne compte qu'une fois.
agir cph corriger "$(id 1)" -o "$dossier/1bis.json" 2> /dev/null
sed -i 's/=COMPLETE/COMPLÈTE/' "$dossier/1bis.json"
agir cph envoyer "$dossier/1bis.json" --a agir38.example --attendre $patience \
    --confirmer-avertissements > /dev/null 2>&1
exiger grep -q '"statut":"remplace"' <(agir operateur boite --json)

agir operateur ofii tableau --mois "$mois" --sauf "$(id 4)" --departement Isère --au 2026-11-30 \
    --capacite "en capacité d'accueillir" -o "$dossier/avant.csv" > "$dossier/sortie" 2> "$dossier/erreurs"
exiger grep -q '2 personne(s)' "$dossier/sortie"
# Les cases vides sont nommées, sans nom de personne hors d'un terminal.
exiger grep -q '5 case(s) vide(s)' "$dossier/erreurs"
exiger grep -q "$(id 2 | cut -c1-8) : N° AGDREF, N° CIR, Emploi" "$dossier/erreurs"
if grep -q LACUNE "$dossier/erreurs"; then echouer "un nom est dans les diagnostics"; fi
# Département et capacité ne se devinent pas.
refus 64 operateur ofii tableau --mois "$mois" --capacite "à séquencer" -o "$dossier/sans.csv"
dit "le département"
refus 64 operateur ofii tableau --mois "$mois" --departement Isère -o "$dossier/sans.csv"
dit "la capacité"
exiger test ! -e "$dossier/sans.csv"
# Avec des cases vides, rien ne part sans qu'on l'ait dit.
refus 65 operateur ofii tableau --mois "$mois" --sauf "$(id 4)" --departement Isère \
    --capacite "à séquencer" --a dt-ofii38.example
dit "cases vides"
exiger test "$(agir operateur boite envoi --json)" = "[]"
exiger test "$(stat -c %a "$dossier/avant.csv")" = 600
for mot in SUIVIE LAISSEE =COMPLETE; do
    if grep -q "$mot" "$dossier/avant.csv"; then echouer "$mot est dans le tableau"; fi
done

# AGDREF à zéro en tête, CIR, emploi ; logement et CPH restent inconnus.
# Les mots de navigation valent à chaque question, et ne sont jamais une réponse.
printf '%s\n' '<' '38 03' '0303012345' '<' '?' '' '?' '<' '' 'quitter' 'jamais lu' \
    | agir operateur ofii completer "$(id 2)" > /dev/null 2> "$dossier/questions"
for mot in "C'est la première question." 'revient à la'; do exiger grep -q "$mot" "$dossier/questions"; done
printf '%s\n' '' '0380009999' 'oui' '24/12/2999' '' \
    | agir operateur ofii completer "$(id 2)" > /dev/null 2>> "$dossier/questions"
exiger grep -q 'Il faut 10 chiffres' "$dossier/questions"
if grep -q 'statut du BPI\|protection internationale' "$dossier/questions"; then
    echouer "on demande ce que la fiche dit déjà"
fi
if grep -rq 'LACUNE\|0303012345' "$dossier/operateur/agent"; then echouer "resté en clair"; fi

agir operateur ofii tableau --mois "$mois" --sauf "$(id 4)" --departement Isère --au 30/11/2026 \
    --capacite "en capacité d'accueillir" -o "$dossier/tableau.csv" > /dev/null
python3 - "$dossier/tableau.csv" <<'FIN' || echouer "le tableau n'est pas celui attendu"
import csv, sys
lignes = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline=""), delimiter=";"))
assert lignes[0] == ["Programme AGIR"] and lignes[1] == ["Département de", "Isère"], lignes
assert lignes[4] == ["ORIENTATIONS BPI PAR LES OPERATEURS TIERS - à valider par la DT OFII au 30/11/2026"]
assert len(lignes) == 8 and all(len(l) == 11 for l in lignes[5:]), lignes
lacune, complete = lignes[6], lignes[7]
assert lacune[:4] == ['="0303012345"', '="0380009999"', "LACUNE", "Samir"], lacune
assert lacune[7:10] == ["oui", "", ""], lacune
assert not any(mot in ligne for ligne in lignes for mot in ("?", "<", "quitter")), lignes
assert complete[2:5] == ["COMPLÈTE", "Samir", "00/00/1990"], complete
assert complete[7:] == ["oui", "oui", "non", "CPH de Voiron"], complete
FIN
agir operateur ofii tableau --mois "$mois" --sauf "$(id 4)" --departement Isère --capacite "à séquencer" \
    -o "$dossier/tableau.html" > /dev/null
exiger grep -q '<th scope="col">N° AGDREF</th>' "$dossier/tableau.html"
refus 73 operateur ofii tableau --mois "$mois" -o "$dossier/tableau.html"
refus 64 operateur ofii tableau --mois 2026-13
refus 64 operateur ofii tableau --mois "$mois" --au 31/11/2026
refus 77 cph ofii tableau --mois "$mois"
dit "Ce tableau est celui d'un opérateur AGIR."
# Le CPH n'est pas la DT OFII : rien ne part vers lui.
refus 77 operateur ofii tableau --mois "$mois" --departement Isère --capacite "à séquencer" --a cph-voiron.example

# Lire pour le tableau n'ouvre rien aux yeux du partenaire.
exiger test "$(statut cph envoi | sort -u)" = remis

agir operateur ofii tableau --mois "$mois" --sauf "$(id 4)" --departement Isère --au 2026-11-30 \
    --capacite "en capacité d'accueillir" --a dt-ofii38.example --confirmer-avertissements --json \
    > "$dossier/envoi.json" 2> "$dossier/erreurs"
tableau=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' "$dossier/envoi.json")
attendre statut_est ofii reception non-lu
exiger grep -q '"objet":"tableau-ofii"' <(agir ofii boite --json)
agir ofii ouvrir "$tableau" -o "$dossier/recu" > "$dossier/lu"
exiger cmp "$dossier/recu/tableau.csv" "$dossier/tableau.csv"
exiger grep -q 'LACUNE' "$dossier/lu"
agir ofii ouvrir "$tableau" --format html -o "$dossier/recu.html" > /dev/null 2>&1
exiger grep -q '<th scope="col">N° AGDREF</th>' "$dossier/recu.html"
exiger grep -q "default-src 'none'" "$dossier/recu.html"
attendre statut_est operateur envoi ouvert
# Le mois d'avant est vide : rien à envoyer.
refus 65 operateur ofii tableau --mois 2020-01 --departement Isère --capacite "à séquencer" --a dt-ofii38.example
agir operateur journal verifier > /dev/null

# Aucune fiche ne dit le numéro à la DT OFII : le tableau n'en est pas moins lu avant de répondre à la personne.
demander() { # demander DROIT NUMERO : le numéro de la demande
    agir ofii personne demande ouvrir --droit "$1" --recue "$(date -u +%F -d yesterday)" --json <<< "$2" 2> /dev/null \
        | sed -n 's/.*"n":\([0-9]*\).*/\1/p'
}
n=$(demander acces 0303012345)
refus 75 ofii personne acces "$n" -o "$dossier/acces"
dit "personne repondre"
refus 65 ofii personne demande clore "$n"
dit "ni réponse, ni motif"
refus 65 ofii personne repondre "$n" <<< 3803054321
dit "n'est pas celui de la personne"
agir ofii personne repondre "$n" <<< 0303012345 > "$dossier/sortie" 2> "$dossier/erreurs"
dit "1 pli(s) assemblés"
agir ofii personne acces "$n" -o "$dossier/acces" > /dev/null 2>&1
for fichier in acces.html acces.json; do
    exiger grep -q LACUNE "$dossier/acces/$fichier"
    if grep -q 'COMPLÈTE\|Aucune donnée' "$dossier/acces/$fichier"; then echouer "$fichier dit autre chose"; fi
done
agir ofii personne demande clore "$n" > /dev/null 2>&1
n=$(demander effacement 0303012345)
# Le seul pli à détruire : la réponse d'accès qui recopie sa ligne.
agir ofii personne demande executer "$n" --confirmer 1 --json > "$dossier/sortie" 2> "$dossier/erreurs"
dit "\"tableaux\":[\"$tableau\"]"
dit "peut y avoir une ligne"

# Chez l'opérateur, effacer une personne fait corriger le tableau parti : ici il le remplace, et chez la DT OFII aussi.
n=$(agir operateur personne demande ouvrir --droit effacement --recue "$(date -u +%F -d yesterday)" --json \
    <<< 0303012345 2> /dev/null | sed -n 's/.*"n":\([0-9]*\).*/\1/p')
agir operateur personne demande executer "$n" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "nomme la personne"
dit "ofii corriger ${tableau:0:8} --demande $n"
refus 65 operateur personne demande clore "$n"
refus 66 operateur ofii corriger "$tableau" --demande 99
agir operateur ofii corriger "$tableau" --demande "$n" --json > "$dossier/corrige.json" 2> "$dossier/erreurs"
corrige=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' "$dossier/corrige.json")
remplace() { agir ofii boite --json | grep -q "\"remplace\":\"$tableau\""; }
attendre remplace
agir ofii ouvrir "$corrige" -o "$dossier/corrige" > "$dossier/sortie" 2> "$dossier/erreurs"
exiger grep -q COMPLÈTE "$dossier/corrige/tableau.csv"
if grep -q 'LACUNE\|0303012345' "$dossier/corrige/tableau.csv"; then echouer "elle est encore dans le tableau"; fi
detruit() { agir operateur purge executer > /dev/null 2>&1; ! agir operateur ouvrir "$tableau"; }
attendre detruit
agir operateur ouvrir "$corrige" > /dev/null || echouer "le tableau corrigé est détruit aussi"
