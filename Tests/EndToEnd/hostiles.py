#!/usr/bin/python3
"""Des archives faites pour nuire : hostiles.py DOSSIER PHRASE les y écrit, chacune sous un nom qui dit ce qu'elle fait.

Celles qui demandent la phrase commencent par « phrase- »."""
import os
import stat
import struct
import subprocess
import sys
import zipfile
import zlib

FOLDER, PHRASE = os.path.abspath(sys.argv[1]), sys.argv[2]
PDF = b"%PDF-1.4\n%%EOF\n"
# Where nothing may ever be written.
OUTSIDE = "evade-agir-liaison.pdf"


def path(name):
    return f"{FOLDER}/{name}"


def save(name, data):
    with open(path(name), "wb") as file:
        file.write(data)


def read(name):
    with open(path(name), "rb") as file:
        return bytearray(file.read())


def zipped(name, files, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path(name), "w", method) as archive:
        for entry, data in files:
            archive.writestr(entry, data)


def seven_zip(name, *words, **options):
    subprocess.run(["/usr/bin/7zz", "a", "-bd", *words[:-1], path(name), words[-1]], check=True,
                   stdout=subprocess.DEVNULL, cwd=FOLDER, **options)


# ZIP, written by hand (APPNOTE.TXT, 4.3).

def deflated(size):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


def local(name, packed, size, crc=0):
    return struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, crc, len(packed), size, len(name), 0) + name + packed


def central(name, packed, size, offset, crc=0):
    return struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, packed, size, len(name), 0, 0, 0, 0, 0,
                       offset) + name


def end(count, size, offset):
    return struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, size, offset, 0)


def one_entry(name, packed, size):
    """One entry that says that size, whatever it is."""
    start = local(b"a.pdf", packed, size)
    directory = central(b"a.pdf", len(packed), size, 0)
    save(name, start + directory + end(1, len(directory), len(start)))


# 7z, written from 7zFormat.txt: empty files, a header in clear.

def number(value):
    return b"\xff" + struct.pack("<Q", value)


def signed(header, rest=b"", size=None):
    start = struct.pack("<QQI", len(rest), len(header) if size is None else size, zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\0\4" + struct.pack("<I", zlib.crc32(start)) + start + rest + header


def empty_files(names, count=None):
    count = len(names) if count is None else count
    all_of_them = b"\xff" * ((len(names) + 7) // 8)
    texts = b"".join(name.encode("utf-16-le") + b"\0\0" for name in names)
    return signed(b"".join([
        b"\1\5", number(count), b"\x0e", number(len(all_of_them)), all_of_them, b"\x0f", number(len(all_of_them)),
        all_of_them, b"\x11", number(len(texts) + 1), b"\0", texts, b"\0\0"]))


def patched(name, source, old, new):
    """A 7z whose header, in clear, has other bytes, and checksums that are right."""
    data = read(source)
    offset, size = struct.unpack("<QQ", data[12:28])
    header = bytes(data[32 + offset:32 + offset + size])
    assert header.count(old) == 1, f"{name} : {header.count(old)}"
    save(name, signed(header.replace(old, new), bytes(data[32:32 + offset])))


def bombs():
    # Ten times what an archive may unfold, and what says little of itself.
    packed = deflated(300 << 20)
    one_entry("bombe-300-Mio.zip", packed, 300 << 20)
    one_entry("ment-100-octets-pour-300-Mio.zip", packed, 100)
    one_entry("ment-20-Mio-pour-300-Mio.zip", packed, 20 << 20)
    one_entry("ment-4-Gio-pour-rien.zip", deflated(0), 0xFFFFFFFE)
    with open(path("zeros"), "wb") as file:
        file.truncate(64 << 20)
    seven_zip("bombe-64-Mio.7z", "-mx=1", "zeros")
    with open(path("zeros"), "wb") as file:
        file.truncate(31 << 20)
    seven_zip("bombe-dense-31-Mio.7z", "-mx=1", "zeros")
    seven_zip("phrase-bombe-dense-31-Mio.7z", "-mx=1", "-mhe=on", f"-p{PHRASE}", "zeros")
    os.remove(path("zeros"))
    # One compressed piece under many names (overlapping files).
    packed = deflated(8 << 20)
    start = local(b"a.pdf", packed, 8 << 20)
    names = [f"{n}.pdf".encode() for n in range(150)]
    directory = b"".join(central(name, len(packed), 8 << 20, 0) for name in names)
    save("bombe-superposee.zip", start + directory + end(len(names), len(directory), len(start)))


def crowds():
    save("million-d-entrees.7z", empty_files(["a"] * 1_000_000))
    save("201-entrees.7z", empty_files(["a"] * 201))
    # As many as fit in what is read, in a directory that names one file; the end of it can't count them.
    start = local(b"a", b"", 0)
    entry = central(b"a", 0, 0, 0)
    for name, count in (("600000-entrees.zip", 600_000), ("million-d-entrees.zip", 1_000_000)):
        save(name, start + entry * count + end(0xFFFF, min(len(entry) * count, 0xFFFFFFFF), len(start)))
    zipped("20000-entrees.zip", ((f"{n}.pdf", PDF) for n in range(20_000)), zipfile.ZIP_STORED)


def links():
    link = zipfile.ZipInfo("lien.pdf")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    zipped("lien-symbolique.zip", [(link, "/etc/passwd")])
    device = zipfile.ZipInfo("disque.pdf")
    device.create_system, device.external_attr = 3, (stat.S_IFBLK | 0o666) << 16
    zipped("peripherique.zip", [(device, "")])
    os.symlink("/etc/passwd", path("lien"))
    seven_zip("lien-symbolique.7z", "-snl", "lien")
    os.remove(path("lien"))


def outside():
    for name, entry in {
        "points.zip": f"../../../../tmp/{OUTSIDE}", "points-au-milieu.zip": f"a/../../{OUTSIDE}",
        "absolu.zip": f"/tmp/{OUTSIDE}", "contre-obliques.zip": f"..\\..\\{OUTSIDE}", "disque.zip": f"C:\\{OUTSIDE}",
    }.items():
        zipped(name, [("bon.pdf", PDF), (entry, PDF)])
    save("points.7z", empty_files([f"../../{OUTSIDE}"]))
    save("absolu.7z", empty_files([f"/tmp/{OUTSIDE}"]))


def nested():
    zipped("dedans.zip", [("bombe.zip", bytes(read("bombe-300-Mio.zip")))])
    for _ in range(20):
        zipped("autour.zip", [("dedans.zip", bytes(read("dedans.zip")))])
        os.replace(path("autour.zip"), path("dedans.zip"))
    os.replace(path("dedans.zip"), path("emboitees.zip"))


def liars():
    # The directory counts what is not there, or lies elsewhere; the file ends too soon.
    start = local(b"a.pdf", b"", 0)
    entry = central(b"a.pdf", 0, 0, 0xFFFFFFF0)
    save("ment-ailleurs.zip", start + entry + end(1, len(entry), len(start)))
    entry = central(b"a.pdf", 0, 0, 0)
    save("ment-9999-entrees.zip", start + entry + end(9_999, len(entry), len(start)))
    zipped("coupee.zip", [("a.pdf", os.urandom(4_096))], zipfile.ZIP_STORED)
    save("coupee.zip", read("coupee.zip")[:3_000])
    # Names, files and headers by the thousand millions, in a few bytes; the checksums are right.
    save("ment-milliard-de-fichiers.7z", empty_files(["a"], count=1 << 30))
    save("ment-en-tete-de-1-Tio.7z", signed(b"\1\5", size=1 << 40))
    save("ment-en-tete-vide.7z", signed(b""))
    # Memory: a dictionary of 4 GiB. Time: a key derived in 2^24 rounds, not 2^19.
    save("a.pdf", PDF * 4)
    seven_zip("petite.7z", "-m0=LZMA:d=64k", "-mhc=off", "a.pdf")
    lzma = b"\x23\x03\x01\x01\x05\x5d"
    patched("dictionnaire-4-Gio.7z", "petite.7z", lzma + b"\0\x10\0\0", lzma + b"\xff\xff\xff\xff")
    seven_zip("petite-scellee.7z", "-mhe=on", f"-p{PHRASE}", "a.pdf")
    data = read("petite-scellee.7z")
    place = data.rfind(b"\x06\xf1\x07\x01")
    rounds = bytes(data[place:place + 6])
    assert rounds[5] & 0x3F == 19, rounds
    patched("phrase-cle-en-2-24-tours.7z", "petite-scellee.7z", rounds, rounds[:5] + bytes([rounds[5] & 0xC0 | 24]))
    for name in ("petite.7z", "petite-scellee.7z", "a.pdf"):
        os.remove(path(name))


os.makedirs(FOLDER, exist_ok=True)
bombs()
crowds()
links()
outside()
nested()
liars()
