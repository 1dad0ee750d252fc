#!/usr/bin/env bash
# La démonstration : deux structures, deux services sur cette machine, une fiche de la saisie à
# l'ouverture, les accusés et les journaux vérifiés. S'arrête, en erreur, à la première chose qui
# n'est pas comme elle doit être. Ne laisse rien derrière elle.
set -euo pipefail
shopt -s inherit_errexit

racine=$(cd "$(dirname "$0")/../.." && pwd)
binaires=${BINAIRES:-$racine/.build/debug}
dossier=$(mktemp -d "${TMPDIR:-/tmp}/agir-demo.XXXXXX")
services=()

nettoyer() {
    local statut=$?
    for service in "${services[@]}"; do kill "$service" 2>/dev/null || true; done
    for service in "${services[@]}"; do wait "$service" 2>/dev/null || true; done
    [ "$statut" = 0 ] || { echo "ÉCHEC de la démonstration ; journaux des services :" >&2
                           cat "$dossier"/*/service.log >&2 2>/dev/null || true; }
    rm -rf "$dossier"
    exit "$statut"
}
trap nettoyer EXIT

etape() { printf '\n== %s\n' "$*"; }
montrer() { printf '   $ %s\n' "$*"; }
exiger() { "$@" || { echo "Ce n'est pas comme attendu : $*" >&2; exit 1; }; }
# agir QUI COMMANDE… : la commande de l'agent de cette structure.
agir() {
    local qui=$1; shift
    montrer "agir-liaison $*   ($qui)" >&2
    "$binaires/agir-liaison" "$@" --dossier "$dossier/$qui/agent" \
        --service "unix:$dossier/$qui/service.sock" --phrase-fichier "$dossier/phrase"
}
# demarrer QUI PORT : son service ; attend qu'il écoute, et retient son adresse.
demarrer() {
    local qui=$1
    "$binaires/agir-liaisond" --etat "$dossier/$qui/etat" --socket "$dossier/$qui/service.sock" \
        --ecoute "127.0.0.1:$2" 2>>"$dossier/$qui/service.log" &
    services+=($!)
    local essai
    for essai in $(seq 200); do
        adresse=$(sed -n 's/.*partenaires adresse=//p' "$dossier/$qui/service.log" | tail -n 1)
        [ -n "$adresse" ] && [ -S "$dossier/$qui/service.sock" ] && return
        sleep 0.05
    done
    echo "Le service de $qui n'a pas démarré." >&2; exit 1
}

mkdir "$dossier/operateur" "$dossier/mission-locale"
# La phrase secrète de la démonstration ; chacun a la sienne dans la vie.
( umask 077; printf 'une phrase pour la démonstration\n' > "$dossier/phrase" )

etape "1. Chaque structure démarre son service"
demarrer operateur 0; adresseA=$adresse
demarrer mission-locale 0; adresseB=$adresse
echo "   opérateur AGIR : $adresseA ; mission locale : $adresseB"

etape "2. Chaque structure crée sa clé et sa carte"
agir operateur structure creer agir38.example --libelle "Opérateur AGIR de l'Isère" \
    --type operateur-agir --adresse "http://$adresseA" --agent claire.exemple \
    --fonction "Référente emploi-formation" --role dpo
agir mission-locale structure creer ml-grenoble.example --libelle "Mission locale de Grenoble" \
    --type mission-locale --adresse "http://$adresseB" --agent jean.modele \
    --fonction "Conseiller en insertion" --role dpo

etape "3. Elles échangent leurs cartes"
agir operateur carte exporter -o "$dossier/agir38.carte"
agir mission-locale carte exporter -o "$dossier/ml.carte"
agir operateur contact importer "$dossier/ml.carte"
agir mission-locale contact importer "$dossier/agir38.carte"

etape "4. Un envoi vers un contact non vérifié est refusé"
statut=0
agir operateur envoyer "$racine/docs/exemple-spe.json" --a ml-grenoble.example || statut=$?
exiger test "$statut" = 77

etape "5. Elles comparent les empreintes, par téléphone"
lire_empreinte() { agir "$1" empreinte --json | sed 's/.*"empreinte":"\([^"]*\)".*/\1/'; }
empreinteA=$(lire_empreinte operateur)
empreinteB=$(lire_empreinte mission-locale)
agir operateur contact verifier ml-grenoble.example --empreinte "$empreinteB" --moyen telephone
agir mission-locale contact verifier agir38.example --empreinte "$empreinteA" --moyen telephone

etape "6. La référente écrit la fiche et la contrôle"
agir operateur nouvelle --modele spe -o "$dossier/vide.json"
statut=0; agir operateur valider "$dossier/vide.json" > "$dossier/erreurs" || statut=$?
exiger test "$statut" = 65
echo "   le modèle vide a $(grep -c '^Erreur' "$dossier/erreurs") erreurs ; la fiche remplie :"
agir operateur valider "$racine/docs/exemple-spe.json"

etape "7. Elle la scelle et l'envoie"
agir operateur envoyer "$racine/docs/exemple-spe.json" --a ml-grenoble.example --attendre 30

etape "8. Le conseiller la trouve et l'ouvre"
agir mission-locale boite
agir mission-locale ouvrir 1 > "$dossier/fiche.txt"
cat "$dossier/fiche.txt"
exiger grep -q "SPECIMEN" "$dossier/fiche.txt"
exiger grep -q "Signé par agir38.example/claire.exemple" "$dossier/fiche.txt"

etape "9. L'accusé d'ouverture revient à l'opérateur"
for essai in $(seq 100); do
    agir operateur boite envoi --json 2>/dev/null > "$dossier/envoi.json"
    grep -q '"statut":"ouvert","conserver' "$dossier/envoi.json" && break
    sleep 0.1
done
exiger grep -q '"statut":"ouvert","conserver' "$dossier/envoi.json"
agir operateur boite envoi
agir mission-locale boite

etape "10. Les deux journaux sont lus et vérifiés"
for qui in operateur mission-locale; do
    agir "$qui" journal lister
    agir "$qui" journal verifier
done

etape "11. Les services n'ont rien vu de la personne"
for qui in operateur mission-locale; do
    for mot in SPECIMEN Amina 3803012345; do
        exiger test -z "$(grep -rl "$mot" "$dossier/$qui/etat" "$dossier/$qui/service.log" || true)"
    done
done
echo "   ni nom ni numéro AGDREF dans leurs dossiers et leurs sorties"

etape "Tout est comme attendu."
