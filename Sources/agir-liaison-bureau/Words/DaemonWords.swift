import LiaisonAgent
import LiaisonBase
import LiaisonSchema

/// What the daemon says in sentences made for every face, as a page says it: a partner by its label, a page in the
/// place of a command that it does, and of any other that it is for a terminal; hosted, where nobody has one, that
/// there is a command, and whom to ask.
struct DaemonWords: Sendable {
    let isHosted: Bool
    /// How people call each structure that is known here; asked once a name comes up.
    let labels: @Sendable () -> [StructureName: String]

    init(isHosted: Bool = false, labels: @escaping @Sendable () -> [StructureName: String]) {
        self.isHosted = isHosted
        self.labels = labels
    }

    init(of folder: AgentFolder, isHosted: Bool) {
        self.init(isHosted: isHosted) { PartnerNames.apart(in: folder) }
    }

    private static let opening = "« agir-liaison "
    private static let closing = " »"

    /// What a command begins with, and the page that does the same.
    private static let pages = [
        ("boite", "Ma journée"), ("contact lister", "Partenaires"),
        ("contact verifier", "Partenaires"), ("suivi", "Suivi"),
    ]

    func told(_ text: String) -> String { told([text]).joined() }

    func told(_ texts: [String]) -> [String] {
        let names = Names(labels)
        return texts.map { text in
            var (rest, result) = (text[...], "")
            var isBeyond = false
            while let start = rest.firstRange(of: Self.opening),
                let end = rest[start.upperBound...].firstRange(of: Self.closing)
            {
                let command = rest[start.upperBound..<end.lowerBound]
                result += Self.named(rest[..<start.lowerBound], names)
                if let page = Self.page(for: command) {
                    result += "page « \(page) »"
                } else if isHosted {
                    isBeyond = true
                    result += "une commande de terminal"
                } else {
                    result += "\(Self.opening)\(command)\(Self.closing) (dans un terminal)"
                }
                rest = rest[end.upperBound...]
            }
            return result + Self.named(rest, names) + (isBeyond ? Self.beyond : "")
        }
    }

    /// Reads the folder's cards when a first name needs it: most texts name nobody.
    private final class Names {
        private(set) lazy var labels = read()
        private let read: () -> [StructureName: String]

        init(_ read: @escaping () -> [StructureName: String]) { self.read = read }
    }

    private static let beyond =
        " D'ici, cela ne se tape pas : voyez avec votre administrateur."

    private static func page(for command: Substring) -> String? {
        pages.first { command == $0.0 || command.hasPrefix($0.0 + " ") }?.1
    }

    /// The structures, but where the name is a part of another: an agent's, a key's, an address.
    private static func named(_ text: Substring, _ names: Names) -> String {
        var (rest, result) = (text, "")
        while let start = rest.firstIndex(where: isOfName) {
            result += rest[..<start]
            var end = rest[start...].firstIndex { !isOfName($0) } ?? rest.endIndex
            // The full stop of a sentence.
            while end > start, rest[rest.index(before: end)] == "." {
                end = rest.index(before: end)
            }
            let word = rest[start..<end]
            if let name = word.contains(".") ? StructureName(String(word)) : nil,
                let label = names.labels[name].map({ VisibleText.line($0) })
            {
                if result.hasSuffix(" de ") {
                    result = result.dropLast(3) + Elision.de(label)
                } else {
                    result += label
                }
            } else {
                result += word
            }
            let next = rest[end...].firstIndex { !isOfName($0) } ?? rest.endIndex
            result += rest[end..<next]
            rest = rest[next...]
        }
        return result + rest
    }

    private static func isOfName(_ sign: Character) -> Bool {
        sign.isASCII && (sign.isLetter || sign.isNumber || ".-_/@:".contains(sign))
    }
}
