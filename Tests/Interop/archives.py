"""archives.py CLAVIER AGIR_LIAISON OPTION…: our archives opened by others, and theirs taken in by «recevoir».

In the current folder: `envoi.7z` and `envoi.zip`, their phrases in `phrase.7z` and `phrase.zip`, and the `piece.pdf`
that both hold."""
import json
import os
import struct
import subprocess
import sys
import zipfile

import py7zr
import pyzipper

KEYBOARD, PROGRAM, *OPTIONS = sys.argv[1:]
PHRASE, ACCENTED = "quatre mots sans rapport", "café du lac gelé"
OURS = {"lisez-moi.html", "fiche.html", "fiche.json", "piece-1.pdf"}
checks = 0


def check(condition, words):
    global checks  # pylint: disable=global-statement
    if not condition:
        raise SystemExit(f"Ce n'est pas comme attendu : {words}")
    checks += 1


def content(path):
    with open(path, "rb") as file:
        return file.read()


def fails(body):
    try:
        body()
    except Exception:  # pylint: disable=broad-exception-caught
        return True
    return False


# Ours.

def seven_zip(path, phrase):
    data = content(path)
    for name in OURS:
        check(name.encode() not in data and name.encode("utf-16-le") not in data, f"{name} se voit dans {path}")
    listed = subprocess.run(["7zz", "l", "-pfausse", path], capture_output=True, check=False)
    check(listed.returncode != 0 and b"fiche" not in listed.stdout, "7zz montre des noms sans la phrase")

    def names(password):
        with py7zr.SevenZipFile(path, password=password) as archive:
            return archive.getnames()

    check(fails(lambda: names(None)), "py7zr liste sans phrase")
    check(fails(lambda: names("une autre phrase")), "py7zr liste avec une autre phrase")
    check(set(names(phrase)) == OURS, names(phrase))
    with py7zr.SevenZipFile(path, password=phrase) as archive:
        check(archive.needs_password() and archive.test() is not False, "py7zr la dit abîmée")
        archive.extractall(path="deployee")
    return {name: content(f"deployee/{name}") for name in OURS}


def extra_fields(data):
    while len(data) >= 4:
        kind, length = struct.unpack("<HH", data[:4])
        yield kind, data[4:4 + length]
        data = data[4 + length:]


def aes_fields(data):
    """Of each entry, in both headers: the method, the CRC, and the AES extra field (WinZip's AE specification)."""
    end = data.rfind(b"PK\5\6")
    count, _, place = struct.unpack("<HII", data[end + 10:end + 20])
    for _ in range(count):
        check(data[place:place + 4] == b"PK\1\2", "répertoire central")
        flags, method = struct.unpack("<HH", data[place + 8:place + 12])
        crc, = struct.unpack("<I", data[place + 16:place + 20])
        name, extra, comment = struct.unpack("<HHH", data[place + 28:place + 34])
        local, = struct.unpack("<I", data[place + 42:place + 46])
        start = place + 46 + name
        yield flags, method, crc, dict(extra_fields(data[start:start + extra])).get(0x9901)
        check(data[local:local + 4] == b"PK\3\4", "en-tête local")
        flags, method = struct.unpack("<HH", data[local + 6:local + 10])
        crc, = struct.unpack("<I", data[local + 14:local + 18])
        inner, more = struct.unpack("<HH", data[local + 26:local + 30])
        start = local + 30 + inner
        yield flags, method, crc, dict(extra_fields(data[start:start + more])).get(0x9901)
        place += 46 + name + extra + comment


def zip_aes(path, phrase):
    entries = list(aes_fields(content(path)))
    check(len(entries) == 2 * len(OURS), f"{len(entries)} en-têtes")
    for flags, method, crc, field in entries:
        check(flags & 1 and method == 99, "une entrée n'est pas chiffrée par AES")
        version, vendor, strength, _ = struct.unpack("<H2sBH", field)
        # AE-2: no CRC of the plaintext, which would confirm a guess without the phrase.
        check(version == 2 and vendor == b"AE" and crc == 0, f"AE-{version}, CRC {crc:08x}")
        check(strength == 3, "pas AES-256")
    with pyzipper.AESZipFile(path) as archive:
        check(set(archive.namelist()) == OURS, archive.namelist())
        check(fails(lambda: archive.read("fiche.json", pwd=b"une autre phrase")), "lue sans la phrase")
        return {name: archive.read(name, pwd=phrase.encode()) for name in OURS}


def ours():
    phrases = {kind: content(f"phrase.{kind}").decode().strip() for kind in ("7z", "zip")}
    for opened in (seven_zip("envoi.7z", phrases["7z"]), zip_aes("envoi.zip", phrases["zip"])):
        check(opened["piece-1.pdf"] == content("piece.pdf"), "la pièce")
        check(json.loads(opened["fiche.json"])["beneficiaire"]["numeroAGDREF"] == "3803012345", "la fiche")
        check(b"SPECIMEN" in opened["fiche.html"], "la page")
        check(b"appelez" in opened["lisez-moi.html"], "qui appeler")


# Theirs.

class Paged(zipfile.ZipInfo):
    """A name in a code page, without the flag that says UTF-8: an old Windows."""
    page = ""

    def _encodeFilenameFlags(self):
        return self.filename.encode(self.page), self.flag_bits & ~0x800


def document(mark):
    return f"%PDF-1.4\n{mark}\n%%EOF\n".encode()


def write(folder, files):
    os.makedirs(folder)
    for name, data in files.items():
        with open(f"{folder}/{name}", "wb") as file:
            file.write(data)


def old_windows(path, page, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = Paged(name)
            info.page, info.create_system = page, 0
            archive.writestr(info, data)


def theirs():
    """Archives of others: a path, the phrase or none, what is in it, and whether its cipher protects."""
    files = {name: document(name) for name in ("Évaluation été.pdf", "bilan à l'œuvre.pdf", "plain.pdf")}
    write("clair", files)
    run = {"cwd": "clair", "check": True, "stdout": subprocess.DEVNULL}
    for name, options in {
        "7zz.7z": ["-t7z", "-mhe=on"], "7zz-noms-visibles.7z": ["-t7z"],
        "7zz-aes.zip": ["-tzip", "-mem=AES256"], "7zz-faible.zip": ["-tzip", "-mem=ZipCrypto"],
    }.items():
        subprocess.run(["7zz", "a", "-bd", *options, f"-p{PHRASE}", f"../{name}", *files], **run)
        yield name, PHRASE, files, "faible" not in name
    subprocess.run(["7zz", "a", "-bd", "../7zz-clair.zip", *files], **run)
    yield "7zz-clair.zip", None, files, True
    for name, phrase, is_hidden in (("py7zr.7z", PHRASE, True), ("py7zr-accent.7z", ACCENTED, True),
                                    ("py7zr-noms-visibles.7z", PHRASE, False), ("py7zr-clair.7z", None, False)):
        with py7zr.SevenZipFile(name, "w", password=phrase, header_encryption=is_hidden) as archive:
            for file, data in files.items():
                archive.writestr(data, file)
        yield name, phrase, files, True
    with pyzipper.AESZipFile("pyzipper.zip", "w", compression=pyzipper.ZIP_DEFLATED,
                             encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(PHRASE.encode())
        for file, data in files.items():
            archive.writestr(file, data)
    yield "pyzipper.zip", PHRASE, files, True
    # Info-ZIP asks for the password on the terminal, twice.
    with open("reponses", "w", encoding="utf-8") as answers:
        answers.write(f"Enter password => {PHRASE}\nVerify password => {PHRASE}\n")
    subprocess.run([KEYBOARD, "../reponses", "zip", "-e", "../info-zip.zip", *files], **run)
    yield "info-zip.zip", PHRASE, files, False
    subprocess.run(["zip", "-q", "../info-zip-clair.zip", *files], **run)
    yield "info-zip-clair.zip", None, files, True
    # The names that each page has.
    for page, names in {"cp850": ("Évaluation été.pdf", "À l'ÎLE.pdf"), "cp437": ("évaluation été çà.pdf",)}.items():
        paged = {name: document(name) for name in names}
        old_windows(f"{page}.zip", page, paged)
        yield f"{page}.zip", None, paged, True


def liaison(*words):
    return subprocess.run([PROGRAM, *words, *OPTIONS], capture_output=True, check=False, text=True)


def taken_in(path, phrase, files, is_strong):
    words = ["recevoir", path, "--de", "ml-grenoble.example", "--voie", "archive", "--json"]
    if phrase:
        with open(os.open("code", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(phrase + "\n")
        words += ["--code-fichier", "code"]
    done = liaison(*words)
    check(done.returncode == 0, f"{path} : {done.returncode}, {done.stderr}")
    said = json.loads(done.stdout)
    check({row["nom"] for row in said["documents"]} == set(files), f"{path} : {said['documents']}")
    check(("ne protège rien" in done.stderr) == (not is_strong), f"{path} : l'avertissement\n{done.stderr}")
    folder = f"ouvert-{path}"
    opened = liaison("ouvrir", said["id"], "-o", folder)
    check(opened.returncode == 0, opened.stderr)
    for name, data in files.items():
        check(content(f"{folder}/{name}") == data, f"{path} : {name}")


ours()
count = 0
for archive in theirs():
    taken_in(*archive)
    count += 1
print(f"py7zr {py7zr.__version__}, pyzipper, 7zz et Info-ZIP : {count} archives prises, {checks} vérifications, toutes justes")
