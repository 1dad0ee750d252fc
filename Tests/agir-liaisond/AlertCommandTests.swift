import Foundation
import LiaisonBase
import LiaisonService
import ProgramSupport
import TestSupport
import Testing

@testable import agir_liaisond

@Suite("Commande d'alerte")
struct AlertCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func command(_ script: String) throws -> AlertCommand {
        let (text, path) = ("\(folder.path)/texte", "\(folder.path)/alerte")
        try PrivateFile.write(Array("#!/bin/sh\n\(script)\n".utf8), to: text, replacing: true)
        // By another program: what is open here for writing is so in each program that starts meanwhile, and can't be
        // started until these have (ETXTBSY).
        let copied = try Program.run("/usr/bin/install", ["-m", "700", text, path])
        try #require(copied.ending == .exit(0))
        return AlertCommand(path: path)
    }

    private func written(_ name: String = "vu") throws -> String {
        String(
            decoding: try PrivateFile.read("\(folder.path)/\(name)", limit: 10_000), as: UTF8.self)
    }

    @Test("elle reçoit ses arguments tels quels, un par un, et rien d'autre")
    func arguments() async throws {
        let command = try command(#"umask 077; printf '%s\n' "$#" "$@" >"$(dirname "$0")/vu""#)
        let arguments = [
            "violation", "3", "b.example", "50", "2026-11-23T12:00:00Z", "a b'\";$(x)*",
        ]
        #expect(await command.run(arguments) == nil)
        #expect(try written() == (["6"] + arguments).joined(separator: "\n") + "\n")
    }

    @Test("son environnement est nu, ses entrées et sorties vides, et aucun descripteur n'y passe")
    func environment() async throws {
        let allowed: Set<String> = ["LANG", "PATH", "PWD", "OLDPWD", "SHLVL", "_"]
        try #require(!allowed.isSuperset(of: ProcessInfo.processInfo.environment.keys))
        let descriptor = open("/dev/null", O_RDONLY)
        defer { close(descriptor) }
        let command = try command(
            """
            umask 077
            d=$(dirname "$0")
            env | sort >"$d/vu"
            wc -c </dev/stdin >"$d/entree"
            ls /proc/self/fd >"$d/fd"
            sortie=$(readlink /proc/$$/fd/2)
            echo "$sortie" >"$d/sortie"
            """)
        #expect(await command.run([]) == nil)
        let names = try written().split(separator: "\n").map { String($0.prefix { $0 != "=" }) }
        #expect(allowed.isSuperset(of: names))
        #expect(try written().contains("LANG=C.UTF-8\n"))
        #expect(try written("entree").contains("0"))
        #expect(try written("sortie") == "/dev/null\n")
        // Standard ones, the folder that `ls` reads, and the script the shell reads.
        #expect(try written("fd").split(separator: "\n").count <= 5)
    }

    @Test("une fin en erreur se dit", arguments: [1, 3, 127, 255] as [Int32])
    func status(code: Int32) async throws {
        #expect(await (try command("exit \(code)")).run([]) == .status(code))
    }

    @Test("tuée par un signal, elle a échoué")
    func signal() async throws {
        #expect(await (try command("kill -TERM $$")).run([]) == .status(SIGTERM))
    }

    @Test("absente, sans droit d'exécution ou d'un autre format, elle ne se lance pas")
    func absent() async throws {
        #expect(await AlertCommand(path: "\(folder.path)/absente").run([]) == .absent)
        let path = "\(folder.path)/texte"
        try PrivateFile.write(Array("rien".utf8), to: path, replacing: true)
        #expect(await AlertCommand(path: path).run([]) == .absent)
        #expect(await AlertCommand(path: folder.path).run([]) == .absent)
    }

    @Test("une tâche annulée n'attend pas la fin, et rien ne reste, même qui ignore SIGTERM")
    func cancelled() async throws {
        let command = try command(
            """
            umask 077
            trap '' TERM HUP INT
            d=$(dirname "$0")
            echo $$ >"$d/pid.tmp"
            mv "$d/pid.tmp" "$d/pid"
            while :; do /bin/sleep 1000; done
            """)
        let path = "\(folder.path)/pid"
        let task = Task { await command.run([]) }
        while !PrivateFile.exists(path) { await Task.yield() }
        task.cancel()
        #expect(await task.value == .stopped)
        let pid = try #require(pid_t(try written("pid").dropLast()))
        #expect(kill(pid, 0) == -1 && errno == ESRCH)
    }
}
