#!/usr/bin/env bash
# Ce que le service dit à systemd : prêt quand tout écoute, en vie deux fois par période, arrêté. Et son
# unité le tient enfermé.
source "$(dirname "$0")/../outils.sh"

cat > "$dossier/systemd.py" <<'FIN'
import os, signal, socket, subprocess, sys, time
daemon, folder = sys.argv[1:]
notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
notices.bind(f"{folder}/notify")
notices.settimeout(300)
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
assert process.wait(300) == 0
FIN
python3 "$dossier/systemd.py" "$binaires/agir-liaisond" "$dossier"

# Le socket que systemd ouvre : un client peut attendre avant que le service soit là ; ce que le service
# lui répond vient par ce socket. Les clés que systemd déchiffre comptent, et ne sont pas écrites ailleurs.
cat > "$dossier/active.py" <<'FIN'
import atexit, os, signal, socket, subprocess, sys
daemon, folder, command, address = sys.argv[1:]
path, state, keys = f"{folder}/active.sock", f"{folder}/active", f"{folder}/cles"
listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
listening.bind(path)
listening.listen(16)
early = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
early.connect(path)
early.sendall(b"GET /v1/sante HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
running = []
atexit.register(lambda: [os.kill(pid, signal.SIGKILL) for pid in running])
def run():
    pid = os.fork()
    if pid == 0:
        os.dup2(listening.fileno(), 3)
        os.set_inheritable(3, True)
        environment = dict(
            os.environ, LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="agents",
            CREDENTIALS_DIRECTORY=keys)
        os.execve(daemon, [daemon, "--etat", state, "--socket", f"{folder}/autre.sock",
            "--ecoute", address], environment)
    running.append(pid)
    return pid
def stop(pid):
    os.kill(pid, signal.SIGTERM)
    assert os.waitpid(pid, 0)[1] == 0
    running.remove(pid)
pid = run()
early.settimeout(300)
answer = early.recv(65536)
assert answer.startswith(b"HTTP/1.1 200") and b"\r\nDate: " in answer.replace(b"date:", b"Date:"), answer
assert not os.path.exists(f"{folder}/autre.sock")
assert sorted(name for name in os.listdir(state) if name.endswith(".cle")) == [
    "journal.cle", "service.cle", "temoin.cle"]
os.mkdir(keys)
os.rename(f"{state}/service.cle", f"{keys}/service.cle")
stop(pid)
# Le socket est encore là pour le suivant, qui sert la même clé.
pid = run()
subprocess.run(
    [command, "structure", "creer", "a.example", "--libelle", "A", "--type", "autre", "--role", "dpo",
     "--agent", "anne", "--fonction", "F", "--sans-phrase", "--dossier", f"{folder}/agent", "--service", f"unix:{path}"],
    check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
stop(pid)
assert not os.path.exists(f"{state}/service.cle")
FIN
python3 "$dossier/active.py" "$binaires/agir-liaisond" "$dossier" "$binaires/agir-liaison" "$bouclage:0"

if command -v systemd-analyze > /dev/null; then
    note=$(systemd-analyze security --offline=true "$racine/systemd/agir-liaisond.service" \
        | sed -n 's/.*Overall exposure level.*: \([0-9.]*\) .*/\1/p')
    exiger awk "BEGIN { exit !($note <= 1.5) }"
fi
