import Glibc
import LiaisonBase
import Testing

@Suite("Un processus par où passent des secrets")
struct OwnProcessTests {
    // In a process of its own: what it sets is not undone. Root's files are root's anyway: nothing would be seen.
    @Test("il ne laisse pas de copie de sa mémoire", .enabled(if: geteuid() != 0))
    func closed() async {
        await #expect(processExitsWith: .exitCode(7)) {
            func owner() -> uid_t? {
                var found = stat()
                return stat("/proc/self/environ", &found) == 0 ? found.st_uid : nil
            }
            guard owner() == geteuid() else { exit(1) }
            OwnProcess.closeMemory()
            // The kernel's own word: what shows the memory is root's from then on.
            exit(owner() == 0 ? 7 : 2)
        }
    }

    @Test("un autre programme reçoit l'environnement, sans la façon dont notre mémoire se recouvre")
    func others() {
        let given = OwnProcess.environmentOfOthers()
        #expect(given.contains("PATH=" + String(cString: getenv("PATH"))))
        #expect(!given.contains { $0.hasPrefix("GLIBC_TUNABLES=") })
    }
}
