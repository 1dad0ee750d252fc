#!/usr/bin/env bash
# Ce qu'un partenaire donne hors du service, de chaque sorte, avec des marqueurs dedans : enregistré, il est dans
# la boîte, au journal, à la purge et aux violations comme le reste ; rien n'en est en clair sur le disque, à
# aucun instant, ni dans un argument ou une variable d'un programme.
source "$(dirname "$0")/../outils.sh"

deux_structures
recus="$dossier/recus"
mkdir "$recus"
/usr/bin/python3 - "$recus" "$dossier" <<'FIN'
import base64, random, string, struct, sys, zlib
folder, base = sys.argv[1:]
marks = []
def mark():
    marks.append("Mq" + "".join(random.choices(string.ascii_letters, k=14)))
    return marks[-1]
def pdf(): return b"%PDF-1.4\n" + mark().encode() + b"\n%%EOF\n"
open(f"{base}/seul.pdf", "wb").write(pdf())
name = mark()
open(f"{base}/{name}.pdf", "wb").write(pdf())
open(f"{base}/courriel.eml", "wb").write(
    ("From: a@ml.example\r\nTo: b@agir38.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
     'Content-Type: multipart/mixed; boundary="q"\r\n\r\n--q\r\nContent-Type: text/plain\r\n\r\nBonjour\r\n'
     "--q\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
     'Content-Disposition: attachment; filename="bilan.pdf"\r\n\r\n').encode()
    + base64.encodebytes(pdf()) + b"\r\n--q--\r\n")
# Une image dont l'EXIF dit où elle fut prise : HEIC, il en tient encore une fois convertie, tant qu'on ne l'ôte pas.
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
place = mark().encode() + b"\0"
tiff = b"MM\0*" + struct.pack(">IHHHIII", 8, 1, 0x010E, 2, len(place), 26, 0) + place
rows = b"".join(b"\0" + bytes((x // 8 + y // 8) * 16 for x in range(64)) for y in range(64))
open(f"{base}/photo.png", "wb").write(
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0))
    + chunk(b"eXIf", tiff) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
open(f"{base}/marqueurs", "w").write("\n".join(marks) + "\n")
open(f"{base}/nom", "w").write(name)
FIN
nom=$(cat "$dossier/nom")
heif-enc -o "$dossier/photo.heic" "$dossier/photo.png" > /dev/null 2>&1
exiger grep -qaF -f "$dossier/marqueurs" "$dossier/photo.heic"
( umask 077; echo "quatre mots sans rapport" > "$dossier/phrase" )
( cd "$dossier" && 7zz a -bd -t7z -mhe=on -p"quatre mots sans rapport" recus/a.7z "$nom.pdf" \
    && 7zz a -bd -tzip -mem=AES256 -p"quatre mots sans rapport" recus/a.zip "$nom.pdf" \
    && 7zz a -bd -tzip -mem=ZipCrypto -p"quatre mots sans rapport" recus/faible.zip "$nom.pdf" ) > /dev/null
echo "passphrase => quatre mots sans rapport|quatre mots sans rapport" > "$dossier/reponses"
"$racine/Tests/EndToEnd/clavier.py" "$dossier/reponses" age -p -o "$recus/a.age" "$dossier/$nom.pdf" > /dev/null || true

# La phrase est un marqueur aussi ; ce qui a été donné, et ce qui est dit à qui le demande, peuvent en tenir.
cp "$dossier/marqueurs" "$dossier/cherches"
cat "$dossier/phrase" >> "$dossier/cherches"
recevoir() { # recevoir FICHIER VOIE [OPTION…]
    "$racine/Tests/EndToEnd/veilleur.py" "$dossier/cherches" -p "$1" -p "$dossier/phrase" -p "$dossier/sortie" -- \
        "$binaires/agir-liaison" recevoir "$1" --de ml-grenoble.example --voie "$2" "${@:3}" --json \
        --dossier "$dossier/operateur/agent" --service "unix:$dossier/operateur/s.sock" 2> "$dossier/erreurs"
}
rien_d_ecrit() {
    if grep -raqF -f "$dossier/cherches" "$dossier/operateur" "${XDG_RUNTIME_DIR:-/dev/shm}"; then
        echouer "un marqueur est en clair sur le disque"
    fi
}
for quoi in "$dossier/seul.pdf papier" "$dossier/courriel.eml courriel"; do
    recevoir $quoi > "$dossier/sortie"
    exiger grep -q '"origine":"ml-grenoble.example"' "$dossier/sortie"
    rien_d_ecrit
done
exiger grep -q '"nom":"bilan.pdf"' "$dossier/sortie"
for archive in a.7z a.zip faible.zip a.age; do
    [ -e "$recus/$archive" ] || continue
    recevoir "$recus/$archive" archive --code-fichier "$dossier/phrase" > "$dossier/sortie"
    # D'un .age, le nom est celui du fichier, avec ce qu'il contient.
    attendu=$nom; [ "$archive" != a.age ] || attendu='"nom":"a.pdf"'
    exiger grep -q "$attendu" "$dossier/sortie"
    rien_d_ecrit
    if [ "$archive" = faible.zip ]; then dit "ne protège rien"; fi
done
echo "autre phrase" > "$dossier/fausse"
refus 65 operateur recevoir "$recus/a.7z" --de ml-grenoble.example --voie archive --code-fichier "$dossier/fausse"
dit "ne convient pas"

recevoir "$dossier/photo.heic" courriel > "$dossier/sortie"
exiger grep -q '"nom":"photo.jpg"' "$dossier/sortie"
rien_d_ecrit
agir operateur ouvrir "$(grep -o '"id":"[^"]*"' "$dossier/sortie" | cut -d'"' -f4)" -o "$dossier/image" > /dev/null 2>&1
exiger test -s "$dossier/image/photo.jpg"
if grep -raqF -f "$dossier/marqueurs" "$dossier/image"; then echouer "la photographie dit encore où elle fut prise"; fi

avant=$(statut operateur reception | wc -l)

# Dans la boîte, sous le nom de qui l'a donné ; lu par un référent, et rendu octet pour octet.
agir operateur boite --json > "$dossier/boite"
exiger grep -q '"objet":"recu"' "$dossier/boite"
exiger grep -q '"origine":"ml-grenoble.example","voie":"papier"' "$dossier/boite"
exiger grep -q "ml-grenoble.example" <(agir operateur boite)
id=$(grep -o '"id":"[^"]*"' "$dossier/boite" | tail -n 1 | cut -d'"' -f4)
agir operateur ouvrir "$id" -o "$dossier/ouvert" > "$dossier/sortie"
exiger grep -q "rien ne prouve qui les a écrits" "$dossier/sortie"
exiger cmp "$dossier/ouvert/seul.pdf" "$dossier/seul.pdf"
exiger grep -q "seul.pdf" <(agir operateur copies lister --json)
agir operateur suivi "$id" --json > "$dossier/sortie"
exiger grep -q '"statut":"ouvert"' "$dossier/sortie"

# Le partenaire n'a rien reçu, rien n'est à remettre.
exiger test "$(statut ml reception | wc -l)" = 0
exiger test "$(statut operateur envoi | wc -l)" = 0

# Une violation chez lui touche ce qu'il a donné ; à l'échéance, tout est détruit et compté.
agir operateur violation declarer --decouverte maintenant --nature confidentialite \
    --partenaire ml-grenoble.example --faits "Essai" --json > "$dossier/sortie" 2> "$dossier/erreurs"
exiger grep -q '"enregistrements":'"$avant" "$dossier/sortie"
hier=$(date -u -d yesterday +%F)
for recu in $(grep -o '"id":"[^"]*"' "$dossier/boite" | cut -d'"' -f4); do
    agir operateur fiche usage "$recu" --jusqua "$hier" > /dev/null 2>&1
done
agir operateur purge executer --json > "$dossier/sortie" 2> "$dossier/erreurs"
exiger grep -q '"detruits":'"$avant" "$dossier/sortie"
exiger test "$(statut operateur reception | wc -l)" = 0
exiger grep -q '"recu":'"$avant" <(agir operateur purge attestations 1 --json)
refus 66 operateur ouvrir "$id"
agir operateur journal lister --json > "$dossier/journal"
exiger grep -q '"acte":"reception".*"detail":"papier"' "$dossier/journal"
