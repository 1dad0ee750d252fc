import LiaisonBase

/// What goes by hand (guide AGIR 2022, annexe 4: «remise en main propre»), on self-contained pages of A4.
public enum FicheOnPaper {
    /// Who gives what to whom.
    public struct Delivery: Sendable {
        public let id: PliID
        public let what: PliKind
        /// The structures, as people call them.
        public let from: String
        public let to: String
        /// How many documents are given with it.
        public let attachments: Int

        public init(id: PliID, what: PliKind, from: String, to: String, attachments: Int) {
            self.id = id
            self.what = what
            self.from = from
            self.to = to
            self.attachments = attachments
        }
    }

    /// A page of ours, and on a sheet of its own the slip that who gives it keeps: it names the pli, not the
    /// person.
    public static func handed(_ document: String, _ delivery: Delivery) -> String {
        let what =
            switch delivery.what {
            case .fiche(let modele): modele.french
            case .objet(let objet): objet.french
            }
        var page = HTMLPage()
        page.beginSheet("Bordereau de remise en main propre")
        page.add(
            "À faire signer, puis à garder par qui a remis ce document ; la remise s'enregistre "
                + "à la page « Suivi » du bureau, ou par « agir-liaison suivi "
                + "\(delivery.id.text.prefix(8)) --transmis --le DATE --moyen main-propre ».",
            indent: 0, hanging: 0)
        page.add(label: "N°", value: delivery.id.text, indent: 0)
        page.add(
            label: "Document",
            value: what
                + (delivery.attachments == 0
                    ? ""
                    : ", " + Plural.of(delivery.attachments, "pièce jointe", "pièces jointes")),
            indent: 0)
        page.add(label: "Remis par", value: delivery.from, indent: 0)
        page.add(label: "À", value: delivery.to, indent: 0)
        page.add(
            "Remis en main propre le …… / …… / …………, à ……………………………………", indent: 0, hanging: 0)
        page.place(label: "Nom et fonction de qui le remet", lines: 1)
        page.place(label: "Nom et fonction de qui le reçoit", lines: 1)
        page.place(label: "Signature de qui le reçoit", lines: 3)
        return page.added(to: document)
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
        for line in PersonInformation.lines(nil, modele) {
            page.add(line, indent: 0, hanging: 0)
        }
        return page.document(title: form.title)
    }
}
