/// PNG files by their chunks (W3C PNG, third edition, section 5).
enum PNGChunks {
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// What shows the picture, moving ones included; texts, times, EXIF and what no standard names go.
    private static let shown: Set<String> = [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "cICP", "sBIT",
        "bKGD",
        "pHYs", "acTL", "fcTL", "fdAT",
    ]

    static func bare(_ content: [UInt8]) -> [UInt8]? {
        guard content.starts(with: signature) else { return nil }
        var kept = signature
        kept.reserveCapacity(content.count)
        var orientation: UInt8?
        // Where EXIF goes: right after the header.
        var place: Int?
        var offset = signature.count
        while offset + 12 <= content.count {
            let length = content[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
            let end = offset + 12 + length
            guard end <= content.count else { return nil }
            let type = String(decoding: content[(offset + 4)..<(offset + 8)], as: UTF8.self)
            guard (place == nil) == (type == "IHDR") else { return nil }
            if type == "eXIf", orientation == nil {
                orientation = ExifOrientation.value(in: content[(offset + 8)..<(end - 4)])
            }
            // A picture that needs what we don't know can't be shown without it.
            if !shown.contains(type), content[offset + 4] & 0x20 == 0 { return nil }
            if shown.contains(type) { kept += content[offset..<end] }
            if type == "IHDR" { place = kept.count }
            if type == "IEND" {
                if let orientation, let place {
                    kept.insert(contentsOf: exif(orientation), at: place)
                }
                return kept
            }
            offset = end
        }
        return nil
    }

    private static func exif(_ orientation: UInt8) -> [UInt8] {
        let tiff = ExifOrientation.tiff(orientation)
        let named = Array("eXIf".utf8) + tiff
        let crc = crc32(named)
        let sum: [UInt8] = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: crc >> $0) }
        return [0, 0, 0, UInt8(tiff.count)] + named + sum
    }

    /// ISO 3309, as section 5.5 has it.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc = ~UInt32(0)
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
