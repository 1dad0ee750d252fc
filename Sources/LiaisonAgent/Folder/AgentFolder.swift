package import LiaisonBase
package import LiaisonSchema

/// The agent's folder, mode 0700 (formats.md, «Files of an agent»).
package struct AgentFolder: Sendable {
    /// Where it is, for messages and for what must have a path.
    package let path: String
    private let store: any FolderStore
    private let holding = Holding()

    package init(path: String) {
        self.path = path
        store = DiskFolder(path)
    }

    /// - Parameter path: what people are told of it.
    package init(_ store: any FolderStore, path: String) {
        self.path = path
        self.store = store
    }

    // MARK: Files

    package func read(_ name: String, limit: Int) throws(FileError) -> [UInt8] {
        try store.read(name, limit: limit)
    }

    package func write(
        _ bytes: some Collection<UInt8>, to name: String, replacing: Bool = false
    ) throws(FileError) {
        try store.write(Array(bytes), to: name, replacing: replacing)
    }

    package func exists(_ name: String) -> Bool { store.exists(name) }
    package func names(in folder: String) -> [String] { store.names(in: folder) }

    package func move(_ name: String, to other: String) throws(FileError) {
        try store.move(name, to: other)
    }

    package func remove(_ name: String) { store.remove(name) }
    package func makeFolder(_ name: String) throws(FileError) { try store.makeFolder(name) }
    package func modified(_ name: String) -> Instant? { store.modified(name) }

    func hold(_ name: String) throws(FileError) -> (@Sendable () -> Void)? {
        try store.hold(name)
    }

    /// Takes from other users of the machine what they may do with it, and says it: a folder that a copy or a
    /// restoration left open is one that anybody there could read.
    func tend(_ notify: (AgentNotice) -> Void) {
        for narrowed in store.narrow() { notify(.trust(.readableByOthers(narrowed))) }
    }

    /// Does something while no other program, nor another context of this one, changes the folder. One
    /// lock for all its files; within it, again is no wait.
    ///
    /// - Throws: `.tryAgain` when another one holds it too long, at work or stopped.
    package func locked<Result>(_ body: () throws -> Result) throws -> Result {
        guard holding.depth == 0 else { return try body() }
        guard let release = try store.lock(seconds: Self.patience) else {
            throw AgentError(
                .tryAgain, "Une autre commande travaille dans le dossier \(path).",
                next: "Attendez qu'elle finisse, ou fermez-la, puis recommencez.")
        }
        holding.depth = 1
        defer {
            holding.depth = 0
            release()
        }
        return try body()
    }

    /// Seconds.
    private static let patience = 30

    /// Whether this context holds the folder: it serves one thread at a time.
    private final class Holding: @unchecked Sendable {
        var depth = 0
    }
}
