#!/usr/bin/env bash
# Chaque commande, sur une fiche dont chaque champ personnel est un marqueur, puis avec un marqueur à la
# place de chaque argument : aucun marqueur n'est ensuite dans le journal, dans ses exports, dans l'état ou
# les diagnostics d'un service, ni dans ce que les commandes disent hors de leur sortie.
# L'entrée dit, une ligne par commande : « commande et arguments ».
source "$(dirname "$0")/outils.sh"

deux_structures
accueillir seul operateur seul.referent referent > "$dossier/sortie" 2>&1
python3 - "$exemple" "$dossier" <<'FIN'
import json, random, string, sys
source, folder = sys.argv[1:]
fiche, marks = json.load(open(source)), []
def mark(kind):
    if kind == "mot":
        text = "Mq" + "".join(random.choices(string.ascii_lowercase, k=9))
    elif kind == "telephone":
        text = "06 " + " ".join(f"{random.randrange(100):02}" for _ in range(4))
    else:
        text = "".join(random.choices("123456789", k=10))
    marks.append(text)
    return text
kinds = {"telephone": "telephone", "numeroAGDREF": "numero"}
free = {"nom", "prenom", "structure", "fonction", "courriel", "adressePostale", "faitA",
        "informationsComplementaires"}
def walk(node):
    for key, value in node.items():
        if isinstance(value, dict):
            walk(value)
        elif key in kinds:
            node[key] = mark(kinds[key])
        elif key == "courriel":
            node[key] = mark("mot").lower() + "@exemple.fr"
            marks[-1] = marks[-1].lower()
        elif key == "adressePostale":
            node[key] = f"1 rue {mark('mot')}\n38000 {mark('mot')}"
        elif key in free:
            node[key] = mark("mot")
walk(fiche)
json.dump(fiche, open(f"{folder}/exemple-spe.json", "w"))
# Une autre, fausse dans chaque champ contrôlé.
fiche["beneficiaire"].update(
    dateNaissance=mark("mot"), nationalite=mark("mot"), positionnementLinguistique=mark("mot"))
json.dump(fiche, open(f"{folder}/fausse.json", "w"))
piece = mark("mot")
open(f"{folder}/{piece}.pdf", "wb").write(b"%PDF-1.4\n" + mark("mot").encode())
open(f"{folder}/piece", "w").write(f"{piece}.pdf")
open(f"{folder}/marqueurs", "w").write("\n".join(marks) + "\n")
FIN
numero=$(sed -n 's/.*"numeroAGDREF": *"\([0-9]*\)".*/\1/p' "$dossier/exemple-spe.json")
exiger test "$(wc -l < "$dossier/marqueurs")" -ge 20

# essayer CODE… : la commande, par l'agent qui a tous les rôles, d'une copie de son dossier.
diagnostics=$dossier/diagnostics
: > "$diagnostics"
essais=0
essayer() {
    rm -rf "$dossier/essai"; mkdir -p "$dossier/essai"; cp -r "$dossier/operateur/agent" "$dossier/essai/"
    chez[essai]=operateur
    (cd "$dossier" && agir essai "$@") > "$dossier/sortie" 2> "$dossier/erreurs" <<< "$numero" || true
    essais=$((essais + 1))
}

cd "$dossier"
id=$(agir operateur envoyer exemple-spe.json --a ml-grenoble.example --piece "$(cat piece)" \
    --attendre $patience --confirmer-avertissements --json 2>> "$diagnostics" \
    | sed 's/.*"id":"\([^"]*\)".*/\1/')
agir ml ouvrir "$id" > lue 2>> "$diagnostics"
exiger grep -q "$(sed -n 's/.*"prenom": *"\(Mq[a-z]*\)".*/\1/p' exemple-spe.json)" lue
while read -r commande; do
    read -ra mots <<< "${commande//ID/$id}"
    essayer "${mots[@]}"
    cat "$dossier/erreurs" >> "$diagnostics"
    # Un marqueur à la place de chaque mot à son tour : ce que l'on a tapé peut être répété à l'écran.
    # Sauf à la place de la référence d'une convention, que le journal nomme, et du libellé d'une structure
    # déclarée, que le service garde pour les collègues.
    for place in "${!mots[@]}"; do
        [[ ${mots[place]} != R1 && ${mots[place]} != Libelle ]] || continue
        faux=("${mots[@]}"); faux[place]=$(shuf -n 1 marqueurs)
        essayer "${faux[@]}"
    done
done
for mots in "boite --personne -" "journal lister --personne -" "envoyer fausse.json --a ml-grenoble.example" \
    "sceller fausse.json --a ml-grenoble.example -o essai/x.age"; do
    # shellcheck disable=SC2086
    essayer $mots
done
echo "$essais essais"

agir operateur journal exporter -o "$dossier/export-operateur" >> "$diagnostics" 2>&1
agir ml journal exporter -o "$dossier/export-ml" >> "$diagnostics" 2>&1
exiger grep -q "$id" "$dossier/export-operateur/journal.jsonl"
propre() { # propre OÙ… : aucun marqueur n'y est
    if grep -raiF -f marqueurs "$@" > "$dossier/trouves"; then
        cut -c1-300 "$dossier/trouves" | head -n 5 >&2
        echouer "un marqueur est dans $*"
    fi
}
propre export-operateur export-ml operateur/etat ml/etat operateur/service.log ml/service.log
propre "$diagnostics"
# Le contrôle lui-même : les marqueurs se trouvent là où ils sont.
exiger grep -rqF -f marqueurs lue
