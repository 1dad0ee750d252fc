/// Photographs without what tells where, when and by whom they were taken: EXIF with its place, XMP, IPTC,
/// comments, what stands after the end. Whole segments are left out; no pixel is decoded or changed, and the
/// way the picture is turned is kept (voies.md, «Photographs»).
public enum Photograph {
    /// - Returns: the same for what is no JPEG or PNG.
    /// - Throws: `.form` for a picture whose segments don't follow one another.
    public static func bare(
        _ content: [UInt8], as type: AttachmentType
    ) throws(SchemaError) -> [UInt8] {
        let bare: [UInt8]?
        switch type {
        case .jpeg: bare = JPEGSegments.bare(content)
        case .png: bare = PNGChunks.bare(content)
        default: return content
        }
        guard let bare else {
            throw SchemaError(
                .form, "L'image est abîmée : ce qu'elle dit du lieu ne peut pas en être retiré.",
                hint: "Ouvrez-la, enregistrez-la de nouveau, et donnez la nouvelle.")
        }
        return bare
    }
}

/// The TIFF structure that EXIF is (CIPA DC-008, section 4.6): of it only how the picture is turned.
enum ExifOrientation {
    private static let tag = 0x0112

    /// 2 to 8; nil for an upright picture and for what can't be read.
    static func value(in tiff: ArraySlice<UInt8>) -> UInt8? {
        let bytes = Array(tiff.prefix(64 << 10))
        guard bytes.count >= 8 else { return nil }
        let isLittle = bytes.starts(with: [0x49, 0x49, 0x2A, 0])
        guard isLittle || bytes.starts(with: [0x4D, 0x4D, 0, 0x2A]) else { return nil }
        func number(_ offset: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) {
                $0 << 8 | Int(bytes[offset + (isLittle ? count - 1 - $1 : $1)])
            }
        }
        let directory = number(4, 4)
        guard directory + 2 <= bytes.count else { return nil }
        for index in 0..<number(directory, 2) {
            let entry = directory + 2 + 12 * index
            guard entry + 12 <= bytes.count else { return nil }
            if number(entry, 2) == tag, number(entry + 2, 2) == 3 {
                return UInt8(exactly: number(entry + 8, 2)).flatMap {
                    (2...8).contains($0) ? $0 : nil
                }
            }
        }
        return nil
    }

    /// The least EXIF that says it.
    static func tiff(_ value: UInt8) -> [UInt8] {
        // Big-endian; one directory at 8, of one entry: the tag, a SHORT, once; no other directory.
        [
            0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0,
            0, 0, 0,
        ]
    }
}
