"""chemins.py: whether docs/openapi.yaml describes each method and path of the two routers, and no other."""
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "Sources/agir-liaisond/Server"
ROUTERS = {
    "partenaires": ["PeerRoutes.swift"],
    "guichet": ["GuichetRoutes.swift"],
    "agents": [
        "LocalRoutes.swift", "LogRoutes.swift", "RetentionRoutes.swift", "IncidentRoutes.swift",
        "RightsRoutes.swift", "FicheRoutes.swift", "LocalGuichetRoutes.swift"]}
METHODS = "get|put|post|delete|patch|head"


def served(names_of_files):
    """What a router answers: method and path, parameters as {}."""
    routes = (ROOT / "Sources/LiaisonHTTP/Routes.swift").read_text(encoding="utf-8")
    names = dict(re.findall(r'static let (\w+) = "(/[^"]*)"', routes))
    source = "".join((SERVER / name).read_text(encoding="utf-8") for name in names_of_files)
    found = re.findall(rf'router\.({METHODS}|on)\(\s*(?:"([^"]+)"|RouterPath\(Routes\.(\w+)\))', source)
    if len(found) != len(re.findall(rf"router\.(?:{METHODS}|on)\(", source)):
        sys.exit(f"{names_of_files} : une route n'est pas comprise")
    return {f"{method.upper()} {re.sub(r':[a-z]+|{[a-z]+}', '{}', text or names[name])}"
            for method, text, name in found}


def described(document, tag):
    """The same of the description; the catch-all of receipts is written as there."""
    return {
        f"{method.upper()} " + re.sub(
            r"^/v1/accuses/.*", "/v1/accuses/**", re.sub(r"\{\w+\}", "{}", path))
        for path, item in document["paths"].items() for method, operation in item.items()
        if method in METHODS.split("|") and tag in operation["tags"]}


def main():
    document = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text(encoding="utf-8"))
    wrong, count = [], 0
    for tag, files in ROUTERS.items():
        here, there = served(files), described(document, tag)
        count += len(here)
        wrong += [f"{tag} : {route} n'est pas décrit" for route in sorted(here - there)]
        wrong += [f"{tag} : {route} est décrit et n'existe pas" for route in sorted(there - here)]
    for text in wrong:
        print(text, file=sys.stderr)
    if not wrong:
        print(f"{count} routes, toutes décrites.")
    return 1 if wrong else 0


sys.exit(main())
