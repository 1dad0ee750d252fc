#!/usr/bin/python3
"""phrases.py [SECONDS [EUROS]]: how many phrases of a guichet one core tries in a second against a sealed content, for
so many seconds, and what all of them cost; EUROS: the price of an hour of such a core. A guess is what guichet.md
says: PBKDF2 with the rounds of the program, then the unwrapping that says whether it was right. The words are those of
the list; `cryptography` (OpenSSL) is what derives, faster than a guesser's first program and slower than his hardware:
each factor of ten that he gains takes a zero off."""
import math
import os
import pathlib
import random
import re
import sys
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
ALGORITHM = b"PBES2-HS512+A256KW"
TOKEN = "AAAAAAAAAAAAAAAAAAAAAA"
WORDS = 7
YEAR = 365.25 * 86_400


def rounds():
    source = (ROOT / "Sources/JOSE/PasswordJWE.swift").read_text(encoding="utf-8")
    return int(re.search(r"static let rounds = ([\d_]+)", source)[1].replace("_", ""))


def derive(words, salt, count):
    return PBKDF2HMAC(hashes.SHA512(), 32, ALGORITHM + b"\0" + salt, count).derive(
        (" ".join(words) + "." + TOKEN).encode())


def main(seconds=5.0, euros=0.01):
    words = (ROOT / "Tests/Phrase/mots.txt").read_text(encoding="utf-8").split()
    dice, salt, count = random.SystemRandom(), os.urandom(16), rounds()
    right = dice.choices(words, k=WORDS)
    wrapped = aes_key_wrap(derive(right, salt, count), os.urandom(32))
    assert aes_key_unwrap(derive(right, salt, count), wrapped)
    tried, began = 0, time.process_time()
    while (spent := time.process_time() - began) < seconds:
        try:
            aes_key_unwrap(derive(dice.choices(words, k=WORDS), salt, count), wrapped)
            sys.exit("une autre phrase a ouvert")
        except InvalidUnwrap:
            tried += 1
    rate, bits = tried / spent, WORDS * math.log2(len(words))
    total = 2**bits / rate
    print(f"tours par essai             | {count}")
    print(f"essais par seconde d'un cœur | {rate:.2f} ({tried} en {spent:.1f} s)")
    print(f"phrases                     | 2^{bits:.0f}")
    print(f"calculs de SHA-512          | 2^{bits + math.log2(2 * count):.0f}")
    print(f"toutes, un cœur             | {total / YEAR:.1e} années")
    print(f"toutes, un million de cœurs | {total / YEAR / 1e6:.1e} années")
    print(f"toutes, à {euros} € l'heure   | {total / 3_600 * euros:.1e} €")


if __name__ == "__main__":
    main(*(float(text) for text in sys.argv[1:3]))
