/// JPEG files by their marker segments (ITU-T T.81, annex B).
enum JPEGSegments {
    /// What shows the picture stays: JFIF, colour profile, Adobe's transform, tables and scans. What is after
    /// the first image's end goes: other images, films and notes of telephones.
    static func bare(_ content: [UInt8]) -> [UInt8]? {
        guard content.starts(with: [0xFF, 0xD8]) else { return nil }
        var kept: [UInt8] = [0xFF, 0xD8]
        kept.reserveCapacity(content.count)
        var orientation: UInt8?
        // Where EXIF goes: right after the start, and JFIF.
        var place = kept.count
        var offset = 2
        while offset + 2 <= content.count {
            guard content[offset] == 0xFF else { return nil }
            let marker = content[offset + 1]
            switch marker {
            case 0xFF:
                // Filling.
                offset += 1
            case 0xD9:
                kept += [0xFF, 0xD9]
                if let orientation { kept.insert(contentsOf: exif(orientation), at: place) }
                return kept
            case 0x01, 0xD0...0xD7:
                kept += [0xFF, marker]
                offset += 2
            case 0x00, 0xD8: return nil
            default:
                guard offset + 4 <= content.count else { return nil }
                let length = Int(content[offset + 2]) << 8 | Int(content[offset + 3])
                var end = offset + 2 + length
                guard length >= 2, end <= content.count else { return nil }
                let data = content[(offset + 4)..<end]
                if orientation == nil, marker == 0xE1, data.starts(with: exifName) {
                    orientation = ExifOrientation.value(in: data.dropFirst(exifName.count))
                }
                if marker == 0xDA { end = scanEnd(content, from: end) }
                if isKept(marker, data) {
                    kept += content[offset..<end]
                    if marker == 0xE0 { place = kept.count }
                }
                offset = end
            }
        }
        return nil
    }

    private static let exifName = Array("Exif\0\0".utf8)

    private static func exif(_ orientation: UInt8) -> [UInt8] {
        let tiff = ExifOrientation.tiff(orientation)
        return [0xFF, 0xE1, 0, UInt8(2 + exifName.count + tiff.count)] + exifName + tiff
    }

    private static func isKept(_ marker: UInt8, _ data: ArraySlice<UInt8>) -> Bool {
        switch marker {
        case 0xE0: data.starts(with: "JFIF\0".utf8)
        case 0xE2: data.starts(with: "ICC_PROFILE\0".utf8)
        case 0xEE: data.starts(with: "Adobe".utf8)
        // Other applications' segments, the extensions reserved to none, comments.
        case 0xE1...0xEF, 0xF0...0xFE: false
        default: true
        }
    }

    /// Coded data go on to the next marker that is neither a restart nor a stuffed byte.
    private static func scanEnd(_ content: [UInt8], from start: Int) -> Int {
        var offset = start
        while offset + 1 < content.count {
            if content[offset] == 0xFF, content[offset + 1] != 0,
                !(0xD0...0xD7).contains(content[offset + 1])
            {
                return offset
            }
            offset += 1
        }
        return content.count
    }
}
