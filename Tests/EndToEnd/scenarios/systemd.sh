#!/usr/bin/env bash
# Ce que le service dit à systemd : prêt quand tout écoute, en vie deux fois par période, arrêté. Et son
# unité le tient enfermé.
source "$(dirname "$0")/../outils.sh"

cat > "$dossier/systemd.py" <<'FIN'
import os, signal, socket, subprocess, sys, time
daemon, folder = sys.argv[1:]
notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notices.bind(f"{folder}/notify")
notices.settimeout(20)
process = subprocess.Popen(
    [daemon, "--etat", f"{folder}/etat", "--socket", f"{folder}/s.sock", "--ecoute", "127.0.0.1:0"],
    env=dict(os.environ, NOTIFY_SOCKET=f"{folder}/notify", WATCHDOG_USEC="400000"),
    stderr=subprocess.DEVNULL)
said = []
while said.count("WATCHDOG=1") < 3 or not any("READY=1" in one for one in said):
    said.append(notices.recv(4096).decode())
assert os.path.exists(f"{folder}/s.sock")
process.send_signal(signal.SIGTERM)
while "STOPPING=1" not in said[-1]:
    said.append(notices.recv(4096).decode())
assert process.wait(15) == 0
FIN
python3 "$dossier/systemd.py" "$binaires/agir-liaisond" "$dossier"
if command -v systemd-analyze > /dev/null; then
    note=$(systemd-analyze security --offline=true "$racine/systemd/agir-liaisond.service" \
        | sed -n 's/.*Overall exposure level.*: \([0-9.]*\) .*/\1/p')
    exiger awk "BEGIN { exit !($note <= 1.5) }"
fi
