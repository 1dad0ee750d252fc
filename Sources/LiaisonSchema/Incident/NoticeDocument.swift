import LiaisonBase

/// A notice as people read, print and file it.
public struct NoticeDocument: Sendable {
    private let acte: ViolationActe
    private let from: String
    private let signature: String?

    /// - Parameters:
    ///   - from: the structure that tells, as people name it.
    ///   - signature: who signed; nil for a preview.
    public init(_ acte: ViolationActe, from: String, signature: String?) {
        self.acte = acte
        self.from = from
        self.signature = signature
    }

    public var title: String {
        acte.type == .violation
            ? "Notification de violation de données personnelles"
            : "Information sur la plainte d'une personne"
    }

    private var rows: [(label: String, value: String)] {
        var rows = [
            ("De", from),
            ("Incident", "n° \(acte.numero) de cette structure, notification n° \(acte.phase)"),
        ]
        func add(_ label: String, _ moment: Instant?) {
            if let moment { rows.append((label, ParisTime.french(moment))) }
        }
        func add(_ label: String, _ text: String?) { if let text { rows.append((label, text)) } }
        add("Découverte", acte.decouverte)
        add("Plainte reçue", acte.reception)
        add("Connaissance", acte.connaissance)
        if !acte.naturesFrench.isEmpty { rows.append(("Atteinte", acte.naturesFrench)) }
        rows.append(("Faits", acte.faits))
        rows.append(("Personnes", "environ \(acte.personnes)"))
        rows.append(("Enregistrements", "environ \(acte.enregistrements)"))
        add("Conséquences probables", acte.consequences)
        add("Mesures prises", acte.mesures)
        if !acte.inconnu.isEmpty {
            rows.append(("Pas encore connu", acte.inconnu.joined(separator: "\n")))
        }
        add("Motif du retard", acte.motifRetard)
        func known(_ what: String, _ text: String) -> String {
            let unknown = ViolationActe.Contact.unknown
            return text.isEmpty || text == unknown ? "\(what) \(unknown)" : text
        }
        let contact = acte.contact
        rows.append(
            (
                "Contact",
                [
                    known("nom", contact.nom), known("téléphone", contact.telephone),
                    known("courriel", contact.courriel),
                ].joined(separator: "\n")
            ))
        if !acte.plis.isEmpty {
            rows.append(
                ("Plis échangés avec vous", acte.plis.map(\.text).joined(separator: "\n")))
        }
        return rows
    }

    public var text: String {
        var page = TextPage()
        page.heading(title, level: .title, value: nil)
        page.gap()
        for row in rows { page.add(label: row.label, value: row.value) }
        if let signature { page.add(signature) }
        return page.text
    }

    /// One self-contained page that prints on A4.
    public var html: String {
        var page = HTMLPage()
        page.heading(title, level: .title, value: nil)
        for row in rows { page.add(label: row.label, value: row.value, indent: 0) }
        if let signature { page.add(signature, indent: 0, hanging: 0) }
        return page.document(title: title, foot: "\(title) — \(from)")
    }

    /// What to say on the telephone when time is short, or nobody there can be written to.
    ///
    /// - Parameter contact: whom to call.
    public func script(to name: String, contact: String) -> String {
        let moment = (acte.decouverte ?? acte.reception ?? acte.connaissance)
            .map { ", connu le \(ParisTime.french($0))" }
        let what =
            acte.type == .violation
            ? "d'un incident de sécurité touchant des données personnelles"
            : "de la plainte d'une personne"
        var lines = [
            "« Bonjour, \(acte.contact.nom), \(from).",
            "Je vous informe \(what)\(moment ?? "").",
        ]
        if !acte.naturesFrench.isEmpty { lines.append("Atteinte : \(acte.naturesFrench).") }
        lines.append(
            acte.personnes + acte.enregistrements == 0
                ? "Nous ne savons pas encore combien de personnes sont concernées."
                : "Cela concerne environ \(Plural.of(acte.personnes, "personne")) et "
                    + "\(Plural.of(acte.enregistrements, "enregistrement")).")
        let call = [acte.contact.telephone, acte.contact.courriel].first { !$0.isEmpty }
        if let call { lines.append("Pour toute question : \(call).") }
        lines.append("Pouvez-vous me donner votre nom, et une référence de cet appel ? »")
        return "À DIRE AU TÉLÉPHONE à \(name)\nAppeler : \(contact)\n"
            + lines.joined(separator: "\n")
            + "\nNe dites aucun nom ni numéro de personne. Notez l'heure, le nom et la référence.\n"
    }
}
