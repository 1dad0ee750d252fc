#!/usr/bin/env bash
# Ce qu'un guichet laisse : la phrase, le jeton, la fiche et la réponse en clair ne sont ni dans l'état du service, ni
# dans ses messages, ni dans sa mémoire, ni dans les journaux du nginx qui est devant lui, réglé mot pour mot comme le
# manuel le dit. Fermé ou purgé, il n'en reste ni clé, ni contenu scellé, ni réponse.
source "$(dirname "$0")/../outils.sh"
source "$(dirname "$0")/../guichets.sh"

etat=$dossier/operateur/etat
export AGIR_LIAISOND_GUICHET_PROXIES=127.0.0.1
un_operateur
/usr/bin/python3 - "$exemple" "$dossier" <<'FIN'
import base64, json, random, string, sys
source, folder = sys.argv[1:]
fiche, marks = json.load(open(source)), []
def mark():
    marks.append("Mq" + "".join(random.choices(string.ascii_letters, k=14)))
    return marks[-1]
person = fiche["beneficiaire"]
person.update(nom=mark(), prenom=mark(), adressePostale=f"1 rue {mark()}", numeroAGDREF="".join(
    random.choices("123456789", k=10)))
marks.append(person["numeroAGDREF"])
fiche["informationsComplementaires"] = mark()
json.dump(fiche, open(f"{folder}/fiche.json", "w"))
open(f"{folder}/piece.pdf", "wb").write(b"%PDF-1.4\n" + mark().encode())
reply = {
    "texte": mark(), "rendezVous": {"le": "2026-12-03T09:30", "lieu": mark()},
    "pieces": [{"nom": "convocation.pdf", "type": "application/pdf",
                "donnees": base64.b64encode(b"%PDF-1.4 " + mark().encode()).decode()}],
    "repondant": {"nom": mark(), "fonction": "Conseiller"}}
json.dump(reply, open(f"{folder}/reponse.json", "w"))
open(f"{folder}/marqueurs", "w").write("\n".join(marks) + "\n")
FIN

# nginx, devant : le bloc du manuel, dont seuls changent le port, les dossiers et le service. À côté, le contrôle : le
# même sans ses deux lignes de journaux. Les journaux de Debian sont ceux du dehors.
bloc=$(bloc_nginx "Ouvrir des guichets")
mettre() { [[ $bloc == *"$1"* ]] || echouer "le bloc du manuel n'a pas « $1 »"; bloc=${bloc//"$1"/"$2"}; }
mkdir "$dossier/nginx"
port=$(port_libre); temoin=$(port_libre "$port")
mettre "listen 443 ssl" "listen $bouclage:$port ssl"
mettre /etc/letsencrypt/live/guichet.agir38.example "$dossier/nginx"
mettre /var/log/nginx "$dossier/nginx"
mettre http://127.0.0.1:8443 "http://${adresse[operateur]}"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=guichet.agir38.example \
    -addext "subjectAltName=IP:$bouclage" -keyout "$dossier/nginx/privkey.pem" \
    -out "$dossier/nginx/fullchain.pem" 2> /dev/null
{
    echo "daemon off; worker_processes 1; pid $dossier/nginx/pid; error_log $dossier/nginx/error.log;"
    [ "$(id -u)" != 0 ] || echo "user root;"
    echo "events {} http { access_log $dossier/nginx/access.log;"
    for passage in client_body proxy fastcgi uwsgi scgi; do
        echo "${passage}_temp_path $dossier/nginx/$passage;"
    done
    printf '%s\n' "$bloc"
    command grep -vE '^ *(access_log|error_log) ' <<< "$bloc" | sed "s/$bouclage:$port/$bouclage:$temoin/"
    echo "}"
} > "$dossier/nginx/nginx.conf"
# Le contenu scellé ne passe par aucun fichier de nginx : les deux serveurs sont du même bloc.
exiger test "$(command grep -cF 'proxy_max_temp_file_size 0;' "$dossier/nginx/nginx.conf")" = 2
exiger test "$(command grep -cE 'access_log off|error.log emerg' "$dossier/nginx/nginx.conf")" = 2
nginx -c "$dossier/nginx/nginx.conf" 2> "$dossier/nginx.erreurs" &
service[nginx]=$!
export SSL_CERT_FILE=$dossier/nginx/fullchain.pem
adresse_guichet=https://$bouclage:$port
la_page() { navigateur reecrit "https://x/guichet#AAAAAAAAAAAAAAAAAAAAAA" | command grep -qx '200 200'; }
attendre la_page

# relever_guichet : les octets du guichet $nom, contenu, clé et réponses, et leurs clés, tels que l'état les tient.
relever_guichet() {
    local parts
    parts=$(/usr/bin/python3 -c '
import sqlite3, sys
base = sqlite3.connect(f"file:{sys.argv[1]}/liaison.sqlite?mode=ro", uri=True, timeout=20)
print(*(row[0] for row in base.execute("SELECT id FROM guichets_contenus WHERE nom = ?", (sys.argv[2],))))
' "$etat" "$nom")
    read -ra parts <<< "$parts"
    traces relever "$etat" "${parts[@]}"
}
# secrets CONTENU.json : ce que seuls le partenaire et nos agents ont ; la preuve, le service la voit passer.
secrets() {
    /usr/bin/python3 - "$1" "$mots" "${lien#*#}" "$dossier/marqueurs" <<'FIN'
import base64, json, sys
content = json.load(open(sys.argv[1]))
texts = [("mots", sys.argv[2]), ("jeton", sys.argv[3]), ("cle-de-reponse-64", content["cleReponse"])]
texts += [("marqueur", line.strip()) for line in open(sys.argv[4])]
for name, text in texts:
    print(name, text.encode().hex())
print("cle-de-reponse", base64.b64decode(content["cleReponse"]).hex())
FIN
}
rien() { # rien TRACES OÙ… : aucune de ces traces n'y est
    traces chercher "$1" "${@:2}" > "$dossier/trouves" || {
        head -n 5 "$dossier/trouves" >&2
        echouer "une trace reste dans ${*:2}"
    }
}
image() { # celle de la mémoire du service ; elle se lit, puisque ses réglages y sont
    rm -f "$dossier"/core.*
    gcore -o "$dossier/core" "${service[operateur]}" > /dev/null 2>&1 || return 1
    command grep -qaF guichet.agir38.example "$dossier/core.${service[operateur]}"
}
jamais_en_memoire() { # jamais_en_memoire TRACES : à aucun instant elles n'y sont
    exiger image
    rien "$1" "$dossier"/core.*
    rm -f "$dossier"/core.*
}
# Les clés détruites quittent aussi sa mémoire. Un contenu scellé de moins de 1 Kio peut rester dans ce que malloc garde
# sous la main (CStockage.c) : sans sa clé ce n'est que du bruit.
plus_en_memoire() {
    command grep -E '^(demi-)?cle ' "$dossier/traces" > "$dossier/cles"
    image && traces chercher "$dossier/cles" "$dossier"/core.*
}
messages=("$dossier/operateur/service.log" "$dossier/nginx/access.log" "$dossier/nginx/error.log")

# Un guichet de bout en bout, par nginx : lu, répondu, la réponse pas encore ouverte.
ouvrir_guichet "$dossier/fiche.json" --piece "$dossier/piece.pdf" --but-piece autre
premier=$id premier_nom=$nom
navigateur lire "$lien" "$mots" "$contenu"
exiger grep -q -f "$dossier/marqueurs" "$contenu"
reponse=$(navigateur repondre "$lien" "$contenu" "$dossier/reponse.json")
exiger test "${reponse#* }" = 201
secrets "$contenu" > "$dossier/secrets"
relever_guichet > "$dossier/traces"
exiger test "$(command grep -c '^cle ' "$dossier/traces")" = 3
# Le contrôle voit ce qui est là.
if traces chercher "$dossier/traces" "$etat" > /dev/null; then echouer "les traces ne se voient pas"; fi
rien "$dossier/secrets" "$etat" "${messages[@]}"
jamais_en_memoire "$dossier/secrets"
/usr/bin/python3 -c '
import base64, json, sys
proof = json.load(open(sys.argv[1]))["preuve"]
print("preuve-64", proof.encode().hex())
print("preuve", base64.b64decode(proof).hex())' "$contenu" > "$dossier/preuve"
rien "$dossier/preuve" "$etat" "${messages[@]}"

# Ouverte, la réponse que le navigateur a scellée s'en va ; fermé, le contenu et la clé aussi.
agir operateur ouvrir "${reponse% *}" -o "$dossier/recu" > "$dossier/lu" 2> /dev/null
exiger grep -q -f "$dossier/marqueurs" "$dossier/lu"
agir operateur guichet fermer "$premier" > /dev/null 2>&1
nom=$premier_nom
exiger ferme_par ferme
parti() { traces chercher "$dossier/traces" "$etat"; }
attendre parti
attendre plus_en_memoire

# Un autre, dont la réponse attend : la purge de la fiche emporte tout.
ouvrir_guichet "$dossier/fiche.json" --piece "$dossier/piece.pdf" --but-piece autre
navigateur lire "$lien" "$mots" "$contenu"
reponse=$(navigateur repondre "$lien" "$contenu" "$dossier/reponse.json")
exiger test "${reponse#* }" = 201
secrets "$contenu" >> "$dossier/secrets"
relever_guichet > "$dossier/traces"
exiger test "$(command grep -c '^cle ' "$dossier/traces")" = 3
agir operateur fiche usage "$id" --jusqua "$(date -u -d yesterday +%F)" > /dev/null 2>&1
agir operateur purge executer --json > "$dossier/sortie" 2> /dev/null
dit '"detruits":1'
exiger ferme_par purge
exiger test "$(navigateur etat "$lien")" = 404
attendre parti
refus 66 operateur ouvrir "${reponse% *}"
rien "$dossier/secrets" "$etat" "${messages[@]}"
attendre plus_en_memoire

# Un lien que la messagerie a réécrit porte son jeton dans le chemin. Le service là ou arrêté, aucun journal ne l'a ;
# sans les deux lignes du manuel, celui de nginx l'aurait.
ouvrir_guichet "$exemple"
jeton=${lien#*#}
# La plus grande réponse passe le nginx du manuel.
navigateur lire "$lien" "$mots" "$contenu"
python3 -c 'import sys; sys.stdout.write("YQ.YQ.YQ." + "A" * ((20 << 20) - 12) + ".YQ")' > "$dossier/grande.jose"
exiger test "$(stat -c %s "$dossier/grande.jose")" = $((20 << 20))
exiger test "$(navigateur rejouer "$lien" "$contenu" "$dossier/grande.jose" \
    "$(python3 -c 'import uuid; print(uuid.uuid4())')")" = 201
exiger test "$(navigateur reecrit "$lien")" = "200 200"
arreter operateur
exiger test "$(navigateur reecrit "$lien")" = "502 502"
if command grep -qF -- "$jeton" "${messages[@]}" "$dossier/nginx/guichet.error.log"; then
    echouer "le jeton est dans un journal"
fi
for chemin in "$nom" "$premier_nom"; do
    if command grep -qF "$chemin" "$dossier/nginx/access.log" "$dossier/nginx/guichet.error.log"; then
        echouer "le nom d'un guichet est dans un journal de nginx"
    fi
done
exiger test ! -s "$dossier/nginx/guichet.error.log"
adresse_guichet=https://$bouclage:$temoin
exiger test "$(navigateur reecrit "$lien")" = "502 502"
exiger command grep -qF -- "$jeton" "$dossier/nginx/access.log"
exiger command grep -qF -- "$jeton" "$dossier/nginx/error.log"
service verifier --etat "$etat"
