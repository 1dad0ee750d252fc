/// What `7zz l -ba -slt` says of an archive: its entries, in the order in which they are unpacked.
struct ArchiveListing: Equatable {
    struct Entry: Equatable {
        let path: String
        /// Bytes, unpacked.
        let size: Int
        let isFolder: Bool
        /// A link, a device, a pipe: anything but a file or a folder.
        let isSpecial: Bool
        let isEncrypted: Bool
        let method: String
    }

    let entries: [Entry]

    /// - Parameter limit: the most entries; reading ends there.
    /// - Returns: nil for what `7zz` does not write: a key twice, a line that is none, no size.
    init?(_ text: [UInt8], limit: Int) {
        var entries: [Entry] = []
        var fields: [String: String] = [:]
        let text = Self.withoutQuestion(text)
        // The last one is closed by an empty line too.
        guard text.isEmpty || text.suffix(2).elementsEqual([0x0A, 0x0A]) else { return nil }
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard !line.isEmpty else {
                if fields.isEmpty { continue }
                guard let entry = Self.entry(fields) else { return nil }
                entries.append(entry)
                fields = [:]
                if entries.count > limit { break }
                continue
            }
            let words = Self.decoded(line)
            guard let mark = words.firstRange(of: " =") else { return nil }
            let key = String(words[..<mark.lowerBound])
            let value = words[mark.upperBound...].drop { $0 == " " }
            // The name is the first of each: a forged one can't begin another entry.
            guard fields[key] == nil, fields.isEmpty == (key == "Path") else { return nil }
            fields[key] = String(value)
        }
        self.entries = entries
    }

    /// Without the question for the phrase, which `7zz` asks there too before it reads a sealed list. Entries
    /// begin with `Path`: no archive can write it.
    private static func withoutQuestion(_ text: [UInt8]) -> ArraySlice<UInt8> {
        guard text.starts(with: "\nEnter password".utf8) else { return text[...] }
        return text.dropFirst().drop { $0 != 0x0A }.dropFirst()
    }

    private static func entry(_ fields: [String: String]) -> Entry? {
        guard let path = fields["Path"], let size = fields["Size"].flatMap({ Int($0) }), size >= 0
        else { return nil }
        let attributes = fields["Attributes"] ?? ""
        // `drwxr-xr-x` of Unix comes last; the letters of Windows before it.
        let words = attributes.split(separator: " ")
        let kind = words.last.flatMap { $0.utf8.count == 10 ? $0.first : nil }
        let windows = words.first.map { $0.allSatisfy(\.isUppercase) ? $0 : "" } ?? ""
        let links = ["Symbolic Link", "Hard Link"].contains { !(fields[$0] ?? "").isEmpty }
        return Entry(
            path: path, size: size,
            isFolder: fields["Folder"] == "+" || kind == "d" || windows.contains("D"),
            isSpecial: links || windows.contains("L") || !["-", "d", "0", nil].contains(kind),
            isEncrypted: fields["Encrypted"] == "+", method: fields["Method"] ?? "")
    }

    /// UTF-8, or what an old Windows wrote: code page 850, as it came.
    private static func decoded(_ line: ArraySlice<UInt8>) -> String {
        if let text = String(validating: line, as: UTF8.self) { return text }
        return String(
            String.UnicodeScalarView(
                line.map { $0 < 0x80 ? Unicode.Scalar($0) : CodePage850.letters[Int($0) - 0x80] }))
    }
}

/// The upper half of the code page in which Windows wrote French names into ZIP files.
enum CodePage850 {
    static let letters = Array(
        ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐"
            + "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}")
            .unicodeScalars)
}
