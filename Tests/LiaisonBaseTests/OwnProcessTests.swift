import Glibc
import LiaisonBase
import Testing

@Suite("Un processus par où passent des secrets")
struct OwnProcessTests {
    // In a process of its own: what it sets is not undone.
    @Test("il ne laisse pas de copie de sa mémoire")
    func hides() async {
        await #expect(processExitsWith: .exitCode(7)) {
            guard OwnProcess.hide() else { exit(1) }
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
            // The kernel's own word: its files are root's once it may not be dumped.
            let status = try PrivateFile.read("/proc/self/status", limit: 1 << 16)
            exit(limit.rlim_cur == 0 && !status.isEmpty ? 7 : 2)
        }
    }
}
