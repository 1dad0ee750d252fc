"""What schemathesis sends to the daemon: acts and plis that are right, nearly right or nothing of the kind,
signed as formats.md says («Peer protocol»).

Environment: API_DOSSIER, the folder of api.sh; API_ADRESSE, whom to ask; API_QUI, who asks: `partenaire`, `agent` or
`guichet`, a browser that signs nothing.
"""
import atexit
import base64
import hashlib
import json
import os
import sys
import time
import uuid
import zlib
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import requests
import schemathesis
from hypothesis import strategies as st

sys.path.insert(0, f"{os.path.dirname(os.path.abspath(__file__))}/../Orage")
from commun import Signer, now  # noqa: E402
from foule import ServiceSigner  # noqa: E402
from guichets import ANSWER, CONTENT, JWE, PROOF, preparation  # noqa: E402

FOLDER = os.environ["API_DOSSIER"]
IS_PARTNER = os.environ["API_QUI"] == "partenaire"
HERE, THERE = "ml-grenoble.example", "agir38.example"
# Whose service is asked, and its partner's author and service.
AGENT = Signer(f"{FOLDER}/ml/agent")
AUTHOR = Signer(f"{FOLDER}/operateur/agent")
SERVICE = ServiceSigner(f"{FOLDER}/operateur/etat", f"{FOLDER}/agir38.carte")
# The peer protocol is for the services of partners, the local interface for our agents.
SIGNER = SERVICE if IS_PARTNER else AGENT


def read(name):
    return open(f"{FOLDER}/{name}", "rb").read()


# A pli that is in the inbox here, one that waits here for the partner, one that the partner got; a
# `sortie` and a notice in the inbox.
RECEIVED, WAITING, GOT = read("recu.pli"), read("attend.pli"), read("accuse.pli")
HANDED = read("porte").decode().strip()  # On paper.
LEAVING, TOLD = read("sortie.pli"), read("avis.pli")
# A pli that api.sh condemned: the first purge destroys it.
CONDEMNED = read("condamne").decode().strip()


# What guichets.py opened: by use, name and end; the answer of the first.
GUICHETS = json.loads(read("guichets"))
# A guichet takes ten answers; then it has no room (507), which is no fault.
ANSWERS = [str(uuid.uuid4()) for _ in range(8)]


def slip(pli):
    return json.loads(pli.split(b"\n")[1])


def deposit(identity, content, objet, pour):
    """A pli of our agent, for its own service."""
    return pli(AGENT, HERE, identity, content, objet, pour)


def delivery(identity, content, until):
    """A pli of the partner."""
    return SERVICE.countersign(pli(AUTHOR, THERE, identity, content, "fiche", HERE, until))


def pli(author, de, identity, content, objet, pour, until="2031-12-31"):
    role = "dpo" if objet == "violation" else "referent"
    to = {"roles": [role]} if pour != de else {"agents": [AGENT.name]}
    note = author.note("pli", {
        "id": str(identity), "objet": objet, "de": de, "auteur": author.name, "pour": pour, **to,
        "scelle": now(), "taille": len(content), "sha256": hashlib.sha256(content).hexdigest(),
        "conserverJusquA": until, "postQuantique": True})
    return note + b"\n" + content


def receipt(about, statut):
    """What the addressee of a pli says of it."""
    content = slip(about)
    signer = SERVICE if content["pour"] == THERE else AGENT
    if statut == "ouvert" and content["pour"] == THERE:
        signer = AUTHOR
    return signer.note("accuse", {
        "de": content["de"], "id": content["id"], "pour": content["pour"],
        "sha256": content["sha256"], "statut": statut, "le": now(), "par": signer.name})


def verification():
    key = json.loads(read("agir38.carte").split(b"\n")[1])["cleStructure"]
    return AGENT.note("verification", {
        "structure": THERE, "cle": key, "serie": 1, "moyen": "telephone", "le": now()})


def declared_contact():
    """A partner without keys, as an agent says it."""
    return AGENT.note("contact", {
        "structure": "declare.example", "libelle": "Partenaire déclaré", "type": "autre", "le": now()})


def annotation(about):
    """Whom a pli is about, as its reader says."""
    content = slip(about)
    return AGENT.note("annotation", {
        "de": content["de"], "id": content["id"], "personne": PERSON})


# Whom the annotated plis are about, and somebody of whom nothing is here.
PERSON, NOBODY = "1:" + "0a" * 16, "1:" + "0b" * 16
CONVENTION = "SPE-" + THERE  # api.sh records it.
# The numbers of the holds that were entered last, as the daemon gave them: on a person, and on all else.
holds = {"personnes": 0, "id": 0}
# The number of the request that was opened last.
demandes = {"n": 1}
# The numbers of the incidents that were declared and not closed, the same way.
incidents = []
# A text sealed to the DPOs, as far as the daemon looks.
SEALED = base64.b64encode(b"age-encryption.org/v1\n").decode()


def day(later=0):
    """In Paris, so many days from now."""
    return (datetime.now(ZoneInfo("Europe/Paris")) + timedelta(days=later)).strftime("%Y-%m-%d")


def named(about):
    """How a fact names a pli."""
    return {name: slip(about)[name] for name in ("de", "id")}


def facts():
    """A right one of each kind; none condemns a pli that others need: those of PERSON stay open, and a day
    of `usage` is far."""
    motif = SEALED
    return [
        {"fait": "convention", "reference": f"essai-{uuid.uuid4()}", "type": "autre", "avec": [THERE],
         "debut": "2020-01-01", "echeance": "2099-12-31",
         "contacts": [{"structure": THERE, "dpo": "04 76 00 00 00"}]},
        {"fait": "contacts", "reference": CONVENTION, "structure": THERE, "ssi": "04 76 00 00 01"},
        {"fait": "avenant", "reference": CONVENTION, "signe": "2020-01-02", "echeance": "accord-cadre"},
        {"fait": "resiliation", "reference": CONVENTION, "courrierRecu": day(), "effet": "2098-12-31"},
        {"fait": "terme", "de": "programme", "le": "2099-12-31"},
        {"fait": "fin", "personnes": [NOBODY], "le": day(-1)},
        {"fait": "reprise", "personnes": [NOBODY], "le": day(), "motif": motif},
        {"fait": "sortie", **named(LEAVING), "personnes": [PERSON], "le": day()},
        {"fait": "usage", **named(RECEIVED), "jusquA": "2098-12-31"},
        {"fait": "contentieux", **named(RECEIVED), "revue": day(30), "motif": motif},
        {"fait": "contentieux", "personnes": [PERSON], "revue": day(30), "motif": motif},
        {"fait": "exception", "reference": CONVENTION, "jusquA": "2098-12-31", "motif": motif},
        {"fait": "justification", **named(DEPOSITED), "declaration": "sans-copie-ofii", "motif": motif},
        {"fait": "levee", "n": holds["id"]},
        {"fait": "exclusion", "n": holds["personnes"], **named(DEPOSITED)}]


def steps():
    """A right one of several kinds: NOBODY's requests destroy nothing."""
    motif = base64.b64encode(b"age-encryption.org/v1\n").decode()
    opening = {"etape": "ouverture", "recue": day(-2), "personnes": [NOBODY], "details": motif}
    return [
        {**opening, "droit": "acces", "identite": "verifiee"},
        {**opening, "droit": "effacement", "identite": "a-verifier"},
        {"etape": "identite", "moyen": "piece", "n": demandes["n"]},
        {"etape": "prolongation", "motif": motif, "n": demandes["n"]},
        {"etape": "execution", "n": demandes["n"]},
        {"etape": "exclusion", **named(DEPOSITED), "n": demandes["n"]},
        {"etape": "refus", "motif": motif, "n": demandes["n"]},
        {"etape": "cloture", "n": demandes["n"]}]


def declarations():
    """A breach that ran for an hour, so that its clocks do, and a complaint."""
    before = datetime.now(timezone.utc) - timedelta(hours=1)
    before = before.strftime("%Y-%m-%dT%H:%M:%SZ")
    common = {"fait": "declaration", "textes": SEALED, "portee": {"partenaires": [THERE]}}
    fiche = f"{slip(RECEIVED)['de']} {slip(RECEIVED)['id']}"
    return [
        {**common, "type": "violation", "natures": ["confidentialite", "integrite"], "decouverte": before},
        {**common, "type": "violation", "natures": [], "decouverte": now(), "soupcon": before,
         "connaissance": now(), "arrets": [THERE],
         "portee": {"fiches": [fiche], "agents": [AGENT.name], "cles": [AGENT.name], "du": before, "au": now()}},
        {**common, "type": "plainte", "natures": [], "reception": before}]


def incident_steps():
    """A right one of each other kind, and the declarations."""
    about = named(TOLD)
    return declarations() + [
        {"fait": "qualification", "risque": "eleve", "ofii": True, "personnes": 12, "enregistrements": 30,
         "natures": ["disponibilite"], "textes": SEALED, "portee": {"partenaires": [THERE]}},
        {"fait": "qualification", "connaissance": now(), "risque": "aucun", "motif": SEALED},
        {"fait": "fichier", "pour": THERE, "id": str(uuid.uuid4()), "phase": 1},
        {"fait": "notifie", "a": THERE, "le": now(), "moyen": "telephone", "reference": SEALED},
        {"fait": "retard", "a": THERE, "motif": SEALED},
        {"fait": "lu", **about, "type": "violation", "numero": 1, "phase": 1, "natures": ["confidentialite"],
         "plis": [slip(RECEIVED)["id"]], "textes": SEALED},
        {"fait": "envois", "a": THERE, "arretes": True},
        {"fait": "envois", "a": THERE, "arretes": False},
        {"fait": "cloture", "motif": SEALED}]


def spoiled(right):
    """The same with one byte changed, or cut."""
    return st.tuples(right, st.integers(0, 3_000), st.integers(1, 255)).map(
        lambda triple: change(*triple)) | st.tuples(right, st.integers(0, 3_000)).map(
        lambda pair: pair[0][:pair[1]])


def change(content, position, difference):
    position %= len(content)
    return content[:position] + bytes([content[position] ^ difference]) + content[position + 1:]


def bodies(right):
    return right | right | spoiled(right) | st.binary(max_size=400)


RIGHT_ACTS = st.sampled_from([read("agir38.carte"), read("ml.carte"), AGENT.note("autre", {})]) | st.builds(
    receipt, st.sampled_from([RECEIVED, GOT]), st.sampled_from(["remis", "ouvert", "purge"])
) | st.builds(verification) | st.builds(annotation, st.sampled_from([RECEIVED, GOT]))
DELIVERIES = st.builds(
    delivery, st.uuids(version=4), st.binary(max_size=50), st.sampled_from(["2031-12-31", "2001-01-01"]))
DEPOSITS = st.builds(
    deposit, st.uuids(version=4), st.binary(max_size=50), st.just("fiche"), st.just(THERE)
) | st.builds(deposit, st.uuids(version=4), st.binary(max_size=50), st.just("partage"), st.just(HERE))
RIGHT_PLIS = DELIVERIES | (DELIVERIES if IS_PARTNER else DEPOSITS) | st.sampled_from([RECEIVED, WAITING])
TOO_LARGE = st.just(b"x" * 300_000)
schemathesis.openapi.media_type("application/vnd.agir-liaison.acte", bodies(RIGHT_ACTS) | TOO_LARGE)
schemathesis.openapi.media_type("application/vnd.agir-liaison.pli", bodies(RIGHT_PLIS))
schemathesis.openapi.media_type(
    "application/jose", bodies(st.sampled_from([CONTENT, ANSWER]) | st.from_regex(JWE, fullmatch=True).map(
        lambda text: text[:400].encode())))


# What each operation that takes one act takes.
OPENING = receipt(RECEIVED, "ouvert")
DEPOSITED = deposit(uuid.uuid4(), b"contenu", "fiche", THERE)
SHARED = deposit(uuid.uuid4(), b"contenu", "partage", HERE)
NOTICE = deposit(uuid.uuid4(), b"contenu", "violation", THERE)
TAKEN = {
    "/v1/cartes": read("agir38.carte"), "/local/v1/carte": read("ml.carte"),
    "/local/v1/contacts": read("agir38.carte"), "/local/v1/verifications": verification(),
    "/local/v1/contacts-declares": declared_contact(),
    "/local/v1/annotations": annotation(RECEIVED), "/local/v1/accuses": OPENING, "/local/v1/ouvertures": OPENING,
    "/v1/accuses/{de}/{id}/{statut}/{par}": receipt(GOT, "ouvert"),
    "/local/v1/envois": DEPOSITED, "/local/v1/destinataires": f"{PERSON}\n{NOBODY}\n",
    "/local/v1/detruits": f"{THERE} {CONDEMNED}\n{slip(RECEIVED)['id']}"}
# What may follow the path, so that the answer says more.
ASKED = {
    "GET /v1/plis": {"pour": THERE}, "GET /v1/accuses": {"pour": THERE},
    "GET /local/v1/purge": {"au": "2099-01-01"}, "GET /local/v1/gardes": {"debut": slip(RECEIVED)["id"][:4]}}


class Signature:
    """Signs what `requests` is about to send, as if it were so many seconds later."""

    def __init__(self, later):
        self.later = later

    def __call__(self, request):
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        target = request.path_url
        request.headers.update(
            SIGNER.fields(request.method, target, body, HERE, int(time.time()) + self.later))
        return request


def draw(case):
    """A number, always the same for the same case."""
    return zlib.crc32(f"{case.path_parameters} {case.query} {case.headers} {case.body!r}".encode())


def chance(case, number):
    """Whether it is one of `number`."""
    return draw(case) % number == 0


def fact(number):
    """A right fact, or one with a byte changed; a day of `usage` stays as it is."""
    right = facts()
    right = right[number % len(right)]
    if number % 5 or right["fait"] == "usage":
        return right
    return change(json.dumps(right).encode(), number >> 8, 1 + (number >> 20) % 255)


def incident_step(number):
    """A right step, or one with a byte changed."""
    right = incident_steps()
    # Its remainders decided already whether there is one.
    right = right[number // 12 % len(right)]
    return right if number % 5 else change(
        json.dumps(right).encode(), number >> 8, 1 + (number >> 20) % 255)


def ask_incident(case):
    """A step, of the incident that was declared last; the oldest one is closed, when there is another."""
    content = case.body if isinstance(case.body, dict) else {}
    if content.get("fait") in ("declaration", "lu") or not incidents:
        case.query = {}
    else:
        case.query = {"n": str(incidents[0 if content.get("fait") == "cloture" else -1])}


def ask(case):
    """What follows the path is right, or names who asks and something that is here."""
    if f"{case.method} {case.path}" in ASKED and chance(case, 3):
        case.query = dict(ASKED[f"{case.method} {case.path}"])
    elif case.path in ("/v1/plis", "/v1/accuses") and case.query:
        case.query["pour"] = THERE
    elif case.path == "/local/v1/envois" and case.query and "fiche" in case.query:
        case.query = {"fiche": slip(RECEIVED)["id"], **({"de": THERE} if chance(case, 2) else {})}
        case.body = SHARED


def visit(case):
    """The path names a guichet that is here, and one that the operation leaves as others need it."""
    parameters = case.path_parameters or {}
    use = {"fin": "long", "cloture": "ferme"}.get(case.path.rsplit("/", maxsplit=1)[-1], "sert")
    parameters["nom"] = GUICHETS[use]["nom"]
    if case.path == "/local/v1/guichets/{nom}" and case.method == "PUT":
        case.body = preparation(GUICHETS[use]["fin"], THERE)
    elif case.path.endswith("/contenu"):
        case.body = CONTENT
    elif case.path.endswith("/fin"):
        case.body = {"fin": GUICHETS[use]["fin"]}
    elif case.path.endswith("/cloture"):
        case.body = {"motif": "ferme"}
    elif case.path.endswith("/ouvertures"):
        case.body = {"preuve": PROOF}
    elif case.path.endswith("/reponses/{id}"):
        parameters["id"] = (
            GUICHETS["reponse"] if case.method == "GET" or chance(case, 2) else ANSWERS[draw(case) % len(ANSWERS)])
        if case.method == "PUT":
            case.body = ANSWER
            case.headers = {**(case.headers or {}), "Guichet-Preuve": PROOF, "Content-Type": "application/jose"}


def agree(case):
    """In most cases the path names something that is here, and what the body says."""
    parameters = case.path_parameters or {}
    if "/{nom}" in case.path:
        return visit(case)
    if case.path == "/guichet{reste}":
        parameters["reste"] = "%23" + str(parameters.get("reste", ""))[:20].encode().hex()
        return None
    if case.path == "/local/v1/faits" and case.method == "PUT" and draw(case) % 3:
        case.body = fact(draw(case))
    if case.method in ("PUT", "POST") and case.path in TAKEN and chance(case, 3):
        case.body = TAKEN[case.path]
        if "ouvertures" in case.path:
            case.query = {"conserver": "2031-12-31"}
        if "envois" in case.path:
            case.query = {}
            if incidents and draw(case) % 2:
                case.query, case.body = {"incident": str(incidents[-1]), "phase": "1"}, NOTICE
    if case.path == "/local/v1/demandes" and case.method == "PUT" and draw(case) % 3:
        case.body = steps()[draw(case) % len(steps())]
    if case.path == "/local/v1/demandes/{n}":
        parameters["n"] = demandes["n"]
    if case.path == "/local/v1/incidents" and case.method == "PUT" and draw(case) % 3:
        case.body = incident_step(draw(case))
        ask_incident(case)
    ask(case)
    try:
        content = json.loads(case.body.split(b"\n")[1])
    except (AttributeError, IndexError, TypeError, ValueError):
        content = slip(WAITING if IS_PARTNER else RECEIVED)
    if not isinstance(content, dict):
        return None
    for name in ("de", "id", "statut"):
        if name in parameters and name in content:
            parameters[name] = str(content[name])
    if "par" in parameters and "par" in content:
        parameters["par"] = str(content["par"]).rsplit("/", maxsplit=1)[-1]
    if case.method == "GET" and "structure" in parameters:
        parameters["structure"] = THERE
    if case.path == "/local/v1/envois/{id}/etats" and chance(case, 2):
        parameters["id"], case.query = HANDED, {"pour": THERE}
        case.body = {"statut": "transmis", "le": now(), "moyen": "courrier"}
    if case.path in ("/local/v1/envois/{id}", "/local/v1/envois/{id}/retrait"):
        parameters["id"] = slip(WAITING)["id"]
    return None


SUSPENSION = "/local/v1/contacts/{structure}/suspension"


def suspend(method):
    """Suspends the partner, or resumes: each finds the other state, and the operations that follow a partner that is
    not suspended, whatever their order."""
    motif = "?motif=autre" if method == "PUT" else ""
    requests.request(
        method, f"{os.environ['API_ADRESSE']}/local/v1/contacts/{THERE}/suspension{motif}", auth=Signature(0),
        timeout=60)


@schemathesis.hook
def before_call(context, case, kwargs):
    if not chance(case, 4):
        agree(case)
    if case.path == SUSPENSION and case.method == "DELETE":
        suspend("PUT")
    # One in eight keeps the fields that schemathesis made.
    if os.environ["API_QUI"] != "guichet" and not chance(case, 8):
        kwargs["auth"] = Signature(3_600 if chance(case, 9) else 0)


# By operation: how often it gave each status.
seen = defaultdict(Counter)


@schemathesis.hook
def after_call(context, case, response):
    if case.method == case.operation.method.upper():  # Coverage tries other methods too: 404.
        seen[f"{case.method} {case.path}"][response.status_code] += 1
    if case.path == SUSPENSION:
        suspend("DELETE")
    elif case.method == "DELETE" and response.status_code == 200:
        # The partner is taken back at once: the operations that follow name it.
        requests.put(
            response.request.url.split("/local/")[0] + "/local/v1/contacts", data=read("agir38.carte"),
            auth=Signature(0), timeout=60)
    if case.path == "/local/v1/faits" and response.status_code == 201:
        note_fact(json.loads(response.request.body), response.json()["n"])
    if case.path == "/local/v1/demandes" and response.status_code == 201:
        demandes["n"] = response.json()["n"]
    if case.path == "/local/v1/incidents" and response.status_code == 201:
        note_step(json.loads(response.request.body), response.json()["n"])


def note_fact(content, number):
    """Remembers a hold, to lift it or to exclude from it; counts each kind."""
    seen[f"PUT /local/v1/faits ({content['fait']})"][201] += 1
    if content["fait"] in ("contentieux", "exception"):
        holds["personnes" if "personnes" in content else "id"] = number


def note_step(content, number):
    """Remembers an incident that is open; counts each kind of step."""
    seen[f"PUT /local/v1/incidents ({content['fait']})"][201] += 1
    if content["fait"] == "declaration":
        incidents.append(number)
    if content["fait"] == "cloture" and number in incidents:
        incidents.remove(number)


@atexit.register
def tell():
    """An operation that never succeeded was not tried."""
    with open(f"{FOLDER}/jamais", "a", encoding="utf-8") as never:
        for operation, statuses in sorted(seen.items()):
            counts = ", ".join(f"{status} × {number}" for status, number in sorted(statuses.items()))
            print(f"{operation} : {counts}")
            if not any(200 <= status < 300 for status in statuses):
                print(operation, file=never)
