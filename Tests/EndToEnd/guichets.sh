# Les mots des scénarios du guichet, après outils.sh : un opérateur dont le service ouvre des guichets, et un
# partenaire qui n'a qu'un navigateur et un téléphone. Le navigateur est un deuxième programme (navigateur.py).
export AGIR_LIAISOND_GUICHET_ADRESSE=https://guichet.agir38.example
voiron=voiron.france-travail.example
contenu=$dossier/contenu.json
ici="--dossier $dossier/operateur/agent --service unix:$dossier/operateur/s.sock"

# champ EXPRESSION : ce que vaut cette expression de d, le JSON de l'entrée ; vrai EXPRESSION : si elle est vraie.
champ() { python3 -c "import json, sys; d = json.load(sys.stdin); print($1)"; }
vrai() { python3 -c "import json, sys; d = json.load(sys.stdin); sys.exit(0 if ($1) else 1)"; }

# au_terminal MOTS… : sur un vrai terminal, où la phrase se montre ; ce que la commande écrit va à « sortie ».
# devant= : ce qui se met devant elle.
au_terminal() {
    script -qec "${devant:-} $binaires/agir-liaison $* $ici > $dossier/sortie 2> $dossier/erreurs" \
        /dev/null < /dev/null | tr -d '\r' > "$dossier/ecran"
}
phrase_dite() { sed -nE '/^ {4}[a-z]+( [a-z]+){6}$/{s/^ *//p;q}' "$dossier/ecran"; }
navigateur() {
    /usr/bin/python3 "$racine/Tests/EndToEnd/navigateur.py" "${adresse_guichet:-http://${adresse[operateur]}}" "$@"
}

# un_operateur : lui, son service, et le partenaire qu'il a déclaré.
un_operateur() {
    demarrer operateur
    {
        creer_operateur
        agir operateur contact ajouter $voiron --libelle "France Travail Voiron" --type france-travail \
            --telephone "04 76 00 00 00" --telephone-source annuaire --voie guichet
    } > "$dossier/preparation" 2>&1 || { cat "$dossier/preparation" >&2; exit 1; }
    purge_du_jour operateur
}

# ouvrir_guichet FICHE [OPTION…] : un guichet de plus ; son envoi dans id, son lien dans lien, ses mots dans mots, son nom
# dans nom. refaire_guichet : le même, refait.
ouvrir_guichet() {
    au_terminal envoyer "$1" --a $voiron --confirmer-avertissements --json "${@:2}" \
        || echouer "$(cat "$dossier/erreurs")"
    lire_guichet
}
refaire_guichet() {
    au_terminal guichet refaire "$@" --json || echouer "$(cat "$dossier/erreurs")"
    lire_guichet
}
lire_guichet() {
    id=$(champ "d['id']" < "$dossier/sortie") lien=$(champ "d['lien']" < "$dossier/sortie")
    mots=$(phrase_dite)
    exiger test -n "$mots"
    nom=$(navigateur nom "$lien")
}

# etat_du_guichet : « statut motif » de celui qui s'appelle $nom ; ferme_par MOTIF : il est fermé ainsi.
etat_du_guichet() {
    agir operateur guichet lister --json 2> /dev/null \
        | json "print([f\"{x['statut']} {x.get('motif', '')}\".strip() for x in d if x['guichet'] == '$nom'][0])"
}
ferme_par() { [ "$(etat_du_guichet)" = "clos $1" ]; }
# actes_du_guichet : ce que le journal dit de l'envoi $id, acte et détail, comptés, un par ligne.
actes_du_guichet() {
    agir operateur journal lister --fiche "$id" --json 2> /dev/null | json "
from collections import Counter
counts = Counter(' '.join([x['acte'], x.get('detail', '')]).strip() for x in d if x['acte'].startswith('guichet-'))
for words, count in sorted(counts.items()): print(words, count)"
}
