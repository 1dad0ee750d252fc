internal import CProcessus
internal import Glibc

/// What a process that holds keys says of itself.
public enum OwnProcess {
    /// Whoever runs as the same user can no longer look into this process's memory, nor trace it.
    public static func closeMemory() { processus_ferme_memoire() }

    private static let tunables = "GLIBC_TUNABLES"
    /// As the unit of the hosted bureaux says it. What a thread keeps for itself is not covered: it keeps nothing. What
    /// is large goes back to the system when it is freed: else the C library keeps as much as was ever held.
    private static let covering =
        "glibc.malloc.perturb=90:glibc.malloc.tcache_count=0"
        + ":glibc.malloc.mmap_threshold=2097152:glibc.malloc.arena_max=2"

    /// Has the memory that this process gives back covered at once: a key, a phrase or a page that passed through it
    /// is not there afterwards. The C library reads how when a process begins: this program is started again in its
    /// own place, once. Where that can't be, it goes on as it is.
    public static func coverMemory() {
        let said = getenv(tunables).map { String(cString: $0) } ?? ""
        guard !said.contains("glibc.malloc.perturb"), let own = realpath("/proc/self/exe", nil)
        else { return }
        defer { free(own) }
        let value = said.isEmpty ? covering : "\(said):\(covering)"
        var variables: [UnsafeMutablePointer<CChar>?] = entries(without: [tunables])
        variables += [strdup("\(tunables)=\(value)"), nil]
        var words: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) }
        words.append(nil)
        _ = execve(own, words, variables)
    }

    /// The environment for another program that is none of ours: `NAME=value` each, without how our memory is covered.
    public static func environmentOfOthers() -> [String] {
        entries(without: [tunables]).map { String(cString: $0) }
    }

    private static func entries(without names: Set<String>) -> [UnsafeMutablePointer<CChar>] {
        var found: [UnsafeMutablePointer<CChar>] = []
        var place: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = environ
        while let entry = place?.pointee {
            let name = String(cString: entry).prefix { $0 != "=" }
            if !names.contains(String(name)) { found.append(entry) }
            place = place?.successor()
        }
        return found
    }
}
