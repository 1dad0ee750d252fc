import LiaisonBase
import LiaisonCrypto

/// The page of the guichet as it is served, and as one file (guichet.md, «The page»).
public struct GuichetPage: Sendable, Equatable {
    /// HTML, UTF-8.
    public let page: [UInt8]

    /// The style, the same for every structure.
    public static let style = PackageResources.style_css

    /// The script, the same for every structure: the list of words, then what was written by hand.
    ///
    /// - Parameter words: the words of the phrases, in ASCII.
    public static func script(words: [String]) -> [UInt8] {
        Array("const MOTS=\"\(words.joined(separator: " "))\";\n".utf8) + PackageResources.script_js
    }

    /// - Parameters:
    ///   - libelle: whose service this is, as on its card.
    ///   - contact: how its data protection officer is reached; nil when its card does not say.
    ///   - host: the name that the page is served under, and that the SMS names.
    public init(libelle: String, contact: String?, host: String) {
        page = Array(Self.html(libelle: libelle, contact: contact, host: host).utf8)
    }

    /// The same page with the sealed content inside, which opens from a file without a network: it names
    /// no host, posts nothing, and its policy lets nothing else in.
    ///
    /// - Parameters:
    ///   - token: what the link would carry.
    ///   - sealed: the compact JWE.
    public init(
        libelle: String, contact: String?, words: [String], token: String, sealed: [UInt8]
    ) {
        let style = String(decoding: Self.style, as: UTF8.self)
        let script = String(decoding: Self.script(words: words), as: UTF8.self)
        let policy =
            "default-src 'none'; script-src '\(Self.digest(script))'; style-src "
            + "'\(Self.digest(style))'; base-uri 'none'; form-action 'none'; "
            + "require-trusted-types-for 'script'"
        page = Array(
            Self.html(libelle: libelle, contact: contact, host: "")
                .replacing(
                    "<meta charset=\"utf-8\">",
                    with: "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
                        + "content=\"\(policy)\">\n<meta name=\"guichet-jeton\" "
                        + "content=\"\(Self.escaped(token))\">", maxReplacements: 1
                )
                .replacing(Self.styleLink, with: "<style>\(style)</style>", maxReplacements: 1)
                .replacing(Self.scriptLink, with: "<script>\(script)</script>", maxReplacements: 1)
                .replacing(
                    "</body>",
                    with: "<script type=\"application/jose\" id=\"contenu-scelle\">"
                        + String(decoding: sealed, as: UTF8.self) + "</script>\n</body>",
                    maxReplacements: 1
                ).utf8)
    }

    /// What the daemon sends with the page, its style and its script: nothing from elsewhere, nothing kept,
    /// nothing told to others (guichet.md, «The page»).
    public static let policy = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                + "worker-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
                + "require-trusted-types-for 'script'"
        ),
        ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Strict-Transport-Security", "max-age=31536000"),
        ("X-Robots-Tag", "noindex, nofollow"),
    ]

    /// Whether that is the page as it is served, whatever the structure: what is put in is text, and all the
    /// rest is ours.
    public static func isServed(_ page: [UInt8]) -> Bool {
        var pieces: [[UInt8]] = []
        var template = Array(PackageResources.page_html)[...]
        while let start = template.firstRange(of: Array("{{".utf8)),
            let end = template.firstRange(of: Array("}}".utf8))
        {
            pieces.append(Array(template[..<start.lowerBound]))
            template = template[end.upperBound...]
        }
        pieces.append(Array(template))
        guard let head = pieces.first, page.starts(with: head) else { return false }
        var rest = page[head.count...]
        for piece in pieces.dropFirst() {
            guard let found = rest.firstRange(of: piece),
                !rest[..<found.lowerBound].contains(where: { #"<>""#.utf8.contains($0) })
            else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.isEmpty
    }

    private static let styleLink = "<link rel=\"stylesheet\" href=\"/guichet/style.css\">"
    private static let scriptLink = "<script src=\"/guichet/script.js\"></script>"

    /// One pass over the template: what is put in is not searched again.
    private static func html(libelle: String, contact: String?, host: String) -> String {
        let values = [
            "{{maison}}": libelle, "{{hote}}": host,
            "{{dpo}}": contact ?? "à demander à \(libelle), dont la carte ne le nomme pas",
        ]
        var rest = Substring(String(decoding: PackageResources.page_html, as: UTF8.self))
        var text = ""
        while let start = rest.firstRange(of: "{{"), let end = rest.firstRange(of: "}}") {
            text += rest[..<start.lowerBound]
            text += escaped(values[String(rest[start.lowerBound..<end.upperBound])] ?? "")
            rest = rest[end.upperBound...]
        }
        return text + rest
    }

    private static func digest(_ text: String) -> String {
        "sha256-" + Base64.encode(Hash.sha256(text.utf8))
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }
}
