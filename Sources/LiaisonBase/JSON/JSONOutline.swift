extension JSONParser {
    /// The members of a document that is an object: each key, and where its value stands. Of a value nothing is looked
    /// at but where it ends.
    mutating func outline() throws(JSONError) -> [(key: String, place: Range<Int>)] {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw error(.notUTF8) }
        var members: [(key: String, place: Range<Int>)] = []
        skipSpace()
        try expect(UInt8(ascii: "{"))
        skipSpace()
        if next == UInt8(ascii: "}") {
            at += 1
        } else {
            while true {
                skipSpace()
                let key = try string()
                skipSpace()
                try expect(UInt8(ascii: ":"))
                skipSpace()
                let start = at
                try pass()
                members.append((key, start..<at))
                guard left > 0 else { throw error(.tooMany) }
                left -= 1
                skipSpace()
                guard next != UInt8(ascii: "}") else { break }
                try expect(UInt8(ascii: ","))
            }
            at += 1
        }
        skipSpace()
        guard at == bytes.count else { throw error(.trailing) }
        return members
    }

    /// Goes to the end of a value.
    private mutating func pass() throws(JSONError) {
        let start = at
        var depth = 0
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                try passString()
                if depth == 0 { return }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // Of a bare word or number, what stands around it ends it.
                if depth == 0 { return try end(start) }
                depth -= 1
                if depth == 0 {
                    at += 1
                    return
                }
            case UInt8(ascii: ",") where depth == 0: return try end(start)
            case 0x20, 0x0A, 0x0D, 0x09: if depth == 0 { return try end(start) }
            default: break
            }
            at += 1
        }
        throw error(.truncated)
    }

    private func end(_ start: Int) throws(JSONError) {
        guard at > start else { throw error(.unexpected) }
    }

    private mutating func passString() throws(JSONError) {
        at += 1
        while let byte = next {
            at += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return }
        }
        throw error(.truncated)
    }
}
