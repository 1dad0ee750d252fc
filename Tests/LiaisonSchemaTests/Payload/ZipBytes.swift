/// ZIP files of stored entries, written from APPNOTE.TXT, not from the reader.
enum ZipBytes {
    static func le(_ number: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// - Parameters:
    ///   - first: what the first entry holds; the others are empty.
    ///   - sealing: the extra field, CRC, method and flag of all of them, as WinZip's AES has it.
    static func file(
        _ names: [String], first: String = "", comment: Int = 0, sealing: Sealing? = nil
    ) -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for (index, name) in names.enumerated() {
            let data = index == 0 ? Array(first.utf8) : []
            let extra = sealing?.extra ?? []
            let (flag, method) = sealing == nil ? (0, 0) : (1, 99)
            let fields = [
                (flag, 2), (method, 2), (0, 4), (sealing?.crc ?? 0, 4), (data.count, 4),
                (data.count, 4), (name.utf8.count, 2), (extra.count, 2),
            ]
            let head = fields.flatMap { le($0.0, $0.1) }
            directory += le(0x0201_4B50, 4) + le(20, 2) + le(20, 2) + head
            directory += le(0, 10) + le(file.count, 4) + Array(name.utf8) + extra
            file += le(0x0403_4B50, 4) + le(20, 2) + head + Array(name.utf8) + extra + data
        }
        let end =
            le(0x0605_4B50, 4) + le(0, 4) + le(names.count, 2) + le(names.count, 2)
            + le(directory.count, 4) + le(file.count, 4) + le(comment, 2)
        return file + directory + end + [UInt8](repeating: 0x20, count: comment)
    }

    struct Sealing {
        var version = 2
        var strength = 3
        var crc = 0

        var extra: [UInt8] {
            // Another field before it: it is looked for, not supposed.
            let fields: [[UInt8]] = [
                ZipBytes.le(0x000A, 2), ZipBytes.le(4, 2), ZipBytes.le(0, 4),
                ZipBytes.le(0x9901, 2),
                ZipBytes.le(7, 2), ZipBytes.le(version, 2), Array("AE".utf8), [UInt8(strength)],
                ZipBytes.le(8, 2),
            ]
            return Array(fields.joined())
        }
    }
}
