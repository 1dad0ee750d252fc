/// The referent's manual as «Aide» shows it: the text of docs/referent.md up to its annex, without commands, nor the
/// images of screens that one has before oneself. Our own text, in the few signs of Markdown that it uses: headings,
/// paragraphs, lists, bold words, links.
struct Manual: Sendable {
    struct Run: Sendable, Equatable {
        let dit: String
        let gras: Bool
    }

    struct Item: Sendable, Equatable {
        let morceaux: [Run]
    }

    /// One of its four things; a template sees which.
    struct Block: Sendable, Equatable {
        let titre: String?
        let sousTitre: String?
        let aTexte: Bool
        let texte: [Run]
        let aListe: Bool
        let liste: [Item]

        fileprivate init(
            titre: String? = nil, sousTitre: String? = nil, texte: [Run] = [], liste: [Item] = []
        ) {
            self.titre = titre
            self.sousTitre = sousTitre
            aTexte = !texte.isEmpty
            self.texte = texte
            aListe = !liste.isEmpty
            self.liste = liste
        }
    }

    static let referent = Manual(String(decoding: PackageResources.referent_md, as: UTF8.self))

    private(set) var blocks: [Block] = []
    private var paragraph: [Substring] = []
    private var items: [String] = []

    init(_ markdown: String) {
        var fence = false
        var comment = false
        for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## Annexe") { break }
            if line.hasPrefix("```") {
                fence.toggle()
                end()
                continue
            }
            if fence { continue }
            if line.hasPrefix("<!--") { comment = true }
            if comment {
                comment = !line.hasSuffix("-->")
                continue
            }
            take(line)
        }
        end()
    }

    private mutating func take(_ line: Substring) {
        if line.hasPrefix("### ") {
            end()
            blocks.append(Block(sousTitre: Self.words(line.dropFirst(4))))
        } else if line.hasPrefix("## ") {
            end()
            blocks.append(Block(titre: Self.words(line.dropFirst(3))))
        } else if line.hasPrefix("# ") {
            // The page has its own title.
            end()
        } else if line.allSatisfy(\.isWhitespace) || line.hasPrefix("![") {
            end()
        } else if let item = Self.item(line) {
            endParagraph()
            items.append(String(item))
        } else if !items.isEmpty, line.first == " " {
            items[items.count - 1] += " " + line.drop { $0 == " " }
        } else {
            endItems()
            paragraph.append(line)
        }
    }

    /// What follows «- » or «1. ».
    private static func item(_ line: Substring) -> Substring? {
        if line.hasPrefix("- ") { return line.dropFirst(2) }
        let digits = line.prefix { $0.isNumber }
        guard !digits.isEmpty, line.dropFirst(digits.count).hasPrefix(". ") else { return nil }
        return line.dropFirst(digits.count + 2)
    }

    private mutating func end() {
        endParagraph()
        endItems()
    }

    private mutating func endParagraph() {
        guard !paragraph.isEmpty else { return }
        blocks.append(Block(texte: Self.runs(paragraph.joined(separator: " "))))
        paragraph = []
    }

    private mutating func endItems() {
        guard !items.isEmpty else { return }
        blocks.append(Block(liste: items.map { Item(morceaux: Self.runs($0)) }))
        items = []
    }

    private static func words(_ text: Substring) -> String {
        runs(String(text)).map(\.dit).joined()
    }

    /// Bold words apart; a link is its words.
    private static func runs(_ text: String) -> [Run] {
        var runs: [Run] = []
        var open = ""
        var isBold = false
        func flush() {
            if !open.isEmpty { runs.append(Run(dit: open, gras: isBold)) }
            open = ""
        }
        var rest = text[...]
        while let sign = rest.first {
            if rest.hasPrefix("**") {
                flush()
                isBold.toggle()
                rest = rest.dropFirst(2)
            } else if sign == "[", let link = link(rest) {
                open += link.words
                rest = link.rest
            } else {
                if sign != "`" { open.append(sign) }
                rest = rest.dropFirst()
            }
        }
        flush()
        return runs
    }

    /// - Parameter text: from an opening bracket on.
    private static func link(_ text: Substring) -> (words: Substring, rest: Substring)? {
        guard let middle = text.firstRange(of: "]("),
            let close = text[middle.upperBound...].firstIndex(of: ")")
        else { return nil }
        let words = text[text.index(after: text.startIndex)..<middle.lowerBound]
        return (words, text[text.index(after: close)...])
    }
}
