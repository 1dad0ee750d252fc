#!/usr/bin/env bash
# Des clés changent, une agente part, une clé est volée, un disque est perdu : les fiches d'avant
# s'ouvrent, celles d'une clé révoquée sont refusées, et aucun partenaire ne vérifie de nouveau.
source "$(dirname "$0")/../outils.sh"

envoyer() { # envoyer QUI VERS [OPTION…] : l'identifiant
    local fiche=$exemple; [ "$1" != ml ] || fiche=$racine/docs/exemple-generique.json
    agir "$1" envoyer "$fiche" --a "$2" --json --confirmer-avertissements --sans-copie-ofii essai "${@:3}" 2> /dev/null \
        | sed 's/.*"id":"\([^"]*\)".*/\1/'
}
serie() { agir "$1" contact lister > /dev/null; agir "$1" empreinte $2 --json | sed 's/.*"serie":\([0-9]*\).*/\1/'; }
serie_est() { agir "$1" contact lister --json | grep -q "\"structure\":\"$2\".*\"serie\":$3,"; }
deux_structures
accueillir sara operateur sara.martin referent > "$dossier/preparation" 2>&1
accueillir marc operateur marc.admin admin dpo >> "$dossier/preparation" 2>&1

avant=$(envoyer sara ml-grenoble.example --attendre $patience)

# Pendant : la mission locale est arrêtée quand Sara envoie, et que ses clés changent.
arreter ml
pendant=$(envoyer sara ml-grenoble.example)
agir sara agent renouveler --json > "$dossier/nouvelle.json" 2> /dev/null
agir sara boite > /dev/null                      # la clé d'avant sert encore
agir operateur structure agent ajouter "$dossier/sara/agent/agent.nouveau.note" \
    --empreinte "$(sed 's/.*"empreinte":"\([^"]*\)".*/\1/' "$dossier/nouvelle.json")" > /dev/null
demarrer ml
apres=$(envoyer sara ml-grenoble.example --attendre $patience)
for id in $avant $pendant $apres; do
    attendre agir ml ouvrir "$id"
    agir sara ouvrir "$id" > /dev/null           # les siennes, avec les anciennes clés aussi
done
exiger test ! -e "$dossier/sara/agent/agent.nouveau.note"

# Une fiche reçue par Sara s'ouvre avec sa clé d'alors et celle de maintenant.
recu=$(envoyer ml agir38.example/sara.martin --attendre $patience)
agir sara ouvrir "$recu" > /dev/null

# Sara part : ce qu'elle a écrit s'ouvre toujours ; elle n'entre plus.
agir operateur structure agent revoquer sara.martin --motif depart > /dev/null
refus 77 sara boite
agir marc journal lister --acte revocation --json > "$dossier/sortie"
dit '"acteur":"agir38.example/claire.exemple","acte":"revocation","ref":"agir38.example/sara.martin"'
dit '"detail":"depart"'
agir ml ouvrir "$avant" > /dev/null
agir operateur ouvrir "$avant" > /dev/null

# Le disque de l'administratrice est perdu : Marc tient la clé de la structure, la carte continue.
agir operateur structure confier marc.admin -o "$dossier/cle.age" > /dev/null
agir marc structure recevoir "$dossier/cle.age" > /dev/null 2>&1
cp -r "$dossier/operateur/agent" "$dossier/voleur"
rm -rf "$dossier/operateur/agent"
numero=$(serie marc "")
agir marc structure renouveler > /dev/null
attendre serie_est ml agir38.example $((numero + 1))
exiger grep -q '"structure":"agir38.example".*"verifie":true' <(agir ml contact lister --json)

# Le disque était volé : la clé de Claire est révoquée. Un pli qu'elle signe, même daté d'avant, est
# refusé par le service de sa propre structure, et par la mission locale.
agir marc structure agent revoquer claire.exemple --motif compromission > /dev/null \
    2> "$dossier/erreurs"
dit "agir-liaison contact verifier ml-grenoble.example"
attendre serie_est ml agir38.example $((numero + 2))
mkdir -p "$dossier/claire"; mv "$dossier/voleur" "$dossier/claire/agent"; chez[claire]=operateur
refus 77 claire envoyer "$exemple" --a ml-grenoble.example
# Son essai est au journal, à son nom, et le DPO en est alarmé.
agir marc journal lister --acteur agir38.example/claire.exemple --acte refus --json > "$dossier/sortie"
dit '"detail":"cle-revoquee-utilisee"'
agir marc journal resume > "$dossier/sortie"
dit "une clé révoquée a servi (agir38.example/claire.exemple"
agir ml journal lister --acte reception --json > "$dossier/journal.json"
# Hors du service : un fichier scellé par la clé volée ne s'ouvre pas.
agir claire sceller "$exemple" --a ml-grenoble.example --confirmer-avertissements -o "$dossier/vole.age" > /dev/null 2>&1
refus 65 ml ouvrir "$dossier/vole.age"
dit "révoquée avant que ce pli n'arrive"

# La vérification que Claire avait faite ne compte plus : Léa, qui arrive, la refait.
accueillir lea marc lea referent > "$dossier/preparation" 2>&1
refus 77 lea envoyer "$exemple" --a ml-grenoble.example
dit "n'a pas été vérifiée"
agir lea contact verifier ml-grenoble.example --empreinte "$(empreinte_de ml)" --moyen telephone \
    > /dev/null
agir lea envoyer "$exemple" --a ml-grenoble.example --attendre $patience > /dev/null
agir marc journal verifier > /dev/null
