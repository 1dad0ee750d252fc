"""Ce qu'un essai du bureau a autour de lui : les structures et leurs services, un bureau sur la boucle locale, ou des
bureaux hébergés derrière leur frontal."""
import importlib.util
import json
import os
import pathlib
import re
import select
import shlex
import socket
import subprocess
import sys
import threading
import time

ICI = pathlib.Path(__file__).resolve().parent
RACINE = ICI.parents[1]
sys.path.insert(0, str(ICI.parent / "Guichet"))
BINAIRES = pathlib.Path(os.environ.get("BINAIRES", RACINE / ".build" / "debug")).resolve()
PATIENCE = 240
PHRASE = "une phrase que Jean seul connaît"
# Comme l'unité : ce qui est rendu est recouvert aussitôt.
RECOUVRE = {"GLIBC_TUNABLES": "glibc.malloc.perturb=90:glibc.malloc.tcache_count=0:glibc.malloc.mmap_threshold=2097152"
                              ":glibc.malloc.arena_max=2",
            "SWIFT_BACKTRACE": "enable=no"}


def module(nom, chemin):
    """Un module d'un autre dossier, dont le nom est pris ici."""
    cadre = importlib.util.spec_from_file_location(nom, chemin)
    trouve = importlib.util.module_from_spec(cadre)
    cadre.loader.exec_module(trouve)
    return trouve


code_du_moment = module("frontal_du_navigateur", ICI.parent / "EndToEnd" / "frontal.py").code


def attendre(test, quoi, secondes=PATIENCE):
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        trouve = test()
        if trouve:
            return trouve
        time.sleep(0.1)
    raise AssertionError("attendu en vain : " + quoi)


def arreter(processus):
    if processus.poll() is None:
        processus.terminate()
        try:
            processus.wait(20)
        except subprocess.TimeoutExpired:
            processus.kill()
            processus.wait()


class Atelier:
    """Les mots des scénarios, un à la fois (mots.sh)."""

    def __init__(self):
        self.processus = subprocess.Popen(
            ["bash", str(ICI / "mots.sh")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "BINAIRES": str(BINAIRES)})
        self.dossier = pathlib.Path(self.dire('printf %s "$dossier"'))

    def dire(self, ligne):
        self.processus.stdin.write(" ".join(ligne.splitlines()).encode() + b"\n")
        self.processus.stdin.flush()
        lu = b""
        while not lu.endswith(b"\0"):
            morceau = self.processus.stdout.read1(65536)
            assert morceau, "« %s » a échoué" % ligne
            lu += morceau
        return lu[:-1].decode()

    def mot(self, *mots):
        return self.dire(shlex.join(map(str, mots)))

    def agir(self, qui, *mots):
        return self.mot("agir", qui, *mots)

    def boite(self, qui, nom="reception"):
        return json.loads(self.dire("agir %s boite %s --json 2> /dev/null" % (qui, nom)))

    def chez(self, qui):
        """Le socket du service de cet agent."""
        return self.dossier / self.dire('printf %%s "${chez[%s]:-%s}"' % (qui, qui)) / "s.sock"

    def deux_structures(self, delai=2):
        """Chaque service laisse ce nombre de secondes pour reprendre un envoi d'une page."""
        reglages = self.dossier / "conf.json"
        reglages.write_text(json.dumps({"delaiDepart": str(delai)}))
        self.dire('en_plus[ml]="--config %s" en_plus[operateur]="--config %s"' % (reglages, reglages))
        self.mot("deux_structures")
        return self

    def sous_phrase(self, qui, phrase=PHRASE):
        """Met l'identité de cet agent sous une phrase ; rend ce que le fichier tenait en clair."""
        dossier = self.dossier / qui / "agent"
        clair = (dossier / "identite.age").read_text()
        fichier = self.dossier / (qui + ".phrase")
        fichier.touch(0o600)
        fichier.write_text(phrase + "\n")
        self.agir(qui, "agent", "phrase", "--nouvelle-phrase-fichier", fichier)
        assert b"SECRET-KEY" not in (dossier / "identite.age").read_bytes().upper()
        return clair

    def recevoir(self, fiches, de="operateur", a="ml-grenoble.example"):
        """Ces fiches partent, et arrivent toutes."""
        for rang, fiche in enumerate(fiches):
            fichier = self.dossier / ("envoi-%d.json" % rang)
            fichier.write_text(json.dumps(fiche, ensure_ascii=False))
            self.agir(de, "envoyer", fichier, "--a", a, "--confirmer-avertissements", "--sans-delai")
        attendre(lambda: {x["statut"] for x in self.boite(de, "envoi")} == {"remis"}, "la remise des fiches")

    def finir(self):
        self.processus.stdin.close()
        statut = self.processus.wait(PATIENCE)
        assert statut == 0, statut


class Bureau:
    """Un bureau sur la boucle locale : son entrée sert une fois."""

    def __init__(self, atelier, qui, *options):
        self.journal = atelier.dossier / ("bureau-%s.log" % qui)
        debut = time.monotonic()
        with open(self.journal, "wb") as journal:
            self.processus = subprocess.Popen(
                [BINAIRES / "agir-liaison-bureau", "--dossier", atelier.dossier / qui / "agent",
                 "--service", "unix:%s" % atelier.chez(qui), "--sans-navigateur", *options],
                # Rien de RECOUVRE : sur le poste d'un agent aucune unité ne le dit, le programme le fait.
                stdout=subprocess.PIPE, stderr=journal, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
        self.entree = self.processus.stdout.readline().decode().strip()
        self.attente = time.monotonic() - debut
        assert "/entree/" in self.entree, self.journal.read_text()
        self.base = self.entree.split("entree/")[0]
        self.origine = "/".join(self.entree.split("/")[:3])

    def entrer(self, onglet):
        onglet.page.goto(self.entree)
        onglet.page.wait_for_url(lambda url: url.startswith(self.base) and "/entree/" not in url)

    def memoire(self):
        """Kio en mémoire."""
        etat = pathlib.Path("/proc/%d/status" % self.processus.pid).read_text()
        return int(re.search(r"^VmRSS:\s+(\d+)", etat, re.M)[1])

    def arreter(self):
        arreter(self.processus)


LANCEUR = """import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])"""


class Prise:
    """Le socket d'un bureau hébergé, comme systemd le tient : qui y parle le lance, et le relance quand il a fini."""

    def __init__(self, commande, chemin, environ, journal):
        self.commande, self.environ, self.journal = commande, environ, journal
        self.processus, self.lancements, self.finie = None, 0, False
        self.ecoute = socket.socket(socket.AF_UNIX)
        self.ecoute.bind(str(chemin))
        self.ecoute.listen(256)
        self.fil = threading.Thread(target=self.guetter, daemon=True)
        self.fil.start()

    def guetter(self):
        while not self.finie:
            pret, _, _ = select.select([self.ecoute], [], [], 0.1)
            if not pret or self.processus and self.processus.poll() is None:
                # Qui vit prend lui-même ; un instant, plutôt que de tourner sur un socket prêt.
                time.sleep(0.02)
                continue
            with open(self.journal, "ab") as journal:
                prise = self.ecoute.fileno()
                self.processus = subprocess.Popen(
                    [sys.executable, "-c", LANCEUR, str(prise), *self.commande], pass_fds=[prise],
                    env=self.environ, stdout=journal, stderr=journal)
                self.lancements += 1

    def tuer(self):
        self.processus.kill()
        self.processus.wait()

    def arreter(self):
        self.finie = True
        self.fil.join()
        if self.processus:
            arreter(self.processus)
        self.ecoute.close()


class Heberges:
    """Le frontal d'une structure, et derrière lui un bureau par agent, comme les unités les lancent."""

    def __init__(self, atelier, chez="operateur"):
        self.atelier, self.prises, self.secrets = atelier, {}, {}
        structure = json.loads(atelier.agir(chez, "empreinte", "--json"))["structure"]
        self.hote = "bureau." + structure
        self.dossier = atelier.dossier / "frontal"
        for nom in ["secrets", "bureaux", "hote"]:
            (self.dossier / nom).mkdir(parents=True, mode=0o700)
        for chemin in ["secrets/frontal.cle", "hote/hote.cle"]:
            (self.dossier / chemin).touch(0o600)
            (self.dossier / chemin).write_bytes(os.urandom(32))
        self.bouclage = atelier.dire('printf %s "$bouclage"')
        self.port = int(atelier.mot("port_libre"))
        self.adresse = "https://%s:%d" % (self.hote, self.port)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", "/CN=" + self.hote, "-addext", "subjectAltName=DNS:" + self.hote,
             "-keyout", self.dossier / "tls.key", "-out", self.dossier / "tls.crt"], check=True, capture_output=True)
        self.reglages = self.dossier / "frontal.json"
        self.reglages.touch(0o600)
        self.reglages.write_text(json.dumps({
            "structure": structure, "adresse": self.adresse, "ecoute": "%s:%d" % (self.bouclage, self.port),
            "tls": {"certificat": str(self.dossier / "tls.crt"), "cle": str(self.dossier / "tls.key")},
            "etat": str(self.dossier / "etat"), "bureaux": str(self.dossier / "bureaux"),
            "service": str(atelier.dossier / chez / "s.sock")}))
        atelier.dire('agir %s hebergement decider --depuis "$(dans today)" --motif "AIPD faite"' % chez)
        atelier.agir(chez, "hebergement", "publier")
        self.lancer()

    def lancer(self):
        journal = self.dossier / "frontal.log"
        with open(journal, "wb") as sortie:
            self.processus = subprocess.Popen(
                [BINAIRES / "agir-liaison-frontal", "--config", self.reglages], stderr=sortie, stdout=sortie,
                env={**os.environ, **RECOUVRE, "CREDENTIALS_DIRECTORY": str(self.dossier / "secrets")})
        attendre(lambda: "à l'écoute" in journal.read_text(), "le frontal")

    def navigateur(self, autre):
        """Un navigateur de plus, qui trouve le nom du frontal sur cette machine."""
        return autre.browser_type.launch(executable_path="/usr/bin/chromium", args=[
            "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP %s %s" % (self.hote, self.bouclage)])

    def installer(self, qui, nom=None):
        """Le bureau de cet agent, sous le nom qu'il tape : celui que l'atelier a accueilli, ou un qui n'a pas de clés."""
        dossier = self.atelier.dossier / qui / "agent"
        nom = nom or json.loads((dossier / "agent.note").read_text().split("\n")[1])["nom"].split("/")[1]
        self.prises[nom] = Prise(
            [str(BINAIRES / "agir-liaison-bureau"), "--heberge", nom, "--service", "unix:%s" % self.atelier.chez(qui)],
            self.dossier / "bureaux" / (nom + ".sock"),
            {**os.environ, **RECOUVRE, "STATE_DIRECTORY": str(dossier), "CREDENTIALS_DIRECTORY": str(self.dossier / "hote")},
            self.dossier / (nom + ".log"))
        return nom

    def inviter(self, nom):
        dit = subprocess.run(
            [BINAIRES / "agir-liaison-frontal", "inviter", nom, "--config", self.reglages], check=True, text=True,
            capture_output=True, env={**os.environ, "CREDENTIALS_DIRECTORY": str(self.dossier / "secrets")}).stdout
        return re.search(r"[0-9A-Z]{5}(-[0-9A-Z]{5}){4}", dit)[0]

    def enroler(self, onglet, nom):
        """Par l'invitation, dans les pages ; la clé des codes reste à l'essai."""
        page, invitation = onglet.page, self.inviter(nom)
        page.goto(self.adresse + "/")
        onglet.regarder("frontal-entree")
        onglet.lien("J'ai un code d'invitation")
        onglet.regarder("frontal-invitation")
        page.fill("#nom", nom)
        page.fill("#invitation", invitation.lower())
        onglet.bouton("Continuer")
        self.secrets[nom] = page.text_content(".cle code")
        onglet.regarder("frontal-premier-code")
        page.fill("#code", code_du_moment(self.secrets[nom]))
        onglet.bouton("Terminer")
        return self.base(page)

    @staticmethod
    def base(page):
        """L'adresse sous laquelle sont les pages de ce bureau, une fois qu'il est là."""
        page.wait_for_url(re.compile("/[0-9a-f]{32}/(?!entree/)"))
        return re.match(".*/[0-9a-f]{32}/", page.url)[0]

    def entrer(self, onglet, nom):
        """Par un code du moment, ou le suivant, que la fenêtre admet : chacun sert une fois."""
        page = onglet.page
        for pas in (0, 1, 0, 1):
            page.goto(self.adresse + "/")
            # La session du frontal vit encore : son bureau s'ouvre sans code.
            if not page.locator("#nom").count():
                break
            page.fill("#nom", nom)
            page.fill("#code", code_du_moment(self.secrets[nom], pas))
            onglet.bouton("Entrer")
            if not page.locator(".erreur").count():
                break
            if pas:
                time.sleep(30 - time.time() % 30 + 1)
        return self.base(page)

    def arreter(self):
        for prise in self.prises.values():
            prise.arreter()
        arreter(self.processus)
