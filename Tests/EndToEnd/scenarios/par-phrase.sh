# Sceller par une phrase : montrée sur le terminal seulement ; le partenaire ouvre avec elle.
. "$(dirname "$0")/../outils.sh"
deux_structures
sceller="$binaires/agir-liaison sceller $exemple --par-phrase --pour ml-grenoble.example"
sceller+=" --dossier $dossier/operateur/agent"
# Sur un vrai terminal : script en prête un.
au_terminal() { script -qec "$1" /dev/null < /dev/null | tr -d '\r'; }

# Sans terminal, rien n'est scellé ; sans --pour non plus.
statut=0; setsid -w $sceller -o "$dossier/x.age" > "$dossier/sortie" 2> "$dossier/erreurs" || statut=$?
exiger test "$statut" = 64
dit "que sur un terminal"
exiger test ! -e "$dossier/x.age"
refus 64 operateur sceller "$exemple" --par-phrase -o "$dossier/x.age"
refus 64 operateur sceller "$exemple" -o "$dossier/x.age"

# La phrase est à l'écran, pas sur la sortie de la commande.
au_terminal "$sceller -o $dossier/x.age > $dossier/sortie 2>&1" > "$dossier/ecran"
phrase=$(grep -oE '[0-9A-Z]{5}(-[0-9A-Z]{5}){4}' "$dossier/ecran" | head -n 1)
exiger test -n "$phrase"
if grep -qF "$phrase" "$dossier/sortie"; then echouer "la phrase est sur la sortie"; fi
grep -q "scrypt .* 18$" "$dossier/x.age"

# Le partenaire l'ouvre et la vérifie ; tapée autrement, elle convient ; une autre, non.
( umask 077; echo "$phrase" > "$dossier/code"; echo "$phrase" | tr 'A-Z-' 'a-z ' > "$dossier/tape"
  echo "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA" > "$dossier/faux" )
agir ml ouvrir "$dossier/x.age" --code-fichier "$dossier/code" > "$dossier/fiche"
exiger grep -q "Signé par agir38.example/claire.exemple" "$dossier/fiche"
agir ml ouvrir "$dossier/x.age" --code-fichier "$dossier/tape" | grep -q SPECIMEN
refus 65 ml ouvrir "$dossier/x.age" --code-fichier "$dossier/faux"
dit "ne convient pas"

# Pour un autre que celui à qui elle est destinée : transfert subreptice.
au_terminal "${sceller/ml-grenoble/autre} -o $dossier/y.age" > "$dossier/ecran"
grep -oE '[0-9A-Z]{5}(-[0-9A-Z]{5}){4}' "$dossier/ecran" | head -n 1 > "$dossier/code2"
refus 65 ml ouvrir "$dossier/y.age" --code-fichier "$dossier/code2"
dit "subreptice"

# Une page seule, pour qui n'a que le logiciel age : lisible, et non signée.
au_terminal "$sceller --page -o $dossier/p.age" > "$dossier/ecran"
phrase=$(grep -oE '[0-9A-Z]{5}(-[0-9A-Z]{5}){4}' "$dossier/ecran" | head -n 1)
echo "$phrase" > "$dossier/code3"
echo "passphrase => $phrase" > "$dossier/reponses"
exiger "$racine/Tests/EndToEnd/clavier.py" "$dossier/reponses" age -d -o "$dossier/page.html" "$dossier/p.age" > /dev/null
exiger test "$(head -n 1 "$dossier/page.html")" = "<!DOCTYPE html>"
exiger test "$(tail -n 1 "$dossier/page.html")" = "</html>"
grep -q "SPECIMEN Amina" "$dossier/page.html"
grep -q "sans signature" "$dossier/page.html"
if grep -qE '<script|https?://' "$dossier/page.html"; then echouer "la page va chercher dehors"; fi
refus 65 ml ouvrir "$dossier/p.age" --code-fichier "$dossier/code3"
dit "pas signé"
