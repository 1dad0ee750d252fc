public import LiaisonBase

/// A fiche as the official form on one self-contained page: no script, no outside resource, printed
/// on A4.
public enum FicheHTML {
    /// - Parameters:
    ///   - signature: the line that stands for the signature; nil says that there is none.
    ///   - information: who answers for the person's data; nil when no structure is known.
    ///   - attachments: the names of what came with the fiche.
    public static func render(
        _ fiche: Fiche, signature: String?, information: PersonInformation? = nil,
        attachments: [String] = []
    ) -> String {
        let form = fiche.form
        var page = HTMLPage()
        FormPrinter(form: form, content: fiche.content, purpose: .filled)
            .print(on: &page, signature: signature ?? "sans signature")
        add(attachments, information, fiche.modele, to: &page)
        return page.document(
            title: form.title, foot: "\(form.title) — \(fiche.nom) \(fiche.prenom)")
    }

    /// One that was received and does not fit its form, with its defects (fiches.md).
    public static func render(
        unvalidated content: JSONObject, findings: [Finding], signature: String?,
        information: PersonInformation? = nil, attachments: [String] = []
    ) -> String {
        let fiche = DefectiveFiche(content: content, findings: findings)
        var page = HTMLPage()
        fiche.print(on: &page, signature: signature ?? "sans signature")
        add(attachments, information, fiche.form.modele, to: &page)
        let name = [FormPath.nom, .prenom].compactMap { content[path: $0]?.string }
        return page.document(
            title: fiche.form.title,
            foot: "\(fiche.form.title) — \(name.joined(separator: " "))")
    }

    static func add(
        _ attachments: [String], _ information: PersonInformation?, _ modele: FicheModele,
        to page: inout HTMLPage
    ) {
        if !attachments.isEmpty {
            page.heading("Pièces jointes", level: .section, value: nil)
            for name in attachments { page.add(name, indent: 0, hanging: 0) }
        }
        page.heading("Information des personnes", level: .section, value: nil)
        for line in PersonInformation.lines(information, modele) {
            page.add(line, indent: 0, hanging: 0)
        }
    }
}

/// What the person is told of the processing (RGPD, articles 13 and 14).
public struct PersonInformation: Sendable, Equatable {
    /// The structure that transmits the fiche.
    public let structure: String
    /// How its data protection officer is reached; empty when its card does not say.
    public let contacts: [String]

    public init(_ card: Carte) {
        structure = card.libelle
        contacts =
            [card.dpo?.courriel, card.dpo.map { "téléphone \($0.telephone)" }].compactMap { $0 }
    }

    /// Copies have other readers than two, and a generic fiche is under no convention (guide AGIR 2022,
    /// annexe 3; annexe 6.1, art. 2 and 3).
    static func lines(_ information: PersonInformation?, _ modele: FicheModele) -> [String] {
        let author = information?.structure ?? "la structure qui l'a écrite"
        let contacts = information?.contacts ?? []
        let officer =
            contacts.isEmpty
            ? ", dont \(author) vous donne les coordonnées"
            : " : " + contacts.joined(separator: ", ")
        let convention =
            modele.conventionKind == nil
            ? ""
            : ", et deux mois après la fin de la convention sous laquelle elle est échangée, si elle "
                + "finit avant"
        let readers =
            "La lisent les référents de cette structure et de celles à qui elle est adressée, en copie "
            + "aussi : ce peut être la DT OFII ou le SIAO."
        let end =
            "Elle est détruite au plus tard trois ans après la fin de l'accompagnement\(convention), "
            + "sauf obligation légale ou contentieux."
        return [
            "Cette fiche est transmise par \(author), pour l'accompagnement de la personne dans le "
                + "programme AGIR. \(readers) \(end)",
            "La personne peut demander à voir ses données, à les faire rectifier ou effacer, à en "
                + "limiter l'usage, ou s'y opposer, auprès du délégué à la protection des données"
                + "\(officer). Elle peut aussi saisir la CNIL (www.cnil.fr).",
        ]
    }
}
