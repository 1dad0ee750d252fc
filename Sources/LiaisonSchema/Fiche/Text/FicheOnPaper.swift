internal import LiaisonBase

/// Fiches that go by hand (guide AGIR 2022, annexe 4: «remise en main propre»), each on one self-contained
/// page of A4.
public enum FicheOnPaper {
    /// Who gives a fiche to whom.
    public struct Delivery: Sendable {
        public let id: PliID
        /// The structures, as people call them.
        public let from: String
        public let to: String

        public init(id: PliID, from: String, to: String) {
            self.id = id
            self.from = from
            self.to = to
        }
    }

    /// The official form, and on a sheet of its own the slip that who gives it keeps: it names the fiche, not
    /// the person.
    ///
    /// - Parameters:
    ///   - signature: the line that stands for the author's signature.
    ///   - attachments: the names of what is given with it.
    public static func handed(
        _ fiche: Fiche, _ delivery: Delivery, signature: String, information: PersonInformation,
        attachments: [String] = []
    ) -> String {
        let form = fiche.form
        var page = HTMLPage(isBlank: true)
        FormPrinter(form: form, content: fiche.content, purpose: .filled)
            .print(on: &page, signature: signature)
        FicheHTML.add(attachments, information, to: &page)
        page.beginSheet("Bordereau de remise en main propre")
        page.add(
            "À faire signer, puis à garder par qui a remis la fiche ; la date s'enregistre par « "
                + "agir-liaison suivi \(delivery.id.text.prefix(8)) --transmis --moyen main-propre ».",
            indent: 0, hanging: 0)
        page.add(label: "Fiche", value: delivery.id.text, indent: 0)
        page.add(label: "Remise par", value: delivery.from, indent: 0)
        page.add(label: "À", value: delivery.to, indent: 0)
        page.add(
            label: "Documents", value: "\(form.title)"
                + (attachments.isEmpty ? "" : ", \(attachments.count) pièce(s) jointe(s)"), indent: 0)
        page.add("Remis en main propre le …… / …… / …………, à ……………………………………", indent: 0, hanging: 0)
        page.place(label: "Nom et fonction de qui la remet", lines: 1)
        page.place(label: "Nom et fonction de qui la reçoit", lines: 1)
        page.place(label: "Signature de qui la reçoit", lines: 3)
        return page.document(title: form.title)
    }

    /// The empty form, to be filled in by hand: what the description of the form has, each line with its
    /// place.
    public static func blank(_ modele: FicheModele) -> String {
        let form = FormDescription.form(for: modele)
        var page = HTMLPage(isBlank: true)
        FormPrinter(form: form, content: JSONObject(), purpose: .blank)
            .print(on: &page, signature: nil)
        page.place(label: "Nom, date et signature", lines: 3)
        page.heading("Information des personnes", level: .section, value: nil)
        for line in PersonInformation.lines(nil) { page.add(line, indent: 0, hanging: 0) }
        return page.document(title: form.title)
    }
}
