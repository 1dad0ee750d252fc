import LiaisonAgent
import LiaisonSchema

/// What a structure is, as it is typed.
enum KindOption {
    /// - Throws: exit 64, naming those that there are.
    static func read(_ text: String) throws -> StructureKind {
        guard let kind = StructureKind(typed: text) else {
            throw Failure(
                .usage, "« \(Output.visible(text)) » n'est pas un type de structure.",
                next:
                    "Les types : \(StructureKind.allCases.map(\.rawValue).joined(separator: ", "))."
            )
        }
        return kind
    }
}
