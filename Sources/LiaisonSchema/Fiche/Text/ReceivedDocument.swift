/// What came sealed and is no fiche, as people read, print and file it: a title, lines, who signed.
/// Whatever a partner wrote in it is escaped by the page that it is put on.
public struct ReceivedDocument: Sendable {
    public enum Line: Sendable {
        case labelled(String, String)
        /// May hold several lines.
        case text(String)
    }

    private let title: String
    private let lines: [Line]
    private let signature: String?

    /// - Parameter signature: the line that stands for the signature; nil when there is none.
    public init(_ title: String, _ lines: [Line], signature: String?) {
        self.title = title
        self.lines = lines
        self.signature = signature
    }

    /// Bytes that are shown of a content of which nothing is known.
    private static let shown = 64 * 1_024

    /// A content of which nothing is known, as text.
    public init(unknown content: [UInt8], signature: String?) {
        let text = String(decoding: content.prefix(Self.shown), as: UTF8.self)
        self.init(
            "Contenu reçu, que le programme ne connaît pas", [.text(text)], signature: signature)
    }

    /// Lines of at most 80 columns.
    public var text: String {
        var page = TextPage()
        print(on: &page)
        return page.text
    }

    /// One self-contained page that prints on A4.
    public var html: String {
        var page = HTMLPage()
        print(on: &page)
        // A sheet alone says whom it came from, and when.
        return page.document(
            title: title, foot: [title, signature].compactMap(\.self).joined(separator: " — "))
    }

    private func print(on page: inout some FormPage) {
        page.heading(title, level: .title, value: nil)
        for line in lines {
            switch line {
            case .labelled(let label, let value): page.add(label: label, value: value, indent: 0)
            case .text(let text):
                for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                    page.add(String(line), indent: 0, hanging: 0)
                }
            }
        }
        if let signature { page.add(signature, indent: 0, hanging: 0) }
    }
}
