internal import LiaisonBase
internal import LiaisonSchema

/// A signed document that somebody gave as a file. Each of its bytes is signed, and mail changes the lines,
/// the accents and the dashes of a text that is pasted into it.
enum GivenActe {
    /// - Parameters:
    ///   - what: what it should be, with its article: «une carte».
    ///   - file: what its file is called; nil for what was given otherwise.
    /// - Throws: exit 65 that names the file and says how to be given it whole.
    static func read<Document>(
        _ bytes: [UInt8], _ what: String, from file: String?,
        _ read: ([UInt8]) throws -> Document
    ) throws -> Document {
        do {
            return try read(bytes)
        } catch let error as SchemaError {
            guard let file, altered.contains(error.code) else { throw error }
            throw refusal(of: file, "n'est pas \(what)", error.message)
        }
    }

    /// - Parameters:
    ///   - file: what the file is called.
    ///   - isNot: what it turned out not to be: «n'est pas une carte».
    ///   - why: what is wrong with it, a sentence; empty where nothing more is known.
    static func refusal(of file: String, _ isNot: String, _ why: String = "") -> AgentError {
        refusal(
            "Le fichier \(VisibleText.line(file)) \(isNot), ou n'est plus comme il a été fait."
                + (why.isEmpty ? "" : " " + why))
    }

    /// The same of a file that is called as it should be.
    static func refusal(ofContent file: String) -> AgentError {
        refusal(
            "Le fichier \(VisibleText.line(file)) n'a pas le contenu attendu : il a été changé, ou ce "
                + "n'est pas le bon.")
    }

    private static func refusal(_ sentence: String) -> AgentError {
        AgentError(
            .data, sentence,
            next: .sentence(
                "Un courriel change le texte qu'on y colle : redemandez ce fichier en pièce jointe, et "
                    + "enregistrez-la telle quelle. S'il est refusé encore, appelez qui vous l'a donné."
            ))
    }

    /// What a change on the way leads to.
    private static let altered: Set<SchemaError.Code> = [
        .form, .type, .unknownKey, .value, .signature, .mismatch,
    ]
}
