import ArgumentParser
import LiaisonCrypto
import LiaisonSchema

/// What an attachment is for (fiches.md, «Attachments»): told, never guessed.
enum AttachmentPurpose: String, ExpressibleByArgument, CaseIterable, Sendable {
    case preDiagnostic = "pre-diagnostic"
    case dossierSPADA = "dossier-spada"
    case autre

    var detail: LogDetail {
        switch self {
        case .preDiagnostic: .piecePreDiagnostic
        case .dossierSPADA: .pieceDossierSPADA
        case .autre: .pieceAutre
        }
    }
}

/// The attachments of a fiche, read and checked.
struct Attachments {
    /// The most of them, the largest one and all together, in bytes.
    private static let countLimit = 20
    private static let sizeLimit = 10 * 1_024 * 1_024
    private static let totalLimit = 20 * 1_024 * 1_024

    /// Names that the payload itself uses (formats.md, «Sealed payload»).
    private static let reserved: Set = ["fiche.json", "manifeste.note", "bourrage"]

    let parts: [Payload.Part]

    init(_ paths: [String]) throws {
        guard paths.count <= Self.countLimit else {
            throw Failure(.data, "Il y a plus de \(Self.countLimit) pièces jointes.")
        }
        parts = try paths.map(Self.read)
        guard parts.reduce(0, { $0 + $1.content.count }) <= Self.totalLimit else {
            throw Failure(
                .data, "Les pièces jointes dépassent ensemble \(Self.totalLimit >> 20) Mio.",
                hint: "Envoyez-les en plusieurs fois, ou réduisez-les.")
        }
    }

    /// What they are for: as told on the command line, else asked on the terminal, else «autre».
    func purpose(_ told: AttachmentPurpose?) -> AttachmentPurpose? {
        guard !parts.isEmpty else { return nil }
        if let told { return told }
        guard Terminal.isInteractive else { return .autre }
        let purposes = AttachmentPurpose.allCases
        Terminal.say("À quoi servent les pièces jointes ?")
        Terminal.say("  1. pré-diagnostic\n  2. dossier SPADA\n  3. autre")
        let number = Terminal.line("> ").flatMap { Int($0) } ?? purposes.count
        return (1...purposes.count).contains(number) ? purposes[number - 1] : .autre
    }

    private static func read(_ path: String) throws -> Payload.Part {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard Manifest.Part.isName(name), !Self.reserved.contains(name) else {
            throw Failure(
                .data, "La pièce « \(Output.visible(name)) » a un nom inutilisable.",
                hint: "Renommez-la ; évitez d'y mettre le nom de la personne.")
        }
        let content: [UInt8]
        do {
            content = try PrivateFile.read(path, limit: sizeLimit)
        } catch {
            guard error.code == .tooLarge else { throw error }
            throw Failure(
                .data, "La pièce « \(Output.visible(name)) » dépasse \(sizeLimit >> 20) Mio.",
                hint: "Réduisez-la, par exemple en numérisant à 150 points par pouce.")
        }
        guard let type = AttachmentType(content: content) else {
            throw Failure(
                .data,
                "La pièce « \(Output.visible(name)) » n'est pas un document \(AttachmentType.french).",
                hint: "C'est le contenu qui compte, pas le nom ; enregistrez-la en PDF.")
        }
        return Payload.Part(nom: name, type: type.rawValue, content: content)
    }
}
