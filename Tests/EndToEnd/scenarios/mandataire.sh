#!/usr/bin/env bash
# Derrière nginx, avec le bloc de docs/administrateur.md : la carte se lit en TLS 1.3, une fiche passe, un
# grand corps arrive jusqu'au service.
source "$(dirname "$0")/../outils.sh"

demarrer operateur; demarrer ml
tls=$(port_libre); clair=$(port_libre "$tls")
curl() { command curl --resolve "localhost:$tls:$bouclage" "$@"; }
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout "$dossier/liaison.key" -out "$dossier/liaison.pem" 2> /dev/null
{
    echo "daemon off; worker_processes 1; pid $dossier/nginx.pid; error_log $dossier/nginx.log;"
    [ "$(id -u)" != 0 ] || echo "user root;"
    echo "events {} http { access_log off;"
    for dossier_nginx in client_body proxy fastcgi uwsgi scgi; do
        echo "${dossier_nginx}_temp_path $dossier/nginx-$dossier_nginx;"
    done
    # Deux fois le premier bloc du manuel : tel quel en TLS, et en clair, car les services de l'essai se parlent en
    # clair sur cette machine.
    bloc=$(bloc_nginx "Derrière nginx")
    exiger test -n "$bloc"
    bloc=${bloc//http:\/\/127.0.0.1:8443/http://${adresse[ml]}}
    bloc=${bloc//\/etc\/ssl\/liaison/$dossier/liaison}
    echo "${bloc//listen 443 ssl/listen $bouclage:$tls ssl}"
    echo "${bloc//listen 443 ssl/listen $bouclage:$clair}"
    echo "}"
} > "$dossier/nginx.conf"
nginx -c "$dossier/nginx.conf" 2> "$dossier/nginx.erreurs" &
service[nginx]=$!
interne=${adresse[ml]}
adresse[ml]=$bouclage:$clair
{ creer_operateur; creer_mission_locale; echanger_cartes; verifier_empreintes; } > "$dossier/preparation" 2>&1

attendre curl -sf --cacert "$dossier/liaison.pem" "https://localhost:$tls/v1/sante"
curl -s --tlsv1.3 --cacert "$dossier/liaison.pem" "https://localhost:$tls/v1/carte" > "$dossier/carte"
exiger cmp "$dossier/carte" "$dossier/ml.carte"
if curl -s --tls-max 1.2 --cacert "$dossier/liaison.pem" "https://localhost:$tls/v1/sante"; then
    echouer "TLS 1.2 est pris"
fi
agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience > /dev/null
agir ml boite > /dev/null
agir ml ouvrir 1 > "$dossier/lue"
exiger grep -q 'SPECIMEN Amina' "$dossier/lue"
# 32 Mio passent nginx : c'est le service qui refuse ce qui n'est pas signé.
head -c $((32 << 20)) /dev/zero > "$dossier/grand"
curl -s -X PUT --data-binary @"$dossier/grand" -H 'Expect:' --cacert "$dossier/liaison.pem" \
    "https://localhost:$tls/v1/plis/0" > "$dossier/sortie"
dit "urn:agir-liaison:probleme:non-authentifie"
# Ce qui n'est pas du protocole ne passe pas.
exiger test "$(curl -s -o /dev/null -w '%{http_code}' --cacert "$dossier/liaison.pem" \
    "https://localhost:$tls/local/v1/carnet")" = 404
adresse[ml]=$interne
