#!/usr/bin/env bash
# Un partenaire qui n'a qu'un navigateur et un téléphone : le lien du courriel et les mots du SMS ouvrent la fiche,
# il répond, et la réponse est dans la boîte. Le navigateur est un deuxième programme, en Python.
source "$(dirname "$0")/../outils.sh"
source "$(dirname "$0")/../guichets.sh"

un_operateur

# Sans terminal où montrer les mots, rien n'est confié.
statut=0
setsid -w "$binaires/agir-liaison" envoyer "$exemple" --a $voiron --confirmer-avertissements $ici \
    > "$dossier/sortie" 2> "$dossier/erreurs" || statut=$?
exiger test "$statut" = 64
dit "que sur un terminal"
agir operateur boite envoi --json 2> /dev/null | vrai "d == []" || echouer "confié sans terminal"

printf '%%PDF-1.4 bilan de competences' > "$dossier/bilan.pdf"
au_terminal envoyer "$exemple" --a $voiron --confirmer-avertissements --piece "$dossier/bilan.pdf" \
    --but-piece autre --json
vrai "list(d) == ['id', 'statut', 'voie', 'lien', 'expire'] and d['voie'] == 'guichet'" < "$dossier/sortie" \
    || echouer "$(cat "$dossier/sortie" "$dossier/erreurs")"
fiche=$(champ "d['id']" < "$dossier/sortie")
lien=$(champ "d['lien']" < "$dossier/sortie")
phrase=$(phrase_dite)
exiger test -n "$phrase"
command grep -q "guichet.agir38.example et nulle part ailleurs" "$dossier/ecran"
# Les mots et le jeton ne sont nulle part chez nous : ni état, ni journal, ni dossier de l'agent.
for secret in "$phrase" "${lien#*#}"; do
    if command grep -rqaF -- "$secret" "$dossier/operateur"; then echouer "un secret est resté"; fi
done
if command grep -qF "$phrase" "$dossier/sortie" "$dossier/erreurs"; then echouer "les mots sont avec le lien"; fi

# Le partenaire : de mauvais mots n'ouvrent pas ; les bons, oui, et nous le savons.
agir operateur suivi "$fiche" > "$dossier/sortie" 2> /dev/null
dit "rien encore"
if navigateur lire "$lien" "abeille abricot acacia academie acajou achat acheteur" "$contenu" 2> /dev/null; then
    echouer "d'autres mots ouvrent"
fi
navigateur lire "$lien" "$phrase" "$contenu"
vrai "d['fiche']['beneficiaire']['numeroAGDREF'] == '3803012345' and d['id'] == '$fiche'" < "$contenu"
vrai "[p['nom'] for p in d['pieces']] == ['bilan.pdf'] and d['expediteur']['libelle'].startswith('Op')" < "$contenu"
agir operateur suivi "$fiche" > "$dossier/sortie" 2> /dev/null
dit "ouvert avec le lien et la phrase"
agir operateur boite envoi --json 2> /dev/null | vrai "d[0]['statut'] == 'ouvert'" || echouer "pas ouvert"

# Il répond : un message, un rendez-vous, une pièce. Une autre preuve n'entre pas ; une autre clé ne s'ouvre pas.
cat > "$dossier/reponse.json" <<FIN
{"texte": "Bien reçu, nous la recevons.", "rendezVous": {"le": "2026-12-03T09:30", "lieu": "Agence de Voiron"},
 "pieces": [{"nom": "convocation.pdf", "type": "application/pdf", "donnees": "$(printf '%%PDF-1.4 convocation' | base64 -w 0)"}],
 "repondant": {"nom": "Jean Modèle", "fonction": "Conseiller", "telephone": "04 76 00 00 01"}}
FIN
exiger test "$(navigateur repondre "$lien" "$contenu" "$dossier/reponse.json" autre-preuve | cut -d' ' -f2)" = 403
fausse=$(navigateur repondre "$lien" "$contenu" "$dossier/reponse.json" autre-cle | cut -d' ' -f1)
refus 65 operateur ouvrir "$fausse"
recue=$(navigateur repondre "$lien" "$contenu" "$dossier/reponse.json")
exiger test "${recue#* }" = 201
recue=${recue% *}
agir operateur boite --json 2> /dev/null \
    | vrai "['$recue' in [x['id'] for x in d if x['objet'] == 'reponse-guichet'], len(d)] == [True, 2]" \
    || echouer "la réponse n'est pas dans la boîte"
agir operateur ouvrir "$recue" -o "$dossier/recu" > "$dossier/sortie" 2> /dev/null
for mots in "Jean Modèle" "Bien reçu" "03/12/2026 à 09:30" "rien ne prouve"; do dit "$mots"; done
exiger cmp "$dossier/recu/convocation.pdf" <(printf '%%PDF-1.4 convocation')
agir operateur boite --json 2> /dev/null \
    | vrai "[x['voie'] for x in d if x['objet'] == 'recu'] == ['guichet'] and d[0].get('reponseA') == '$fiche'" \
    || echouer "la réponse ouverte n'est pas un document reçu"
agir operateur boite envoi --json 2> /dev/null | vrai "d[0]['statut'] == 'repondu'" || echouer "pas répondu"
refus 66 operateur ouvrir "$recue"

# Les mots se sont perdus : refait, l'ancien lien ne donne plus rien ; fermé, le nouveau non plus.
au_terminal guichet refaire "$fiche" --json
nouveau=$(champ "d['lien']" < "$dossier/sortie")
mots=$(phrase_dite)
exiger test "$nouveau" != "$lien" -a "$mots" != "$phrase"
exiger test "$(navigateur etat "$lien")" = 404
navigateur lire "$nouveau" "$mots" "$contenu"
vrai "d['id'] == '$fiche' and len(d['pieces']) == 1" < "$contenu"
agir operateur guichet prolonger "$fiche" --jusqua "$(dans '60 days')" > /dev/null 2>&1
refus 64 operateur guichet prolonger "$fiche" --jusqua "$(dans '100 days')"
agir operateur guichet fermer "$fiche" > /dev/null 2>&1
exiger test "$(navigateur etat "$nouveau")" = 404
agir operateur guichet lister --json \
    | vrai "sorted((x['statut'], x['motif']) for x in d) == [('clos', 'ferme'), ('clos', 'refait')]" \
    || echouer "$(agir operateur guichet lister --json)"

# Retiré avant d'être lu : rien n'est parti, et le lien ne donne rien.
au_terminal envoyer "$exemple" --a $voiron --confirmer-avertissements --json
retire=$(champ "d['id']" < "$dossier/sortie")
lien=$(champ "d['lien']" < "$dossier/sortie")
agir operateur retirer "$retire" --motif doublon --json 2> /dev/null | vrai "d['retraits'][0]['issue'] == 'retire'"
exiger test "$(navigateur etat "$lien")" = 404

# Une invitation : un formulaire vierge, dont la réponse est une fiche de ce partenaire.
au_terminal guichet inviter --a $voiron --modele generique --nombre 1 --json
invitation=$(champ "d['lien']" < "$dossier/sortie")
navigateur lire "$invitation" "$(phrase_dite)" "$contenu"
vrai "'fiche' not in d and d['reponse']" < "$contenu"
python3 - "$racine/docs/exemple-generique.json" > "$dossier/fiche.json" <<'FIN'
import json, sys
print(json.dumps({"fiche": json.load(open(sys.argv[1])), "pieces": [],
                  "repondant": {"nom": "Jean Modèle", "fonction": "Conseiller"}}))
FIN
orientee=$(navigateur repondre "$invitation" "$contenu" "$dossier/fiche.json")
exiger test "${orientee#* }" = 201
agir operateur ouvrir "${orientee% *}" > "$dossier/sortie" 2> /dev/null
dit "OFFICE"

# Le référent répond à ce document, par un guichet encore : le partenaire le lit.
document=$(agir operateur boite --json 2> /dev/null | champ "[x['id'] for x in d if x['objet'] == 'recu'][0]")
ouvrir_guichet "$exemple" --reponse-a "$document"
navigateur lire "$lien" "$mots" "$contenu"
vrai "d['id'] == '$id'" < "$contenu"
agir operateur boite envoi --json 2> /dev/null | vrai "d[0]['id'] == '$id' and d[0].get('reponseA') == '$document'" \
    || echouer "la réponse du référent n'est pas la réponse à ce document"

# La page en un fichier, remise en main propre : elle compte comme donnée, et sa réponse est un fichier.
au_terminal envoyer "$exemple" --a $voiron --confirmer-avertissements --page "$dossier/page.html" --json
main=$(champ "d['id']" < "$dossier/sortie")
jeton=$(navigateur fichier "$dossier/page.html" "$(phrase_dite)" "$contenu")
vrai "d['id'] == '$main'" < "$contenu"
meme=$(navigateur repondre "x#$jeton" "$contenu" "$dossier/reponse.json" "$dossier/reponse.jose")
agir operateur recevoir "$dossier/reponse.jose" --de $voiron --voie courriel --json > "$dossier/sortie" 2> /dev/null
agir operateur ouvrir "$(champ "d['id']" < "$dossier/sortie")" > "$dossier/sortie" 2> /dev/null
dit "Bien reçu"
# La même, encore : en fichier, ou par le guichet, elle est déjà là.
refus 65 operateur recevoir "$dossier/reponse.jose" --de $voiron --voie courriel
dit "déjà reçue"
exiger test "$(navigateur rejouer "x#$jeton" "$contenu" "$dossier/reponse.jose" "$meme")" = 200
refus 66 operateur ouvrir "$meme"
# Dans l'autre ordre : venue par le guichet, elle attend, puis s'ouvre ; en fichier, elle est déjà reçue.
autre=$(navigateur repondre "x#$jeton" "$contenu" "$dossier/reponse.json" "$dossier/autre.jose")
exiger test "$(navigateur rejouer "x#$jeton" "$contenu" "$dossier/autre.jose" "$autre")" = 201
refus 65 operateur recevoir "$dossier/autre.jose" --de $voiron --voie courriel
dit "déjà reçue"
agir operateur ouvrir "$autre" > "$dossier/sortie" 2> /dev/null
dit "Bien reçu"
refus 65 operateur recevoir "$dossier/autre.jose" --de $voiron --voie fichier
dit "déjà reçue"
refus 65 operateur retirer "$main" --motif doublon

# Ce qui est servi est ce que ce programme a.
agir operateur guichet verifier "http://${adresse[operateur]}/guichet" --json | vrai "d['conforme']"
