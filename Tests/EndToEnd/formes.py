"""Ce qui fut tapé, tel qu'on le cherche dans une mémoire ou dans un fichier."""
from urllib.parse import quote, quote_plus


def formes(mots):
    """Chaque mot comme il peut être gardé : tel quel, sans majuscules comme une recherche le plie, comme un formulaire
    l'envoie ; en UTF-8 et en UTF-16. D'une phrase, chaque moitié : recouverte à demi, elle se trouve encore."""
    trouvees = set()
    for mot in mots:
        milieu = len(mot) // 2
        for part in [mot[:milieu], mot[milieu:]] if len(mot) > 24 else [mot]:
            for texte in {part, part.lower()}:
                for ecrit in {texte, quote_plus(texte), quote(texte)}:
                    trouvees |= {(mot, ecrit.encode()), (mot, ecrit.encode("utf-16-le"))}
    return trouvees


def trouves(octets, mots):
    """Ceux de ces mots qui y sont, de quelque façon."""
    return sorted({mot for mot, forme in formes(mots) if forme in octets})
