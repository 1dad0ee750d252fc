"""Un guichet d'exemple, et de quoi le changer."""
import base64
import json
import os
import pathlib

import scellement

ICI = pathlib.Path(__file__).resolve().parent


def arbre(nom):
    """Ce que LiaisonSchema fait d'un formulaire ; GuichetTreeTests compare."""
    return json.loads((ICI / "arbres" / (nom + ".json")).read_text())


def piece(nom, octets, type_="application/pdf"):
    return {"nom": nom, "type": type_, "donnees": base64.b64encode(octets).decode()}


class Exemple:
    def __init__(self, mots, formulaire="spe", reponse="reponse-spe", **autres):
        self.phrase = [mots[i] for i in (3, 1009, 77, 2001, 512, 1500, 1999)]
        self.jeton = scellement.jeton()
        self.nom = scellement.nom(self.jeton)
        self.preuve, self.cle = os.urandom(32), os.urandom(32)
        self.pieces = [b"%PDF-1.7\n" + os.urandom(5000), b"\x89PNG\r\n\x1a\n" + bytes(range(256))]
        self.contenu = {
            "id": "0b7d8f9e-3c7a-4b52-8d5e-2f6a1c9b0e44",
            "formulaire": arbre(formulaire),
            "fiche": json.loads((ICI / "../../docs/exemple-spe.json").read_text()),
            "pieces": [piece("pré-diagnostic.pdf", self.pieces[0]), piece("titre.png", self.pieces[1], "image/png")],
            "expediteur": {"libelle": "Opérateur AGIR de l'Isère", "agent": "Claire Exemple",
                           "fonction": "Référente emploi-formation", "telephone": "04 76 00 00 01",
                           "empreinte": "12345 67890 12345 67890 12345 67890"},
            "expire": "2026-12-25",
            "preuve": base64.b64encode(self.preuve).decode(), "cleReponse": base64.b64encode(self.cle).decode(),
        }
        if reponse:
            self.contenu["reponse"] = arbre(reponse)
        self.contenu.update(autres)

    def poser(self, guichet, **options):
        guichet.contenus[self.nom] = scellement.sceller(self.contenu, self.phrase, self.jeton, **options)
        guichet.preuves[self.nom] = self.contenu["preuve"]
        return self

    def dit(self):
        return " ".join(self.phrase)
