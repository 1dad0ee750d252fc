#!/usr/bin/env bash
# Le service répond-il ce que docs/openapi.yaml dit ? Deux structures ; schemathesis interroge le service
# de la mission locale, comme le service de son partenaire puis comme son agent, et compare.
. "$(dirname "$0")/../EndToEnd/outils.sh"
ici=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/agir-liaison-tests
exemples=${EXEMPLES:-60}
controles=not_a_server_error,status_code_conformance,content_type_conformance
controles+=,response_headers_conformance,response_schema_conformance

"$ici/outils.sh"

echo "== Les routes des sources et celles du document"
"$cache/bin/python" "$ici/chemins.py"

en_plus[ml]="--ecoute-agents $bouclage:0"
export AGIR_LIAISOND_GUICHET_ADRESSE=https://guichet.ml-grenoble.example
deux_structures
# Des agents y entrent par un navigateur : leur entrée se note.
agir ml hebergement decider --depuis "$(TZ=Europe/Paris date +%F)" --motif "AIPD faite" > /dev/null 2>&1
agir ml hebergement publier > /dev/null 2>&1
rm "$dossier/ml.carte"
agir ml carte exporter -o "$dossier/ml.carte" > /dev/null 2>&1
agents=$(sed -n "s/.*agents d'autres machines adresse=//p" "$dossier/ml/service.log")

# Un pli est dans la boîte de réception ; un autre attend le partenaire, dont le service est arrêté.
sed 's/"sens":"agir-vers-partenaire"/"sens":"partenaire-vers-agir"/; s/"dateContratAGIR":"[0-9-]*",//;
    s/"faitA"/"consentementOrientation":true,"faitA"/' "$exemple" > "$dossier/retour.json"
envoi_de() { agir "$1" envoyer "$2" --a "$3" "${@:4}" --json | sed 's/.*"id":"\([^"]*\)".*/\1/'; }
retour() {
    envoi_de ml "$dossier/retour.json" agir38.example --cir-signe oui --confirmer-avertissements \
        --sans-copie-ofii "DT prévenue par téléphone" "$@"
}
recu=$(envoi_de operateur "$exemple" ml-grenoble.example --attendre $patience)
agir ml pli exporter "$recu" -o "$dossier/recu.pli"
# La mission locale en a remis un en main propre : personne n'a encore dit ce qu'il est devenu.
retour --voie papier -o "$dossier/porte.html" > "$dossier/porte"
# Un autre y est, que la prochaine purge détruit ; et la sortie de la personne.
envoi_de operateur "$exemple" ml-grenoble.example --attendre $patience --confirmer-avertissements > "$dossier/condamne"
agir operateur accompagnement clore - --le "$(TZ=Europe/Paris date +%F)" > /dev/null \
    < <(sed -n 's/.*"numeroAGDREF":"\([0-9]*\)".*/\1/p' "$exemple")
sortie() { agir ml boite reception --json | sed -n 's/.*"id":"\([^"]*\)","objet":"sortie".*/\1/p' | grep .; }
attendre sortie
agir ml pli exporter "$(sortie)" -o "$dossier/sortie.pli"
agir ml fiche usage "$(cat "$dossier/condamne")" --jusqua 2020-01-01 > /dev/null 2>&1
# L'opérateur a notifié une violation.
agir operateur violation declarer --decouverte maintenant --nature confidentialite \
    --partenaire ml-grenoble.example --faits "Ordinateur volé" > /dev/null 2>&1
agir operateur violation notifier 1 --a ml-grenoble.example > /dev/null 2>&1
avis() { agir ml boite reception --json | sed -n 's/.*"id":"\([^"]*\)","objet":"violation".*/\1/p' | grep .; }
attendre avis
agir ml pli exporter "$(avis)" -o "$dossier/avis.pli"
# De la mission locale, il en a reçu un qu'il a détruit : elle en a l'accusé.
detruit=$(retour --attendre $patience)
agir operateur fiche usage "$detruit" --jusqua 2020-01-01 > /dev/null 2>&1
attendre agir operateur purge executer
purge_dit() { agir ml journal lister --fiche "$detruit" --acte accuse --json | grep -q '"detail":"purge"'; }
attendre purge_dit
# Le service de la mission locale a cosigné le journal de l'opérateur.
attendre cosigne operateur "$dossier/export" ml-grenoble.example
arreter operateur
attend=$(retour)
agir ml pli exporter "$attend" -o "$dossier/attend.pli"
# Un autre, dont le partenaire accuse réception.
accuse=$(retour)
agir ml pli exporter "$accuse" -o "$dossier/accuse.pli"

# Trois guichets : l'un sert et a une réponse, un autre se ferme, le dernier se prolonge.
PYTHONPATH=$ici "$cache/bin/python" "$ici/guichets.py" "$dossier" "http://$agents" "http://${adresse[ml]}"

# interroger QUI TAG ADRESSE
interroger() {
    echo "== $2"
    ( cd "$dossier" && API_DOSSIER=$dossier API_QUI=$1 API_ADRESSE=http://$3 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$ici \
        SCHEMATHESIS_HOOKS=hooks "$cache/bin/schemathesis" run "$racine/docs/openapi.yaml" --url "http://$3" \
        --include-tag "$2" --phases examples,coverage,fuzzing --max-examples "$exemples" \
        --checks "$controles" \
        --continue-on-failure --no-color --warnings off --request-timeout 60 \
        --suppress-health-check all )
}
statut=0
interroger partenaire partenaires "${adresse[ml]}" || statut=1
interroger agent agents "$agents" || statut=1
interroger guichet guichet "${adresse[ml]}" || statut=1
# Les métriques ne se lisent que par le socket ; ce que le témoin cosigne, l'époque et la reprise demandent un
# acte, ou un journal figé ou restauré, que le hasard ne fait pas : les scénarios journal.sh, sauvegarde.sh et
# restaurations.sh les montrent. Reconnaître une alarme veut qu'il y en ait une : LocalRouteTests la montre.
jamais='GET /v1/metriques|POST /v1/temoin/add-checkpoint|PUT /v1/epoques|PUT /local/v1/epoque'
jamais+='|POST /local/v1/epoque|POST /local/v1/journal/reprise|GET /local/v1/purge/reprise'
jamais+='|POST /local/v1/purge/reprise|POST /local/v1/journal/reconnaissances'
if grep -vE "^($jamais)$" "$dossier/jamais"; then echouer "ces opérations n'ont jamais réussi"; fi
exiger kill -0 "${service[ml]}"
# La purge n'a détruit que ce qui était dû.
agir ml boite reception --json > "$dossier/sortie" 2> /dev/null
exiger grep -q "$recu" "$dossier/sortie"
if grep -q "$(cat "$dossier/condamne")" "$dossier/sortie"; then echouer "le pli dû n'a pas été détruit"; fi
agir ml purge attestations --json > "$dossier/sortie" 2> /dev/null
exiger grep -q '"numero":1,' "$dossier/sortie"
agir ml journal verifier
exit "$statut"
