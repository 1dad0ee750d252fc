internal import LiaisonBase
package import LiaisonSchema

/// A fiche as people read it: the official form, or, for one that was received and does not fit it, what it
/// says with its defects (fiches.md).
package struct FicheView {
    /// `fiche.json`, or what stands in its place.
    private let content: [UInt8]
    /// The fiche, when it fits its form.
    private let fiche: Fiche?
    private let findings: [Finding]
    private let signature: String?
    private let information: PersonInformation?
    private let attachments: [String]

    /// - Parameters:
    ///   - fiche: nil for what does not fit its form, or is not known to be one.
    ///   - findings: its defects.
    ///   - signature: the line that stands for the signature; nil when there is none.
    ///   - information: who transmits it; nil when that is not known.
    ///   - attachments: their names.
    package init(
        _ content: [UInt8], _ fiche: Fiche?, findings: [Finding], signature: String?,
        information: PersonInformation?, attachments: [String] = []
    ) {
        self.content = content
        self.fiche = fiche
        self.findings = findings
        self.signature = signature
        self.information = information
        self.attachments = attachments
    }

    /// Always the one page writer, or the one that escapes for a terminal: an author's text is text.
    package func text(_ format: FicheFormat) -> String {
        if let fiche {
            return FicheFile.render(
                fiche, format: format, signature: signature, information: information,
                attachments: attachments)
        }
        guard let object = (try? JSONValue.parse(content))?.object else {
            let document = ReceivedDocument(unknown: content, signature: signature)
            return switch format {
            case .html: document.html
            case .texte: document.text + Self.lines(attachments)
            case .json: JSONValue.object(JSONObject()).text + "\n"
            }
        }
        return switch format {
        case .html:
            FicheHTML.render(
                unvalidated: object, findings: findings, signature: signature,
                information: information, attachments: attachments)
        case .texte:
            FicheText.render(unvalidated: object, findings: findings, signature: signature)
                + Self.lines(attachments)
        case .json: JSONValue.object(object).text + "\n"
        }
    }

    static func lines(_ attachments: [String]) -> String {
        attachments.map { "Pièce jointe : \(VisibleText.line($0))\n" }.joined()
    }
}
