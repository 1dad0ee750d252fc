internal import Glibc

/// Files that only their owner may read: mode 0600, whole or not at all, never over another unless
/// asked, bounded before memory is taken.
public enum PrivateFile {
    /// Writes a file that has no name yet, synced, then put in place in one step.
    ///
    /// - Throws: `.wouldOverwrite` when the file exists and `replacing` is false, `.file` otherwise.
    public static func write(
        _ bytes: some Collection<UInt8>, to path: String, replacing: Bool = false
    ) throws(FileError) {
        do {
            try write(to: path, replacing: replacing) { sink in
                try Array(bytes).withUnsafeBytes { try sink($0) }
            }
        } catch let error as FileError {
            throw error
        } catch {
            throw failure("écrire", path)
        }
    }

    /// The same for content that comes piece by piece; when `body` throws, nothing is there.
    public static func write(
        to path: String, replacing: Bool = false, _ body: (@escaping ByteSink) throws -> Void
    ) throws {
        guard let file = UnplacedFile(beside: path) else { throw failure("écrire", path) }
        defer { close(file.descriptor) }
        do {
            try body { bytes in
                var left = bytes[...]
                while !left.isEmpty {
                    let written = Glibc.write(
                        file.descriptor, UnsafeRawBufferPointer(rebasing: left).baseAddress,
                        left.count)
                    if written < 0, errno == EINTR { continue }
                    guard written > 0 else { throw failure("écrire", path) }
                    left = left.dropFirst(written)
                }
            }
            guard fsync(file.descriptor) == 0 else { throw failure("écrire", path) }
        } catch {
            file.drop()
            throw error
        }
        let error = file.place(at: path, replacing: replacing)
        guard error == 0 else {
            if error == EEXIST {
                throw FileError(
                    .wouldOverwrite,
                    "Le fichier \(VisibleText.line(path)) existe déjà ; il n'est pas remplacé.",
                    hint: "Choisissez un autre nom ou déplacez l'ancien.")
            }
            errno = error
            throw failure("écrire", path)
        }
        syncFolder(of: path)
    }

    /// Adds lines at the end of a file, durably; the file is made when it is not there. A line that a
    /// crash cut short is closed first.
    ///
    /// - Parameter lines: whole lines, their line feeds included.
    /// - Returns: the bytes of the file.
    public static func append(_ lines: [UInt8], to path: String) throws(FileError) -> Int64 {
        let isNew = !exists(path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("écrire", path) }
        defer { close(descriptor) }
        let end = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0x0A
        if end > 0 { _ = pread(descriptor, &last, 1, end - 1) }
        var left = ((last == 0x0A ? [] : [0x0A]) + lines)[...]
        while !left.isEmpty {
            let written = left.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure("écrire", path) }
            left = left.dropFirst(written)
        }
        guard fsync(descriptor) == 0 else { throw failure("écrire", path) }
        if isNew { syncFolder(of: path) }
        return Int64(lseek(descriptor, 0, SEEK_END))
    }

    /// Bytes; 0 for a file that is not there.
    public static func size(of path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Reads at most `limit` bytes.
    ///
    /// - Throws: `.missingFile`, `.tooLarge`, `.file`.
    public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let descriptor = opened(path)
        guard descriptor >= 0 else { throw failure("lire", path) }
        defer { close(descriptor) }
        return try read(descriptor: descriptor, name: path, limit: limit)
    }

    /// Gives the content piece by piece, whatever its size.
    public static func read<Result>(
        from path: String, _ body: (@escaping ByteSource) throws -> Result
    ) throws -> Result {
        let descriptor = opened(path)
        guard descriptor >= 0 else { throw failure("lire", path) }
        defer { close(descriptor) }
        return try body { buffer in
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw failure("lire", path) }
                return count
            }
        }
    }

    /// For reading: the file of that name, or the one whose name reads like it (`FoundPath`).
    private static func opened(_ path: String) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor < 0, errno == ENOENT else { return descriptor }
        guard let found = FoundPath.bytes(of: path) else {
            // Looking changed what the failure is told by.
            errno = ENOENT
            return -1
        }
        return open(found, O_RDONLY | O_CLOEXEC)
    }

    /// Reads standard input, at most `limit` bytes.
    public static func readStandardInput(limit: Int) throws(FileError) -> [UInt8] {
        try read(descriptor: STDIN_FILENO, name: "l'entrée standard", limit: limit)
    }

    private static func read(
        descriptor: Int32, name: String, limit: Int
    ) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1_024)
        let isTerminal = isatty(descriptor) == 1
        // Whoever reads keys one by one before lends the terminal: a text ends by its Ctrl-D, and is shown.
        var found = termios()
        let isRaw =
            isTerminal && tcgetattr(descriptor, &found) == 0
            && found.c_lflag & tcflag_t(ICANON) == 0
        if isRaw {
            var lines = found
            lines.c_lflag |= tcflag_t(ICANON | ECHO)
            tcsetattr(descriptor, TCSANOW, &lines)
        }
        defer { if isRaw { tcsetattr(descriptor, TCSANOW, &found) } }
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("lire", name) }
            guard count > 0 else { return bytes }
            // A terminal gives a line at a time, cut by the kernel after 4,095 bytes.
            guard !isTerminal || count < 4_096 else {
                throw FileError(
                    .tooLarge, "Une ligne est plus longue que ce qu'un terminal garde.",
                    hint: "Mettez le texte dans un fichier, et donnez ce fichier.")
            }
            guard bytes.count + count <= limit else {
                throw FileError(.tooLarge, "\(name) dépasse la taille admise (\(limit) octets).")
            }
            bytes += piece[..<count]
        }
    }

    /// Makes a folder with mode 0700, and those above it; one that exists is left as it is.
    public static func makeFolder(_ path: String) throws(FileError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw failure("créer", path)
        }
        try makeFolder(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("créer", path) }
    }

    public static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0 || FoundPath.bytes(of: path) != nil
    }

    /// The names in a folder, sorted; none when it does not exist.
    public static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// Puts a file in the place of another one of the same folder, durably; nothing when it is not
    /// there.
    ///
    /// - Throws: `.file`.
    public static func move(_ path: String, to other: String) throws(FileError) {
        guard exists(path) else { return }
        guard rename(path, other) == 0 else { throw failure("renommer", path) }
        syncFolder(of: other)
    }

    /// Removes a file; one that is not there is no error.
    public static func remove(_ path: String) {
        unlink(path)
    }

    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    }

    private static func syncFolder(of path: String) {
        let descriptor = open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func failure(_ verb: String, _ path: String) -> FileError {
        // The name of a file may be a partner's.
        let (error, path) = (errno, VisibleText.line(path))
        let isElided = verb.first.map { "aeéiouh".contains($0) } ?? false
        let what = isElided ? "d'\(verb)" : "de \(verb)"
        return switch error {
        case ENOENT:
            FileError(
                .missingFile, "Le fichier ou le dossier n'existe pas : \(path).",
                hint: "Vérifiez le chemin.")
        case EACCES, EPERM:
            FileError(
                .file, "Impossible \(what) \(path) : accès refusé.",
                hint: "Vérifiez les droits du fichier et du dossier.")
        case ENOSPC, EDQUOT:
            FileError(
                .file, "Impossible \(what) \(path) : le disque est plein.",
                hint: "Libérez de la place, puis recommencez.")
        default:
            FileError(.file, "Impossible \(what) \(path) (erreur système \(error)).")
        }
    }
}
