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

    /// One as a person gave it, from no file of this machine.
    package struct Piece {
        package let nom: String
        package let content: [UInt8]
        /// Nil as long as nobody said.
        package let purpose: AttachmentPurpose?

        package init(nom: String, content: [UInt8], purpose: AttachmentPurpose?) {
            self.nom = nom
            self.content = content
            self.purpose = purpose
        }
    }

    package let parts: [Payload.Part]
    /// The files that they were read from; none for what came otherwise.
    package let paths: [String]
    /// What each of the parts is for, in their order; nil for one of which nobody said.
    package let purposes: [AttachmentPurpose?]

    package init(_ paths: [String]) throws {
        try Self.check(count: paths.count)
        try self.init(
            parts: paths.map(Self.read), paths: paths,
            purposes: Array(repeating: nil, count: paths.count))
    }

    /// Those that came otherwise than as files: a browser's. Nothing of them is written in plain.
    package init(pieces: [Piece]) throws {
        try Self.check(count: pieces.count)
        let parts = try pieces.map { piece in
            try Self.check(name: piece.nom)
            guard piece.content.count <= Self.sizeLimit else { throw Self.tooLarge(piece.nom) }
            return try Self.part(piece.nom, piece.content)
        }
        try self.init(parts: parts, paths: [], purposes: pieces.map(\.purpose))
    }

    /// - Parameter total: bytes of all together.
    static func check(count: Int, total: Int = 0) throws {
        guard count <= countLimit else {
            throw AgentError(.data, "Il y a plus de \(countLimit) pièces jointes.")
        }
        guard total <= totalLimit else {
            throw AgentError(
                .data, "Les pièces jointes dépassent ensemble \(totalLimit >> 20) Mio.",
                next: "Envoyez-les en plusieurs fois, ou réduisez-les.")
        }
    }

    private init(
        parts: [Payload.Part], paths: [String], purposes: [AttachmentPurpose?]
    ) throws {
        var names = EntryName()
        self.parts = parts.map {
            Payload.Part(nom: names.keep($0.nom), type: $0.type, content: $0.content)
        }
        self.paths = paths
        self.purposes = purposes
        try Self.check(
            count: parts.count, total: parts.reduce(0) { $0 + $1.content.count })
    }

    private static func read(_ path: String) throws -> Payload.Part {
        let name = FoundPath.name(of: path)
        try check(name: name)
        do {
            return try part(name, PrivateFile.read(path, limit: sizeLimit))
        } catch let error as FileError where error.code == .tooLarge {
            throw tooLarge(name)
        }
    }

    private static func check(name: String) throws {
        guard Manifest.Part.isName(name), !Self.reserved.contains(name) else {
            let hides = VisibleText.line(name) != name
            throw AgentError(
                .data,
                "La pièce « \(VisibleText.line(name)) » a un nom "
                    + (hides ? "qui cache des signes." : "inutilisable."),
                next: "Renommez-la ; évitez d'y mettre le nom de la personne.")
        }
    }

    private static func tooLarge(_ name: String) -> AgentError {
        AgentError(
            .data, "La pièce « \(VisibleText.line(name)) » dépasse \(sizeLimit >> 20) Mio.",
            next: "Réduisez-la, par exemple en numérisant à 150 points par pouce.")
    }

    /// Endings that a photograph of a telephone has before it becomes JPEG.
    private static let photographs = ["heic", "heif", "hif"]

    private static func part(_ name: String, _ content: [UInt8]) throws -> Payload.Part {
        if ReceivedKind(content: content) == .heic {
            let ending = AttachmentType.ending(of: name)
            let isPhotograph = ending.map(photographs.contains) ?? false
            let stem = isPhotograph ? String(name.dropLast((ending?.count ?? 0) + 1)) : name
            let jpeg = try self.name(stem, of: .jpeg)
            return Payload.Part(
                nom: jpeg, type: AttachmentType.jpeg.rawValue,
                content: try HEICConverter().jpeg(content))
        }
        guard let type = AttachmentType(content: content), AttachmentType.sent.contains(type)
        else {
            throw AgentError(
                .data,
                "La pièce « \(VisibleText.line(name)) » n'est pas un document \(AttachmentType.french).",
                next: "C'est le contenu qui compte, pas le nom ; enregistrez-la en PDF.")
        }
        // A photograph tells where and when it was taken: what we send doesn't.
        return Payload.Part(
            nom: try self.name(name, of: type), type: type.rawValue,
            content: try Photograph.bare(content, as: type))
    }

    /// The name under which it goes: an ending that lacks is added, another than its content's is refused.
    private static func name(_ name: String, of type: AttachmentType) throws -> String {
        let fitted = type.fitted(name)
        guard type.fits(name) || AttachmentType.ending(of: name) == nil else {
            throw AgentError(
                .data,
                "La pièce « \(VisibleText.line(name)) » n'est pas ce que dit son nom : "
                    + "son contenu est un document \(type.french).",
                next: .sentence(
                    "Si c'est bien elle, renommez-la en « \(VisibleText.line(fitted)) »."))
        }
        try check(name: fitted)
        return fitted
    }
}
