#!/usr/bin/env bash
# Ce qu'un guichet refuse, et comment il finit : réponses que la page ne ferait pas, réponses rejouées ailleurs, une de
# trop ; lien inconnu, retiré, refait, expiré, dits des mêmes mots ; fausses preuves, bornées sans fermer la porte à qui a
# le lien ; et ce que le journal en garde. Ce qu'un navigateur refuse d'un contenu altéré : Tests/Guichet.
source "$(dirname "$0")/../outils.sh"
source "$(dirname "$0")/../guichets.sh"

un_operateur
cat > "$dossier/reponse.json" <<'FIN'
{"texte": "Bien reçu.", "pieces": [], "repondant": {"nom": "Jean Modèle", "fonction": "Conseiller"}}
FIN
a_ouvrir() { agir operateur boite --json 2> /dev/null | champ "len([x for x in d if x['objet'] == 'reponse-guichet'])"; }

ouvrir_guichet "$exemple"
premier=$id premier_lien=$lien premier_nom=$nom
navigateur lire "$lien" "$mots" "$contenu"

# Le service est aveugle : il garde tout ce qui a la preuve. L'agent refuse, vite, et ce qui est refusé reste là.
forgees=0
for comment in entete p2c-1 p2c-2^31 alg enveloppe tag nom clair; do
    forgee=$(navigateur forger "$lien" "$contenu" "$dossier/reponse.json" "$comment" "$mots")
    exiger test "${forgee#* }" = 201
    debut=$SECONDS
    refus 65 operateur ouvrir "${forgee% *}"
    # 2^31 tours sont une demi-heure de calcul : rien n'est calculé.
    exiger test $((SECONDS - debut)) -lt 600
    forgees=$((forgees + 1))
    exiger test "$(a_ouvrir)" = $forgees
done
exiger test "$(agir operateur boite --json 2> /dev/null | champ "len([x for x in d if x['objet'] == 'recu'])")" = 0

# Une bonne, prise une fois : la même encore ne fait rien de plus ; sous un autre id, elle ne s'ouvre pas.
bonne=$(navigateur repondre "$lien" "$contenu" "$dossier/reponse.json" "$dossier/bonne.jose")
exiger test "$(navigateur rejouer "$lien" "$contenu" "$dossier/bonne.jose" "$bonne")" = 201
agir operateur ouvrir "$bonne" > "$dossier/sortie" 2> /dev/null
dit "Bien reçu."
exiger test "$(navigateur rejouer "$lien" "$contenu" "$dossier/bonne.jose" "$bonne")" = 200
refus 66 operateur ouvrir "$bonne"
exiger test "$(a_ouvrir)" = $forgees
autre_id=$(python3 -c 'import uuid; print(uuid.uuid4())')
exiger test "$(navigateur rejouer "$lien" "$contenu" "$dossier/bonne.jose" "$autre_id")" = 201
refus 65 operateur ouvrir "$autre_id"
# Dix réponses : la onzième est de trop.
exiger test "$(navigateur repondre "$lien" "$contenu" "$dossier/reponse.json" | cut -d' ' -f2)" = 507

# À un autre guichet, la preuve du premier n'ouvre rien ; et avec la sienne, la réponse du premier reste celle du
# premier.
ouvrir_guichet "$exemple"
second=$id second_lien=$lien
exiger test "$(navigateur rejouer "$lien" "$contenu" "$dossier/bonne.jose" "$bonne")" = 403
navigateur lire "$lien" "$mots" "$dossier/contenu-2.json"
exiger test "$(navigateur rejouer "$lien" "$dossier/contenu-2.json" "$dossier/bonne.jose" "$bonne")" = 201
refus 65 operateur ouvrir "$bonne"

# Une seule phrase pour ce qui n'est pas, ou plus, en service.
refaire_guichet "$second"
nouveau_lien=$lien
jeton=$(python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(16)).rstrip(b"=").decode())')
navigateur dit "https://guichet.agir38.example/guichet#$jeton" > "$dossier/inconnu"
exiger grep -q '^404 .*est pas, ou n.est plus, en service' "$dossier/inconnu"
ouvrir_guichet "$exemple"
agir operateur retirer "$id" --motif doublon > /dev/null 2>&1
exiger ferme_par retire
for fini in "$second_lien" "$lien"; do exiger cmp <(navigateur dit "$fini") "$dossier/inconnu"; done
exiger test "$(actes_du_guichet)" = "guichet-clos retire 1
guichet-cree 1"
# Retiré, il ne se refait ni ne se prolonge.
statut=0
au_terminal guichet refaire "$id" --json || statut=$?
exiger test "$statut" = 65
refus 65 operateur guichet prolonger "$id" --jusqua "$(dans '10 days')"
dit "a été fermé"

# Un jour de fin passé : d'abord plus rien n'en est donné, puis il est fermé. Les autres restent ouverts.
ouvrir_guichet "$exemple" --jusqua "$(dans today)"
dernier_lien=$lien
exiger test "$(navigateur etat "$lien")" = 200
arreter operateur; decalage=2; demarrer operateur
exiger cmp <(navigateur dit "$dernier_lien") "$dossier/inconnu"
attendre ferme_par fin
exiger test "$(actes_du_guichet)" = "guichet-clos fin 1
guichet-cree 1
guichet-remis 1"
exiger test "$(navigateur etat "$nouveau_lien")" = 200

# Les fausses preuves d'une adresse : cent en une heure, puis « plus tard », comme les noms inconnus. Qui a le lien, à la
# même adresse, entre toujours.
navigateur rater "$premier_lien" 140 > "$dossier/rates"
exiger vrai "set(d) == {'403', '429'} and 90 <= d['403'] <= 100" < "$dossier/rates"
exiger grep -q '^429 ' <(navigateur dit "$dernier_lien")
exiger test "$(navigateur etat "$premier_lien")" = 200
exiger test "$(navigateur etat "$nouveau_lien")" = 200

# Ce que le journal dit du premier, d'un bout à l'autre : la première fois de chaque chose, et chaque réponse.
agir operateur guichet fermer "$premier" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "avait été donné le"
id=$premier nom=$premier_nom
exiger ferme_par ferme
exiger test "$(actes_du_guichet)" = "guichet-clos ferme 1
guichet-cree 1
guichet-lu 1
guichet-remis 1
guichet-reponse 10"
agir operateur journal verifier > /dev/null

# Un mandataire qui réécrit le script : « verifier » le dit, et ce qui suit « # » ne lui est pas envoyé.
/usr/bin/python3 - "http://${adresse[operateur]}" "$bouclage" "$dossier/demandes" <<'FIN' &
import http.server, os, sys, urllib.request
source, place, asked = sys.argv[1:]
class Rewriter(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        with open(asked, "a") as file:
            print(self.path, file=file)
        with urllib.request.urlopen(source + self.path) as answer:
            body = answer.read() + (b"//" if self.path.endswith(".js") else b"")
        self.send_response(200)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
server = http.server.ThreadingHTTPServer((place, 0), Rewriter)
with open(asked + ".tmp", "w") as file:
    print(server.server_port, file=file)
os.rename(asked + ".tmp", asked + ".port")
server.serve_forever()
FIN
service[mandataire]=$!
attendre test -e "$dossier/demandes.port"
refus 65 operateur guichet verifier "http://$bouclage:$(cat "$dossier/demandes.port")/guichet#${premier_lien#*#}"
dit "sert autre chose : script."
if command grep -qF -e "${premier_lien#*#}" "$dossier/demandes"; then echouer "le jeton est parti"; fi
exiger command grep -qx /guichet/script.js "$dossier/demandes"
agir operateur guichet verifier "http://${adresse[operateur]}" > "$dossier/sortie"
dit "sont ceux de ce programme"
arreter operateur
service verifier --etat "$dossier/operateur/etat"
