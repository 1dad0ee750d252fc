public import LiaisonCrypto

/// What of a fiche a person may have: her own data, nothing about anybody else (RGPD, article 15(4)).
///
/// The rule: every leaf of the form is kept but the name, telephone and address of the two contacts, who
/// stay as structure and function; children are counts on the form, and a spouse a box. Keys that the form
/// does not know are dropped. In the free texts, which may name others, the contacts' names, telephones and
/// addresses are blanked, and so is every number of nine digits or more that is not the person's own. A
/// third person whom a free text names is beyond a program: the DPO reads it before handing it over.
public enum PersonExtract {
    private static let contacts = ["operateurAGIR", "partenaire"]
    private static let contactKeys = ["nom", "prenom", "telephone", "courriel"]
    static let blank = "[tiers]"

    public static func of(_ content: JSONObject, _ modele: FicheModele) -> JSONObject {
        var kept = JSONObject()
        let strangers = strangers(in: content)
        let own =
            digits(in: content[path: .numeroAGDREF]?.string ?? "")
            + digits(in: content[path: "beneficiaire.telephone"]?.string ?? "")
        for leaf in FormDescription.form(for: modele).tree.leaves {
            let keys = leaf.field.path.keys
            guard let value = content[path: leaf.field.path] else { continue }
            if keys.count == 2, contacts.contains(keys[0]), contactKeys.contains(keys[1]) {
                continue
            }
            kept.set(isFree(leaf.field) ? blanked(value, strangers, own) : value, at: keys[...])
        }
        return kept
    }

    /// What is kept, as people read it: a line a label of the form.
    public static func lines(
        _ content: JSONObject, _ modele: FicheModele
    ) -> [(label: String, value: String)] {
        var lines: [(label: String, value: String)] = []
        for leaf in FormDescription.form(for: modele).tree.leaves {
            guard leaf.field.path != .version, leaf.field.path != .modele,
                let value = content[path: leaf.field.path]
            else { continue }
            let text = text(value, leaf.field)
            if lines.last?.label == leaf.champ {
                lines[lines.count - 1].value += " \(text)"
            } else {
                lines.append((leaf.champ, text))
            }
        }
        return lines
    }

    /// A text of several lines that tells a story; an address is the person's own.
    private static func isFree(_ field: FormField) -> Bool {
        if case .text = field.kind { return field.path.keys.first != "beneficiaire" }
        return false
    }

    /// How the two contacts may be named in a text, longest first; what the person shares with one stays.
    private static func strangers(in content: JSONObject) -> [String] {
        let person = [FormPath.nom, .prenom].compactMap { content[path: $0]?.string?.lowercased() }
        var texts = Set<String>()
        for block in contacts {
            guard let contact = content[block]?.object else { continue }
            let (name, first) = (contact["nom"]?.string ?? "", contact["prenom"]?.string ?? "")
            if !name.isEmpty, !first.isEmpty {
                texts.formUnion(["\(first) \(name)", "\(name) \(first)"])
            }
            texts.formUnion([name] + ["telephone", "courriel"].compactMap { contact[$0]?.string })
        }
        return texts.filter { $0.count >= 3 && !person.contains($0.lowercased()) }
            .sorted { ($0.count, $0) > ($1.count, $1) }
    }

    private static func blanked(
        _ value: JSONValue, _ strangers: [String], _ own: [String]
    ) -> JSONValue {
        guard var text = value.string else { return value }
        for stranger in strangers {
            for spelling in [stranger, stranger.uppercased()] {
                text = text.replacing(spelling, with: blank)
            }
        }
        for number in digits(in: text) where !own.contains(number) {
            text = text.replacing(number, with: blank)
        }
        return .string(text)
    }

    /// The runs of nine digits or more; of a short text, as a telephone is, the digits together.
    private static func digits(in text: String) -> [String] {
        func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
        var runs = text.split { !isDigit($0) }.map(String.init).filter { $0.utf8.count >= 9 }
        let together = String(text.filter(isDigit))
        if text.utf8.count <= 25, together.utf8.count >= 9 { runs.append(together) }
        return runs
    }

    private static func text(_ value: JSONValue, _ field: FormField) -> String {
        func label(_ value: JSONValue) -> String {
            let text = value.string ?? value.text
            return field.kind.options.first { $0.value == text }?.label ?? text
        }
        switch (field.kind, value) {
        case (_, .array(let values)):
            return values.isEmpty ? "oui" : values.map(label).joined(separator: " ; ")
        case (_, .bool(let isTrue)): return isTrue ? "oui" : "non"
        case (.date, .string(let text)): return CalendarDate(text)?.french ?? text
        case (.partialDate, .string(let text)): return PartialDate(text)?.french ?? text
        default: return label(value)
        }
    }
}
