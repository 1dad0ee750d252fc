public import LiaisonBase

/// What of a fiche a person may have: her own data, nothing about anybody else (RGPD, article 15(4)).
///
/// The rule: every leaf of the form is kept but the name, telephone and address of the two contacts, who
/// stay as structure and function; children are counts on the form, and a spouse a box. Keys that the form
/// does not know are dropped. In the free texts, which may name others, the contacts' names, telephones and
/// addresses are blanked however they are written (`Strangers`), and so is every telephone and every number
/// of nine digits or more that is not the person's own. A
/// third person whom a free text names is beyond a program: the DPO reads it before handing it over.
public enum PersonExtract {
    private static let contacts = ["operateurAGIR", "partenaire"]
    private static let contactKeys = ["nom", "prenom", "telephone", "courriel"]
    static let blank = "[tiers]"

    public static func of(_ content: JSONObject, _ modele: FicheModele) -> JSONObject {
        var kept = JSONObject()
        let strangers = strangers(in: content)
        for leaf in FormDescription.form(for: modele).tree.leaves {
            let keys = leaf.field.path.keys
            guard let value = content[path: leaf.field.path] else { continue }
            if keys.count == 2, contacts.contains(keys[0]), contactKeys.contains(keys[1]) {
                continue
            }
            let text = isFree(leaf.field) ? value.string : nil
            kept.set(
                text.map { .string(strangers.blanked($0, with: blank)) } ?? value, at: keys[...])
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
            // Of a sentence with places, «Fait à …, le …», what stands before the first one, and between them.
            let parts = leaf.champ.split(separator: "…", omittingEmptySubsequences: false)
            let name = parts.count > 1 ? String(parts[0].dropLast()) : leaf.champ
            if lines.last?.label == name {
                lines[lines.count - 1].value += (parts.count > 1 ? parts[1] : " ") + text
                if let label = leaf.field.kind.lineLabel(value) {
                    lines[lines.count - 1].label = label
                }
            } else {
                lines.append((name, text))
            }
        }
        return lines
    }

    /// A text of several lines that tells a story; an address is the person's own.
    private static func isFree(_ field: FormField) -> Bool {
        if case .text = field.kind { return field.path.keys.first != "beneficiaire" }
        return false
    }

    private static func strangers(in content: JSONObject) -> Strangers {
        func own(_ paths: [FormPath]) -> [String] { paths.compactMap { content[path: $0]?.string } }
        return Strangers(
            contacts.compactMap { content[$0]?.object }, besides: own([.nom, .prenom]),
            own([.numeroAGDREF, "beneficiaire.telephone"]))
    }

    /// An answer as people read it: the labels of its list, a day, a département by its name.
    static func text(_ value: JSONValue, _ field: FormField) -> String {
        func label(_ value: JSONValue) -> String {
            let text = value.string ?? value.text
            let option = field.kind.options.first { $0.value == text || $0.aliases.contains(text) }
            guard let option else { return text }
            return option.heading.map { "\($0) : \(option.label)" } ?? option.label
        }
        switch (field.kind, value) {
        case (_, .array(let values)):
            return values.isEmpty ? "oui" : values.map(label).joined(separator: " ; ")
        // A box that completes another one stands in the same line: it says what it is.
        case (.boolean(let lead?), .bool(let isTrue)):
            let name = field.name ?? ""
            return isTrue ? "\(lead) \(name)" : "(\(name) : non)"
        case (_, .bool(let isTrue)): return isTrue ? "oui" : "non"
        case (.date, .string(let text)): return CalendarDate(text)?.french ?? text
        case (.partialDate, .string(let text)): return PartialDate(text)?.french ?? text
        case (.departement, .string(let text)): return Departement(code: text)?.french ?? text
        default: return label(value)
        }
    }
}
