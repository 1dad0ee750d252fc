internal import LiaisonBase
package import LiaisonSchema

/// What an attachment is for (fiches.md, «Attachments»): told, never guessed.
package enum AttachmentPurpose: String, CaseIterable, Sendable {
    case preDiagnostic = "pre-diagnostic"
    case dossierSPADA = "dossier-spada"
    case autre

    package var detail: LogDetail {
        switch self {
        case .preDiagnostic: .piecePreDiagnostic
        case .dossierSPADA: .pieceDossierSPADA
        case .autre: .pieceAutre
        }
    }
}

/// The attachments of a fiche, read and checked.
package struct Attachments {
    /// The most of them, the largest one and all together, in bytes.
    private static let countLimit = 20
    private static let sizeLimit = 10 * 1_024 * 1_024
    private static let totalLimit = 20 * 1_024 * 1_024

    /// Names that the payload itself uses (formats.md, «Sealed payload»).
    private static let reserved: Set = ["fiche.json", "manifeste.note", "bourrage"]

    package let parts: [Payload.Part]
    /// The files that they were read from.
    package let paths: [String]

    package init(_ paths: [String]) throws {
        self.paths = paths
        guard paths.count <= Self.countLimit else {
            throw AgentError(.data, "Il y a plus de \(Self.countLimit) pièces jointes.")
        }
        parts = try paths.map(Self.read)
        guard parts.reduce(0, { $0 + $1.content.count }) <= Self.totalLimit else {
            throw AgentError(
                .data, "Les pièces jointes dépassent ensemble \(Self.totalLimit >> 20) Mio.",
                next: "Envoyez-les en plusieurs fois, ou réduisez-les.")
        }
    }

    private static func read(_ path: String) throws -> Payload.Part {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard Manifest.Part.isName(name), !Self.reserved.contains(name) else {
            throw AgentError(
                .data, "La pièce « \(VisibleText.line(name)) » a un nom inutilisable.",
                next: "Renommez-la ; évitez d'y mettre le nom de la personne.")
        }
        let content: [UInt8]
        do {
            content = try PrivateFile.read(path, limit: sizeLimit)
        } catch {
            guard error.code == .tooLarge else { throw error }
            throw AgentError(
                .data, "La pièce « \(VisibleText.line(name)) » dépasse \(sizeLimit >> 20) Mio.",
                next: "Réduisez-la, par exemple en numérisant à 150 points par pouce.")
        }
        guard let type = AttachmentType(content: content) else {
            throw AgentError(
                .data,
                "La pièce « \(VisibleText.line(name)) » n'est pas un document \(AttachmentType.french).",
                next: "C'est le contenu qui compte, pas le nom ; enregistrez-la en PDF.")
        }
        return Payload.Part(nom: name, type: type.rawValue, content: content)
    }
}
