#!/usr/bin/env bash
# La démonstration : deux structures, deux services sur cette machine, une fiche de la saisie à
# l'ouverture, les accusés et les journaux vérifiés. S'arrête, en erreur, à la première chose qui
# n'est pas comme elle doit être. Ne laisse rien derrière elle.
MONTRER=oui
. "$(dirname "$0")/outils.sh"
etape() { printf '\n== %s\n' "$*"; }

# La phrase secrète de la démonstration ; dans la vie, chacun a la sienne.
( umask 077; printf 'une phrase pour la démonstration\n' > "$dossier/phrase" )
export AGIR_LIAISON_PHRASE_FICHIER=$dossier/phrase
cle_option=

etape "1. Chaque structure démarre son service"
demarrer operateur
demarrer ml
echo "   opérateur AGIR : ${adresse[operateur]} ; mission locale : ${adresse[ml]}"

etape "2. Chaque structure crée sa clé et sa carte"
creer_operateur
creer_mission_locale

etape "3. Elles échangent leurs cartes"
echanger_cartes

etape "4. Un envoi vers un contact non vérifié est refusé"
refus 77 operateur envoyer "$exemple" --a ml-grenoble.example
cat "$dossier/erreurs"

etape "5. Elles comparent leurs empreintes, par téléphone"
verifier_empreintes

etape "6. La référente écrit la fiche et la contrôle"
agir operateur nouvelle --modele spe -o "$dossier/vide.json"
refus 65 operateur valider "$dossier/vide.json"
echo "   le modèle vide a $(grep -c '^Erreur' "$dossier/sortie") erreurs ; la fiche remplie :"
agir operateur valider "$exemple"

etape "7. Elle la scelle et l'envoie"
agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience

etape "8. Le conseiller la trouve et l'ouvre"
agir ml boite
agir ml ouvrir 1 > "$dossier/fiche.txt"
cat "$dossier/fiche.txt"
exiger grep -q "SPECIMEN Amina" "$dossier/fiche.txt"
exiger grep -q "Signé par claire.exemple (" "$dossier/fiche.txt"
exiger grep -q "(agir38.example/claire.exemple," "$dossier/fiche.txt"

etape "9. L'accusé d'ouverture revient à l'opérateur"
montrer_commandes=
attendre statut_est operateur envoi ouvert
montrer_commandes=oui
agir operateur boite envoi
agir ml boite

etape "10. Les deux journaux sont lus et vérifiés"
for qui in operateur ml; do
    agir "$qui" journal lister
    agir "$qui" journal verifier
done

etape "11. Les services n'ont rien vu de la personne"
for mot in SPECIMEN Amina 3803012345; do
    for qui in operateur ml; do
        if grep -rqF "$mot" "$dossier/$qui/etat" "$dossier/$qui/service.log" \
            "/proc/${service[$qui]}/cmdline" "/proc/${service[$qui]}/environ"; then
            echouer "« $mot » se trouve chez le service de $qui"
        fi
    done
done
echo "   ni nom ni numéro AGDREF dans leurs dossiers, leurs sorties et leurs arguments"

etape "Tout est comme attendu."
