#!/usr/bin/env bash
# Les droits des personnes : un accès qui ne dit rien des autres, un effacement ici et chez les partenaires, ce
# qu'un partenaire confirme, refuse ou ne peut pas demander, et une clôture qui attend les plis non ouverts.
source "$(dirname "$0")/../outils.sh"

champ() { python3 -c '
import json, sys
found = json.load(sys.stdin)
for key in sys.argv[1].split("."):
    found = found[int(key)] if isinstance(found, list) else found[key]
print(found)' "$1"; }
envoyer() { # envoyer QUI FICHE A [OPTION…] : l'identifiant
    agir "$1" envoyer "$2" --a "$3" --attendre $patience --json --confirmer-avertissements "${@:4}" 2> /dev/null | champ id
}
recus() { # recus QUI OBJET : les identifiants
    agir "$1" boite reception --json 2> /dev/null | python3 -c '
import json, sys
for row in json.load(sys.stdin):
    if row["objet"] == sys.argv[1]:
        print(row["id"])' "$2"
}
arrive() { [ -n "$(recus "$1" "$2")" ]; }
montrer() { agir dpo personne demande montrer "$1" --json 2> /dev/null; }
du_dossier() { # du_dossier N PYTHON : une expression sur « d », vraie
    montrer "$1" | python3 -c 'import json, sys
d = json.load(sys.stdin)
sys.exit(0 if eval(sys.argv[1]) else 1)' "$2"
}

deux_structures
demarrer cap
agir cap structure creer cap38.example --libelle "Cap emploi de l'Isère" --type cap-emploi \
    --adresse "http://${adresse[cap]}" --agent luc.essai --role dpo --sans-phrase > /dev/null 2>&1
agir cap carte exporter -o "$dossier/cap38.carte" > /dev/null
{
    agir operateur contact importer "$dossier/cap38.carte"
    agir operateur contact verifier cap38.example --empreinte "$(empreinte_de cap)" --moyen telephone
    agir cap contact importer "$dossier/agir38.carte"
    agir cap contact verifier agir38.example --empreinte "$(empreinte_de operateur)" --moyen telephone
    accueillir dpo operateur dora.dpo dpo
    accueillir referent operateur remi.referent referent
    agir operateur boite; agir dpo boite; agir referent boite
} > "$dossier/preparation" 2>&1

# Deux personnes du même nom, nées le même jour ; leurs numéros diffèrent. Chaque fiche a sa marque.
une=3800000001
autre=3800000002
fiche() { # fiche NUMERO MARQUE : un fichier
    python3 - "$exemple" "$1" "$2" > "$dossier/$2.json" <<'PY'
import json, sys
fiche = json.load(open(sys.argv[1]))
fiche["beneficiaire"]["numeroAGDREF"] = sys.argv[2]
fiche["beneficiaire"]["adressePostale"] = "12 rue " + sys.argv[3]
fiche["informationsComplementaires"] = (
    f"{sys.argv[3]} vue avec Claire Exemple, pas 3800000009 ; Mme Exemple rappelle au 04.76.00.00.01.")
json.dump(fiche, sys.stdout)
PY
    echo "$dossier/$2.json"
}
idA=$(envoyer operateur "$(fiche $une MARQUEUNE)" ml-grenoble.example)
idB=$(envoyer operateur "$(fiche $autre MARQUEAUTRE)" ml-grenoble.example)
idC=$(envoyer operateur "$(fiche $une MARQUECAP)" cap38.example)
agir ml ouvrir "$idA" > /dev/null 2>&1
agir ml ouvrir "$idB" > /dev/null 2>&1
agir cap ouvrir "$idC" > /dev/null 2>&1

# Le numéro n'est pas un argument ; la date n'est pas à venir ; le rôle est nommé.
refus 64 dpo personne demande ouvrir "$une" --droit acces --recue "$(dans yesterday)"
dit "ne se donne pas en argument"
agir dpo personne demande ouvrir - --droit acces --recue "$(dans '2 days')" <<< "$une" \
    > "$dossier/sortie" 2> "$dossier/erreurs" && echouer "une demande à venir est prise"
dit "pas encore venu"
refus 77 referent personne demande ouvrir --droit acces --recue "$(dans yesterday)"

# (a) L'accès.
acces=$(agir dpo personne demande ouvrir --droit acces --recue 2026-10-31 --texte "Tout ce que vous avez" --json \
    <<< "$une" 2> /dev/null)
[ "$(champ echeance <<< "$acces")" = 2026-11-30 ] || echouer "31/10 + 1 mois : $acces"
n=$(champ n <<< "$acces")
acces_n=$n
refus 75 dpo personne acces "$n" -o "$dossier/acces"
dit "personne repondre"
refus 77 referent personne acces "$n" -o "$dossier/acces"
dit "rôle délégué à la protection des données (DPO)"
dit "Rappel : Demande n° $n" # une fois par jour, dès la première commande
refus 77 dpo personne repondre "$n"
dit "rôle référent"
dit "(--role referent)"
agir referent personne repondre "$n" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "2 plis assemblés"
agir dpo personne acces "$n" -o "$dossier/acces" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "Relisez les textes libres"
for fichier in acces.html acces.json; do
    [ "$(stat -c %a "$dossier/acces/$fichier")" = 600 ] || echouer "droits de $fichier"
    for marque in MARQUEUNE MARQUECAP "$une" "Cap emploi de l'Isère"; do
        grep -qF "$marque" <(sed "s/&#39;/'/g" "$dossier/acces/$fichier") || echouer "$marque n'est pas dans $fichier"
    done
    for marque in MARQUEAUTRE "$autre" claire.exemple "Claire Exemple" "Mme Exemple" 3800000009 referente@ "04 76 00 00 01" 04.76.00 Jean; do
        if grep -qiF "$marque" "$dossier/acces/$fichier"; then echouer "$marque est dans $fichier"; fi
    done
done
grep -qF "Référente emploi-formation" "$dossier/acces/acces.html" || echouer "la fonction de l'auteur"
refus 73 dpo personne acces "$n" -o "$dossier/acces"
agir dpo personne demande clore "$n" > /dev/null 2>&1
refus 65 dpo personne demande prolonger "$n" --motif "Trop tard"
dit "est close"

# La prolongation ne se saisit que dans le premier mois ; le retard se voit.
vieille=$(agir dpo personne demande ouvrir --droit acces --recue "$(dans '40 days ago')" --json <<< "$une" 2> /dev/null | champ n)
refus 65 dpo personne demande prolonger "$vieille" --motif "Complexe"
dit "ne se prolonge plus"
agir dpo personne demande lister > "$dossier/sortie" 2> /dev/null
dit "EN RETARD"
agir dpo personne demande refuser "$vieille" --motif "Déjà répondu" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "CNIL"

# Une demande close ne s'exécute plus : ni contentieux, ni pli.
contentieux() { agir dpo contentieux lister --json 2> /dev/null | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))'; }
gelee=$(agir dpo personne demande ouvrir --droit limitation --recue "$(dans yesterday)" --json <<< "$une" 2> /dev/null | champ n)
agir dpo personne demande refuser "$gelee" --motif "Sans objet" > /dev/null 2>&1
for etape in executer clore; do
    refus 65 dpo personne demande $etape "$gelee"
    dit "est refusée"
done
[ "$(contentieux)" = 0 ] || echouer "une demande refusée ouvre un contentieux"

# (b) L'effacement : identité d'abord, puis ici et chez les deux partenaires.
n=$(agir dpo personne demande ouvrir --droit effacement --recue "$(dans yesterday)" --identite a-verifier --json \
    <<< "$une" 2> /dev/null | champ n)
refus 65 dpo personne demande executer "$n"
dit "identité n'est pas vérifiée"
agir dpo personne demande identite "$n" --moyen piece > /dev/null 2>&1
# Rien n'est détruit sans le nombre de l'aperçu : deux fiches, et la réponse d'accès qui les recopie.
refus 64 dpo personne demande executer "$n"
dit "3 plis seront détruits, sans retour, scellés du"
dit "À prévenir : cap38.example, ml-grenoble.example"
dit "--confirmer 3"
refus 64 dpo personne demande executer "$n" --confirmer 2
refus 64 dpo personne demande clore "$n"
agir operateur ouvrir "$idA" > /dev/null 2>&1 || echouer "l'aperçu détruit"
agir dpo personne demande executer "$n" --confirmer 3 --json > "$dossier/sortie" 2> "$dossier/erreurs"
dit '"prevenues":["cap38.example","ml-grenoble.example"]'
# Une étape perdue après le dépôt : le pli parti est retrouvé, personne n'en reçoit deux.
python3 - "$dossier/operateur/etat/liaison.sqlite" <<'PY'
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
lost = base.execute("""DELETE FROM dossiers_faits WHERE json_extract(contenu, '$.etape') = 'envoi'
  AND json_extract(contenu, '$.pour') = 'cap38.example'""").rowcount
assert lost == 1, lost
PY
agir dpo personne demande executer "$n" --json > "$dossier/sortie" 2> "$dossier/erreurs"
dit '"prevenues":["cap38.example"]'
[ "$(agir dpo boite envoi --tout --json 2> /dev/null | grep -o '"objet":"droits"' | wc -l)" = 2 ] \
    || echouer "un partenaire reçoit deux fois la même demande"
agir dpo personne demande executer "$n" --json > "$dossier/sortie" 2> "$dossier/erreurs"
dit '"prevenues":[]'
attendre agir dpo purge executer
attendre du_dossier "$n" 'len([x for x in d["detruits"] if x["procesVerbal"]]) >= 2'
# La réponse d'accès est détruite aussi : elle ne rend plus rien.
refus 66 dpo personne acces "$acces_n" -o "$dossier/encore"
dit "ce qui y répondait est détruit"
exiger test ! -e "$dossier/encore"
du_dossier "$n" "{x['id'] for x in d['detruits']} >= {'$idA', '$idC'} and '$idB' not in str(d)" \
    || echouer "ce qui est détruit : $(montrer "$n")"
du_dossier "$n" 'all(x["regle"] == "effacement" for x in d["detruits"])' || echouer "la règle"
agir operateur ouvrir "$idB" > /dev/null 2>&1 || echouer "l'autre personne a perdu sa fiche"
refus 66 operateur ouvrir "$idA"

# Chez la mission locale, le DPO confirme ; chez Cap emploi, il refuse.
attendre arrive ml droits
attendre arrive cap droits
droits=$(recus ml droits)
# Non lue, elle est déjà une demande, avec son mois.
agir ml personne demande lister --json > "$dossier/sortie" 2> /dev/null
dit "\"pli\":{\"de\":\"agir38.example\",\"id\":\"$droits\"}"
dit '"statut":"recue"'
recue=$(champ 0.n < "$dossier/sortie")
refus 65 ml personne demande executer "$recue"
dit "droits confirmer"
agir ml ouvrir "$droits" > "$dossier/sortie" 2> /dev/null
dit "N° AGDREF : $une"
dit "droits confirmer"
agir ml droits confirmer "$droits" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "trente jours après"
agir ml personne demande lister --json > "$dossier/sortie" 2> /dev/null
dit '"statut":"close"'
agir ml purge apercu --au "$(dans '30 days')" --json > "$dossier/sortie" 2> /dev/null
if grep -qF "$idA" "$dossier/sortie"; then echouer "un partenaire efface avant trente jours"; fi
avant=$(agir cap droits confirmer "$(recus cap droits)" --json 2> /dev/null | champ changees)
[ "$avant" = 1 ] || echouer "Cap emploi ne confirme pas : $avant"
agir cap droits refuser "$(recus cap droits)" --motif "Contrôle FAMI en cours" > /dev/null 2>&1
attendre du_dossier "$n" 'any(x["de"] == "cap38.example" and x["texte"] == "Contrôle FAMI en cours" for x in d["reponsesRecues"])'
refus 65 cap droits confirmer "$(recus cap droits)"
dit "est refusée"
attendre du_dossier "$n" 'any(x["statut"] == "ouvert" and x["pour"] == "ml-grenoble.example" for x in d["accuses"])'

# (c) D'un partenaire, sur une personne dont rien ne s'est échangé avec lui.
m=$(agir cap personne demande ouvrir --droit effacement --recue "$(dans yesterday)" --json <<< "$autre" 2> /dev/null | champ n)
refus 66 cap personne demande executer "$m"
dit "Rien, ici, ne porte ce numéro"
refus 66 cap personne demande clore "$m"
agir cap personne demande clore "$m" --motif "Rien n'est conservé" > /dev/null 2>&1
sed 's/"sens":"agir-vers-partenaire"/"sens":"partenaire-vers-agir"/' "$dossier/MARQUEAUTRE.json" > "$dossier/retour.json"
python3 - "$dossier/MARQUEAUTRE.json" > "$dossier/retour.json" <<'PY'
import json, sys
fiche = json.load(open(sys.argv[1]))
fiche["sens"] = "partenaire-vers-agir"
fiche["beneficiaire"]["numeroAGDREF"] = "3800000003"
json.dump(fiche, sys.stdout)
PY
# Cap emploi envoie une fiche sur une troisième personne, que personne n'ouvre ici : rien ne s'est échangé encore.
idT=$(envoyer cap "$dossier/retour.json" agir38.example --cir-signe oui)
m=$(agir cap personne demande ouvrir --droit effacement --recue "$(dans yesterday)" --json <<< 3800000003 2> /dev/null | champ n)
agir cap personne demande executer "$m" --confirmer 1 > /dev/null 2>&1
attendre arrive dpo droits
refus 65 dpo droits confirmer "$(recus dpo droits)"
dit "Aucune fiche n'a été échangée avec cap38.example"

# (d) Tant que ce pli n'est pas ouvert, la demande ne se clôt pas.
refus 65 dpo personne demande clore "$n"
dit "fiche exclure ID --demande $n"
agir referent fiche exclure "$idT" --demande "$n" > "$dossier/sortie" 2> /dev/null
dit "mise hors de la demande n° $n"
agir dpo personne demande clore "$n" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "Demande n° $n close"

# Trente et un jours après, la mission locale a détruit, et son accusé est au dossier.
for qui in operateur ml cap; do arreter "$qui"; done
decalage=31
for qui in operateur ml cap; do demarrer "$qui"; done
agir ml purge executer --confirmer-heure > /dev/null 2>&1 || true
attendre du_dossier "$n" "any(x['statut'] == 'purge' and x['id'] == '$idA' for x in d['accuses'])"
refus 66 ml ouvrir "$idA"
# Chez Cap emploi, le refus a défait ce qui était confirmé.
agir cap purge executer --confirmer-heure > /dev/null 2>&1 || true
agir cap ouvrir "$idC" > /dev/null 2>&1 || echouer "ce qui est refusé est effacé"
agir ml ouvrir "$idB" > /dev/null 2>&1 || echouer "l'autre personne a perdu sa fiche chez le partenaire"

for qui in operateur ml cap; do
    for numero in $une $autre; do
        if grep -rqF "$numero" "$dossier/$qui/etat" "$dossier/$qui/service.log"; then echouer "un numéro est chez $qui"; fi
    done
    agir $qui journal verifier > /dev/null 2>&1 || echouer "le journal de $qui"
done
agir dpo journal lister --acte demande --json > "$dossier/sortie" 2> /dev/null
dit '"ref":"demande-'
dit '"detail":"lecture"'
