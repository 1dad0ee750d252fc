#!/usr/bin/env bash
# Une agente travaille d'une autre machine, par TLS ; la clé du service est épinglée quand elle
# rejoint la structure : une autre clé est une alarme, même avec un certificat en règle.
source "$(dirname "$0")/../outils.sh"

certificat() { # certificat NOM : une clé et son certificat
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=essai \
        -keyout "$dossier/$1.cle" -out "$dossier/$1.pem" 2> /dev/null
}
certificat service; certificat autre
mkdir -p "$dossier/operateur"
cat > "$dossier/operateur/conf.json" <<FIN
{"tls":{"certificat":"$dossier/service.pem","cle":"$dossier/service.cle"},"ecouteAgents":"$bouclage:0"}
FIN
en_plus[operateur]="--config $dossier/operateur/conf.json"
demarrer operateur; demarrer ml
attendre grep -q "autres machines" "$dossier/operateur/service.log"
hote=$(sed -n 's/.*autres machines adresse=//p' "$dossier/operateur/service.log")
# Le port des partenaires parle TLS aussi.
adresse_http=${adresse[operateur]}
{
    agir operateur structure creer agir38.example --libelle "Opérateur AGIR de l'Isère" \
        --type operateur-agir --adresse "https://$adresse_http" --agent claire.exemple --role dpo \
        $cle_option
    creer_mission_locale
    agir ml carte exporter -o "$dossier/ml.carte"
    agir operateur contact importer "$dossier/ml.carte"
    agir operateur contact verifier ml-grenoble.example --empreinte "$(empreinte_de ml)" --moyen sms
} > "$dossier/preparation" 2>&1 || { cat "$dossier/preparation" >&2; exit 1; }

# TLS 1.3, et rien de plus ancien.
exiger grep -q 'TLSv1.3' <(openssl s_client -connect "$hote" -tls1_3 < /dev/null 2>&1)
if openssl s_client -connect "$hote" -tls1_2 < /dev/null > /dev/null 2>&1; then
    echouer "TLS 1.2 est accepté"
fi

convenir operateur ml-grenoble.example > /dev/null
distant[sara]="https://$hote"
mkdir -p "$dossier/sara"
agir sara agent creer agir38.example/sara.martin $cle_option --json > "$dossier/sara/publique.json" 2> /dev/null
refus 77 sara boite
agir operateur structure agent ajouter "$dossier/sara/agent/agent.note" --role referent \
    --empreinte "$(sed 's/.*"empreinte":"\([^"]*\)".*/\1/' "$dossier/sara/publique.json")" > /dev/null
agir operateur carte exporter -o "$dossier/sara.carte" 2> /dev/null
agir sara structure rejoindre "$dossier/sara.carte" --empreinte "$(empreinte_de operateur)" > /dev/null
exiger grep -q '"tls":"[0-9a-f]\{64\}"' "$dossier/sara/agent/ancre"
agir sara envoyer "$exemple" --a ml-grenoble.example --json > "$dossier/envoi.json"
exiger grep -q '"statut":"en-attente"\|"statut":"remis"' "$dossier/envoi.json"
# Prendre possession ou lire le journal ne s'apprend pas en changeant de porte.
refus 77 sara journal lister

# Le certificat change avec une autre clé : SIGHUP le prend, Sara ne s'y fie pas.
cp "$dossier/autre.pem" "$dossier/service.pem"; cp "$dossier/autre.cle" "$dossier/service.cle"
kill -HUP "${service[operateur]}"
attendre grep -q 'configuration relue' "$dossier/operateur/service.log"
refus 77 sara boite
dit "ALARME : la clé TLS"
agir sara structure rejoindre "$dossier/sara.carte" --empreinte "$(empreinte_de operateur)" > /dev/null
agir sara boite > /dev/null
# Un certificat abîmé ne remplace rien.
echo abîmé > "$dossier/service.pem"
kill -HUP "${service[operateur]}"
attendre grep -q "L'ancien certificat reste en service" "$dossier/operateur/service.log"
agir sara boite > /dev/null
# Une carte se prend aussi par l'adresse : le certificat n'est pas d'une autorité connue, elle ne vient pas.
refus 69 ml contact importer "https://$adresse_http"
