/// What a field expects, as a page says it beside the field: for who fills it in, not for who writes
/// `fiche.json`.
enum FieldWords {
    /// Nil where the label says it all.
    static func expected(_ field: FormField) -> String? {
        switch field.kind {
        case .version: nil
        case .line(let maximum): "une seule ligne, \(grouped(maximum)) caractères au plus"
        case .text(let maximum): "\(grouped(maximum)) caractères au plus"
        case .telephone: "un numéro de téléphone"
        case .date: "une date, écrite JJ/MM/AAAA"
        case .partialDate:
            "une date, écrite JJ/MM/AAAA, avec des zéros pour le jour ou le mois que les papiers ne "
                + "donnent pas"
        case .agdref:
            "9 ou 10 chiffres ; les espaces et les tirets ne comptent pas, les zéros du début comptent"
        case .departement: "le numéro d'un département, ou son nom"
        case .boolean: "oui ou non"
        case .integer(let range):
            // A range without a bound of its own only keeps numbers within JSON's.
            range.upperBound < 1_000_000
                ? "un nombre entier de \(range.lowerBound) à \(range.upperBound)"
                : "un nombre entier"
        case .choice: "une réponse de la liste"
        case .choices: "une case ou plusieurs"
        case .group: "la case, ou les lignes qui conviennent"
        }
    }

    /// The same where a sentence says it alone: a list says its lines.
    static func asked(_ field: FormField) -> String {
        switch field.kind {
        case .version: "la version 1 du formulaire"
        case .choice(let options, _): "une réponse parmi " + labels(options)
        case .choices(let options), .group(let options):
            "une réponse ou plusieurs, chacune une fois, parmi " + labels(options)
        case .line, .text, .telephone, .date, .partialDate, .agdref, .departement, .boolean,
            .integer:
            expected(field) ?? ""
        }
    }

    private static func labels(_ options: [FormOption]) -> String {
        options.map { "«\($0.label)»" }.joined(separator: ", ")
    }

    /// Nil where there is nothing to show by an example.
    static func example(_ field: FormField) -> String? {
        switch field.kind {
        case .date: "14/03/2002"
        case .partialDate: "14/03/2002, ou 00/00/1990"
        case .telephone: "06 00 00 00 01"
        case .agdref: "3803 012 345"
        case .departement: "38, 2A ou 971"
        case .integer(let range): range.upperBound < 1_000_000 ? "2" : "200"
        case .line where field.path.keys.last == "courriel": "prenom.nom@partenaire.example"
        case .version, .line, .text, .boolean, .choice, .choices, .group: nil
        }
    }

    /// Thousands apart, as people write them, with a space that no line breaks at.
    private static func grouped(_ number: Int) -> String {
        number < 1_000
            ? "\(number)"
            : "\(number / 1_000)\u{A0}" + String(String(number % 1_000 + 1_000).dropFirst())
    }
}
