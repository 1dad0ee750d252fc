#!/usr/bin/env bash
# Une journée dans le navigateur, jouée par curl : entrer, lire, répondre ; le service s'absente et revient. Puis ce
# qu'un autre programme de la machine, ou un site, essaie de l'extérieur.
source "$(dirname "$0")/../outils.sh"
source "$(dirname "$0")/../pages.sh"

mkdir -p "$dossier/ml"
echo '{"delaiDepart":"1"}' > "$dossier/ml/conf.json"
en_plus[ml]="--config $dossier/ml/conf.json"
deux_structures
agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience > /dev/null

ouvrir_bureau "$dossier/ml/agent" "$dossier/ml/s.sock"

# Le lien d'entrée sert une fois.
demander "${entree#"$base"}"; code_est 200; montre 'http-equiv="refresh"'
demander "${entree#"$base"}"; code_est 403
demander ""; code_est 200; montre "Ouvrir mon identité"
remplir deverrouiller; code_est 303

# Lue, imprimable ; l'expéditeur le sait une fois qu'elle est montrée.
demander ""; montre "Ma journée"; montre "Pas encore lue"; montre "Nouvelle"
exiger statut_est operateur envoi remis

# Relever met son nom dans la liste, et rien n'en est dit à l'expéditeur ; on la trouve alors.
nom=$(json "print(d['beneficiaire']['nom'])" < "$exemple")
remplir relever; code_est 200; montre "Une fiche est identifiée"
demander ""; montre "$nom"; montre "Nouvelle"
remplir chercher "cherche=$nom"; code_est 200; montre "<td>la personne</td>"
exiger statut_est operateur envoi remis
demander ""
fiche=$(grep -o 'fiche/[A-Za-z0-9_-]*' "$dossier/page" | head -n 1)
demander "$fiche"; code_est 200; montre "POUR RAPPEL"
attendre statut_est operateur envoi ouvert

# Une réponse d'une page, contrôlée, acceptée, envoyée.
demander "$fiche/repondre"; code_est 200
remplir "$fiche/repondre" etape=controler reponse= nom=Modele prenom=Jean fait-a=Grenoble; code_est 422
remplir "$fiche/repondre" etape=controler "reponse=Nous la recevons." \
    "date=$(date -d '+20 days' +%d/%m/%Y)" "heure=10 h" nom=Modele prenom=Jean fait-a=Grenoble
code_est 200; montre "Qui pourra la lire"
remplir "$fiche/repondre" etape=envoyer; code_est 303
attendre statut_est operateur reception non-lu
exiger grep -q '"reponseA"' <(agir operateur boite --json)
agir operateur ouvrir 1 > "$dossier/sortie"
dit "Nous la recevons."

# Le service s'absente, et revient : rien n'est perdu.
arreter ml
demander ""; code_est 503; montre "Le service de votre structure ne répond pas"
demarrer ml
demander ""; code_est 200; montre "Ma journée"

# Du dehors : sans cookie, sous un autre nom (pour de vrai), d'une autre page, hors du chemin.
dehors() { code=$(curl -sL -o "$dossier/page" -w '%{http_code}' "$@"); }
dehors "$base"; code_est 403
dehors "$hote/"; code_est 404
port=${hote##*:}; machine=${hote#http://}; machine=${machine%:*}
dehors -b "$gateaux" --resolve "evil.example:$port:$machine" "http://evil.example:$port/${base#"$hote"/}"; code_est 421
dehors -b "$gateaux" -H 'Sec-Fetch-Site: cross-site' "$base"; code_est 403
demander ""
jeton=$(champs verrouiller | sed -n 's/^jeton=//p')
dehors -b "$gateaux" -H 'Origin: http://evil.example' -d "jeton=$jeton" "${base}verrouiller"; code_est 403
dehors -b "$gateaux" -H "Origin: $hote" -d jeton=faux "${base}verrouiller"; code_est 403
head -c 600000 /dev/zero | tr '\0' a > "$dossier/long"
dehors -b "$gateaux" -H "Origin: $hote" --data-binary @"$dossier/long" "${base}verrouiller"; code_est 413

# Fermée, elle redemande ; arrêtée, elle ne répond plus, et rien n'est en clair dans le dossier.
demander ""; remplir verrouiller; code_est 303
demander "$fiche"; montre "Ouvrir mon identité"
arreter bureau
if curl -s "$base" > /dev/null; then echouer "le bureau répond encore"; fi
if command grep -rqF "$nom" "$dossier/ml/agent"; then echouer "$nom est en clair dans le dossier"; fi
