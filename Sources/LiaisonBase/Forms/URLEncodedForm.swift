extension FormFields {
    /// Reads `application/x-www-form-urlencoded` (WHATWG URL, «application/x-www-form-urlencoded parsing»),
    /// strictly: a stray percent sign or what is not UTF-8 comes from no browser.
    ///
    /// - Throws: `.tooLarge` past `bytes` or `most`, `.malformed`.
    public init(urlEncoded body: [UInt8]) throws(FormRefusal) {
        guard body.count <= Self.bytes else { throw .tooLarge }
        self.init()
        for pair in body.split(separator: UInt8(ascii: "&")) {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            try append(
                name: Self.decoded(pair[..<end]), value: Self.decoded(pair[end...].dropFirst()))
        }
    }

    private static func decoded(_ piece: ArraySlice<UInt8>) throws(FormRefusal) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(piece.count)
        var index = piece.startIndex
        while index < piece.endIndex {
            switch piece[index] {
            case UInt8(ascii: "+"): bytes.append(0x20)
            case UInt8(ascii: "%"):
                guard piece.endIndex - index > 2, let high = digit(piece[index + 1]),
                    let low = digit(piece[index + 2])
                else { throw .malformed }
                bytes.append(high << 4 | low)
                index += 2
            case let byte: bytes.append(byte)
            }
            index += 1
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed }
        return text
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
