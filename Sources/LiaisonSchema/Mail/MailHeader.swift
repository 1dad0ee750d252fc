/// The header of a mail or of a part of one: fields up to an empty line (RFC 5322, section 2.2).
struct MailHeader {
    /// Bytes.
    static let limit = 256 << 10

    private var fields: [String: String] = [:]
    /// Bytes, the empty line included; of one beyond the limit, what was looked at, and nothing more is held.
    private(set) var count = 0
    /// Whether an empty line ended it, rather than the end of all.
    private(set) var isWhole = false

    init() {}

    /// - Returns: nil when the first line is neither a field nor empty.
    init?(_ entity: ArraySlice<UInt8>) {
        var name = ""
        var value: [UInt8] = []
        var rest = entity
        while !rest.isEmpty, count <= Self.limit {
            let end = rest.firstIndex(of: 0x0A)
            let next = end.map { $0 + 1 } ?? rest.endIndex
            var line = rest[..<(end ?? rest.endIndex)]
            if line.last == 0x0D { line = line.dropLast() }
            if line.isEmpty {
                count += next - rest.startIndex
                isWhole = end != nil
                break
            }
            if line.first == 0x20 || line.first == 0x09 {
                guard !name.isEmpty else { return nil }
                guard fits(next - rest.startIndex) else { return }
                value += line
            } else {
                // A body without an empty line before it: the header ends here.
                guard let colon = Self.colon(in: line) else {
                    if name.isEmpty { return nil }
                    break
                }
                guard fits(next - rest.startIndex) else { return }
                keep(name, value)
                name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
                while name.last == " " || name.last == "\t" { name.removeLast() }
                value = Array(line[(colon + 1)...])
            }
            rest = rest[next...]
        }
        keep(name, value)
    }

    /// Counts a line before any of it is held: one alone may be as long as the whole mail.
    private mutating func fits(_ bytes: Int) -> Bool {
        count += bytes
        return count <= Self.limit
    }

    /// The first field of that name, in lower case; unfolded.
    func value(of name: String) -> String? { fields[name] }

    private mutating func keep(_ name: String, _ value: [UInt8]) {
        guard !name.isEmpty, fields[name] == nil, fields.count < 1_000 else { return }
        fields[name] = MailCharset.text(value, "utf-8")
    }

    /// Where a field's name ends: printable ASCII without a space, blanks allowed before the colon.
    private static func colon(in line: ArraySlice<UInt8>) -> Int? {
        guard let colon = line.prefix(200).firstIndex(of: UInt8(ascii: ":")),
            colon > line.startIndex
        else { return nil }
        let name = line[..<colon]
        let letters = name.prefix { (0x21...0x7E).contains($0) }
        guard !letters.isEmpty, name[letters.endIndex...].allSatisfy({ $0 == 0x20 || $0 == 0x09 })
        else { return nil }
        return colon
    }
}
