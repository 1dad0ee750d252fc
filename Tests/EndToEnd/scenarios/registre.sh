#!/usr/bin/env bash
# Le registre : de JSON en CSV, lu et récrit par LibreOffice, chaque cellule est la même ; accents, lignes, zéros de tête
# gardés, et rien n'y est une formule.
source "$(dirname "$0")/../outils.sh"

demarrer operateur
creer_operateur > /dev/null 2>&1
faits=("=HYPERLINK(\"http://exemple\";\"cliquez\")" "+33 6 00 00 00 00 appelé deux fois" "-1 clé USB" "@dpo prévenu"
    "0042007" "Été : « données » ; l'agent a dit \"oui\"
seconde ligne, œuvre, ÿ" "＝1+1" "  espaces gardés  ")
for texte in "${faits[@]}"; do
    agir operateur violation declarer --decouverte maintenant --nature confidentialite integrite --tout --faits - \
        --mesures="$texte" <<< "$texte" > /dev/null 2>&1
done
# Une tabulation en tête aussi.
printf '\tindenté' | agir operateur violation declarer --decouverte maintenant --nature disponibilite --faits - > /dev/null 2>&1
agir operateur violation qualifier 1 --risque limite --inconnu "Le nombre" "La cause" > /dev/null 2>&1
agir operateur violation notifie 1 --a cnil --le maintenant --moyen teleservice --reference 000123 > /dev/null 2>&1
agir operateur violation clore 2 --motif "=2+2 : sans suite" > /dev/null 2>&1

# Ce qui reste des délais se dit à la minute, et chaque délai a sa seconde : les trois d'un moment où rien n'en a changé.
until cmp -s "$dossier/registre.json" "$dossier/ensuite.json"; do
    rm -f "$dossier"/registre.* "$dossier/ensuite.json"
    for forme in json csv html; do agir operateur violation registre -o "$dossier/registre.$forme" 2> /dev/null; done
    agir operateur violation registre -o "$dossier/ensuite.json" 2> /dev/null
done
mkdir "$dossier/bureau" "$dossier/profil"
bureau() { soffice "-env:UserInstallation=file://$dossier/profil" --headless "$@" > /dev/null 2>&1; }
bureau --infilter=CSV:59,34,76 --convert-to ods --outdir "$dossier/bureau" "$dossier/registre.csv"
bureau --convert-to 'csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false' --outdir "$dossier/bureau" \
    "$dossier/bureau/registre.ods"
python3 - "$dossier" <<'F'
import csv, json, re, sys
folder = sys.argv[1]
def table(path, encoding):
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=";"))
assert open(folder + "/registre.csv", "rb").read().startswith(b"\xef\xbb\xbf"), "BOM"
written = table(folder + "/registre.csv", "utf-8-sig")
office = table(folder + "/bureau/registre.csv", "utf-8-sig")
register = json.load(open(folder + "/registre.json"))
assert len(register) == 9 and len(written) == 10, (len(register), len(written))
columns = ["n", "type", "statut", "origine", "decouverte", "reception", "soupcon", "connaissance",
    "declaration", "declare-par", "natures", "faits", "categories", "personnes", "enregistrements",
    "consequences", "mesures", "inconnu", "partenaires", "risque", "echeances", "notifications",
    "decisions", "cloture"]
assert all(set(entry) <= set(columns) for entry in register)
assert len(written[0]) == len(columns)
def text(value):
    return "" if value is None else "\n".join(value) if isinstance(value, list) else str(value)
cells = 0
for entry, row, seen in zip(register, written[1:], office[1:]):
    for column, cell, shown in zip(columns, row, seen):
        value = text(entry.get(column))
        if value[:1] and value[0] in "=+-@\t＝":
            assert cell == "'" + value, (column, cell)
        elif re.fullmatch(r"0\d+", value):
            assert cell == '="%s"' % value, (column, cell)
            cell = value
        else:
            assert cell == value, (column, cell, value)
        # LibreOffice keeps no tab in a cell, whoever writes it.
        assert shown == cell.replace("\t", ""), (column, shown, cell)
        cells += 1
assert [row[11] for row in office[1:]][4] == "0042007"
assert "référence : 000123" in office[1][22] and "'" not in office[1][22][:1]
page = open(folder + "/registre.html").read()
assert "Été : « données »" in page and "<script" not in page and "Incident n° 9" in page
print(cells, "cellules les mêmes, de JSON en CSV et par LibreOffice.")
F
