import CQRencode

/// A QR code (ISO/IEC 18004) by libqrencode, drawn in the page itself: the address that it holds is a secret,
/// and is at no address of its own.
struct QRCode: Sendable, Equatable {
    /// Modules a side.
    let width: Int
    /// Row by row; whether each is dark.
    let dark: [Bool]

    /// Light modules around it, as scanners want.
    private static let margin = 4

    /// - Parameter text: in ASCII, at most 300 bytes.
    /// - Returns: nil when it can't be made.
    init?(_ text: String) {
        guard text.utf8.count <= 300, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }),
            let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M)
        else { return nil }
        // Its memory is freed as it is: the library wipes nothing.
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        guard width > 0, let data = code.pointee.data else { return nil }
        self.width = width
        // The lowest bit says the colour, the others how it came about.
        dark = (0..<width * width).map { data[$0] & 1 == 1 }
    }

    /// An inline drawing: dark on light whatever the page's colours.
    ///
    /// - Parameter label: what it is, for who does not see it; without signs of HTML.
    func svg(label: String) -> String {
        let side = width + 2 * Self.margin
        var path = ""
        for place in dark.indices where dark[place] {
            let (row, column) = place.quotientAndRemainder(dividingBy: width)
            path += "M\(column + Self.margin) \(row + Self.margin)h1v1h-1z"
        }
        return "<svg class=\"qr\" role=\"img\" aria-label=\"\(label)\" "
            + "viewBox=\"0 0 \(side) \(side)\" shape-rendering=\"crispEdges\">"
            + "<path fill=\"#fff\" d=\"M0 0h\(side)v\(side)h-\(side)z\"/>"
            + "<path fill=\"#000\" d=\"\(path)\"/></svg>"
    }
}
