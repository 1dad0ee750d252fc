import LiaisonBase
import LiaisonSchema

/// What a guichet's page shows, and what it asks, of a fiche or of a blank form (guichet.md, «The sealed
/// content»). Trees only: no markup travels.
struct GuichetComposition {
    let session: Session

    /// - Parameter id: of our own copy.
    func content(
        of fiche: Fiche, id: PliID, pieces: [Payload.Part], until term: GuichetTerm
    ) throws -> GuichetContent {
        let sens = fiche.sens.turned
        return try GuichetContent(
            id: id,
            formulaire: FicheTree.render(
                fiche, signature: nil, information: PersonInformation(session.own)),
            fiche: fiche.content, pieces: pieces,
            expediteur: sender(fiche.content[fiche.sens.authorBlock]?.object),
            expire: term.day,
            // The two contacts and the person as they are: what is left is what the partner alone knows.
            reponse: fiche.form.fieldTree(
                sens: sens, isReply: true, content: FicheSource.person(of: fiche.content),
                today: session.today))
    }

    /// A blank form by which a structure orients persons to us.
    ///
    /// - Parameters:
    ///   - guest: whom it is for.
    ///   - answers: how many fiches it takes.
    func invitation(
        _ modele: FicheModele, for guest: Destination, answers: Int, until term: GuichetTerm
    ) throws -> GuichetContent {
        let own = Sens(author: session.own.type)
        let contact = OwnContact(session.folder).prefilled(on: session.today)
        var content = JSONObject([(own.authorBlock, contact[own.authorBlock])])
        content[own.addresseeBlock] = .object(
            JSONObject([("structure", .string(Self.libelle(guest)))]))
        let title = "Adresser une \(modele.french) à \(session.own.libelle)"
        let text =
            "\(session.own.libelle) vous invite à lui adresser par cette page "
            + (answers == 1 ? "une fiche." : "jusqu'à \(answers) fiches, une personne chacune.")
        return try GuichetContent(
            id: .random(),
            formulaire: [
                .heading(level: 1, text: VisibleText.escaped(title), value: nil),
                .text(VisibleText.escaped(text)),
            ],
            fiche: nil, pieces: [], expediteur: sender(contact[own.authorBlock]?.object),
            expire: term.day,
            reponse: FormDescription.form(for: modele).fieldTree(
                sens: own.turned, isReply: false, content: content, today: session.today))
    }

    static func libelle(_ destination: Destination) -> String {
        switch destination {
        case .structure(let card, _): card.libelle
        case .declared(let contact): contact.libelle
        case .bare, .phrase: destination.structure.text
        }
    }

    /// Whom the partner calls: who signs the form, else what the card says.
    private func sender(_ block: JSONObject?) -> GuichetContent.Sender {
        func said(_ key: String) -> String? { Self.filled(block?[key]?.string) }
        let name = [said("prenom"), said("nom")].compactMap(\.self).joined(separator: " ")
        return GuichetContent.Sender(
            libelle: session.own.libelle,
            agent: name.isEmpty ? session.agent.nom.local : name,
            fonction: said("fonction") ?? Self.filled(session.agent.fonction) ?? "référent",
            telephone: said("telephone") ?? Self.filled(session.own.dpo?.telephone)
                ?? "non communiqué",
            empreinte: Fingerprint(structure: session.own.cleStructure).description)
    }

    /// The reader of a content takes no empty line.
    private static func filled(_ text: String?) -> String? {
        text.flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil }
    }
}
