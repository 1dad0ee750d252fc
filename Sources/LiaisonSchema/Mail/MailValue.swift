/// The value of a structured field, `type/subtype; name=value; name="value"`, with the continuations and the
/// character sets of RFC 2231.
struct MailValue {
    /// In lower case, without comments.
    let name: String
    /// By name in lower case, decoded.
    let parameters: [String: String]

    private struct Segment {
        let text: String
        let isExtended: Bool
    }

    init(_ field: String) {
        var scanner = Scanner(field)
        name = scanner.token(until: [";"]).lowercased()
        var segments: [String: [Int: Segment]] = [:]
        var plain: [String: String] = [:]
        for _ in 0..<200 where scanner.skip(";") {
            let key = scanner.token(until: ["=", ";"]).lowercased()
            guard scanner.skip("=") else { continue }
            let text = scanner.value()
            let words = key.split(separator: "*", omittingEmptySubsequences: false)
            guard words.count > 1 else {
                if plain[key] == nil { plain[key] = text }
                continue
            }
            let isExtended = words.last == ""
            let number = words.count > 1 && words[1] != "" ? Int(words[1]) : 0
            guard let number, (0..<100).contains(number) else { continue }
            segments[String(words[0]), default: [:]][number] = Segment(
                text: text, isExtended: isExtended)
        }
        for (key, parts) in segments { plain[key] = Self.joined(parts) }
        parameters = plain
    }

    /// Up to the first number that lacks.
    private static func joined(_ segments: [Int: Segment]) -> String {
        var bytes: [UInt8] = []
        var charset = "utf-8"
        var number = 0
        while let segment = segments[number] {
            var text = Substring(segment.text)
            if number == 0, segment.isExtended {
                let words = text.split(
                    separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
                if words.count == 3 { (charset, text) = (String(words[0]), words[2]) }
            }
            bytes += segment.isExtended ? percentDecoded(text) : Array(text.utf8)
            number += 1
        }
        return MailCharset.text(bytes, charset)
    }

    private static func percentDecoded(_ text: Substring) -> [UInt8] {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count,
                let byte = UInt8(
                    String(decoding: bytes[(place + 1)...(place + 2)], as: UTF8.self), radix: 16)
            {
                result.append(byte)
                place += 3
            } else {
                result.append(bytes[place])
                place += 1
            }
        }
        return result
    }
}

extension MailValue {
    /// Tokens, quoted strings and comments (RFC 5322, section 3.2).
    private struct Scanner {
        private var rest: Substring.UnicodeScalarView

        init(_ text: String) { rest = Substring(text).unicodeScalars }

        /// Text up to one of the signs, without blanks and comments.
        mutating func token(until ends: Set<Unicode.Scalar>) -> String {
            var token = ""
            var depth = 0
            while let scalar = rest.first {
                if depth == 0, ends.contains(scalar) { break }
                rest.removeFirst()
                switch scalar {
                case "(": depth += 1
                case ")": depth = max(0, depth - 1)
                case "\\" where depth > 0: _ = rest.popFirst()
                case _ where depth > 0 || scalar.properties.isWhitespace: continue
                default: token.unicodeScalars.append(scalar)
                }
            }
            return token
        }

        mutating func skip(_ sign: Unicode.Scalar) -> Bool {
            guard rest.first == sign else { return false }
            rest.removeFirst()
            return true
        }

        /// A quoted string, or what stands before the next semicolon; then that semicolon is next.
        mutating func value() -> String {
            rest = rest.drop { $0.properties.isWhitespace }
            guard skip("\"") else {
                let value = rest.prefix { $0 != ";" }
                rest = rest[value.endIndex...]
                return String(value).trimmedEnd
            }
            var value = ""
            while let scalar = rest.popFirst(), scalar != "\"" {
                value.unicodeScalars.append(scalar == "\\" ? rest.popFirst() ?? scalar : scalar)
            }
            _ = token(until: [";"])
            return value
        }
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
