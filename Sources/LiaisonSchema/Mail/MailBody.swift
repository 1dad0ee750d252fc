/// Bodies: their parts (RFC 2046, section 5.1) and their codings (RFC 2045, section 6).
enum MailBody {
    /// What stands between the boundaries; the last part may lack its end.
    ///
    /// - Parameter limit: the most parts; the rest is left.
    static func parts(
        of body: ArraySlice<UInt8>, boundary: String, limit: Int
    ) -> [ArraySlice<UInt8>] {
        let mark = Array("--\(boundary)".utf8)
        guard (3...202).contains(mark.count) else { return [] }
        var parts: [ArraySlice<UInt8>] = []
        var start: Int?
        var line = body.startIndex
        while line < body.endIndex, parts.count < limit {
            let end = body[line...].firstIndex(of: 0x0A) ?? body.endIndex
            if body[line..<end].starts(with: mark) {
                var tail = body[(line + mark.count)..<end]
                let isLast = tail.starts(with: [0x2D, 0x2D])
                if isLast { tail = tail.dropFirst(2) }
                // Only blanks may follow: another boundary may begin alike.
                if tail.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
                    if let start { parts.append(withoutBreak(body[start..<line])) }
                    start = isLast ? nil : min(end + 1, body.endIndex)
                    if isLast { break }
                }
            }
            line = end < body.endIndex ? end + 1 : body.endIndex
        }
        if let start, start < body.endIndex, parts.count < limit { parts.append(body[start...]) }
        return parts
    }

    /// The line break before a boundary is the boundary's.
    private static func withoutBreak(_ part: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var part = part
        if part.last == 0x0A { part = part.dropLast() }
        if part.last == 0x0D { part = part.dropLast() }
        return part
    }

    /// - Parameter coding: as the field says it; an unknown one leaves the body as it is.
    static func decoded(_ body: ArraySlice<UInt8>, _ coding: String) -> [UInt8] {
        switch MailValue(coding).name {
        case "base64": base64(body)
        case "quoted-printable": quotedPrintable(body)
        default: Array(body)
        }
    }

    /// The same for what is read again: not copied where it is as it stands.
    static func inner(_ body: ArraySlice<UInt8>, _ coding: String) -> ArraySlice<UInt8> {
        ["base64", "quoted-printable"].contains(MailValue(coding).name)
            ? decoded(body, coding)[...] : body
    }

    /// All that is no digit is passed over, as RFC 2045 asks; padding ends a group, and some programs go
    /// on after it.
    static func base64(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for digit in text {
            let value: UInt32
            switch digit {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(digit) - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(digit) - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(digit) + 4
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: "="):
                (buffer, bits) = (0, 0)
                continue
            default: continue
            }
            buffer = buffer << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            }
        }
        return bytes
    }

    static func quotedPrintable(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var place = text.startIndex
        while place < text.endIndex {
            let byte = text[place]
            guard byte == UInt8(ascii: "=") else {
                bytes.append(byte)
                place += 1
                continue
            }
            // A soft break: blanks may stand between it and the line's end.
            let after = text[(place + 1)...].drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            if after.first == 0x0A || after.isEmpty {
                place = after.isEmpty ? text.endIndex : after.startIndex + 1
            } else if place + 2 < text.endIndex, let high = hex(text[place + 1]),
                let low = hex(text[place + 2])
            {
                bytes.append(high << 4 | low)
                place += 3
            } else {
                bytes.append(byte)
                place += 1
            }
        }
        return bytes
    }

    private static func hex(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - 48
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - 55
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - 87
        default: nil
        }
    }
}
