#!/usr/bin/env bash
# Construit et lance les cibles de libFuzzer, avec AddressSanitizer. Argument : les secondes de
# chacune (60). Un défaut trouvé arrête tout, en erreur, et son entrée reste dans .build-fuzz.
set -euo pipefail
secondes=${1:-60}
racine=$(cd "$(dirname "$0")/../.." && pwd)
construit=$racine/.build-fuzz
mkdir -p "$construit"
cd "$construit"
options=(-sanitize=fuzzer,address -parse-as-library -O -wmo -swift-version 6 -enable-testing -package-name agir-liaison
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility
    -enable-upcoming-feature InternalImportsByDefault
    -I . -I "$racine/Sources/CSodium" -suppress-warnings)
module() { # NOM SOURCE…
    local nom=$1; shift
    swiftc "${options[@]}" -module-name "$nom" -emit-module -emit-module-path "$nom.swiftmodule" \
        -c "$@" -o "$nom.o"
}
# Sans les processus : ils veulent du C, et ne lisent rien d'un inconnu.
mapfile -t sources < <(find "$racine/Sources/LiaisonBase" -name Processes -prune -o -name '*.swift' -print)
module LiaisonBase "${sources[@]}"
module HybridKEM "$racine/Tests/Fuzz/HybridKEM.swift"
mapfile -t sources < <(find "$racine/Sources/LiaisonCrypto" -name '*.swift')
module LiaisonCrypto "${sources[@]}"
mapfile -t sources < <(find "$racine/Sources/LiaisonSchema" -name '*.swift')
module LiaisonSchema "${sources[@]}"
mapfile -t sources < <(find "$racine/Sources/JOSE" -name '*.swift' ! -name Primitives.swift)
module JOSE "${sources[@]}" "$racine/Tests/Fuzz/JOSEPrimitives.swift"
export ASAN_OPTIONS=detect_leaks=1 SWIFT_BACKTRACE=enable=no
swiftc "${options[@]}" -module-name Fuzz "$racine/Tests/Fuzz/Targets.swift" \
    HybridKEM.o LiaisonBase.o LiaisonCrypto.o LiaisonSchema.o JOSE.o -lsodium -o fuzz
cible() {
    mkdir -p "corpus-$1"
    CIBLE=$1 ./fuzz -max_total_time="$secondes" -max_len=20000 -rss_limit_mb=4096 -print_final_stats=1 \
        "corpus-$1" "$racine/Tests/Fuzz/corpus/$1" > "$1.log" 2>&1 \
        || { tail -n 40 "$1.log" >&2; echo "défaut dans la cible $1" >&2; return 1; }
    printf '%-10s %s s, %s exécutions, %s à la seconde, 0 défaut\n' "$1" "$secondes" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$1.log")" \
        "$(sed -n 's/^stat::average_exec_per_sec: *//p' "$1.log")"
}
# Autant à la fois que de cœurs.
en_cours=() statut=0
for nom in header armor bech32 note manifest mail phrase image guichet formulaire; do
    if [ ${#en_cours[@]} -ge "$(nproc)" ]; then wait "${en_cours[0]}" || statut=1; en_cours=("${en_cours[@]:1}"); fi
    cible "$nom" & en_cours+=($!)
done
for processus in "${en_cours[@]}"; do wait "$processus" || statut=1; done
exit $statut
