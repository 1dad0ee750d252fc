#!/usr/bin/env bash
# Le journal : cosigné par le partenaire, prouvé, exporté, vérifié par un autre programme ; puis chaque
# façon de le changer est vue, et dite.
source "$(dirname "$0")/../outils.sh"

deux_structures
id=$(agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience --json \
    | identifiant)
agir ml ouvrir "$id" > "$dossier/sortie" 2> "$dossier/erreurs"

# Les filtres, le motif, les pages.
agir operateur journal lister --fiche "${id:0:8}" --motif audit --json > "$dossier/sortie"
exiger grep -q '"acte":"depot","ref":"'"$id" "$dossier/sortie"
agir operateur journal lister --acte journal-lecture > "$dossier/sortie"
dit "fait : audit"
agir operateur journal lister --nombre 2 --json > "$dossier/sortie"
exiger test "$(grep -o '"n":' "$dossier/sortie" | wc -l)" = 2
agir operateur journal lister --avant 2 --json > "$dossier/sortie"
exiger test "$(grep -o '"n":' "$dossier/sortie" | wc -l)" = 2
agir operateur journal lister --depuis 2020-01-01 --jusquA 2020-01-02 --json > "$dossier/sortie"
exiger test "$(cat "$dossier/sortie")" = "[]"
refus 64 operateur journal lister --acteur "x' OR 1=1"
# Un acte ou un acteur qui n'existe pas n'est pas un tableau vide.
refus 64 operateur journal lister --acte zzz
dit "« agir-liaison journal actes » les donne tous"
refus 64 operateur journal lister --acte lectur
dit "« lecture »"
refus 64 operateur journal lister --acteur clair.exemple
dit "« agir38.example/claire.exemple »"
agir operateur journal actes > "$dossier/sortie"
dit "fiche scellée donnée à un agent"
exiger grep -Eq '^chiffres +jamais ' "$dossier/sortie"
agir operateur journal lister --acteur claire.exemple --acte depot --json > "$dossier/sortie"
exiger grep -q '"acteur":"agir38.example/claire.exemple","acte":"depot"' "$dossier/sortie"
# Une empreinte mal saisie se lit comme telle ; rouvrir une fiche n'en fait pas lire une autre.
refus 65 ml contact verifier agir38.example --empreinte 000000000000000000000000000000 --moyen telephone
agir ml journal lister --acte verification > "$dossier/sortie"
dit "refusé : empreinte saisie qui n'est pas celle de la clé du partenaire"
agir ml ouvrir "$id" > "$dossier/sortie" 2> "$dossier/erreurs"
agir ml journal resume --json | json "assert sum(d['lectures'].values()) == 1 and d['relectures'] >= 1, d"
agir operateur journal resume > "$dossier/sortie"
dit "aucune alarme"

dit "Plus ancien pli non remis : aucun"
# La page du mois, pour le registre : elle porte le point de contrôle et ne nomme personne.
page_du_mois() {
    rm -f "$dossier/mois.html"
    agir operateur journal resume --mois "$(TZ=Europe/Paris date +%Y-%m)" -o "$dossier/mois.html" > "$dossier/sortie"
    grep -q "Cosigné par[^<]*:</dt><dd>ml-grenoble.example/temoin" "$dossier/mois.html"
}
attendre page_du_mois
exiger grep -q "<dd>agir38.example/journal/1</dd>" "$dossier/mois.html"
if grep -qi specimen "$dossier/mois.html"; then echouer "la page nomme la personne"; fi
refus 73 operateur journal resume --mois "$(TZ=Europe/Paris date +%Y-%m)" -o "$dossier/mois.html"
refus 64 operateur journal resume --mois 2030-01
refus 64 operateur journal resume --mois 2026-1

# L'export : cosigné, et juste pour un programme écrit d'après les pages seules.
attendre cosigne operateur "$dossier/export" ml-grenoble.example
refus 73 operateur journal exporter -o "$dossier/export"
cle() { grep -o "\"$2\":\"[^\"]*\"" "$dossier/$1/agent/carte.note" | head -n 1 | cut -d'"' -f4; }
agir operateur journal preuve 3 -o "$dossier/3.tlog-proof"
verificateur() { /usr/bin/python3 "$racine/Sources/LiaisonAgent/Verificateur/verifier_export.py" "$@" > "$dossier/sortie" 2>&1; }
operateur=$(cle operateur cleJournal)
exiger verificateur export "$dossier/export" --cle "$operateur" --temoin "$(cle ml cleTemoin)"
dit "Cosigné par ml-grenoble.example/temoin"
exiger verificateur preuve "$dossier/3.tlog-proof" --cle "$operateur"
# À la main, comme le dit docs/journal.md : les deux commandes donnent la même empreinte.
sed -n '/^## À la main/,/^## /p' "$racine/docs/journal.md" | grep '^    ' > "$dossier/a-la-main"
exiger test "$(wc -l < "$dossier/a-la-main")" = 2
(cd "$dossier/export"; while read -r ligne; do bash -c "$ligne" | cut -c1-64; echo; done < "$dossier/a-la-main") \
    | grep . | uniq > "$dossier/sortie"
exiger test "$(wc -l < "$dossier/sortie")" = 1
refuse() { if verificateur "$@"; then echouer "accepté : $*"; fi; }
refuse export "$dossier/export" --cle "$(cle ml cleJournal)"
for fichier in journal.jsonl feuilles.txt point-de-controle; do
    cp -r "$dossier/export" "$dossier/faux"
    sed -i '1s/[3-9]/2/; 1s/[c-z]/b/' "$dossier/faux/$fichier"
    refuse export "$dossier/faux" --cle "$operateur"
    rm -r "$dossier/faux"
    cp -r "$dossier/export" "$dossier/faux"
    sed -i '3d' "$dossier/faux/$fichier"
    refuse export "$dossier/faux" --cle "$operateur"
    rm -r "$dossier/faux"
done
sed 's/^extra ..../extra eyJi/' "$dossier/3.tlog-proof" > "$dossier/faux.tlog-proof"
refuse preuve "$dossier/faux.tlog-proof" --cle "$operateur"
# verifie CODE REGLE [OPTION…] : la vérification finit ainsi, et dit ce qui suit cette règle. Pour « attendre » : un
# partenaire n'a que quelques secondes pour répondre.
verifie() {
    local statut=0
    agir operateur journal verifier "${@:3}" > "$dossier/sortie" 2> "$dossier/erreurs" || statut=$?
    [ $statut = "$1" ] && cat "$dossier/sortie" "$dossier/erreurs" | grep -qE -- "$2"
}
attendre verifie 0 "Cosigné par ml-grenoble.example/temoin" --point "$dossier/export/point-de-controle"
dit "tous présents et intacts"
dit "la racine est la même"

# Un client du protocole des témoins qui ne connaît rien d'ici fait cosigner la suite du journal.
arreter ml
agir operateur journal exporter -o "$dossier/suite" > "$dossier/sortie"
arreter operateur; demarrer ml
exiger /usr/bin/python3 "$racine/Tests/Journal/temoin_etranger.py" "$dossier/suite" --cle "$operateur" \
    --temoin "$(cle ml cleTemoin)" --adresse "http://${adresse[ml]}"

# Chaque changement, le service arrêté, dans une copie. Le témoin n'en est pas : il cosignerait le faux.
arreter ml
cp -r "$dossier/operateur" "$dossier/sain"
changer() { # changer TEXTE SQL [AUTRE] : le journal ainsi changé, la vérification le dit (ou AUTRE), code 65
    rm -rf "$dossier/operateur"; cp -r "$dossier/sain" "$dossier/operateur"
    python3 - "$dossier/operateur/etat/liaison.sqlite" "$2" <<'FIN'
import hashlib, sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.create_function("feuille", 1, lambda line: hashlib.sha256(b"\0" + line.encode()).digest())
base.executescript(sys.argv[2])
FIN
    demarrer operateur
    refus 65 operateur journal verifier --point "$dossier/export/point-de-controle"
    [ -n "${3:-}" ] && grep -qF -- "$3" "$dossier/erreurs" || dit "$1"
    arreter operateur
}
for membre in depot claire.exemple '"fait"' '"le":"2' '"sel":"' '"v":1' "$id"; do
    changer "l'entrée" "UPDATE journal SET ligne = replace(ligne, '$membre', '${membre/[a-z]/q}') WHERE instr(ligne, '$membre')"
done
# La feuille refaite aussi : le point de contrôle gardé ailleurs le voit.
changer "point de contrôle" "UPDATE journal SET ligne = replace(ligne, 'fait', 'echec'), feuille = feuille(replace(ligne, 'fait', 'echec')) WHERE n = 3"
changer "l'entrée 4 manque" "UPDATE journal SET ligne = NULL WHERE n = 4"
changer "l'entrée 2 a été modifiée" "UPDATE journal SET feuille = zeroblob(32) WHERE n = 2"
changer "l'entrée 2" "UPDATE journal SET n = -1 WHERE n = 2; UPDATE journal SET n = 2 WHERE n = 3; UPDATE journal SET n = 3 WHERE n = -1"
changer "l'entrée 6 a été modifiée" "UPDATE journal SET ligne = (SELECT ligne FROM journal WHERE n = 5) WHERE n = 6"
changer "l'entrée 6 n'est pas à sa place" "UPDATE journal SET (ligne, feuille) = (SELECT ligne, feuille FROM journal WHERE n = 5) WHERE n = 6"
changer "l'entrée 10 n'est pas à sa place" "DELETE FROM journal WHERE n >= 10"
changer "l'entrée 7 n'est pas à sa place" "DELETE FROM journal WHERE n = 7"
changer "Un point de contrôle que garde le service est illisible" "UPDATE points SET note = zeroblob(100)"
changer "n'est pas signé par le journal" "UPDATE points SET note = CAST(replace(CAST(note AS TEXT), char(10) || taille || char(10), char(10) || (taille - 1) || char(10)) AS BLOB)"
# Si le service a eu le temps d'y ajouter une entrée, c'est le point qu'il en signe qui ne va pas.
changer "La racine du journal" "UPDATE journal_etat SET frontiere = zeroblob(length(frontiere))" \
    "Le journal n'est pas celui de ce point de contrôle"

# Une copie ancienne de toute la base : l'agent, son DPO et le témoin le voient.
rm -rf "$dossier/operateur"; cp -r "$dossier/sain" "$dossier/operateur"
demarrer ml; demarrer operateur
agir operateur envoyer "$exemple" --a ml-grenoble.example --confirmer-avertissements > "$dossier/sortie"
for _ in 1 2 3 4; do agir operateur journal lister > "$dossier/sortie"; done
attendre cosigne operateur "$dossier/export2" ml-grenoble.example
arreter operateur

# Une seule des deux bases est ancienne : le journal n'a plus ses dernières entrées ; ou une fiche n'a
# plus sa clé, et la vérification du service le dit.
cp -r "$dossier/operateur" "$dossier/recent"
ancienne() { # ancienne BASE : elle seule est d'avant
    rm -rf "$dossier/operateur"; cp -r "$dossier/recent" "$dossier/operateur"
    rm -f "$dossier/operateur/etat/$1.sqlite"*
    cp "$dossier/sain/etat/$1.sqlite"* "$dossier/operateur/etat/"
}
ancienne cles
"$binaires/agir-liaisond" verifier --etat "$dossier/recent/etat" > "$dossier/sortie"
if "$binaires/agir-liaisond" verifier --etat "$dossier/operateur/etat" > "$dossier/sortie" 2>&1; then
    echouer "la clé qui manque n'est pas vue"
fi
dit "n'a pas de contenu lisible"
ancienne liaison
demarrer operateur
refus 65 operateur journal verifier
dit "les dernières manquent"
arreter operateur
rm -rf "$dossier/operateur"; mv "$dossier/recent" "$dossier/operateur"

# Les deux ensemble.
rm -rf "$dossier/operateur/etat"; cp -r "$dossier/sain/etat" "$dossier/operateur/etat"
demarrer operateur
agir operateur contact lister > "$dossier/sortie" 2> "$dossier/erreurs"
dit "ALARME : le journal du service n'est pas la suite de celui que vous avez vu."
refus 65 operateur journal verifier --point "$dossier/export2/point-de-controle"
dit "les dernières manquent"
alarme() { agir "$1" journal resume | grep -q "ALARME.*$2"; }
attendre alarme operateur "un témoin connaît de ce journal plus qu'il n'en dit"
attendre grep -q "il a été remplacé" "$dossier/operateur/service.log"
attendre alarme ml "le journal d'un partenaire contredit ce qu'il avait montré"

# Figé : un état, que tout redit jusqu'à ce qu'un DPO en réponde. Même un agent qui n'a rien vu d'avant.
refus 65 operateur journal verifier
dit "Il est figé ou contredit depuis le"
dit "d'après ml-grenoble.example"
sed -i 's/,"point":"[^"]*"//' "$dossier/operateur/agent/ancre"
# Selon ce que la copie a écrit depuis, il en sait plus, ou autre chose.
attendre verifie 65 "Témoin ml-grenoble.example : ALARME : il"
dit "figé ou contredit depuis le"
dit "Signé jusqu'à"
attendre verifie 65 '"reponses":\[\{"structure":"ml-grenoble.example","reponse":"(plus|autre)"' --json
dit '"valide":false'
refus 65 operateur journal exporter -o "$dossier/export3"
dit "ne sont pas dans l'export"
agir operateur journal resume --jours 7 > "$dossier/sortie"
dit "agir-liaison journal reprendre --motif"
agir operateur service etat > "$dossier/sortie"
dit "le journal est figé ou contredit"
agir operateur boite > "$dossier/sortie" 2> "$dossier/erreurs"
dit "ALARME : le journal est figé ou contredit"
local_() { curl --silent --unix-socket "$dossier/operateur/s.sock" "http://localhost$1" > "$dossier/sortie"; }
local_ /v1/sante
dit '"journal":"suspendu"'
local_ /v1/metriques
dit "agir_liaison_journal_suspendu 1"
# Chez le partenaire, c'est le journal de l'autre : le sien se vérifie.
agir ml journal verifier > "$dossier/sortie" 2> "$dossier/erreurs"
dit "ALARME : le journal de agir38.example contredit"

# Le DPO en répond : une époque de plus, la carte, et le partenaire cosigne de nouveau.
refus 64 operateur journal reprendre --motif parce-que
agir operateur journal reprendre --motif restauration > "$dossier/sortie"
dit "Le journal ouvre son époque 2"
refus 66 operateur journal reprendre --motif restauration
agir operateur structure renouveler > "$dossier/sortie" 2> "$dossier/erreurs"
dit "Le journal ouvre son époque 2"
attendre cosigne operateur "$dossier/export4" ml-grenoble.example
exiger verificateur export "$dossier/export4" --cle "$(cle operateur cleJournal)" --temoin "$(cle ml cleTemoin)"
attendre verifie 0 "Témoin ml-grenoble.example : (d'accord|il en sait moins)"
dit "Journal vérifié"
agir operateur journal lister --acte reprise --json > "$dossier/sortie"
dit '"detail":"reprise-restauration"'
agir ml journal reprendre agir38.example --motif partenaire > "$dossier/sortie"
agir ml journal resume > "$dossier/sortie"
if grep -q "contredit ce qu'il avait montré, depuis" "$dossier/sortie"; then echouer "encore contredit"; fi
# Le partenaire absent, il est dit injoignable.
arreter ml
agir operateur journal verifier > "$dossier/sortie"
dit "Témoin ml-grenoble.example : injoignable"
