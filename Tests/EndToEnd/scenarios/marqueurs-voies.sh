#!/usr/bin/env bash
# Une fiche et sa pièce, faites de marqueurs, partent par chaque voie, le service là ou absent : à aucun instant un
# marqueur n'est dans un fichier ouvert ou écrit, dans un argument ou une variable, ni de la commande ni de ses enfants
# (veilleur.py) ; la phrase non plus, qui n'est que sur le terminal. La page à imprimer est la seule à en tenir.
# Ce qui entre : recevoir.sh.
source "$(dirname "$0")/../outils.sh"

deux_structures
agir operateur contact ajouter voiron.france-travail.example --libelle "France Travail Voiron" --type pole-emploi > /dev/null
/usr/bin/python3 - "$exemple" "$dossier" <<'FIN'
import json, random, string, sys
source, folder = sys.argv[1:]
fiche, marks = json.load(open(source)), []
def mark(letters=string.ascii_letters, length=14):
    marks.append("".join(random.choices(letters, k=length)))
    return marks[-1]
person = fiche["beneficiaire"]
person.update(nom=mark(), prenom=mark(), adressePostale=f"1 rue {mark()}", numeroAGDREF=mark("123456789", 10))
fiche["informationsComplementaires"] = mark()
json.dump(fiche, open(f"{folder}/fiche.json", "w"))
open(f"{folder}/piece.pdf", "wb").write(b"%PDF-1.4\n" + mark().encode() + b"\n%%EOF\n")
open(f"{folder}/marqueurs", "w").write("\n".join(marks) + "\n")
FIN
# L'original, et ce que la commande tient ouvert de lui, sont à qui envoie.
permis="-p $dossier/fiche.json -p $dossier/piece.pdf"
envois=0
for envoi in "envoyer --voie service --sans-delai" "envoyer --voie pli" "envoyer --voie fichier" "envoyer --voie archive" \
    "envoyer --voie archive --zip" "envoyer --voie papier" "sceller" "sceller --par-phrase"; do
    for socket in "$dossier/operateur/s.sock" "$dossier/absent.sock"; do
        read -ra mots <<< "$envoi"
        if [[ "$socket" == */absent.sock && "$envoi" =~ service|pli ]]; then continue; fi
        case $envoi in
            "sceller --par-phrase") mots+=(--pour voiron.france-travail.example) ;;
            *archive* | *papier) mots+=(--a voiron.france-travail.example) ;;
            *) mots+=(--a ml-grenoble.example) ;;
        esac
        [[ "$envoi" =~ service ]] || mots+=(-o "$dossier/sorti")
        permis_ici=$permis; [[ "$envoi" != *papier ]] || permis_ici="$permis -p $dossier/sorti"
        rm -f "$dossier/sorti"
        script -qec "$racine/Tests/EndToEnd/veilleur.py $dossier/marqueurs -v $dossier/dits $permis_ici -- $binaires/agir-liaison \
            ${mots[0]} $dossier/fiche.json ${mots[*]:1} --piece $dossier/piece.pdf --but-piece autre \
            --confirmer-avertissements --dossier $dossier/operateur/agent --service unix:$socket > $dossier/sortie \
            2> $dossier/erreurs" /dev/null < /dev/null | tr -d '\r' > "$dossier/ecran" \
            || echouer "$envoi : $(cat "$dossier/erreurs")"
        envois=$((envois + 1))
        [[ "$envoi" =~ service ]] || exiger test -s "$dossier/sorti"
        if [[ "$envoi" != *papier ]] && grep -qaF -f "$dossier/marqueurs" "$dossier/sorti" 2> /dev/null; then
            echouer "$envoi : un marqueur se lit dans le fichier"
        fi
        # La phrase : au terminal, et nulle part.
        if [[ "$envoi" =~ archive|phrase ]]; then
            grep -oE '\b[a-z]+(-[a-z]+){6}$|\b[0-9A-Z]{5}(-[0-9A-Z]{5}){4}$' "$dossier/ecran" | head -n 1 > "$dossier/phrase"
            exiger test -s "$dossier/phrase"
            cat "$dossier/phrase" >> "$dossier/phrases"
        fi
        if grep -raqF -f "$dossier/marqueurs" "$dossier/operateur" "$dossier/ecran" "$dossier/sortie"; then
            echouer "$envoi : un marqueur reste"
        fi
    done
done
exiger test $envois = 14
if grep -raqF -f "$dossier/phrases" "$dossier/operateur" "$dossier/sortie" "$dossier/erreurs" "$dossier/dits"; then
    echouer "une phrase reste, ou un programme l'a eue en argument"
fi
exiger grep -qa 7zz "$dossier/dits"
# Le contrôle : le veilleur voit ce qui est là.
statut=0
"$racine/Tests/EndToEnd/veilleur.py" "$dossier/marqueurs" -- cp "$dossier/fiche.json" "$dossier/copie.json" \
    2> "$dossier/erreurs" || statut=$?
exiger test $statut = 98
