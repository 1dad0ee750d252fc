#!/usr/bin/env bash
# Sauvegarder pendant que les dépôts arrivent, perdre le disque, restaurer : tout ce qui était acquitté
# avant la sauvegarde y est, et le service repart.
source "$(dirname "$0")/../outils.sh"

envoyer() {
    agir operateur envoyer "$exemple" --a ml-grenoble.example --json --confirmer-avertissements | identifiant
}
etat=$dossier/operateur/etat
copies=$dossier/copies

service cle-de-sauvegarde "$dossier/cle.txt"
cle=$(cat "$dossier/sortie")
exiger grep -q '^AGE-SECRET-KEY-PQ-1' "$dossier/cle.txt"
exiger test "$(stat -c %a "$dossier/cle.txt")" = 600
deux_structures
echoue 78 sauvegarder "$copies" --etat "$etat"
dit "cle-de-sauvegarde"
# Un dossier qui n'est pas un état n'en devient pas un.
mkdir -m 700 "$dossier/ailleurs"
echoue 78 sauvegarder "$copies" --etat "$dossier/ailleurs" --a "$cle"
dit "Il n'y a pas de base"
exiger test -z "$(ls "$dossier/ailleurs")"

# Le journal a son premier point de contrôle.
agir operateur journal exporter -o "$dossier/premier"

# Les dépôts vont, la sauvegarde se fait au milieu.
for tour in 1 2 3; do envoyer; done > "$dossier/avant"
( for tour in $(seq 8); do envoyer; done > "$dossier/pendant" ) &
charge=$!
attendre test -s "$dossier/pendant"
service sauvegarder "$copies" --etat "$etat" --a "$cle" || { cat "$dossier/erreurs"; exit 1; }
# Une autre aussitôt : elle a son propre nom, même dans la même seconde.
service sauvegarder "$copies" --etat "$etat" --a "$cle" || { cat "$dossier/erreurs"; exit 1; }
dit "30 jours"
wait "$charge"
exiger agir operateur journal lister > "$dossier/journal"
exiger grep -q "sauvegarde du service" "$dossier/journal"
exiger test ! -e "$etat/liaison.copie" -a ! -e "$etat/cles.copie"
# Rien n'est lisible dans les copies, et les clés sont à part, avec leur fin.
exiger test "$(find "$copies" -name '*.age' -maxdepth 1 | wc -l)" = 4
exiger test "$(find "$copies/cles" -name 'cles-*-jusquau-*.age' | wc -l)" = 2
for fichier in $(find "$copies" -name '*.age'); do
    exiger test "$(head -c 21 "$fichier")" = "age-encryption.org/v1"
    exiger test "$(stat -c %a "$fichier")" = 600
done

# Le disque est perdu.
arreter operateur KILL
mv "$etat" "$dossier/perdu"
service cle-de-sauvegarde "$dossier/autre.txt"
echoue 65 restaurer "$copies" --etat "$etat" --identite "$dossier/autre.txt"
dit "n'ouvre pas"
exiger test ! -e "$etat/liaison.sqlite" -a ! -e "$etat/restauration"
echoue 66 restaurer "$dossier/copie" --etat "$etat" --identite "$dossier/cle.txt"
dit "n'existe pas"
printf 'rien\n' > "$dossier/pas-une-cle"
echoue 78 restaurer "$copies" --etat "$etat" --identite "$dossier/pas-une-cle"
dit "n'est pas un fichier de clé"
# Un fichier coupé, un octet changé : son nom est dit, et la base d'une autre sauvegarde se restaure encore.
cp -r "$copies" "$dossier/abimees"
derniere=$(ls "$dossier/abimees" | sed -n 's/^liaison-\(.*\)\.age$/\1/p' | tail -n 1)
truncate -s -1 "$dossier/abimees/service-$derniere.age"
echoue 65 restaurer "$dossier/abimees" --etat "$etat" --identite "$dossier/cle.txt"
dit "service-$derniere.age est abîmé"
cp "$copies/service-$derniere.age" "$dossier/abimees/"
truncate -s -1000 "$dossier/abimees/liaison-$derniere.age"
echoue 65 restaurer "$dossier/abimees" --etat "$etat" --identite "$dossier/cle.txt"
dit "liaison-$derniere.age est abîmé"
echoue 66 restaurer "$copies" --etat "$etat" --identite "$dossier/cle.txt" --instant 20200101T000000Z
service restaurer "$copies" --etat "$etat" --identite "$dossier/cle.txt" || { cat "$dossier/sortie" "$dossier/erreurs"; exit 1; }
dit "tout est sain"
if grep -q "étaient à détruire" "$dossier/erreurs"; then echouer "les clés ne sont pas périmées"; fi
echoue 73 restaurer "$copies" --etat "$etat" --identite "$dossier/cle.txt"
service verifier --etat "$etat"
# Une copie des clés qui aurait dû être détruite ouvre encore, si quelqu'un l'a gardée ; c'est dit, avec le jour.
perimees=$dossier/perimees
cp -r "$copies" "$perimees"
rm "$perimees"/liaison-*.age "$perimees"/service-*.age "$perimees"/cles/*.age
for nom in liaison service; do cp "$copies/$nom-$derniere.age" "$perimees/$nom-20200101T000000Z.age"; done
cp "$copies"/cles/cles-"$derniere"-*.age "$perimees/cles/cles-20200101T000000Z-jusquau-20200131.age"
service restaurer "$perimees" --etat "$dossier/perime" --identite "$dossier/cle.txt"
dit "les clés de cette sauvegarde étaient à détruire après le 31/01/2020"
dit "des fiches purgées depuis ont pu se lire"

# Il repart : ce qui précède la sauvegarde y est, s'ouvre, et de nouvelles fiches partent.
demarrer operateur
agir operateur boite envoi --tout --json > "$dossier/boite"
for id in $(cat "$dossier/avant"); do
    exiger grep -q "$id" "$dossier/boite"
    exiger agir operateur ouvrir "$id" > /dev/null
done
exiger agir operateur journal verifier > /dev/null
exiger agir operateur envoyer "$exemple" --a ml-grenoble.example --attendre $patience \
    --confirmer-avertissements > /dev/null
exiger test "$(stat -c %a "$etat")" = 700

# Une copie des clés dont la fin est passée part à la sauvegarde suivante ; sans elle, rien ne se restaure.
set -- "$copies"/cles/cles-*.age
rm "$1"
mv "$2" "$copies/cles/cles-20200101T000000Z-jusquau-20200131.age"
# Ce qu'une sauvegarde tuée laisse là où un fichier a toujours un nom est une copie des clés aussi.
echo reste > "$copies/cles/cles-20200102T000000Z-jusquau-20200201.age.1a2b.tmp"
echoue 66 restaurer "$copies" --etat "$dossier/ailleurs" --identite "$dossier/cle.txt"
dit "à détruire après le"
service sauvegarder "$copies" --etat "$etat" --a "$cle"
dit "effacé : cles/cles-20200101T000000Z-jusquau-20200131.age"
dit "effacé : cles/cles-20200102T000000Z-jusquau-20200201.age.1a2b.tmp"
exiger test "$(find "$copies/cles" -type f | wc -l)" = 1

# Le journal ouvre une nouvelle époque, que le partenaire cosigne : elle part de ce qu'il avait cosigné.
agir operateur structure renouveler > "$dossier/sortie" 2> "$dossier/erreurs"
dit "Le journal ouvre son époque 2"
attendre cosigne operateur "$dossier/export" ml-grenoble.example
exiger test "$(head -n 1 "$dossier/export/point-de-controle")" = agir38.example/journal/2
agir ml journal lister --acte epoque --json > "$dossier/sortie"
dit '"ref":"agir38.example"'
agir ml journal resume > "$dossier/sortie"
dit "aucune alarme"
