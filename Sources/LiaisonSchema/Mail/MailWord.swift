/// Encoded words in a text: `=?utf-8?Q?caf=C3=A9?=` (RFC 2047).
enum MailWord {
    private struct Word {
        let charset: String
        let bytes: [UInt8]
    }

    /// Words one after another are joined before they are read: some programs cut within a character.
    static func decoded(_ text: String) -> String {
        guard text.contains("=?") else { return text }
        var result = ""
        var pending: Word?
        var rest = Substring(text)
        func flush() {
            if let word = pending { result += MailCharset.text(word.bytes, word.charset) }
            pending = nil
        }
        while let start = rest.firstRange(of: "=?") {
            let before = rest[..<start.lowerBound]
            guard let (word, end) = parsed(at: start.upperBound, in: rest) else {
                flush()
                result += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                continue
            }
            // Blanks between two words count for nothing.
            if let last = pending, before.allSatisfy(\.isWhitespace), last.charset == word.charset {
                pending = Word(charset: word.charset, bytes: last.bytes + word.bytes)
            } else {
                let isBetween = pending != nil && before.allSatisfy(\.isWhitespace)
                flush()
                if !isBetween { result += before }
                pending = word
            }
            rest = rest[end...]
        }
        flush()
        return result + rest
    }

    /// `charset?B?text?=`, with a language after the charset perhaps (RFC 2231, section 5).
    private static func parsed(
        at start: Substring.Index, in text: Substring
    ) -> (Word, Substring.Index)? {
        // A word has at most 75 characters; programs that make longer ones are many.
        let rest = text[start...].prefix(600)
        let parts = rest.split(separator: "?", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let end = parts[2].firstRange(of: "?=") else { return nil }
        let content = Array(parts[2][..<end.lowerBound].utf8)
        let charset = parts[0].prefix { $0 != "*" }.lowercased()
        switch parts[1].lowercased() {
        case "b":
            return (Word(charset: charset, bytes: MailBody.base64(content[...])), end.upperBound)
        case "q":
            let blanks = content.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }
            return (
                Word(charset: charset, bytes: MailBody.quotedPrintable(blanks[...])), end.upperBound
            )
        default: return nil
        }
    }
}
