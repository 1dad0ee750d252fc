import Dispatch
package import LiaisonAgent
package import LiaisonBase
package import LiaisonSchema
import Synchronization

/// An agent's folder in memory; it behaves as one of the disk does (FolderStoreTests).
package final class MemoryFolder: FolderStore {
    private struct State {
        var files: [String: (bytes: [UInt8], modified: Instant)] = [:]
        var folders: Set<String> = []
        var written: [String] = []
        var read: [String] = []
        var open: [FileMode.Narrowed] = []
        /// By whom, each of a number of its own.
        var held: [String: Int] = [:]
        var holders = 0
    }

    private let state = Mutex(State())
    private let free = DispatchSemaphore(value: 1)
    private let now: @Sendable () -> Instant

    package init(now: @escaping @Sendable () -> Instant) { self.now = now }

    /// Every file, to compare before and after.
    package var files: [String: [UInt8]] { state.withLock { $0.files.mapValues(\.bytes) } }

    /// The names written, moved or removed so far, in their order.
    package var changes: [String] { state.withLock(\.written) }

    /// The names asked for so far, in their order.
    package var reads: [String] { state.withLock(\.read) }

    package func read(_ name: String, limit: Int) throws(FileError) -> [UInt8] {
        let (bytes, isFolder) = state.withLock { state in
            state.read.append(name)
            return (state.files[name]?.bytes, state.folders.contains(name))
        }
        guard !isFolder else { throw FileError(.file, "\(name) est un dossier.") }
        guard let bytes else { throw FileError(.missingFile, "Il n'y a pas de fichier \(name).") }
        guard bytes.count <= limit else { throw FileError(.tooLarge, "\(name) est trop grand.") }
        return bytes
    }

    package func write(_ bytes: [UInt8], to name: String, replacing: Bool) throws(FileError) {
        let error: FileError? = state.withLock { state in
            guard state.folders.contains(Self.folder(of: name)) else {
                return FileError(.missingFile, "Le dossier de \(name) n'existe pas.")
            }
            guard !state.folders.contains(name) else {
                return FileError(.file, "\(name) est un dossier.")
            }
            guard replacing || state.files[name] == nil else {
                return FileError(.wouldOverwrite, "\(name) existe déjà.")
            }
            state.files[name] = (bytes, now())
            state.held[name] = nil
            state.written.append(name)
            return nil
        }
        if let error { throw error }
    }

    package func exists(_ name: String) -> Bool {
        state.withLock { $0.files[name] != nil || $0.folders.contains(name) }
    }

    package func names(in folder: String) -> [String] {
        state.withLock { state in
            (Array(state.files.keys) + state.folders.filter { !$0.isEmpty })
                .filter { Self.folder(of: $0) == folder }
                .map { String($0.dropFirst(folder.isEmpty ? 0 : folder.count + 1)) }
                .filter { !$0.hasPrefix(".") }
                .sorted()
        }
    }

    package func move(_ name: String, to other: String) throws(FileError) {
        let error: FileError? = state.withLock { state in
            guard let file = state.files[name] else { return nil }
            guard state.folders.contains(Self.folder(of: other)) else {
                return FileError(.missingFile, "Le dossier de \(other) n'existe pas.")
            }
            state.files[name] = nil
            state.files[other] = file
            state.written.append(other)
            return nil
        }
        if let error { throw error }
    }

    package func remove(_ name: String) {
        state.withLock { state in
            guard state.files.removeValue(forKey: name) != nil else { return }
            state.held[name] = nil
            state.written.append(name)
        }
    }

    package func makeFolder(_ name: String) throws(FileError) {
        state.withLock { state in
            var folder = name
            while state.folders.insert(folder).inserted, !folder.isEmpty {
                folder = Self.folder(of: folder)
            }
        }
    }

    /// As a copy may leave it on a disk: `narrow` finds it, once.
    package func leaveOpen(_ path: String) {
        state.withLock { $0.open.append(FileMode.Narrowed(path: path, isRepaired: true)) }
    }

    package func narrow() -> [FileMode.Narrowed] {
        state.withLock { state in
            defer { state.open = [] }
            return state.open
        }
    }

    package func modified(_ name: String) -> Instant? {
        state.withLock { $0.files[name]?.modified }
    }

    package func lock(seconds: Int) throws(FileError) -> (@Sendable () -> Void)? {
        try makeFolder("")
        guard free.wait(timeout: .now() + .seconds(seconds)) == .success else { return nil }
        return { [free] in free.signal() }
    }

    package func hold(_ name: String) throws(FileError) -> (@Sendable () -> Void)? {
        let holder: Int? = try state.withLock { state throws(FileError) in
            guard state.files[name] != nil else {
                throw FileError(.missingFile, "Il n'y a pas de fichier \(name).")
            }
            guard state.held[name] == nil else { return nil }
            state.holders += 1
            state.held[name] = state.holders
            return state.holders
        }
        guard let holder else { return nil }
        return { [self] in
            state.withLock { if $0.held[name] == holder { $0.held[name] = nil } }
        }
    }

    private static func folder(of name: String) -> String {
        name.lastIndex(of: "/").map { String(name[..<$0]) } ?? ""
    }
}
