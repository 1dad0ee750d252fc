/// Reads what `TarSource` writes, as it comes: regular files, each given whole, in their order. Strict, for what is
/// restored may have been put there by somebody else: another kind of entry, a name that leads out of the folder, a sum
/// that is wrong is refused.
///
///     var reader = TarReader()
///     try reader.take(bytes) { name, content in … }
///     try reader.finish()
public struct TarReader {
    /// Bytes of a file, and how many files.
    public static let fileLimit = 64 << 20
    public static let most = 100_000
    /// Folders within folders.
    private static let depth = 6
    /// Bytes of a record that holds a long name.
    private static let nameLimit = 4_096
    private static let block = 512

    private enum State {
        case head
        /// - isName: of a record that names the file that follows.
        case content(size: Int, isName: Bool)
        /// Two empty blocks, and nothing after them.
        case end
    }

    private var state = State.head
    private var buffer: [UInt8] = []
    private var name = ""
    /// Of the file that follows, where it does not fit in its head.
    private var longName: String?
    private var count = 0

    public init() {}

    /// - Parameter file: told of each file once it is whole; its name has no slash at its start, and no `..`.
    /// - Throws: `.file` for what no `TarSource` wrote, `.tooLarge`; what `file` throws.
    public mutating func take(
        _ bytes: UnsafeRawBufferPointer, _ file: (_ name: String, _ content: [UInt8]) throws -> Void
    ) throws {
        buffer += bytes
        var start = 0
        defer { buffer.removeFirst(start) }
        while true {
            let left = buffer.count - start
            switch state {
            case .head:
                guard left >= Self.block else { return }
                let head = Array(buffer[start..<start + Self.block])
                start += Self.block
                try read(head)
            case .content(let size, let isName):
                let whole = (size + Self.block - 1) / Self.block * Self.block
                guard left >= whole else { return }
                let content = Array(buffer[start..<start + size])
                start += whole
                state = .head
                if isName { longName = try Self.name(content) } else { try file(name, content) }
            case .end:
                guard buffer[start...].allSatisfy({ $0 == 0 }) else { throw Self.damaged }
                start = buffer.count
                return
            }
        }
    }

    /// - Throws: `.file` for what was cut short.
    public func finish() throws(FileError) {
        guard case .end = state else { throw Self.damaged }
    }

    private mutating func read(_ head: [UInt8]) throws(FileError) {
        guard head.contains(where: { $0 != 0 }) else {
            guard longName == nil else { throw Self.damaged }
            state = .end
            return
        }
        guard Self.sum(head) == Self.octal(head[148..<156]), Self.text(head[257..<262]) == "ustar",
            let size = Self.octal(head[124..<136])
        else { throw Self.damaged }
        switch head[156] {
        case UInt8(ascii: "0"):
            guard size <= Self.fileLimit else {
                throw FileError(.tooLarge, "Un fichier de la sauvegarde est trop grand.")
            }
            count += 1
            guard count <= Self.most else {
                throw FileError(.tooLarge, "La sauvegarde a trop de fichiers.")
            }
            name = longName ?? Self.text(head[0..<100])
            longName = nil
            guard Self.isInside(name) else { throw Self.damaged }
            state = .content(size: size, isName: false)
        case UInt8(ascii: "x"):
            guard longName == nil, size <= Self.nameLimit else { throw Self.damaged }
            state = .content(size: size, isName: true)
        default: throw Self.damaged
        }
    }

    private static var damaged: FileError {
        FileError(.file, "La sauvegarde est abîmée, ou d'un autre programme.")
    }

    /// Whether a name stays below the folder that it is put in.
    static func isInside(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count <= depth
            && parts.allSatisfy { part in
                (1...255).contains(part.utf8.count) && part != "." && part != ".."
                    && part.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            }
    }

    /// Of «LENGTH path=NAME», the length being that of the whole line.
    private static func name(_ record: [UInt8]) throws(FileError) -> String {
        let text = String(decoding: record, as: UTF8.self)
        let mark = " path="
        guard let range = text.firstRange(of: mark), text.hasSuffix("\n"),
            Int(text[..<range.lowerBound]) == record.count
        else { throw damaged }
        return String(text[range.upperBound...].dropLast())
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = text(field).filter { $0 != " " }
        // `Int` reads signs too: a size below nothing would be no size.
        return digits.utf8.allSatisfy { (48...55).contains($0) } ? Int(digits, radix: 8) : nil
    }

    /// Summed as if its own sum were spaces.
    private static func sum(_ head: [UInt8]) -> Int {
        head.enumerated().reduce(0) { sum, byte in
            sum + ((148..<156).contains(byte.offset) ? 0x20 : Int(byte.element))
        }
    }
}
