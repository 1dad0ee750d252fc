import Foundation
import LiaisonBase
import Synchronization
import Testing

@Suite("Programmes lancés : rien de nous n'y passe") struct ChildProcessTests {
    private func output(
        _ script: String, environment: [String]? = [], extra: [Int32] = []
    ) throws -> (text: String, ending: ChildProcess.Ending) {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let process = try #require(
            ChildProcess(
                "/bin/sh", ["essai", "-c", script], environment: environment,
                descriptors: [nil, ends[1], nil] + extra.map(Optional.some)))
        close(ends[1])
        let data = try FileHandle(fileDescriptor: ends[0], closeOnDealloc: true).readToEnd()
        return (String(decoding: data ?? Data(), as: UTF8.self), process.wait())
    }

    @Test("les descripteurs dits, échangés s'il le faut, et aucun autre")
    func descriptors() throws {
        var one: [Int32] = [0, 0]
        var two: [Int32] = [0, 0]
        try #require(pipe(&one) == 0 && pipe(&two) == 0)
        defer { for end in one + two { close(end) } }
        _ = write(one[1], "un\n", 3)
        _ = write(two[1], "deux\n", 5)
        // Given in the order that overwrites whoever moves them one by one.
        let pairs = one[0] < two[0] ? [two[0], one[0]] : [one[0], two[0]]
        // No pipe in the script: the shell would have an end of it open, or not any more.
        let found = try output(
            "read a <&3; read b <&4; echo $a $b; ls /proc/$$/fd; :", extra: pairs)
        #expect(
            found.text == (one[0] < two[0] ? "deux un" : "un deux") + "\n0\n1\n2\n3\n4\n")
    }

    @Test("ce qu'un autre fil ouvre pendant qu'on le lance n'y passe pas non plus")
    func meanwhile() throws {
        let goesOn = Mutex(true)
        defer { goesOn.withLock { $0 = false } }
        Thread.detachNewThread {
            while goesOn.withLock({ $0 }) {
                var ends: [Int32] = [0, 0]
                guard pipe(&ends) == 0 else { continue }
                for end in ends { close(end) }
            }
        }
        for _ in 0..<60 {
            #expect(try output("ls /proc/$$/fd; :").text == "0\n1\n2\n")
        }
    }

    @Test("un descripteur qui n'existe pas : rien n'est lancé, et surtout pas avec l'un des nôtres")
    func absentDescriptor() {
        let process = ChildProcess(
            "/bin/true", ["true"], environment: [], descriptors: [nil, Int32.max, nil])
        #expect(process == nil)
    }

    @Test("l'environnement dit, ou le nôtre")
    func environment() throws {
        // As the kernel gives it: the shell adds its own. Ours is read, never changed: other threads read it too.
        let given = "exec 3</proc/$$/environ; tr '\\0' '\\n' <&3"
        #expect(try output(given, environment: ["A=b", "C=d"]).text == "A=b\nC=d\n")
        let ours = ProcessInfo.processInfo.environment
        try #require(!ours.isEmpty)
        let names = try output("env -0 | tr '\\n\\0' ' \\n' | cut -d= -f1", environment: nil).text
        #expect(Set(names.split(separator: "\n").map(String.init)).isSuperset(of: ours.keys))
    }

    @Test("son code, le signal qui l'arrête, un programme qui n'existe pas")
    func endings() throws {
        #expect(try output("exit 7").ending == .exit(7))
        #expect(try output("kill -KILL $$").ending == .signal(SIGKILL))
        let absent = ChildProcess(
            "/bin/absent", ["absent"], environment: [], descriptors: [nil, nil, nil])
        #expect(absent == nil)
    }

    @Test("arrêté, son groupe l'est avec lui")
    func killed() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let process = try #require(
            ChildProcess(
                "/bin/sh", ["sh", "-c", "sleep 600 & echo prêt; wait"], environment: [],
                descriptors: [nil, ends[1], nil]))
        close(ends[1])
        let output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        #expect(output.availableData.count > 0)
        #expect(process.ended() == nil)
        process.kill()
        // Ends only once nobody holds the pipe: the one behind is gone too.
        #expect(try output.readToEnd()?.count ?? 0 == 0)
        #expect(process.wait() == .signal(SIGKILL))
    }
}
