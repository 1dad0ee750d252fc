internal import Glibc

/// Reads one line of standard input, key by key, within a bound. A line that can't be taken whole and as it
/// was typed is refused, never cut: the caller asks for that line again, and for that line only.
public struct LineReader {
    public enum Outcome: Equatable {
        case line
        /// Ctrl-D, or the input is closed.
        case end
        /// Why nothing of it is kept, in French.
        case refused(String)
    }

    /// Where the bytes come from; nil at the end.
    private let next: () -> UInt8?
    /// Where what is typed is shown; nil for what is no terminal, whose lines are taken as they are.
    private let echo: (([UInt8]) -> Void)?
    private let limit: Int
    /// What was read. Its memory is taken once: a secret leaves no copies behind.
    public private(set) var bytes: [UInt8] = []
    private var isTooLong = false

    /// - Parameters:
    ///   - limit: bytes of a line, its end left out.
    ///   - echo: shows what is typed on a terminal whose keys come one by one.
    public init(limit: Int, echo: (([UInt8]) -> Void)?) {
        self.init(limit: limit, echo: echo, next: Self.standardInput)
    }

    init(limit: Int, echo: (([UInt8]) -> Void)?, next: @escaping () -> UInt8?) {
        self.limit = limit
        self.echo = echo
        self.next = next
        bytes.reserveCapacity(limit)
    }

    public mutating func read() -> Outcome {
        while let byte = next() {
            guard let echo else {
                if byte == 0x0A { return finished() }
                append(byte)
                continue
            }
            switch byte {
            case 0x0A, 0x0D:
                echo([0x0A])
                return finished()
            case 0x04:
                // Ctrl-D.
                guard bytes.isEmpty, !isTooLong else { continue }
                echo([0x0A])
                return .end
            case 0x7F, 0x08: erase()
            case 0x15:
                // Ctrl-U: all of it.
                while !bytes.isEmpty { erase() }
                isTooLong = false
            case 0x17:
                // Ctrl-W: a word.
                while bytes.last == 0x20 { erase() }
                while let last = bytes.last, last != 0x20 { erase() }
            default: append(byte)
            }
        }
        return bytes.isEmpty && !isTooLong ? .end : finished()
    }

    /// Hands over what was read.
    public mutating func taken() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &bytes)
        return taken
    }

    private mutating func append(_ byte: UInt8) {
        guard bytes.count < limit else {
            isTooLong = true
            return
        }
        bytes.append(byte)
        switch byte {
        case 0x09: echo?(Array(repeating: 0x20, count: Self.tab))
        case 0..<0x20: echo?([0x5E, byte + 0x40])
        default: echo?([byte])
        }
    }

    /// Columns of a tab.
    private static let tab = 4

    /// Takes the last scalar away, from the line and from the screen.
    private mutating func erase() {
        guard let last = bytes.last else { return }
        var end = bytes.count - 1
        while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        let scalar = String(decoding: bytes[end...], as: UTF8.self).unicodeScalars.first
        bytes.removeLast(bytes.count - end)
        let columns =
            switch scalar?.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: 0
            case .control: last == 0x09 ? Self.tab : 2
            default: 1
            }
        for _ in 0..<columns { echo?([0x08, 0x20, 0x08]) }
    }

    private mutating func finished() -> Outcome {
        // A file of another system ends its lines by CR LF.
        if echo == nil, bytes.last == 0x0D { bytes.removeLast() }
        guard let why else { return .line }
        // It may have been a secret.
        bytes.withUnsafeMutableBytes { memory in
            if let start = memory.baseAddress { explicit_bzero(start, memory.count) }
        }
        bytes = []
        return .refused(why)
    }

    private var why: String? {
        if isTooLong { return "Cette ligne dépasse \(limit) octets" }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return "Cette ligne n'est pas un texte en UTF-8"
        }
        return text.unicodeScalars.first {
            $0.properties.generalCategory == .control && $0 != "\t"
        }.map { control in
            "Cette ligne porte une touche ou un signe de commande (\(VisibleText.name(of: control)))"
        }
    }

    private static func standardInput() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            return count == 1 ? byte : nil
        }
    }
}
