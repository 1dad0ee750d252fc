#!/usr/bin/env bash
# Le parcours entier devant un vrai service : le référent envoie par un guichet, le partenaire lit, imprime, enregistre
# et répond dans Chromium (reel.py), le référent ouvre la réponse et répond à son tour ; puis les liens finis ; puis le
# parcours principal dans Firefox. IMAGES : où laisser les captures et le PDF.
ici_guichet=$(cd "$(dirname "$0")" && pwd)
outils=$("$ici_guichet/outils.sh")
source "$ici_guichet/../EndToEnd/outils.sh"
# Un navigateur ne tient pour sûre, sans TLS, qu'une adresse de bouclage ; Firefox, que celle-ci.
bouclage=127.0.0.1
source "$ici_guichet/../EndToEnd/guichets.sh"
export IMAGES=${IMAGES:-$dossier/images}
mkdir -p "$IMAGES"
essais=0

# page ESSAI LIEN MOTS [ARGUMENT…] : ce que fait le partenaire, le lien ouvert à l'adresse du service lui-même.
page() {
    "$outils/bin/python" "$ici_guichet/reel.py" "$1" "http://${adresse[operateur]}/guichet#${2#*#}" "${@:3}" \
        || echouer "la page, essai « $1 »"
    essais=$((essais + 1))
}
# a_ouvrir : les identifiants des réponses reçues par un guichet. statut_envoi ID ; suivi_dit ID TEXTE.
a_ouvrir() { agir operateur boite --json 2> /dev/null | champ "' '.join(x['id'] for x in d if x['objet'] == 'reponse-guichet')"; }
statut_envoi() { agir operateur boite envoi --json 2> /dev/null | champ "[x['statut'] for x in d if x['id'] == '$1'][0]"; }
suivi_dit() { agir operateur suivi "$1" > "$dossier/sortie" 2> "$dossier/erreurs"; dit "$2"; }

# La carte a un délégué, que la page nomme.
cle_option="--sans-phrase --dpo-nom Modèle --dpo-telephone 0476000009 --dpo-courriel dpo@agir38.example"
un_operateur
poste=$dossier/poste
mkdir "$poste"
{ printf '%%PDF-1.7\n'; head -c 300000 /dev/urandom; } > "$poste/bilan.pdf"
python3 - > "$poste/titre.png" <<'FIN'
import os, struct, sys, zlib
def morceau(nom, octets): return struct.pack(">I", len(octets)) + nom + octets + struct.pack(">I", zlib.crc32(nom + octets))
lignes = b"".join(b"\0" + os.urandom(3 * 150) for _ in range(150))
sys.stdout.buffer.write(b"\x89PNG\r\n\x1a\n" + morceau(b"IHDR", struct.pack(">IIBBBBB", 150, 150, 8, 2, 0, 0, 0))
                        + morceau(b"IDAT", zlib.compress(lignes)) + morceau(b"IEND", b""))
FIN
{ printf '%%PDF-1.4\n'; head -c 40000 /dev/urandom; } > "$poste/convocation.pdf"
{ printf '\xff\xd8\xff'; head -c 90000 /dev/urandom; } > "$poste/plan.jpg"

# L'envoi, lu, imprimé, ses pièces enregistrées : les mêmes octets ; le référent sait qu'il est ouvert.
ouvrir_guichet "$exemple" --voie guichet --piece "$poste/bilan.pdf" --piece "$poste/titre.png" --but-piece autre
fiche=$id premier_lien=$lien premiers_mots=$mots
suivi_dit "$fiche" "rien encore"
page lire "$lien" "$mots" "$poste/bilan.pdf" "$poste/titre.png"
suivi_dit "$fiche" "ouvert avec le lien et la phrase"
exiger test "$(statut_envoi "$fiche")" = ouvert
exiger test -z "$(a_ouvrir)"

# Deux machines, le même lien : toutes deux lisent, et répondent.
page repondre "$lien" "$mots" "$poste/convocation.pdf" "$poste/plan.jpg"
reponses=$(a_ouvrir)
exiger test "$(wc -w <<< "$reponses")" = 2
for reponse in $reponses; do
    agir operateur ouvrir "$reponse" -o "$dossier/recu-$reponse" > "$dossier/sortie" 2> "$dossier/erreurs"
    dit "rien ne prouve"
    if grep -q "Jean Modèle" "$dossier/sortie"; then
        for texte in "Bien reçu, nous la recevons." "03/12/2026 à 09:30" "Agence de Voiron" "Conseiller en insertion"; do
            dit "$texte"
        done
        for piece in convocation.pdf plan.jpg; do exiger cmp "$dossier/recu-$reponse/$piece" "$poste/$piece"; done
        document=$reponse
    else
        dit "D'un autre poste."
    fi
done
exiger test "$(statut_envoi "$fiche")" = repondu
exiger test -z "$(a_ouvrir)"
agir operateur boite --json 2> /dev/null \
    | vrai "[(x['voie'], x.get('reponseA')) for x in d if x['objet'] == 'recu'] == [('guichet', '$fiche')] * 2" \
    || echouer "les réponses ne sont pas des documents reçus"

# Le référent répond à ce document : le partenaire le lit ; les deux liens s'ouvrent.
ouvrir_guichet "$exemple" --voie guichet --reponse-a "$document"
agir operateur boite envoi --json 2> /dev/null | vrai "d[0]['id'] == '$id' and d[0].get('reponseA') == '$document'" \
    || echouer "la réponse du référent n'est pas la réponse à ce document"
page lire "$lien" "$mots"
exiger test "$(statut_envoi "$id")" = ouvert

# Fermé pendant que la page est ouverte et une réponse commencée ; puis ouvert de nouveau : le lien est fini.
page pendant "$lien" "$mots" "$binaires/agir-liaison" guichet fermer "$id" $ici
exiger ferme_par ferme
exiger test -z "$(a_ouvrir)"

# Refait : l'ancien lien est fini, le nouveau s'ouvre, avec ses pièces. Retiré, inconnu : la même phrase.
page pendant "$premier_lien" "$premiers_mots" /usr/bin/script -qec \
    "$binaires/agir-liaison guichet refaire $fiche --json $ici > $dossier/sortie 2> $dossier/erreurs" "$dossier/tapuscrit"
tr -d '\r' < "$dossier/tapuscrit" > "$dossier/ecran"
lire_guichet
exiger test "$lien" != "$premier_lien" -a "$mots" != "$premiers_mots"
page lire "$lien" "$mots" "$poste/bilan.pdf" "$poste/titre.png"
page fini "$premier_lien" "$premiers_mots"
ouvrir_guichet "$exemple" --voie guichet
agir operateur retirer "$id" --motif doublon > "$dossier/sortie" 2> "$dossier/erreurs"
exiger ferme_par retire
page fini "$lien" "$mots"
page fini "#$(python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(16)).rstrip(b"=").decode())')" "$mots"

# Firefox : lire et répondre ; le référent l'ouvre.
ouvrir_guichet "$exemple" --voie guichet
page firefox "$lien" "$mots"
exiger test "$(statut_envoi "$id")" = ouvert
agir operateur ouvrir "$(a_ouvrir)" > "$dossier/sortie" 2> "$dossier/erreurs"
dit "Depuis Firefox."
exiger test "$(statut_envoi "$id")" = repondu

# De tout cela, ni les mots ni le jeton ne sont chez nous ; le journal se tient.
for secret in "$premiers_mots" "${premier_lien#*#}" "$mots" "${lien#*#}"; do
    if command grep -rqaF -- "$secret" "$dossier/operateur"; then echouer "un secret est resté"; fi
done
agir operateur journal verifier > "$dossier/sortie" 2> "$dossier/erreurs"
echo "$essais passed, 0 failed"
