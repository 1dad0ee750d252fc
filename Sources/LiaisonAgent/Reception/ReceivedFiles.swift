import LiaisonBase
import LiaisonCrypto
import LiaisonSchema

/// The documents that files given outside the service hold, read and unpacked in memory: nothing of them is
/// ever written in clear (voies.md, «Coming in»).
struct ReceivedFiles {
    /// Bytes and number of what one pli takes: 32 MiB, its padding and its manifest.
    private static let sizeLimit = 30 << 20
    private static let countLimit = 97

    private let session: Session
    /// Gives the phrase of a file that has one; nil: it is asked.
    private let phrase: (() throws -> SecretBytes)?
    private let archives: ArchiveReader
    private let photographs: HEICConverter
    private var names = EntryName()
    private(set) var parts: [Payload.Part] = []

    init(
        _ session: Session, phrase: (() throws -> SecretBytes)?,
        archives: ArchiveReader = ArchiveReader(), photographs: HEICConverter = HEICConverter()
    ) {
        self.session = session
        self.phrase = phrase
        self.archives = archives
        self.photographs = photographs
    }

    /// - Throws: `.data` for what is not taken, saying which file; `.unavailable` without the program that
    ///   reads it.
    mutating func take(_ path: String) throws {
        let name = FoundPath.name(of: path)
        let content = try PrivateFile.read(path, limit: MailMessage.limit)
        switch ReceivedKind(content: content) {
        case .document, .heic: try takeDocument(name, content)
        case .archive(let kind):
            let opened = try unpacked(content, kind)
            if opened.isWeak { session.context.notify(.fiche(.weakArchive(name))) }
            for entry in opened.entries { try takeDocument(entry.name, entry.content) }
        case .mail:
            let mail = try MailMessage(content)
            guard !mail.attachments.isEmpty else {
                throw AgentError(
                    .data, "Le courriel \(VisibleText.line(name)) n'a pas de pièce jointe.",
                    next: "Imprimez-le en PDF si son texte compte.")
            }
            for attachment in mail.attachments {
                try takeDocument(attachment.name, attachment.content)
            }
        case .age: try takeSealed(name, content)
        case nil where ZipDirectory.isCrowded(content): throw ArchiveReader.tooMany
        case nil:
            try Self.refuseAnswer(name, content)
            try Age.refuseSurrounded(content)
            throw AgentError(
                .data, "Le fichier \(VisibleText.line(name)) n'est pas : \(ReceivedKind.french).",
                next: "C'est le contenu qui compte, pas le nom ; enregistrez-le en PDF.")
        }
    }

    /// One document, whatever it came in. What is nothing that people read is left out, and said.
    private mutating func takeDocument(_ name: String, _ content: [UInt8]) throws {
        switch ReceivedKind(content: content) {
        case .document(let type):
            try add(names.take(type.fitted(name)), type.rawValue, content)
        case .heic:
            let stem = name.split(separator: ".").first.map(String.init) ?? "photo"
            try add(
                names.take("\(stem).jpg"), AttachmentType.jpeg.rawValue,
                try photographs.jpeg(content))
        case .archive, .age, .mail, nil:
            try Self.refuseAnswer(name, content)
            guard let type = Self.text(content, on: session.today) else {
                return session.context.notify(.fiche(.leftOut(name)))
            }
            try add(names.take(Self.shownAsText(name)), type, content)
        }
    }

    /// Endings that a text may keep: what opens them shows it, and runs nothing of it.
    private static let textEndings: Set = [
        "txt", "csv", "json", "note", "md", "htm", "html", "xml", "eml", "ics", "vcf",
    ]

    private static func shownAsText(_ name: String) -> String {
        AttachmentType.ending(of: name).map(textEndings.contains) ?? false ? name : "\(name).txt"
    }

    /// The sealed answer of a guichet is no document: among others, or in a mail, nobody would ever open it.
    private static func refuseAnswer(_ name: String, _ content: [UInt8]) throws {
        guard GuichetFile.subject(of: content) != nil else { return }
        throw AgentError(
            .data,
            "Le fichier \(VisibleText.line(name)) est une réponse de guichet : elle se donne seule.",
            next: "Enregistrez-la, puis donnez-la sans autre fichier ni --transcrire.")
    }

    /// The type of what is text: a fiche of ours, or lines that are shown as they are; nil for anything
    /// else.
    private static func text(_ content: [UInt8], on today: CalendarDate) -> String? {
        guard !content.isEmpty, !content.contains(0),
            String(validating: content, as: UTF8.self) != nil
        else { return nil }
        let isFiche = Fiche.validate(content, today: today, reponseA: true).fiche != nil
        return isFiche ? Payload.Part.fiche([]).type : "text/plain"
    }

    private mutating func add(_ name: String, _ type: String, _ content: [UInt8]) throws {
        parts.append(Payload.Part(nom: name, type: type, content: content))
        guard parts.count <= Self.countLimit,
            parts.reduce(0, { $0 + $1.content.count }) <= Self.sizeLimit
        else {
            throw AgentError(
                .data,
                "Cela fait plus de \(Self.countLimit) documents, ou de \(Self.sizeLimit >> 20) Mio.",
                next: "Enregistrez-les en plusieurs fois.")
        }
    }

    private func unpacked(
        _ content: [UInt8], _ kind: ReceivedKind.Archive
    ) throws -> ArchiveReader.Opened {
        if case .opened(let opened) = try archives.read(content, as: kind, phrase: nil) {
            return opened
        }
        return try withPhrase { phrase in
            guard case .opened(let opened) = try archives.read(content, as: kind, phrase: phrase)
            else { throw Self.wrongPhrase }
            return opened
        }
    }

    /// What a phrase opens: a fiche that was sealed by one, with its manifest, or a document.
    private mutating func takeSealed(_ name: String, _ content: [UInt8]) throws {
        let sealed = try SealedContent(content)
        guard sealed.isLockedByPhrase, sealed.pli == nil else {
            throw AgentError(
                .data, "Le fichier \(VisibleText.line(name)) est scellé à des clés.",
                next: .fiche(.openFile(name)))
        }
        let plaintext = try withPhrase { phrase in
            guard
                let opened = try SealedFile.open(
                    sealed.age, code: phrase.withBytes { Array($0) },
                    limit: Age.WorkFactorLimit.others)
            else { throw Self.wrongPhrase }
            return opened
        }
        guard let payload = try? Payload(plaintext) else {
            let inner = name.hasSuffix(".age") ? String(name.dropLast(4)) : name
            return try takeDocument(inner, plaintext)
        }
        // What its sender's program called it says nothing: the content does.
        for part in payload.parts { try takeDocument(part.nom, part.content) }
        // Whoever wants to check its signature later has what it takes.
        try add(names.take("manifeste-d-origine.note"), "text/plain", payload.acte.bytes)
    }

    private func withPhrase<Result>(
        _ open: (SecretBytes) throws -> Result
    ) throws -> Result {
        if let phrase { return try TypedSecret.opening(phrase(), open) }
        return try session.context.opened(by: .sealedFile, open)
    }

    private static var wrongPhrase: CryptoError {
        CryptoError(
            .passphrase, "La phrase secrète ne convient pas à ce fichier.",
            hint: "Redemandez-la à l'expéditeur, par un autre canal que le fichier.")
    }
}
