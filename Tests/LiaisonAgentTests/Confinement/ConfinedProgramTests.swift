import AgentTestSupport
import Foundation
import LiaisonBase
import LiaisonCrypto
import TestSupport
import Testing

@testable import LiaisonAgent

@Suite("Programme confiné : sans clé, sans réseau, sans fichier, sans terminal")
struct ConfinedProgramTests {
    private let limits = ConfinedProgram.Limits(
        processor: 5, clock: 300, memory: 512 << 20, file: 8 << 20)

    private func shell(
        _ script: String, files: [ConfinedProgram.File] = [], input: String? = nil,
        limits: ConfinedProgram.Limits? = nil, results: [String] = [], wanted: Int = 1 << 20
    ) throws -> (outcome: ConfinedProgram.Outcome, output: [UInt8]) {
        var bytes = Array((input ?? "").utf8)
        let secret = try input == nil ? nil : SecretBytes(taking: &bytes)
        var output: [UInt8] = []
        let outcome = try ConfinedProgram("sh", debian: "dash").run(
            ["-c", script], files: files, input: secret, limits: limits ?? self.limits,
            results: results
        ) {
            output += $0
            return output.count <= wanted
        }
        return (outcome, output)
    }

    private func text(_ script: String, input: String? = nil) throws -> String {
        String(decoding: try shell(script, input: input).output, as: UTF8.self)
    }

    @Test("il ne voit ni environnement, ni dossiers, ni réseau, ni processus, ni terminal")
    func alone() throws {
        let allowed: Set<String> = ["LANG", "PATH", "PWD", "OLDPWD", "SHLVL", "_"]
        try #require(!allowed.isSuperset(of: ProcessInfo.processInfo.environment.keys))
        let names = try text("env | cut -d= -f1").split(separator: "\n").map(String.init)
        #expect(allowed.isSuperset(of: names))
        let top = try text("ls -A / /dev").split(separator: "\n")
        #expect(
            Set(top).subtracting(["/:", "/dev:"]) == [
                "bin", "dev", "lib", "lib64", "null", "sortie", "urandom", "usr",
            ])
        // A loopback of its own, and nothing else.
        let interfaces = "import socket; print([name for _, name in socket.if_nameindex()])"
        #expect(try text("python3 -c '\(interfaces)'") == "['lo']\n")
        #expect(try text("echo x > /usr/x || echo non").contains("non"))
        let descriptors = try text(
            "for n in 3 4 5 6 7 8 9; do (: <&$n) 2>/dev/null && echo $n; done; :")
        #expect(descriptors == "")
    }

    @Test("l'entrée donne le secret et une fin de ligne, puis rien ; sans secret, rien")
    func input() throws {
        #expect(try text("cat", input: "sept-mots") == "sept-mots\n")
        #expect(try text("cat") == "")
    }

    @Test("des fichiers de toute taille entrent par des tuyaux, et ce qui sort sort en entier")
    func files() throws {
        let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let found = try shell(
            "cat /contenu/vide /contenu/grand /contenu/petit",
            files: [
                .init(path: "/contenu/grand", content: large),
                .init(path: "/contenu/vide", content: []),
                .init(path: "/contenu/petit", content: [1, 2]),
            ], wanted: 4_000_000)
        #expect(found.outcome.ending == .exit(0))
        #expect(found.output == large + [1, 2])
    }

    @Test("un résultat est le fichier fait, le premier qui existe ; rien quand le programme échoue")
    func results() throws {
        let names = ["/sortie/a", "/sortie/b"]
        #expect(
            try shell("echo non; echo oui >/sortie/b", results: names).output == Array("oui\n".utf8)
        )
        #expect(try shell("echo x >/sortie/a; exit 3", results: names).output == [])
        #expect(try shell("echo x >/sortie/a; exit 3", results: names).outcome.ending != .exit(0))
        #expect(try shell(":", results: names).output == [])
    }

    @Test("son code et ses plaintes reviennent, bornées")
    func ending() throws {
        let failed = try shell("echo 'Wrong password' >&2; exit 2").outcome
        #expect(failed.ending == .exit(2) && failed.errors == "Wrong password\n")
        #expect(try shell("head -c 1000000 /dev/urandom >&2").outcome.errors.utf8.count < 20_000)
    }

    @Test("ce qu'on ne veut plus l'arrête, et il ne dépasse ni temps, ni mémoire, ni place")
    func bounded() throws {
        #expect(try shell("while :; do echo oui; done", wanted: 1_000).outcome.ending == .stopped)
        let short = ConfinedProgram.Limits(
            processor: 1, clock: 300, memory: 256 << 20, file: 1 << 20)
        #expect(try shell("while :; do :; done", limits: short).outcome.ending == .stopped)
        let quick = ConfinedProgram.Limits(processor: 5, clock: 1, memory: 256 << 20, file: 1 << 20)
        #expect(try shell("sleep 600", limits: quick).outcome.ending == .stopped)
        // Each beside what just fits: it is the limit that stops it.
        for (size, wanted) in [(1_000_000, "fait\n"), (2_000_000, "")] {
            let file = "head -c \(size) /dev/urandom >/sortie/x && echo fait"
            #expect(try shell(file, limits: short).output == Array(wanted.utf8))
        }
        for (size, wanted) in [(100, "fait\n"), (300, "")] {
            let memory = "dd if=/dev/null of=/dev/null bs=\(size)M count=1 && echo fait"
            #expect(try shell(memory, limits: short).output == Array(wanted.utf8))
        }
    }

    @Test("un programme qui manque : 69, et le paquet à installer")
    func missing() throws {
        let folder = try TemporaryFolder()
        func message(_ program: ConfinedProgram) throws -> AgentError {
            try #require(throws: AgentError.self) {
                _ = try program.run([], files: [], input: nil, limits: limits) { _ in true }
            }
        }
        let error = try message(ConfinedProgram("7zz", debian: "7zip", folder: folder.path))
        #expect(error.code == .unavailable && error.message.contains("7zz"))
        #expect(error.next == .sentence("Installez le paquet Debian 7zip : apt install 7zip"))
        try PrivateFile.write([], to: "\(folder.path)/7zz")
        let other = try message(ConfinedProgram("7zz", debian: "7zip", folder: folder.path))
        #expect(other.message.contains("bwrap"))
    }

    @Test("rien ne reste ouvert après, quoi qu'il arrive")
    func descriptors() throws {
        // What it opens are socket pairs; what other tests open beside are files and places of the network.
        func open() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
                guard let descriptor = Int32($0) else { return false }
                var address = sockaddr()
                var length = socklen_t(MemoryLayout<sockaddr>.size)
                return getsockname(descriptor, &address, &length) == 0
                    && address.sa_family == sa_family_t(AF_UNIX)
            }
        }
        _ = try shell(":")
        let before = try open()
        for script in [":", "exit 1", "while :; do echo oui; done"] {
            for _ in 0..<20 { _ = try shell(script, wanted: 10) }
        }
        // Other tests run beside: a leak of one a run would be sixty.
        #expect(try open() < before + 40)
    }
}
