/// Text from a stranger on its way to people, made of one line or several.
package enum PlainLine {
    /// The lines of such a text.
    package static func visibleLines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { visible(String($0)) }
    }

    /// No control or direction character.
    package static func visible(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map {
                    [.control, .format].contains($0.properties.generalCategory) ? "?" : $0
                }))
    }
}
