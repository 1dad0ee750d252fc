public import LiaisonBase

/// A fiche as the official form, on lines of at most 80 columns (guide AGIR 2022, annexe 6.1, annexe 1).
public enum FicheText {
    /// Any text on lines of at most 80 columns, as the forms are printed.
    ///
    /// - Parameter hanging: how many columns further what follows the first line goes.
    public static func wrapped(_ text: String, indent: Int = 0, hanging: Int = 0) -> String {
        var page = TextPage()
        page.add(text, indent: indent, hanging: hanging)
        return page.lines.joined(separator: "\n")
    }

    /// - Parameter signature: the line that stands for the signature («Signé par …, clé …, le …»);
    ///   nil leaves its place empty.
    public static func render(_ fiche: Fiche, signature: String?) -> String {
        let form = fiche.form
        var page = TextPage()
        FormPrinter(form: form, content: fiche.content, showsHidden: false)
            .print(on: &page, signature: signature)
        return page.text
    }

    /// A fiche that was received with a good signature and does not fit its form: a warning, its
    /// defects, every field that the form knows, then what the form has no place for. Nothing of it
    /// is lost, and nothing in it can command the terminal.
    public static func render(
        unvalidated content: JSONObject, findings: [Finding], signature: String?
    ) -> String {
        var page = TextPage()
        DefectiveFiche(content: content, findings: findings)
            .print(on: &page, signature: signature)
        return page.text
    }
}

/// A fiche that does not fit its form, as it was received.
struct DefectiveFiche {
    let content: JSONObject
    let findings: [Finding]

    /// Of the model that it names; the longest one for what names none.
    var form: FormDescription {
        let modele = content[path: .modele]?.string.flatMap { FicheModele(rawValue: $0) }
        return FormDescription.form(for: modele ?? .spe)
    }

    func print(on page: inout some FormPage, signature: String?) {
        page.add(
            "ATTENTION : cette fiche ne respecte pas le formulaire. Elle est montrée telle qu'elle "
                + "a été reçue, avec ses défauts. Vérifiez-la avec son auteur.", indent: 0,
            hanging: 0)
        if !findings.isEmpty {
            page.gap()
            page.add("Défauts constatés :", indent: 0, hanging: 0)
            for finding in findings {
                page.add("- " + finding.description, indent: 0, hanging: 2)
            }
        }
        page.gap()
        FormPrinter(form: form, content: content, showsHidden: true)
            .print(on: &page, signature: signature)
        let strays = form.tree.strays(in: content)
        guard !strays.isEmpty else { return }
        page.gap()
        page.add("Contenu que ce formulaire ne prévoit pas :", indent: 0, hanging: 0)
        for stray in strays {
            page.add(
                label: "- " + VisibleText.line(stray.pointer, limit: 200),
                value: stray.value.string ?? stray.value.text, indent: 0)
        }
    }
}
