"""Le premier jour : ses clés, sa feuille de secours, sa structure comparée de vive voix, sa première fiche ; sur son
ordinateur, ou par l'invitation d'un bureau hébergé."""
import re

from atelier import Atelier, Bureau, Heberges, attendre
from ecrire import accepter, champs, commencer, fiche, saisir
from matin import ML, journee, jour, pas
from onglet import Onglet

NOM = "paul.nouveau"


def faire_ses_cles(onglet, atelier, est_hebergee):
    """De « Bienvenue » à « Ma journée » ; rend sa phrase."""
    genre = "-hebergee" if est_hebergee else ""
    pas("« Bienvenue » : ce qui manque est dit")
    onglet.dit("Bienvenue").regarder("bienvenue" + genre)
    onglet.bouton("Continuer").dit("Rien n'est encore fait", "Votre fonction").regarder("bienvenue-fautes" + genre)
    onglet.remplir(fonction="Référent logement")
    if est_hebergee:
        onglet.dit("agir38.example/" + NOM)
    else:
        onglet.remplir(nom=NOM, structure="agir38.example")
    pas("sept mots montrés une fois, retapés ; faux, rien n'est fait")
    onglet.champ("choix-proposee").check()
    onglet.bouton("Continuer")
    mots = onglet.page.locator(".chiffres").inner_text().strip()
    assert re.fullmatch(r"[a-z]+( [a-z]+){6}", mots), mots
    onglet.regarder("phrase" + genre)
    onglet.remplir(phrase=" ".join(mots.split()[:6])).bouton("Faire mes clés").dit("Ce n'est pas la même phrase").tait(mots)
    onglet.regarder("phrase-fausse" + genre)
    onglet.remplir(phrase=mots).bouton("Faire mes clés")
    pas("la feuille de secours, à imprimer ; le fichier à donner")
    onglet.dit("Votre feuille de secours", NOM).regarder("secours" + genre)
    code = re.search(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){4}", onglet.page.text_content("main"))[0]
    [feuille] = onglet.feuilles("secours" + genre, code)
    assert "Imprimez cette page" not in feuille, feuille
    note = atelier.dossier / "paul.note"
    onglet.prendre("agent.note").save_as(note)
    onglet.lien("La feuille est imprimée : continuer").tait(code)
    pas("en attente de la carte : rien d'autre ne s'ouvre")
    onglet.dit("Rejoindre votre structure").regarder("rejoindre" + genre)
    onglet.aller("brouillons").dit("Rejoindre votre structure")
    siens = onglet.page.locator(".chiffres").inner_text().strip()
    chiffres = re.findall(r"\d{5}", atelier.mot("empreinte_de", "operateur"))
    for rang, groupe in enumerate(chiffres, 1):
        onglet.champ("groupe-%d" % rang).fill("1" if rang == 6 else groupe)
    onglet.bouton("Comparer et rejoindre")
    assert onglet.page.locator("[data-fautes]").count() == 1
    onglet.regarder("rejoindre-faute" + genre)
    pas("l'administrateur a lu ses chiffres, et fait la carte ; les siens sont comparés")
    atelier.agir("operateur", "structure", "agent", "ajouter", note, "--role", "referent", "--empreinte", siens)
    for rang, groupe in enumerate(chiffres, 1):
        onglet.champ("groupe-%d" % rang).fill(groupe)
    onglet.bouton("Comparer et rejoindre").dit("Ouvrir mon identité")
    onglet.remplir(phrase=mots).bouton("Ouvrir").dit("Ma journée")
    return mots


def premiere_fiche(onglet, atelier):
    pas("sa première fiche, envoyée")
    valeurs = {**champs(fiche("PREMIERE", "Anna", "3803012345")), "faitLe": jour(0)}
    assert saisir(commencer(onglet, ML), valeurs) == {}
    onglet.lien("Envoyer…")
    accepter(onglet)
    recue = attendre(lambda: atelier.boite("ml"), "la première fiche")
    assert "PREMIERE" in atelier.agir("ml", "ouvrir", recue[0]["id"])


@journee("le premier jour, sur son ordinateur : ses clés, l'attente, sa première fiche")
def bienvenue(navigateur):
    atelier = Atelier().deux_structures()
    atelier.dire('chez[paul]=operateur; mkdir -p "$dossier/paul"')
    bureau = Bureau(atelier, "paul")
    try:
        onglet = Onglet(navigateur.new_context(locale="fr-FR", accept_downloads=True), bureau.base)
        bureau.entrer(onglet)
        pas("un second ordinateur est refusé, avec la raison et le chemin")
        onglet.lien("Cet ordinateur est un second, à côté du mien").dit("ne se copient pas").regarder("second")
        onglet.aller("bienvenue").lien("Cet ordinateur remplace le mien").regarder("recuperer")
        onglet.aller()
        faire_ses_cles(onglet, atelier, False)
        premiere_fiche(onglet, atelier)
    finally:
        bureau.arreter()
        atelier.finir()


@journee("le premier jour, hébergé : l'invitation, ses codes, ses clés sur le serveur, l'attente, sa première fiche")
def bienvenue_hebergee(navigateur):
    atelier = Atelier().deux_structures()
    atelier.dire('chez[paul]=operateur; mkdir -p -m 700 "$dossier/paul/agent"')
    maison = Heberges(atelier)
    try:
        with maison.navigateur(navigateur) as seul:
            onglet = Onglet(seul.new_context(ignore_https_errors=True, locale="fr-FR", accept_downloads=True))
            maison.installer("paul", NOM)
            onglet.base = maison.enroler(onglet, NOM)
            faire_ses_cles(onglet, atelier, True)
            premiere_fiche(onglet, atelier)
            identite = (atelier.dossier / "paul" / "agent" / "identite.age").read_bytes()
            assert identite.startswith(b"agir-liaison/hote/v1\n"), identite[:40]
    finally:
        maison.arreter()
        atelier.finir()
