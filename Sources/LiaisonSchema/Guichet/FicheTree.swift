/// A fiche as the official form, as the tree that the guichet carries: printed as any other page.
public enum FicheTree {
    /// - Parameters:
    ///   - signature: the line that stands for the signature; nil says that there is none.
    ///   - information: who answers for the person's data.
    public static func render(
        _ fiche: Fiche, signature: String?, information: PersonInformation?
    ) -> [GuichetNode] {
        var page = TreePage()
        FormPrinter(form: fiche.form, content: fiche.content, purpose: .filled)
            .print(on: &page, signature: signature ?? "sans signature")
        page.heading("Information des personnes", level: .section, value: nil)
        for line in PersonInformation.lines(information, fiche.modele) {
            page.add(line, indent: 0, hanging: 0)
        }
        return page.nodes
    }
}
