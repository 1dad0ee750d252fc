internal import CProcessus
internal import Glibc

/// What a process through which secrets pass sets about itself first.
public enum OwnProcess {
    /// No core, not even for a program that the kernel hands cores to and that a limit does not stop; no other
    /// process of the same account reads this one's memory; nothing is created for others to read.
    ///
    /// - Returns: whether the kernel agreed to all of it.
    @discardableResult
    public static func hide() -> Bool {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        let isLimited = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0
        umask(0o077)
        return processus_cache() == 0 && isLimited
    }
}
