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
            guard limit.rlim_cur == 0 else { exit(2) }
            // The kernel's own word, which root can't tell apart: its files are root's from then on.
            var found = stat()
            guard stat("/proc/self/environ", &found) == 0 else { exit(3) }
            exit(geteuid() == 0 || found.st_uid == 0 ? 7 : 4)
        }
    }
}
