import GuichetPage
import LiaisonHTTP
import LiaisonSchema

/// Compares what a guichet serves to anybody with what this version has: it finds accidents, a proxy that
/// rewrites, an older program; not a server that serves one visitor another page.
package enum VerifyGuichet {
    /// What is served there.
    package enum File: String, CaseIterable, Sendable {
        case page, style, script
    }

    /// Bytes of each that are read.
    private static let limit = 1 << 20

    /// - Parameter url: an address, with or without `/guichet`; what follows `#` goes nowhere.
    /// - Returns: those that differ.
    /// - Throws: exit 64 for what is no address, 69 where nobody answers.
    package static func differences(at url: String, _ context: AgentContext) throws -> [File] {
        guard let address = address(url) else {
            throw AgentError(
                .usage, "Ce n'est pas l'adresse d'un guichet.",
                next: "Elle est de la forme https://guichet.exemple.fr/guichet.")
        }
        let client = context.client(of: address)
        return try File.allCases.filter { file in
            let found: [UInt8]
            do {
                found = try client.request("GET", target(file), limit: limit).body
            } catch is LocalUnreadable {
                return true
            } catch is Problem {
                return true
            }
            return !isOurs(found, file)
        }
    }

    private static func address(_ url: String) -> PeerAddress? {
        var text = String(url.prefix { $0 != "#" })
        if text.hasSuffix("/") { text.removeLast() }
        if text.hasSuffix(Routes.guichet) { text.removeLast(Routes.guichet.count) }
        return PeerAddress(text)
    }

    private static func target(_ file: File) -> String {
        switch file {
        case .page: Routes.guichet
        case .style: Routes.guichetStyle
        case .script: Routes.guichetScript
        }
    }

    private static func isOurs(_ bytes: [UInt8], _ file: File) -> Bool {
        switch file {
        case .page: GuichetPage.isServed(bytes)
        case .style: bytes == GuichetPage.style
        case .script: bytes == GuichetPage.script(words: Phrase.words)
        }
    }
}
