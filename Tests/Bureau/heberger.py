"""Une journée d'agents hébergés : trois navigateurs, un frontal, un processus par agent."""
from atelier import PHRASE, Atelier, Heberges
from ecrire import commencer
from matin import ML, journee, pas
from onglet import Onglet


@journee("hébergés : invités, trois à la fois ; l'un tombe, les autres non ; verrou, fin, cookie fini, codes faux")
def heberges(navigateur):
    atelier = Atelier().deux_structures()
    for qui, nom in [("sara", "sara.referente"), ("lea", "lea.referente"), ("noe", "noe.referent")]:
        atelier.mot("accueillir", qui, "operateur", nom, "referent")
        atelier.sous_phrase(qui)
    maison = Heberges(atelier)
    try:
        with maison.navigateur(navigateur) as seul:
            gens = {}
            for qui in ("sara", "lea", "noe"):
                contexte = seul.new_context(ignore_https_errors=True, locale="fr-FR")
                onglet, nom = Onglet(contexte), maison.installer(qui)
                pas("%s est invitée, prend sa clé de codes, entre" % nom)
                onglet.base = maison.enroler(onglet, nom)
                onglet.regarder("heberge-verrou").remplir(phrase=PHRASE).bouton("Ouvrir").dit("Ma journée")
                gens[qui] = (onglet, nom)
            assert len({o.base for o, _ in gens.values()}) == 3
            pas("trois brouillons, chacun le sien")
            for qui, (onglet, _) in gens.items():
                commencer(onglet, ML, "generique")
                for _ in range(30):
                    if onglet.champ("beneficiaire.nom").count():
                        break
                    onglet.bouton("Enregistrer et continuer")
                onglet.champ("beneficiaire.nom").fill("DE-" + qui.upper())
                onglet.bouton("Enregistrer et continuer")
            for qui, (onglet, _) in gens.items():
                onglet.aller("brouillons").dit("DE-" + qui.upper()).tait(*["DE-" + q.upper() for q in gens if q != qui])
            pas("le processus d'une tombe : les autres ne le voient pas ; elle rentre, rien n'est perdu")
            onglet, nom = gens["noe"]
            maison.prises[nom].tuer()
            for qui in ("sara", "lea"):
                gens[qui][0].aller().dit("Ma journée")
            onglet.base = maison.entrer(onglet, nom)
            onglet.remplir(phrase=PHRASE).bouton("Ouvrir").aller("brouillons").dit("DE-NOE")
            pas("verrouillée, sa phrase seule rouvre")
            onglet, nom = gens["sara"]
            onglet.aller().bouton("Verrouiller").dit("Ouvrir mon identité").tait("DE-SARA")
            onglet.remplir(phrase=PHRASE).bouton("Ouvrir").dit("Ma journée")
            pas("une nouvelle entrée finit la session d'avant : son cookie est refusé")
            vieux = onglet.page.context.cookies()
            ancienne = onglet.base
            voisin = Onglet(seul.new_context(ignore_https_errors=True))
            voisin.base = maison.entrer(voisin, nom)
            voisin.remplir(phrase=PHRASE).bouton("Ouvrir").dit("Ma journée")
            onglet.page.context.add_cookies(vieux)
            onglet.page.goto(ancienne)
            onglet.tait("Ma journée", "DE-SARA")
            onglet.page.goto(ancienne + "brouillons")
            onglet.tait("DE-SARA")
            pas("cinq codes faux font attendre là d'où ils viennent ; elle, dans son navigateur, non, et elle l'apprend")
            inconnu = Onglet(seul.new_context(ignore_https_errors=True))
            for _ in range(6):
                inconnu.page.goto(maison.adresse + "/")
                inconnu.page.fill("#nom", gens["lea"][1])
                inconnu.page.fill("#code", "000000")
                inconnu.bouton("Entrer")
            inconnu.dit("Attendez un peu").regarder("frontal-attendez")
            onglet, nom = gens["lea"]
            onglet.aller().dit("Ma journée")
            # Sa session finie, elle rentre par le navigateur qu'on lui connaît.
            onglet.page.context.clear_cookies(name="__Host-entree")
            onglet.base = maison.entrer(onglet, nom)
            onglet.remplir(phrase=PHRASE).bouton("Ouvrir").dit("faux essayé").regarder("heberge-codes-faux")
    finally:
        maison.arreter()
        atelier.finir()
