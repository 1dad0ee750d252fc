internal import CProcessus

/// What a process that holds keys says of itself.
public enum OwnProcess {
    /// Whoever runs as the same user can no longer look into this process's memory, nor trace it.
    public static func closeMemory() { processus_ferme_memoire() }
}
