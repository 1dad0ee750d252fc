import LiaisonBase

/// How findings name what a field expects and what it holds.
extension AnswerReader {
    static func expected(_ kind: FieldKind) -> String {
        switch kind {
        case .version: "le nombre 1"
        case .line(let maximum): "un texte d'une seule ligne, de \(maximum) caractères au plus"
        case .text(let maximum): "un texte de \(maximum) caractères au plus"
        case .telephone: "un numéro de téléphone, sur une seule ligne"
        case .date: "une date qui existe, écrite AAAA-MM-JJ"
        case .partialDate:
            "une date qui existe, écrite AAAA-MM-JJ, ou AAAA-MM, ou AAAA si les papiers n'en "
                + "disent pas plus"
        case .agdref: "un texte de 9 ou 10 chiffres, entre guillemets"
        case .departement: "le numéro d'un département, entre guillemets, comme «38», «2A» ou «971»"
        case .boolean: "true (oui) ou false (non)"
        case .integer(let range):
            range.upperBound < JSONValue.largestInteger
                ? "un nombre entier de \(range.lowerBound) à \(range.upperBound)"
                : "un nombre entier"
        case .choice(let options, _): "une valeur parmi \(values(options))"
        case .choices(let options), .group(let options):
            "une liste sans doublon de valeurs parmi \(values(options))"
        }
    }

    static func kind(of value: JSONValue) -> String {
        switch value {
        case .null: "null (pour un champ vide, retirez la clé)"
        case .bool(let value): value ? "true" : "false"
        case .integer, .decimal: "un nombre"
        case .string: "un texte"
        case .array: "une liste"
        case .object: "un objet JSON"
        }
    }

    /// The same for who reads the form.
    static func seen(_ value: JSONValue) -> String {
        switch value {
        case .null: "rien"
        case .bool(let value): value ? "oui" : "non"
        case .integer, .decimal: "un nombre"
        case .string: "un texte"
        case .array: "plusieurs réponses"
        case .object: "un groupe de réponses"
        }
    }

    static func seenNumber(_ value: JSONValue) -> String {
        switch value {
        case .integer, .decimal: number(value)
        default: seen(value)
        }
    }

    static func number(_ value: JSONValue) -> String {
        switch value {
        case .integer(let integer): "\(integer)"
        case .decimal: "un nombre qui n'est pas entier"
        default: kind(of: value)
        }
    }

    static let frenchDate = "une date écrite JJ/MM/AAAA"

    /// Never the date itself, which may be the beneficiary's.
    static func wrongDate(_ text: String) -> String {
        let shape = text.unicodeScalars.map { ("0"..."9").contains($0) ? "0" : $0 }
        return switch String(String.UnicodeScalarView(shape)) {
        case "00/00/0000": frenchDate
        case "0000-00-00", "0000-00", "0000": "une date qui n'existe pas"
        default: "autre chose qu'une date"
        }
    }

    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number > 1 ? "s" : "")"
    }

    private static func values(_ options: [FormOption]) -> String {
        options.map { "«\($0.value)»" }.joined(separator: ", ")
    }
}
