#!/usr/bin/env bash
# Où le service écoute : son socket n'est qu'à lui, une adresse qui ne va pas se dit en français, et ce qui ne se
# corrige pas tout seul (78) se distingue de ce qui passe (75).
source "$(dirname "$0")/../outils.sh"

# Un second service, d'un autre état, au même socket : il n'a rien, et le premier répond encore.
demarrer un
vivant() { curl --silent --fail --unix-socket "$dossier/un/s.sock" http://localhost/v1/sante > /dev/null; }
vivant || echouer "le premier service ne répond pas"
echoue 75 --etat "$dossier/deux" --socket "$dossier/un/s.sock"
dit "répond déjà au socket"
vivant || echouer "le second service a pris le socket du premier"
# Mort sans rien rendre, il laisse un socket et un verrou que personne ne tient.
arreter un KILL
exiger test -S "$dossier/un/s.sock"
demarrer un
vivant || echouer "le socket d'un service mort n'est pas repris"
arreter un

# Ce qui est à la place du socket n'est pas remplacé.
printf 'à garder\n' > "$dossier/fichier"
echoue 78 --etat "$dossier/trois" --socket "$dossier/fichier"
dit "n'est pas un socket"
exiger test "$(cat "$dossier/fichier")" = "à garder"

for adresse_fausse in '::1:8443' '[::1:8443' 'http://localhost:80'; do
    echoue 78 --etat "$dossier/quatre" --socket "$dossier/q.sock" --ecoute "$adresse_fausse"
    dit "n'est pas de la forme hôte:port"
done
# Une adresse déjà prise : une phrase, et cela peut passer.
demarrer cinq
echoue 75 --etat "$dossier/six" --socket "$dossier/six.sock" --ecoute "${adresse[cinq]}"
dit "écoute déjà à l'adresse"
! command grep -q "erreur imprévue" "$dossier/erreurs" || echouer "une erreur n'a pas de phrase"

# Par un nom, et par une adresse IPv6 là où la machine en a une.
adresse[sept]=localhost:0
demarrer sept
case ${adresse[sept]} in localhost:0|'') echouer "pas de port donné" ;; localhost:*) ;; *) echouer "${adresse[sept]}" ;; esac
if command grep -q . /proc/net/if_inet6 2> /dev/null; then
    adresse[huit]='[::1]:0'
    demarrer huit
    case ${adresse[huit]} in '[::1]:'*) ;; *) echouer "${adresse[huit]}" ;; esac
fi
# L'unité ne relance pas ce qu'une configuration refuse.
exiger grep -q '^RestartPreventExitStatus=78$' "$racine/systemd/agir-liaisond.service"
