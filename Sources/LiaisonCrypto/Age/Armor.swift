public import LiaisonBase

/// The ASCII armor of an age file (c2sp.org/age, «ASCII armor»): strict PEM, 64 columns, so that one
/// file has one armor. White space around it is let pass: people paste it into messages.
enum Armor {
    static let begin = "-----BEGIN AGE ENCRYPTED FILE-----"
    static let end = "-----END AGE ENCRYPTED FILE-----"
    static let columns = 64
    /// Blank bytes let pass before and after.
    static let blankLimit = 1_024

    /// Whether bytes begin like an armored file.
    static func begins(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.prefix(blankLimit).drop(while: isBlank).starts(with: "-----BEGIN".utf8)
    }

    static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    /// Bytes of a text in which an armor is looked for.
    private static let greetingLimit = 64 << 10

    /// Whether an armor stands in a text that begins otherwise: pasted into a message, with its greeting, or
    /// quoted in an answer.
    static func isInside(_ bytes: some Collection<UInt8>) -> Bool {
        guard !begins(bytes), !bytes.starts(with: AgeHeader.version.utf8) else { return false }
        return Array(bytes.prefix(greetingLimit)).firstRange(of: Array(begin.utf8)) != nil
    }

    static var surrounded: CryptoError {
        CryptoError(
            .armor, "Le fichier scellé est au milieu d'un autre texte.",
            hint: "N'en gardez que de BEGIN à END, ces deux lignes comprises, sans rien changer ; "
                + "ou redemandez-le en pièce jointe.")
    }

    static var malformed: CryptoError {
        CryptoError(
            .armor, "L'armure du fichier scellé est abîmée.",
            hint: "Copiez-la en entier, de la ligne BEGIN à la ligne END, sans rien changer.")
    }
}

extension Age {
    /// The binary file inside an armored one, decoded as it is read.
    ///
    /// - Throws: the source throws `.armor` for anything but the one strict form.
    public static func dearmored(_ source: @escaping ByteSource) -> ByteSource {
        var reader = ArmorReader(source)
        return { try reader.read(into: $0) }
    }

    /// The source itself, or what its armor holds when it begins like one.
    public static func detectingArmor(_ source: @escaping ByteSource) throws -> ByteSource {
        var head: [UInt8] = []
        while head.count < Armor.blankLimit + 16 {
            var piece = [UInt8](repeating: 0, count: 4_096)
            let count = try piece.withUnsafeMutableBytes(source)
            guard count > 0 else { break }
            head += piece[..<count]
        }
        guard !Armor.isInside(head) else { throw Armor.surrounded }
        let isArmored = Armor.begins(head)
        let whole = joined(Age.source(head), source)
        return isArmored ? dearmored(whole) : whole
    }

    /// A sink that armors what it gets, and what ends the armor: to be called once, last.
    public static func armored(
        _ sink: @escaping ByteSink
    ) -> (sink: ByteSink, finish: () throws -> Void) {
        var pending: [UInt8] = []
        var hasBegun = false
        func write(_ text: String) throws {
            var text = text
            try text.withUTF8 { try sink(UnsafeRawBufferPointer($0)) }
        }
        func flush(all: Bool) throws {
            if !hasBegun { try write(Armor.begin + "\n") }
            hasBegun = true
            let lineLength = Armor.columns / 4 * 3
            var text = ""
            var rest = pending[...]
            while rest.count >= lineLength || (all && !rest.isEmpty) {
                text += Base64.encode(rest.prefix(lineLength)) + "\n"
                rest = rest.dropFirst(lineLength)
            }
            pending = Array(rest)
            try write(text)
        }
        return (
            { bytes in
                pending += bytes
                try flush(all: false)
            },
            {
                try flush(all: true)
                try write(Armor.end + "\n")
            }
        )
    }

    private static func joined(
        _ first: @escaping ByteSource, _ second: @escaping ByteSource
    ) -> ByteSource {
        { buffer in
            let count = try first(buffer)
            return count > 0 || buffer.isEmpty ? count : try second(buffer)
        }
    }
}

/// Decodes an armor line by line.
private struct ArmorReader {
    private var source: BufferedSource
    private var decoded: ArraySlice<UInt8> = []
    private var hasBegun = false
    private var hasEnded = false
    /// After a line that is not full only the end line may come.
    private var mustEnd = false

    init(_ source: @escaping ByteSource) {
        self.source = BufferedSource(source)
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if !hasBegun { try begin() }
        while decoded.isEmpty, !hasEnded { try line() }
        let count = min(buffer.count, decoded.count)
        buffer.copyBytes(from: decoded.prefix(count))
        decoded = decoded.dropFirst(count)
        return count
    }

    private mutating func begin() throws {
        var blank = 0
        while true {
            guard let line = try next() else { throw Armor.malformed }
            let text = line.drop(while: Armor.isBlank)
            blank += line.count - text.count + 1
            guard blank <= Armor.blankLimit else { throw Armor.malformed }
            guard !text.isEmpty else { continue }
            guard Array(text) == Array(Armor.begin.utf8) else { throw Armor.malformed }
            hasBegun = true
            return
        }
    }

    private mutating func line() throws {
        guard let line = try next() else {
            // The end line may lack its line feed.
            let last = try source.read(Armor.end.utf8.count + Armor.blankLimit + 1)
            guard last.starts(with: Armor.end.utf8) else { throw Armor.malformed }
            return try end(Array(last.dropFirst(Armor.end.utf8.count)))
        }
        if line == Array(Armor.end.utf8) {
            return try end(source.read(Armor.blankLimit + 1))
        }
        guard !mustEnd, (1...Armor.columns).contains(line.count),
            let bytes = Base64.decode(String(decoding: line, as: UTF8.self))
        else { throw Armor.malformed }
        mustEnd = bytes.count < Armor.columns / 4 * 3
        decoded = bytes[...]
    }

    private mutating func end(_ rest: [UInt8]) throws {
        guard rest.count <= Armor.blankLimit, rest.allSatisfy(Armor.isBlank) else {
            throw Armor.malformed
        }
        hasEnded = true
    }

    /// A line without LF or CR LF.
    private mutating func next() throws -> [UInt8]? {
        let line: [UInt8]?
        do {
            line = try source.line(limit: Armor.blankLimit)
        } catch is CryptoError {
            throw Armor.malformed
        }
        return line?.last == 0x0D ? line?.dropLast() : line
    }
}
