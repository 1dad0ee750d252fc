# Le service du destinataire est arrêté : la fiche attend, puis arrive sans autre commande.
. "$(dirname "$0")/../outils.sh"
deux_structures
arreter ml KILL
refus 75 operateur envoyer "$exemple" --a ml-grenoble.example --attendre 1 --json
exiger grep -q '"statut":"en-attente"' "$dossier/sortie"
demarrer ml
attendre statut_est operateur envoi remis
exiger test "$(statut ml reception)" = non-lu

# L'accusé d'ouverture attend de même le service de l'expéditeur.
arreter operateur KILL
agir ml boite >/dev/null
agir ml ouvrir 1 >/dev/null
demarrer operateur
attendre statut_est operateur envoi ouvert

# Relire est toujours possible, et n'ajoute rien.
agir ml ouvrir 1 | grep -q "SPECIMEN Amina"
exiger test "$(statut ml reception)" = ouvert
agir operateur journal verifier >/dev/null
agir ml journal verifier >/dev/null
