@_spi(_Unicode) import Swift

/// Text as a fiche stores it: NFC, line feeds only (fiches.md, «Rules that cross fields»).
enum PlainText {
    /// CRLF and CR become LF, then NFC.
    static func normalised(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            if scalar == "\r" {
                scalars.append("\n")
            } else if scalar != "\n" || !afterReturn {
                scalars.append(scalar)
            }
            afterReturn = scalar == "\r"
        }
        return String(String.UnicodeScalarView(String(scalars)._nfc))
    }

    /// Lower case, without accents or ligatures, for comparing words.
    static func folded(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.lowercased()._nfd {
            switch scalar {
            case "\u{300}"..."\u{36F}": continue
            case "œ": scalars.append(contentsOf: "oe".unicodeScalars)
            case "æ": scalars.append(contentsOf: "ae".unicodeScalars)
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// True for no character at all, or white space only.
    static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }

    /// The first control character (C0, DEL, C1) other than line feed and tab.
    static func control(in text: String) -> Unicode.Scalar? {
        text.unicodeScalars.first {
            $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t"
        }
    }
}
