package import LiaisonCrypto
package import LiaisonSchema

/// Unpacks the archives that partners send, without a file: `7zz` lists one, its entries are judged, then
/// it gives their bytes one after another (voies.md, «Archives in»).
package struct ArchiveReader: Sendable {
    /// One file of an archive.
    package struct Entry: Sendable, Equatable {
        /// Its last component, as a part of a payload may be called; each once.
        package let name: String
        package let content: [UInt8]
    }

    package struct Opened: Sendable, Equatable {
        package let entries: [Entry]
        /// Sealed by ZipCrypto, which protects nothing: to be said.
        package let isWeak: Bool
    }

    package enum Outcome: Sendable, Equatable {
        case opened(Opened)
        case phraseNeeded
        case phraseWrong
    }

    /// The most bytes unpacked, of entries, and times the archive's size once unpacked.
    package static let sizeLimit = 32 << 20
    package static let entryLimit = 200
    package static let ratioLimit = 100
    /// Below that nobody is harmed, and a page of blanks is no attack.
    static let harmless = 1 << 20
    /// Bytes of the list of 200 entries: paths of 1 KiB, and what stands around.
    private static let listLimit = 512 << 10

    private let program: ConfinedProgram

    package init(program: ConfinedProgram = ConfinedProgram("7zz", debian: "7zip")) {
        self.program = program
    }

    /// - Parameters:
    ///   - archive: at most 32 MiB.
    ///   - phrase: one line, as its sender made it; nil when nobody was asked yet.
    /// - Throws: `.data` for one that is damaged or made to harm, saying how; `.unavailable` without `7zz`.
    package func read(
        _ archive: [UInt8], as kind: ReceivedKind.Archive, phrase: SecretBytes?
    ) throws -> Outcome {
        guard archive.count <= Self.sizeLimit else { throw Self.tooLarge }
        if let phrase, phrase.withBytes({ $0.contains { $0 == 0x0A || $0 == 0 } }) {
            return .phraseWrong
        }
        var list: [UInt8] = []
        let listed = try run(["l", "-ba", "-slt"], archive, kind, phrase, processor: 1) {
            list += $0
            return list.count <= Self.listLimit
        }
        guard list.count <= Self.listLimit else { throw Self.tooMany }
        if let refusal = try refusal(listed, asked: phrase != nil) { return refusal }
        guard let entries = ArchiveListing(list, limit: Self.entryLimit)?.entries else {
            throw Self.damaged
        }
        let total = try Self.judge(entries, archive)
        if phrase == nil, entries.contains(where: \.isEncrypted) { return .phraseNeeded }

        var content: [UInt8] = []
        content.reserveCapacity(total)
        let unpacked = try run(["x", "-so"], archive, kind, phrase, processor: 2) {
            content += $0
            return content.count <= total
        }
        guard content.count <= total else { throw Self.lying }
        if let refusal = try refusal(unpacked, asked: phrase != nil) { return refusal }
        guard content.count == total else { throw Self.lying }
        return .opened(
            Opened(
                entries: Self.cut(content, entries.filter { !$0.isFolder }),
                isWeak: entries.contains { $0.isEncrypted && $0.method.hasPrefix("ZipCrypto") }))
    }

    private func run(
        _ words: [String], _ archive: [UInt8], _ kind: ReceivedKind.Archive,
        _ phrase: SecretBytes?, processor: Int, output: (UnsafeRawBufferPointer) -> Bool
    ) throws -> ConfinedProgram.Outcome {
        try program.run(
            words + ["-bd", "-mmt=1", "-t\(kind.rawValue)", "--", "/archive"],
            files: [ConfinedProgram.File(path: "/archive", content: archive)], input: phrase,
            limits: ConfinedProgram.Limits(
                processor: processor, clock: 20, memory: 768 << 20, file: Self.sizeLimit),
            output: output)
    }

    /// What an ending other than 0 means (7-Zip's codes: 1 a warning, 2 an error, 255 no phrase came).
    private func refusal(
        _ outcome: ConfinedProgram.Outcome, asked: Bool
    ) throws -> Outcome? {
        switch outcome.ending {
        case .exit(0): return nil
        case .exit(255) where !asked: return .phraseNeeded
        case .exit where outcome.errors.contains("Wrong password"):
            return asked ? .phraseWrong : .phraseNeeded
        case .exit: throw Self.damaged
        case .stopped:
            throw AgentError(
                .data, "L'archive demande trop de temps ou de mémoire pour être ouverte.",
                next: .sentence("Elle est peut-être faite pour nuire : appelez qui l'a envoyée."))
        }
    }

    /// - Returns: the bytes that all will have.
    private static func judge(_ entries: [ArchiveListing.Entry], _ archive: [UInt8]) throws -> Int {
        guard entries.count <= entryLimit else { throw tooMany }
        var total = 0
        for entry in entries where !entry.isFolder {
            let (sum, overflow) = total.addingReportingOverflow(entry.size)
            guard !overflow, sum <= sizeLimit else { throw tooLarge }
            total = sum
        }
        guard total <= harmless || total / ratioLimit <= archive.count else {
            throw AgentError(
                .data, "L'archive se déploierait à plus de \(ratioLimit) fois sa taille.",
                next: .sentence("Elle est faite pour nuire : appelez qui l'a envoyée."))
        }
        guard !entries.contains(where: \.isSpecial) else {
            throw AgentError(
                .data, "L'archive contient un lien, ou autre chose que des fichiers.", next: resend)
        }
        guard !entries.contains(where: { EntryName.escapes($0.path) }) else {
            throw AgentError(
                .data, "L'archive contient un nom qui sort de son dossier.", next: resend)
        }
        guard entries.contains(where: { !$0.isFolder }) else {
            throw AgentError(.data, "L'archive est vide.", next: resend)
        }
        return total
    }

    private static func cut(_ content: [UInt8], _ entries: [ArchiveListing.Entry]) -> [Entry] {
        var names = EntryName()
        var offset = 0
        return entries.map { entry in
            defer { offset += entry.size }
            return Entry(
                name: names.take(entry.path),
                content: Array(content[offset..<(offset + entry.size)]))
        }
    }

    private static let resend = NextStep.sentence(
        "Demandez au partenaire une archive simple, de documents seulement.")
    private static let damaged = AgentError(
        .data, "L'archive est abîmée, ou n'en est pas une.",
        next: .sentence("Demandez au partenaire de la renvoyer."))
    private static let lying = AgentError(
        .data, "L'archive n'a pas le contenu qu'elle annonce.",
        next: .sentence("Demandez au partenaire de la renvoyer."))
    private static let tooLarge = AgentError(
        .data, "L'archive déploierait plus de \(sizeLimit >> 20) Mio.",
        next: .sentence("Demandez-la en plusieurs fois."))
    static let tooMany = AgentError(
        .data, "L'archive a plus de \(entryLimit) entrées.",
        next: .sentence("Demandez-la en plusieurs fois."))
}
