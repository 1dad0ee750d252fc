"""Les journées qui vont voir : celle que docs/referent.md montre, puis les écrans et les états où nulle autre ne passe."""
import json
import re
import struct
import zlib

from atelier import PHRASE, RACINE, Atelier, Bureau, Heberges, attendre, code_du_moment
from ecrire import accepter, champs, commencer, demandes, fiche, saisir
from matin import ML, Matin, journee, jour, pas
from mois import le_mois
from onglet import Onglet
from remettre import jusqu_a_l_envoi, sans_cle

GENERIQUE = RACINE / "docs" / "exemple-generique.json"
CPH, DT = "CPH de Voiron", "DT OFII de Grenoble"


def photo(large=240, haut=160):
    """Une image PNG, d'une couleur."""
    def morceau(nom, octets):
        return struct.pack(">I", len(octets)) + nom + octets + struct.pack(">I", zlib.crc32(nom + octets))
    rangees = (b"\0" + b"\x0a\x5c\x63" * large) * haut
    return (b"\x89PNG\r\n\x1a\n" + morceau(b"IHDR", struct.pack(">IIBBBBB", large, haut, 8, 2, 0, 0, 0))
            + morceau(b"IDAT", zlib.compress(rangees)) + morceau(b"IEND", b""))


def orientee(nom, prenom, numero, manque=()):
    """Une fiche générique du CPH, d'une autre personne."""
    une = json.loads(GENERIQUE.read_text())
    une["beneficiaire"].update(nom=nom, prenom=prenom, numeroAGDREF=numero)
    for cle in manque:
        del une[cle]
    return une


def chez_sara(atelier):
    """Sara Martin, de l'opérateur : ce qu'elle a envoyé, ce qui lui est venu, une pièce jointe, un partenaire à vérifier."""
    atelier.mot("accueillir", "sara", "operateur", "sara.martin", "referent")
    atelier.dire('agir operateur carte exporter -o "$dossier/deux.carte"; agir ml contact importer "$dossier/deux.carte"')
    for qui, structure, libelle, genre, agent in [("cph", "cph-voiron.example", CPH, "cph", "lucie.temoin"),
                                                  ("ofii", "dt38.example", DT, "dt-ofii", "lea.office")]:
        atelier.mot("demarrer", qui)
        atelier.mot("creer", qui, structure, libelle, genre, agent)
    atelier.mot("rencontrer", "operateur", "cph")
    atelier.mot("rencontrer", "cph", "operateur")
    atelier.dire('agir ofii carte exporter -o "$dossier/dt.carte"; agir operateur contact importer "$dossier/dt.carte"')
    atelier.recevoir([fiche("SPECIMEN", "Amina", "3803012345"), fiche("MODELE", "Yonas", "3803012346")], "sara")
    atelier.agir("ml", "boite")
    atelier.agir("ml", "ouvrir", "1")
    atelier.recevoir([orientee("ESSAI", "Linh", "3803054322", ["ofii"])], "cph", "agir38.example")
    note, image = atelier.dossier / "note.pdf", atelier.dossier / "attestation.png"
    note.write_bytes(b"%PDF-1.4\n%%EOF\n")
    image.write_bytes(photo())
    une = atelier.dossier / "orientee.json"
    une.write_text(json.dumps(orientee("EXEMPLE", "Samir", "3803054321"), ensure_ascii=False))
    atelier.agir("cph", "envoyer", une, "--a", "agir38.example", "--confirmer-avertissements", "--sans-delai",
                 "--piece", note, image, "--but-piece", "autre")
    attendre(lambda: {x["statut"] for x in atelier.boite("cph", "envoi")} == {"remis"}, "la fiche et ses pièces")


@journee("la journée de Sara Martin, telle que le manuel la montre")
def manuel(navigateur):
    with Matin(navigateur, "sara", phrase=PHRASE, personnes=["SPECIMEN", "EXEMPLE", "ESSAI"], avant=chez_sara,
               accept_downloads=True) as matin:
        onglet = matin.onglet.dit("sara.martin").regarder("referent-verrou")
        onglet.remplir(phrase=PHRASE).bouton("Ouvrir").bouton("Relever le courrier").lien("Revenir à « Ma journée »")
        onglet.dit("EXEMPLE", "ESSAI", "SPECIMEN", "MODELE").regarder("referent-journee")
        pas("une fiche et ses pièces : une photo se montre, un document sort, et le compte le sait")
        onglet.lien("EXEMPLE Samir").dit("Pièces jointes", "note.pdf", "attestation.png").regarder("referent-fiche")
        ici = onglet.page.url
        assert onglet.prendre("note.pdf").suggested_filename == "piece-1.pdf"
        montree = onglet.page.request.get(matin.bureau.origine + onglet.page.get_by_role("link", name="attestation.png").get_attribute("href"))
        assert montree.headers["content-disposition"].startswith("inline") and montree.body()[:4] == b"\x89PNG"
        onglet.lien("La personne").dit("Fin de l'accompagnement").regarder("referent-personne")
        onglet.page.goto(ici)
        onglet.lien("Partager").dit("claire.exemple").regarder("partager-collegue")
        onglet.bouton("Partager").regarder("partager-faute")
        onglet.aller("copies").dit("piece-1.pdf", "l'ordinateur d'où vous l'avez téléchargé").regarder("copies-sorties")
        pas("détruit, il n'y est plus ; ce que la commande a lu reste à détruire d'ici")
        onglet.bouton("Je l'ai détruit").tait("piece-1.pdf").dit("la machine de ce bureau")
        pas("une fiche s'écrit, se contrôle, attend d'être envoyée")

        def la_personne(onglet):
            if "beneficiaire.nom" in demandes(onglet.page):
                onglet.regarder("referent-ecrire")
        justes = {**champs(fiche("SPECIMEN", "Karim", "3803012347")), "faitLe": jour(0)}
        assert saisir(commencer(onglet, ML), justes, la_personne) == {}
        onglet.regarder("referent-controler").lien("Envoyer…").dit("Qui pourra la lire").regarder("referent-envoyer")
        onglet.aller("brouillons").dit("SPECIMEN Karim", ML).regarder("brouillons-un")
        pas("les partenaires et les conventions, une empreinte à comparer")
        onglet.lien("Partenaires").dit(DT, "À vérifier", "SPE-ml-grenoble.example", "En vigueur").regarder("referent-partenaires")
        onglet.lien("Comparer l'empreinte")
        for rang, groupe in enumerate(re.findall(r"\d{5}", matin.atelier.mot("empreinte_de", "ofii")), 1):
            onglet.champ("groupe-%d" % rang).fill(groupe if rang < 4 else "")
        onglet.regarder("referent-comparer")
        pas("le mois de l'OFII, un problème, le compte")
        onglet.lien("OFII du mois").remplir(departement="Isère").champ("capacite-1").check()
        onglet.bouton("Voir les personnes").dit("2 personnes orientées", "vides").regarder("referent-ofii")
        onglet.lien("Un problème").dit("Qu'est-il arrivé ?").regarder("referent-probleme")
        onglet.lien("Mon compte").dit("sara.martin").regarder("referent-compte")
        onglet.lien("Je pars").dit("Avant de partir", "brouillon").regarder("depart-restes")


@journee("un guichet après l'envoi : son état, un dernier jour faux, refait sous d'autres mots, fermé")
def guichet_suivi(navigateur):
    with Matin(navigateur, personnes=["SPECIMEN"], avant=sans_cle("guichet"),
               environ="AGIR_LIAISOND_GUICHET_ADRESSE=https://guichet.agir38.example") as matin:
        onglet = accepter(jusqu_a_l_envoi(matin.onglet, "SPECIMEN")).dit("Les mots, par SMS").regarder("referent-guichet")
        mots = onglet.page.locator(".chiffres").inner_text().strip()
        onglet.lien("Revenir à « Ma journée »").ouvrir()
        onglet.lien("Suivi").dit("Ce que vous en savez").regarder("suivi-guichet")
        onglet.lien("Le guichet").dit("Personne n'y a encore lu la fiche").tait(mots).regarder("guichet")
        dernier = onglet.page.get_by_label("S'ouvrir jusqu'au")
        dernier.fill("31/02/2027")
        onglet.bouton("Changer le dernier jour").dit("Écrivez un jour comme").regarder("guichet-faute")
        onglet.page.get_by_label("S'ouvrir jusqu'au").fill(jour(5))
        onglet.bouton("Changer le dernier jour").dit("S'ouvre jusqu'au " + jour(5))
        pas("refait : d'autres mots ; l'ancien est fermé, puis le nouveau")
        onglet.bouton("Refaire : autre lien, autres mots").dit("Les mots, par SMS").tait(mots).regarder("remise-refaite")
        onglet.aller().ouvrir()
        onglet.lien("Suivi").lien("Le guichet").regarder("guichet-refait").bouton("Fermer").dit("Fermé le").regarder("guichet-ferme")
        assert not onglet.page.get_by_role("button", name="Fermer", exact=True).count()


@journee("une fiche au mauvais endroit, déjà partie ; une plainte, une difficulté ; seul dans sa structure")
def mauvais_endroit(navigateur):
    def avant(atelier):
        atelier.recevoir([fiche("EGAREE", "Anna", "3803012345")])
    with Matin(navigateur, personnes=["EGAREE"], avant=avant) as matin:
        onglet = matin.onglet
        onglet.lien("Un problème").lien("Une fiche partie au mauvais endroit").dit("EGAREE").regarder("egaree-choix")
        onglet.bouton("La retirer").dit("Choisissez la fiche").regarder("egaree-faute")
        onglet.page.locator('input[type=radio][name="fiche"]').first.check()
        onglet.bouton("La retirer").dit("Trop tard pour la retirer", "À dire", ML).regarder("partie")
        pas("sans fait ni moment, rien n'est déclaré ; puis l'incident, et la demande écrite")
        onglet.remplir(faits="", quand="hier").bouton("Déclarer").dit("Rien n'est encore déclaré").regarder("partie-fautes")
        onglet.remplir(faits="Fiche envoyée à la mauvaise structure.", quand="maintenant")
        onglet.bouton("Déclarer").dit("C'est l'incident n° 1", "est prié par écrit").regarder("declare-partie")
        onglet.lien("Un problème").dit("Ce qui court").regarder("probleme-horloges")
        pas("une plainte qui ne dit rien ; une difficulté, tue puis dite")
        onglet.lien("Une personne se plaint").remplir(faits="", quand="hier").bouton("Déclarer")
        onglet.dit("Rien n'est encore déclaré").regarder("plainte-fautes")
        onglet.lien("Un problème").lien("Rien de grave : une difficulté à dire à un partenaire").bouton("Envoyer")
        onglet.dit("À qui : choisissez un partenaire").regarder("difficulte-faute")
        onglet.page.get_by_label(ML, exact=True).check()
        onglet.remplir(texte="Une fiche nous est parvenue deux fois.").bouton("Envoyer")
        onglet.dit("Une difficulté est dite").regarder("difficulte-dite")
        pas("sans collègue, rien ne se donne")
        onglet.lien("Mon compte").lien("Je m'absente : un collègue lit ce que je lis").dit("Aucun autre agent").regarder("absence-seul")
        onglet.aller().lien("EGAREE Anna").lien("Partager").dit("Aucun collègue").regarder("partager-seul")
        onglet.aller("fiche/rien").dit("Cela n'a pas pu se faire").regarder("erreur-inconnue")


@journee("l'entrée d'un bureau, celui qui n'a pas de phrase ; un nouvel ordinateur, et des fichiers qui n'en sont pas")
def entrees(navigateur):
    atelier = Atelier().deux_structures()
    atelier.dire('chez[paul]=operateur; mkdir -p "$dossier/paul"')
    bureaux = [Bureau(atelier, qui) for qui in ("operateur", "paul")]
    try:
        onglet = Onglet(navigateur.new_context(locale="fr-FR"), bureaux[0].base)
        # La page ouvre d'elle-même la suivante : une réponse sans page laisse celle-ci.
        onglet.page.route(onglet.base, lambda route: route.fulfill(status=204))
        onglet.page.goto(bureaux[0].entree)
        onglet.dit("Le bureau s'ouvre").regarder("entree")
        onglet.page.unroute(onglet.base)
        onglet.lien("Continuer").dit("Ouvrir mon identité").regarder("verrou-sans-phrase").bouton("Ouvrir").dit("Ma journée")
        pas("un code et des fichiers qui ne vont pas : rien n'est repris")
        neuf = Onglet(navigateur.new_context(locale="fr-FR"), bureaux[1].base)
        bureaux[1].entrer(neuf)
        neuf.aller("bienvenue").lien("Cet ordinateur remplace le mien").remplir(code="ABCDE-" * 4 + "ABCDE", phrase=PHRASE, encore=PHRASE)
        neuf.champ("fichiers").set_input_files(
            [{"name": nom, "mimeType": "text/plain", "buffer": b"rien\n"} for nom in ("secours.age", "agent.note")])
        neuf.bouton("Reprendre mes clés")
        assert neuf.page.locator("[data-fautes]").count() == 1
        neuf.dit("Le fichier secours.age n'a pas le contenu attendu").regarder("recuperer-faute")
    finally:
        for bureau in bureaux:
            bureau.arreter()
        atelier.finir()


@journee("le tableau de l'OFII une fois parti : il est là, par date, et se relit")
def ofii_parti(navigateur):
    with Matin(navigateur, personnes=["COMPLETE", "LACUNE"], avant=le_mois) as matin:
        onglet = matin.onglet.lien("OFII du mois").remplir(departement="Isère")
        onglet.champ("capacite-1").check()
        onglet.bouton("Voir les personnes").bouton("Voir le tableau")
        onglet.page.get_by_label(DT, exact=True).check()
        onglet.champ("vides").check()
        onglet.bouton("Envoyer").dit("est confié au service pour " + DT)
        onglet.lien("OFII du mois").dit("Tableaux déjà envoyés", DT).regarder("ofii-deja-parti")
        onglet.par(onglet.page.locator("main table a").first).dit("COMPLETE").regarder("fiche-tableau")


@journee("hébergés : ce que le frontal dit quand on ne peut pas entrer")
def frontal_refuse(navigateur):
    atelier = Atelier().deux_structures()
    atelier.mot("accueillir", "sara", "operateur", "sara.martin", "referent")
    atelier.sous_phrase("sara")
    maison = Heberges(atelier)
    try:
        with maison.navigateur(navigateur) as seul:
            onglet = Onglet(seul.new_context(ignore_https_errors=True, locale="fr-FR"))
            page, nom = onglet.page, maison.installer("sara")
            pas("une invitation fausse, un premier code faux, un code faux, une session finie")
            page.goto(maison.adresse + "/invitation")
            onglet.remplir(nom=nom, invitation="ABCDE-" * 4 + "ABCDE").bouton("Continuer")
            onglet.dit("a plus de 48 heures").regarder("frontal-invitation-fausse")
            onglet.remplir(invitation=maison.inviter(nom)).bouton("Continuer")
            maison.secrets[nom] = page.text_content(".cle code")
            onglet.remplir(code="000000").bouton("Terminer").dit("Ce n'est pas le code du moment").regarder("frontal-premier-code-faux")
            onglet.remplir(code=code_du_moment(maison.secrets[nom])).bouton("Terminer")
            onglet.base = maison.base(page)
            ailleurs = Onglet(seul.new_context(ignore_https_errors=True, locale="fr-FR"))
            ailleurs.page.goto(maison.adresse + "/")
            ailleurs.remplir(nom=nom, code="000000").bouton("Entrer").dit("ne vont pas ensemble").regarder("frontal-entree-fausse")
            ailleurs.page.goto(maison.adresse + "/?session-finie")
            ailleurs.dit("Votre session est finie").regarder("frontal-session-finie")
            ailleurs.page.goto(maison.adresse + "/rien.html")
            ailleurs.dit("Page inconnue").regarder("frontal-page-inconnue")
            pas("un formulaire d'un autre site")
            ailleurs.page.goto("about:blank")
            ailleurs.page.set_content('<form method="post" action="%s/entree"><button>Gagner</button></form>' % maison.adresse)
            ailleurs.bouton("Gagner").dit("Demande refusée").regarder("frontal-autre-site")
            pas("son bureau ne répond pas ; puis nul n'est hébergé")
            maison.prises[nom].arreter()
            page.goto(maison.adresse + "/")
            onglet.dit("Bureau indisponible").regarder("frontal-indisponible")
            atelier.mot("arreter", "operateur")
            maison.processus.terminate()
            maison.processus.wait(20)
            maison.lancer()
            page.goto(maison.adresse + "/")
            onglet.dit("Bureaux fermés").regarder("frontal-ferme")
    finally:
        maison.arreter()
        atelier.finir()
