import LiaisonAgent
import LiaisonSchema

/// A structure named on the command line.
enum StructureOption {
    /// - Throws: exit 64 for what is no name of one.
    static func read(_ text: String) throws -> StructureName {
        guard let name = StructureName(text) else {
            throw Failure(
                .usage, "« \(Output.visible(text)) » n'est pas un nom de structure.",
                next: "Voyez « agir-liaison contact lister ».")
        }
        return name
    }
}
