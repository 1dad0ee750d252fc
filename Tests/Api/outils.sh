#!/usr/bin/env bash
# Installe schemathesis, à côté du système, s'il n'y est pas déjà. Veut python3-venv.
set -euo pipefail
cache=${XDG_CACHE_HOME:-$HOME/.cache}/agir-liaison-tests
if ! "$cache/bin/schemathesis" --version > /dev/null 2>&1; then
    python3 -m venv "$cache"
    "$cache/bin/pip" install --quiet 'schemathesis==4.32.5' cryptography pyyaml
fi
