#!/usr/bin/env bash
# Fait le paquet Debian des programmes de ce dossier, et dit où il est :
#   systemd/paquet.sh [DOSSIER_DES_PROGRAMMES]
# Des mêmes programmes, le même fichier à l'octet près.
set -euo pipefail
umask 022
racine=$(cd "$(dirname "$0")/.." && pwd)
binaires=$(realpath "${1:-$racine/.build-production/installables}")
travail=$(mktemp -d)
trap 'rm -rf "$travail"' EXIT
arbre=$travail/arbre

cd "$racine/systemd" # où dpkg-dev trouve debian/
version=$(dpkg-parsechangelog -S Version)
[ "$version" = "$("$binaires/agir-liaison" --version)" ] || {
    echo "debian/changelog et « agir-liaison --version » ne disent pas la même version." >&2
    exit 1
}
SOURCE_DATE_EPOCH=$(dpkg-parsechangelog -S Timestamp)
export SOURCE_DATE_EPOCH

make --silent -C "$racine" install DESTDIR="$arbre" PREFIX=/usr BINAIRES="$binaires"
doc=$arbre/usr/share/doc/agir-liaison
install -m 644 debian/copyright debian/README.Debian "$doc"
# Ce que les bibliothèques demandent de dire.
cat "$racine"/.build-production/checkouts/*/NOTICE.txt > "$doc/NOTICE"
gzip -9n < debian/changelog > "$doc/changelog.gz"

install -D -m 755 -t "$arbre/DEBIAN" debian/postinst debian/prerm debian/postrm
install -m 644 -t "$arbre/DEBIAN" debian/conffiles
( cd "$arbre" && find usr -type f -print0 | sort -z | xargs -0 md5sum > DEBIAN/md5sums )
dpkg-shlibdeps -T"$travail/variables" "$arbre"/usr/bin/*
dpkg-gencontrol -P"$arbre" -T"$travail/variables" -f"$travail/fichiers"

dpkg-deb --root-owner-group -Zxz --build "$arbre" "$racine/.build-production"
