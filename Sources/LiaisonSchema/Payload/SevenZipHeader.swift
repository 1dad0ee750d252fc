/// The header of a `.7z` file (7zFormat.txt, sections «SignatureHeader» and «HeaderInfo»).
public enum SevenZipHeader {
    /// Whether the list of what it holds is sealed too (`-mhe=on`): a packed header, whose coders name
    /// 7zAES.
    public static func isSealed(_ content: [UInt8]) -> Bool {
        guard content.count > 32, content.starts(with: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) else {
            return false
        }
        let rest = content.count - 32
        guard let offset = number(content[12..<20], upTo: rest),
            let size = number(content[20..<28], upTo: rest - offset)
        else { return false }
        let header = content[(32 + offset)..<(32 + offset + size)]
        return header.first == 0x17 && header.firstRange(of: [0x06, 0xF1, 0x07, 0x01]) != nil
    }

    /// Little-endian; nil beyond the limit.
    private static func number(_ bytes: ArraySlice<UInt8>, upTo limit: Int) -> Int? {
        let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(exactly: value).flatMap { $0 <= limit ? $0 : nil }
    }
}
