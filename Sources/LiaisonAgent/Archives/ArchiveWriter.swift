import LiaisonCrypto
package import LiaisonSchema

/// Makes the archive that a partner with 7-Zip and a telephone opens (voies.md, «Archives out»).
package struct ArchiveWriter: Sendable {
    private let program: ConfinedProgram

    package init(program: ConfinedProgram = ConfinedProgram("7zz", debian: "7zip")) {
        self.program = program
    }

    /// - Parameters:
    ///   - parts: at most 100, of 32 MiB together; their names are neutral (`fiche.html`, `piece-1.pdf`):
    ///     a `.zip` shows them to anybody.
    ///   - phrase: one line, no longer than 1 KiB.
    /// - Returns: a `.7z` whose names are sealed too, or a `.zip` of AES-256.
    /// - Throws: `.unavailable` without `7zz`; `.data` when it could not, or did not seal as it should.
    package func write(
        _ parts: [Payload.Part], as kind: ReceivedKind.Archive, phrase: Phrase
    ) throws -> [UInt8] {
        let size = parts.reduce(0) { $0 + $1.content.count }
        guard !parts.isEmpty, parts.count <= 100, size <= ArchiveReader.sizeLimit else {
            throw AgentError(
                .data, "Une archive a au plus 100 fichiers et \(ArchiveReader.sizeLimit >> 20) Mio."
            )
        }
        var archive: [UInt8] = []
        // Sealed, an archive hardly grows beyond what it holds.
        let limit = size + (1 << 20)
        // The archive lies in the child's own memory until it is whole: `7zz` goes back to its beginning.
        let outcome = try program.run(
            ["a"] + Self.sealing(kind) + ["-bd", "-y", "-mmt=1", "-mx=1", "-p", "--"]
                + ["/sortie/archive.\(kind.rawValue)"] + parts.map { "/contenu/\($0.nom)" },
            files: parts.map {
                ConfinedProgram.File(path: "/contenu/\($0.nom)", content: $0.content)
            },
            input: phrase.text(.hyphen),
            limits: ConfinedProgram.Limits(
                processor: 60, clock: 120, memory: 1 << 30, file: 2 * limit),
            results: ["/sortie/archive.\(kind.rawValue)"]
        ) {
            archive += $0
            return archive.count <= limit
        }
        guard outcome.ending == .exit(0), Self.isSealed(archive, kind) else {
            throw AgentError(.data, "L'archive n'a pas pu être faite : rien n'en est gardé.")
        }
        return archive
    }

    private static func sealing(_ kind: ReceivedKind.Archive) -> [String] {
        switch kind {
        case .sevenZip: ["-t7z", "-mhe=on"]
        case .zip: ["-tzip", "-mem=AES256"]
        }
    }

    /// Looked at in the bytes: another version of `7zz` may do otherwise.
    private static func isSealed(_ archive: [UInt8], _ kind: ReceivedKind.Archive) -> Bool {
        switch kind {
        case .sevenZip: SevenZipHeader.isSealed(archive)
        case .zip: ZipDirectory.isAE2(archive)
        }
    }
}
