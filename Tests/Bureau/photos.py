"""La journée des pièces reçues : ce qu'un téléphone a photographié, des images montrées sur place, un document pris."""
import struct
import subprocess
import zlib

from atelier import Bureau, attendre
from ecrire import accepter, champs, commencer, fiche, saisir
from matin import ML, Matin, journee, jour, pas
from onglet import Onglet

# Ce que l'EXIF d'une photographie dit, et qui ne part pas.
LIEU = b"PRISE-AU-12-COURS-BERRIAT"


def photographies(dossier):
    """Une image, telle qu'un téléphone la donne en HEIC, en JPEG, en PNG : chacune dit où elle fut prise."""
    def morceau(genre, octets):
        return struct.pack(">I", len(octets)) + genre + octets + struct.pack(">I", zlib.crc32(genre + octets))
    exif = b"MM\0*" + struct.pack(">IHHHIII", 8, 1, 0x010E, 2, len(LIEU) + 1, 26, 0) + LIEU + b"\0"
    lignes = b"".join(b"\0" + bytes((x // 8 + y // 8) * 16 for x in range(64)) for y in range(48))
    plan, photo, scan, note = (dossier / nom for nom in ("plan.png", "photo.heic", "scan.jpg", "note.pdf"))
    plan.write_bytes(b"\x89PNG\r\n\x1a\n" + morceau(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 0, 0, 0, 0))
                     + morceau(b"eXIf", exif) + morceau(b"IDAT", zlib.compress(lignes)) + morceau(b"IEND", b""))
    subprocess.run(["heif-enc", "-o", photo, plan], check=True, capture_output=True)
    subprocess.run(["heif-convert", photo, scan], check=True, capture_output=True)
    note.write_bytes(b"%PDF-1.4\n%%EOF\n")
    for image in (plan, photo, scan):
        assert LIEU in image.read_bytes(), image
    return [photo, scan, plan, note]


@journee("des pièces reçues : la photographie d'un téléphone devenue JPEG, des images montrées, un PDF pris ; rien n'y dit où")
def photos(navigateur):
    with Matin(navigateur, "ml", personnes=["PHOTOS"], accept_downloads=True) as matin:
        voisin = Bureau(matin.atelier, "operateur")
        try:
            pas("l'expéditeur les joint d'un geste ; la sienne, en HEIC, devient un JPEG")
            autre = Onglet(navigateur.new_context(locale="fr-FR"), voisin.base, ["PHOTOS"])
            voisin.entrer(autre)
            autre.bouton("Ouvrir")
            commencer(autre, ML).bouton("Pièces jointes")
            autre.champ("but-autre").check()
            autre.champ("fichier").set_input_files(photographies(matin.atelier.dossier))
            autre.bouton("Joindre").dit("photo.jpg", "scan.jpg", "plan.png", "note.pdf").tait("photo.heic")
            autre.lien("Reprendre la fiche")
            assert saisir(autre, {**champs(fiche("PHOTOS", "Anna")), "faitLe": jour(0)}) == {}
            accepter(autre.lien("Envoyer…"))
        finally:
            voisin.arreter()
        attendre(lambda: matin.atelier.boite("ml"), "la fiche")
        onglet = matin.onglet
        onglet.aller().ouvrir()
        onglet.dit("Pièces jointes").regarder("fiche-pieces")
        ici = onglet.page.url
        pas("les images se montrent telles quelles, là où rien ne s'exécute")
        for nom, genre, debut in [("photo.jpg", "image/jpeg", b"\xff\xd8"), ("scan.jpg", "image/jpeg", b"\xff\xd8"),
                                  ("plan.png", "image/png", b"\x89PNG")]:
            with onglet.page.expect_response("**/piece/*") as rendue:
                onglet.lien(nom)
            entetes, octets = rendue.value.headers, rendue.value.body()
            assert entetes["content-type"] == genre and entetes["content-disposition"].startswith("inline;"), entetes
            assert entetes["content-security-policy"] == "sandbox; default-src 'none'", entetes
            assert entetes["x-content-type-options"] == "nosniff" and entetes["cache-control"] == "no-store", entetes
            assert octets.startswith(debut) and LIEU not in octets, nom
            assert onglet.page.evaluate("() => [document.images[0].naturalWidth, self.origin]") == [64, "null"], nom
            onglet.page.goto(ici)
        pas("le document se prend, sous un nom qui ne dit rien ; lui seul est parmi ce qui est sorti")
        venu = onglet.prendre("note.pdf")
        assert venu.suggested_filename == "piece-4.pdf", venu.suggested_filename
        onglet.aller("copies").dit("piece-4.pdf").tait("piece-1", "piece-2", "piece-3")
