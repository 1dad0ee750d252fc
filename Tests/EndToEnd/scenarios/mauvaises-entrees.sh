# Ce que reçoit une mauvaise entrée : un message clair, le bon code, rien d'écrit.
. "$(dirname "$0")/../outils.sh"

# Rien n'est épinglé : rien ne se fait.
mkdir "$dossier/personne"
refus 77 personne sceller "$exemple" --a ml-grenoble.example -o "$dossier/x.age"
dit "n'est pas épinglée"

# Service arrêté : 69, et l'adresse essayée.
mkdir "$dossier/seul"
refus 69 seul structure creer seul.example --libelle Seul --type autre --agent a --role dpo --sans-phrase
dit "unix:$dossier/seul/s.sock"
exiger test ! -e "$dossier/seul/agent/ancre"

deux_structures
# Fiche invalide : toutes les erreurs, 65, rien de scellé.
sed 's/"numeroAGDREF":"3803012345"/"numeroAGDREF":"38"/; s/"faitA":"Grenoble"/"faitA":""/; s/"version":1/"version":1,"nir":"x"/' \
    "$exemple" > "$dossier/fausse.json"
refus 65 operateur sceller "$dossier/fausse.json" --a ml-grenoble.example -o "$dossier/x.age"
dit "/beneficiaire/numeroAGDREF"; dit "/faitA"; dit "/nir"
exiger test ! -e "$dossier/x.age"
refus 65 operateur envoyer "$dossier/fausse.json" --a ml-grenoble.example
exiger test -z "$(statut operateur envoi)"

# Fichier absent, fichier qui serait écrasé.
refus 66 operateur valider "$dossier/absente.json"
agir operateur sceller "$exemple" --a ml-grenoble.example -o "$dossier/x.age" >/dev/null
refus 73 operateur sceller "$exemple" --a ml-grenoble.example -o "$dossier/x.age"
exiger test "$(stat -c %a "$dossier/x.age")" = 600

# Fichier modifié : 65, rien d'écrit ; entier, il s'ouvre.
cp "$dossier/x.age" "$dossier/y.age"
octet=$(tail -c 200 "$dossier/x.age" | head -c 1 | od -An -tu1)
# shellcheck disable=SC2059
printf "\\$(printf %03o $((octet ^ 1)))" | dd of="$dossier/y.age" bs=1 conv=notrunc status=none \
    seek=$(($(stat -c %s "$dossier/x.age") - 200))
exiger test "$(cmp -l "$dossier/x.age" "$dossier/y.age" | wc -l)" = 1
refus 65 ml ouvrir "$dossier/y.age" -o "$dossier/sorti"
exiger test ! -e "$dossier/sorti"
agir ml ouvrir "$dossier/x.age" -o "$dossier/sorti" >/dev/null
exiger test -s "$dossier/sorti/fiche.json"
exiger test ! -e "$dossier/sorti/bourrage"
refus 73 ml ouvrir "$dossier/x.age" -o "$dossier/sorti"

# Empreinte fausse : 65 ; destinataire inconnu : 66 ; usage : 64.
refus 65 operateur contact verifier ml-grenoble.example \
    --empreinte "00000 00000 00000 00000 00000 00000" --moyen sms
refus 66 operateur envoyer "$exemple" --a inconnu.example
refus 64 operateur envoyer "$exemple"
dit "Il manque l'option --a"

# Une création coupée en route se reprend, et le code de secours a été montré.
demarrer neuf
refus 65 neuf structure creer neuf.example --libelle "" --type autre --agent a --role dpo --sans-phrase
dit "Code de secours de l'identité de l'agent"
exiger test ! -e "$dossier/neuf/agent/ancre"
agir neuf structure creer neuf.example --libelle Neuf --type autre --role dpo --sans-phrase \
    > "$dossier/sortie" 2> "$dossier/erreurs"
dit "Code de secours de la clé de la structure"
agir neuf structure creer neuf.example --libelle Neuf --type autre --role dpo --sans-phrase \
    > "$dossier/sortie" 2>&1 && echouer "une seconde structure dans le même dossier"

# Un nom de fonction qui ne se relirait pas n'écrit rien.
refus 65 vide agent creer vide.example/a --fonction "" --sans-phrase
exiger test ! -e "$dossier/vide/agent/identite.age"

# Des pièces trop lourdes ensemble : rien n'est scellé.
{ printf '%%PDF-1.4\n'; head -c 9000000 /dev/zero; } > "$dossier/p1.pdf"
cp "$dossier/p1.pdf" "$dossier/p2.pdf"; cp "$dossier/p1.pdf" "$dossier/p3.pdf"
refus 65 operateur sceller "$exemple" --a ml-grenoble.example -o "$dossier/lourd.age" \
    --piece "$dossier/p1.pdf" "$dossier/p2.pdf" "$dossier/p3.pdf"
dit "20 Mio"
exiger test ! -e "$dossier/lourd.age"

# Deux services au même port : le second le dit, en français.
"$binaires/agir-liaisond" --etat "$dossier/autre" --socket "$dossier/autre.sock" \
    --ecoute "${adresse[ml]}" > "$dossier/sortie" 2> "$dossier/erreurs" && echouer "deux services"
dit "ne peut pas écouter"
