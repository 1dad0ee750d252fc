import Glibc
import LiaisonBase
import Testing

@Suite("Un processus par où passent des secrets")
struct OwnProcessTests {
    // In a process of its own: what it sets is not undone.
    @Test("il ne laisse pas de copie de sa mémoire")
    func hides() async {
        await #expect(processExitsWith: .exitCode(7)) {
            // As another account than root's, whose files of the kernel are root's from then on.
            guard geteuid() != 0 || setresuid(65_534, 65_534, 65_534) == 0 else { exit(1) }
            OwnProcess.closeMemory()
            var found = stat()
            guard stat("/proc/self/environ", &found) == 0 else { exit(2) }
            exit(found.st_uid == 0 ? 7 : 3)
        }
    }
}
