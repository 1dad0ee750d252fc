import Glibc

/// Regular files as a tar stream (POSIX.1-2001: ustar, with a pax record for a name above 100 bytes), piece by piece:
/// what `tar x` reads. Links, pipes and whatever else is no file are left out; nothing is followed.
public final class TarSource {
    private static let block = 512

    private let folder: String
    private var waiting: ArraySlice<String>
    private var pending: ArraySlice<UInt8> = []
    private var descriptor: Int32 = -1
    /// Bytes that its head promised and that were not given yet.
    private var left: Int64 = 0
    /// What fills the last block of the open file.
    private var padding = 0
    private var isEnded = false

    /// - Parameters:
    ///   - folder: in which whoever writes may be an enemy of whoever reads.
    ///   - names: of files in it, with the folders between: the archive names them so.
    public init(of folder: String, _ names: [String]) {
        self.folder = folder
        waiting = names[...]
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Gives the next bytes, as a `ByteSource` does; 0 at the end.
    ///
    /// - Throws: `.file` for one that can't be read.
    public func read(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !buffer.isEmpty else { return 0 }
        while true {
            if !pending.isEmpty {
                let count = min(pending.count, buffer.count)
                buffer.copyBytes(from: pending.prefix(count))
                pending = pending.dropFirst(count)
                return count
            }
            if descriptor >= 0 {
                if let count = try readFile(buffer) { return count }
            } else if let next = waiting.popFirst() {
                open(next)
            } else if !isEnded {
                isEnded = true
                pending = [UInt8](repeating: 0, count: 2 * Self.block)[...]
            } else {
                return 0
            }
        }
    }

    /// - Returns: nil at the end of the file.
    private func readFile(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int? {
        guard left > 0 else {
            close(descriptor)
            descriptor = -1
            pending = [UInt8](repeating: 0, count: padding)[...]
            return nil
        }
        let most = Int(min(left, Int64(buffer.count)))
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, most)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw FileError(.file, "Un fichier a changé pendant sa sauvegarde.")
            }
            left -= Int64(count)
            return count
        }
    }

    /// One that is gone meanwhile, or is no file, is passed over.
    private func open(_ name: String) {
        let opened = Self.descriptor(of: name[...], in: Self.descriptor(of: folder))
        guard opened >= 0 else { return }
        var status = stat()
        guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(opened)
            return
        }
        descriptor = opened
        left = Int64(status.st_size)
        padding = Self.padding(Int(left))
        pending = Self.head(name, size: left, modified: Int64(status.st_mtim.tv_sec))[...]
    }

    private static func descriptor(of folder: String) -> Int32 {
        Glibc.open(folder, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY)
    }

    /// One folder after the other: `O_NOFOLLOW` looks at the last of a path alone, and one between may have become a
    /// link since its name was read.
    ///
    /// - Parameter folder: closed here; below zero: none.
    /// - Returns: below zero where there is no such file.
    private static func descriptor(of name: Substring, in folder: Int32) -> Int32 {
        guard folder >= 0 else { return folder }
        defer { close(folder) }
        let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW
        guard let slash = name.firstIndex(of: "/") else {
            return openat(folder, String(name), flags | O_NONBLOCK)
        }
        return descriptor(
            of: name[name.index(after: slash)...],
            in: openat(folder, String(name[..<slash]), flags | O_DIRECTORY))
    }

    private static func padding(_ size: Int) -> Int { (block - size % block) % block }

    /// What stands before a file.
    static func head(_ name: String, size: Int64, modified: Int64) -> [UInt8] {
        let bytes = Array(name.utf8)
        guard bytes.count > 100 else { return head(bytes, size, modified, type: "0") }
        let record = record("path", name)
        return head(Array("pax".utf8), Int64(record.count), modified, type: "x") + record
            + [UInt8](repeating: 0, count: padding(record.count))
            + head(Array(bytes.prefix(100)), size, modified, type: "0")
    }

    /// «LENGTH KEY=VALUE», the length being that of the whole line.
    private static func record(_ key: String, _ value: String) -> [UInt8] {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count
        while String(length).utf8.count + rest.utf8.count != length {
            length = String(length).utf8.count + rest.utf8.count
        }
        return Array("\(length)\(rest)".utf8)
    }

    private static func head(
        _ name: [UInt8], _ size: Int64, _ modified: Int64, type: String
    ) -> [UInt8] {
        func octal(_ value: Int64, _ digits: Int) -> [UInt8] {
            let text = String(max(0, value), radix: 8)
            return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
                + [0]
        }
        var bytes = name
        bytes += [UInt8](repeating: 0, count: 100 - name.count)
        for field in [octal(0o600, 7), octal(0, 7), octal(0, 7)] { bytes += field }
        bytes += octal(size, 11)
        bytes += octal(modified, 11)
        let sum = bytes.count
        // Summed as if they were spaces.
        bytes += Array("        ".utf8)
        bytes += Array(type.utf8)
        bytes += [UInt8](repeating: 0, count: 100)
        bytes += Array("ustar\u{0}00".utf8)
        bytes += [UInt8](repeating: 0, count: block - bytes.count)
        let total = bytes.reduce(Int64(0)) { $0 + Int64($1) }
        bytes.replaceSubrange(sum..<sum + 8, with: octal(total, 6) + [0x20])
        return bytes
    }
}
