#!/usr/bin/python3
"""Ce que les scénarios écrits en clair demandent d'une fiche ou d'un jour.

fiches.py fiche CIBLE SOURCE [CHANGEMENT…] : la fiche SOURCE, changée, dans CIBLE. Un changement : « sans CHAMP »,
« CHAMP = VALEUR », « CHAMP vide = VALEUR » (où il est vide seulement), séparés par « ; ». CHAMP est un chemin
(a.b), ou un nom, où qu'il soit.
fiches.py jour « hier », « il y a 3 jours », « dans 2 mois », « 2 mois apres X » DATE : le jour, à Paris.
"""
import calendar
import datetime
import json
import re
import sys
import zoneinfo


def after(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def day(words, given):
    today = datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Paris")).date()
    if words in ("hier", "aujourd'hui", "demain"):
        return today + datetime.timedelta({"hier": -1, "aujourd'hui": 0, "demain": 1}[words])
    number, unit = re.search(r"(\d+) (jours?|mois)", words).groups()
    number = -int(number) if words.startswith("il y a ") else int(number)
    start = datetime.date.fromisoformat(given) if " apres " in words else today
    return after(start, number) if unit == "mois" else start + datetime.timedelta(number)


def places(value, name):
    """Every object that has that member, in the order of the document."""
    if isinstance(value, dict):
        if name in value:
            yield value
        value = list(value.values())
    for one in value if isinstance(value, list) else []:
        yield from places(one, name)


def change(fiche, words):
    without = words.startswith("sans ")
    field, _, text = words.removeprefix("sans ").partition(" =")
    text = text.strip()
    empty = field.endswith(" vide")
    *path, name = field.removesuffix(" vide").strip().split(".")
    holders = list(places(fiche, name))
    if path:
        holder = fiche
        for step in path:
            holder = holder[step]
        holders = [holder]
    if path == [] and not holders and not without:
        holders = [fiche]
    holders = [one for one in holders if not empty or one.get(name) == ""]
    assert holders, f"« {words} » ne change rien"
    for holder in holders:
        if without:
            del holder[name]
        else:
            holder[name] = {"true": True, "false": False}.get(text, text)


def main():
    what, *words = sys.argv[1:]
    if what == "jour":
        return print(day(*words))
    target, source, *changes = words
    with open(source, encoding="utf-8") as file:
        fiche = json.load(file)
    for one in filter(None, (one.strip() for one in " ".join(changes).lstrip(": ").split(" ; "))):
        change(fiche, one)
    with open(target, "w", encoding="utf-8") as file:
        json.dump(fiche, file, ensure_ascii=False, separators=(",", ":"))


main()
