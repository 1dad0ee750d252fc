import LiaisonSchema

/// Turns the photographs of some telephones into JPEG, which everybody can look at. The decoder (Debian's
/// libheif) reads a stranger's file: it runs confined, and what it made loses its metadata too.
package struct HEICConverter: Sendable {
    private let program: ConfinedProgram

    package init(
        program: ConfinedProgram = ConfinedProgram("heif-convert", debian: "libheif-examples")
    ) {
        self.program = program
    }

    /// The most bytes of the JPEG, as of any attachment.
    private static let limit = 10 << 20

    static let hint = NextStep.sentence("Demandez-la en JPEG, ou convertissez-la vous-même.")

    /// - Parameter photograph: at most 32 MiB; of several pictures in it the first is taken.
    /// - Throws: `.unavailable` without `heif-convert` or `bwrap`, `.data` for what it can't decode.
    package func jpeg(_ photograph: [UInt8]) throws -> [UInt8] {
        let failure = AgentError(
            .data, "La photographie HEIC n'a pas pu être convertie.",
            next: Self.hint)
        guard photograph.count <= ArchiveReader.sizeLimit else { throw failure }
        var picture: [UInt8] = []
        let outcome = try program.run(
            ["-q", "85", "/photo.heic", "/sortie/photo.jpg"],
            files: [ConfinedProgram.File(path: "/photo.heic", content: photograph)], input: nil,
            limits: ConfinedProgram.Limits(
                processor: 20, clock: 40, memory: 1 << 30, file: ArchiveReader.sizeLimit),
            results: ["/sortie/photo.jpg", "/sortie/photo-1.jpg"]
        ) {
            picture += $0
            return picture.count <= Self.limit
        }
        guard outcome.ending == .exit(0), picture.count <= Self.limit,
            AttachmentType(content: picture) == .jpeg,
            let bare = try? Photograph.bare(picture, as: .jpeg)
        else { throw failure }
        return bare
    }
}
