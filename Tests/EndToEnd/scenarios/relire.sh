#!/usr/bin/env bash
# SIGHUP : ce que le service a relu se dit, ce qui attend un redémarrage aussi, et ce qui l'empêcherait ; il répond
# toujours.
source "$(dirname "$0")/../outils.sh"

reglages=$dossier/liaisond.json
printf '{"quotaParPartenaire":"100"}\n' > "$reglages"
en_plus[un]="--config $reglages"
demarrer un
relire() {
    kill -HUP "${service[un]}"
    attendre command grep -qF -- "$1" "$dossier/un/service.log"
    exiger curl --silent --fail -o /dev/null --unix-socket "$dossier/un/s.sock" http://localhost/v1/sante
}
relire "configuration relue : rien n'a changé"
exiger grep -q "pas de certificat à relire" "$dossier/un/service.log"
printf '{"quotaParPartenaire":"200","delaiDepart":"30"}\n' > "$reglages"
relire "configuration relue : attendent un redémarrage : "
exiger grep -q "attendent un redémarrage : .*quotaParPartenaire" "$dossier/un/service.log"
exiger grep -q "attendent un redémarrage : .*delaiDepart" "$dossier/un/service.log"
if grep -q "configuration refusée" "$dossier/un/service.log"; then echouer "refusée trop tôt"; fi
printf '{"quotaParPartenaire":"beaucoup"}\n' > "$reglages"
relire "configuration refusée, elle empêcherait un redémarrage : "
exiger grep -q "configuration refusée.*quotaParPartenaire" "$dossier/un/service.log"
# Et c'est vrai.
arreter un
echoue 78 --etat "$dossier/un/etat" --socket "$dossier/un/s.sock" --config "$reglages"
dit "quotaParPartenaire"
