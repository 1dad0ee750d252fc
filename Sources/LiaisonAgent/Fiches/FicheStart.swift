package import LiaisonBase
package import LiaisonSchema

/// What a fiche that is about to be written starts from.
package struct FicheStart {
    package let modele: FicheModele
    package let content: JSONObject
    /// The fiche that it answers or replaces.
    package let link: FicheLink
    /// What the content was taken from.
    package let source: Copie.Source
    /// Of an answer, only what is new is asked, and these: what somebody else wrote of its author. Nil:
    /// everything is asked.
    package let unsure: Set<FormPath>?

    /// One's own contact, and nothing else.
    package init(_ modele: FicheModele, _ context: AgentContext) {
        self.init(
            modele, OwnContact(context.folder).prefilled(on: context.today), .none, .none)
    }

    private init(
        _ modele: FicheModele, _ content: JSONObject, _ link: FicheLink, _ source: Copie.Source,
        unsure: Set<FormPath>? = nil
    ) {
        self.unsure = unsure
        self.modele = modele
        self.content = content
        self.link = link
        self.source = source
    }

    /// The same with what a page made of it.
    package func holding(_ content: JSONObject) -> FicheStart {
        FicheStart(modele, content, link, source, unsure: unsure)
    }

    /// The same to a structure among the contacts, whose block is filled in from its card.
    ///
    /// - Parameter addressee: a structure, or one of its agents.
    /// - Throws: exit 66 for one that is not among the contacts.
    package func addressed(to addressee: String, _ context: AgentContext) throws -> FicheStart {
        guard let name = KeyName(agent: addressee)?.structure ?? StructureName(addressee) else {
            throw AgentError(
                .usage, "« \(VisibleText.line(addressee)) » n'est ni une structure ni un agent.",
                next: .trust(.listContacts))
        }
        guard let card = try context.folder.contact(name)?.carte else {
            throw AgentError(
                .noInput, "La structure \(name) n'est pas dans vos contacts.",
                next: .trust(.importCard))
        }
        let sens = Sens(author: try context.folder.ownCard().carte.type)
        return FicheStart(
            modele, FicheSource.naming(card, in: content, sens), link, source,
            unsure: unsure)
    }

    /// The same to a partner without keys, whose block is filled in as an agent declared it.
    package func addressed(
        to contact: DeclaredContact, _ context: AgentContext
    ) throws -> FicheStart {
        let sens = Sens(author: try context.folder.ownCard().carte.type)
        return FicheStart(
            modele, FicheSource.naming(contact, in: content, sens), link, source,
            unsure: unsure)
    }

    /// The answers of an earlier one, a file or a fiche of a box.
    package static func from(
        _ name: String, _ modele: FicheModele, _ context: AgentContext
    ) throws -> FicheStart {
        let (earlier, source) = try FicheSource.content(name, context)
        return FicheStart(
            modele, FicheSource.prefill(earlier, modele, context), .none, source)
    }

    /// What a partner gave on paper or by mail, to be typed along the form: its author is the partner.
    package static func transcription(
        of note: ReceptionNote, as modele: FicheModele, _ context: AgentContext
    ) throws -> FicheStart {
        let own = try context.folder.ownCard().carte
        let sens = Sens(author: own.type)
        var content = JSONObject()
        if let card = try context.folder.contact(note.origine)?.carte {
            content = FicheSource.naming(card, in: content, sens)
        }
        content["sens"] = .string(sens.turned.rawValue)
        content[sens.authorBlock] = .object(
            JSONObject([("structure", .string(own.libelle))]))
        content["faitLe"] = .string(note.le.description)
        return FicheStart(modele, content, .none, .none)
    }

    /// The answer to a fiche that was received: the person taken over, the direction turned.
    package static func reply(to name: String, _ session: Session) throws -> FicheStart {
        try reply(to: FicheSource.given(name, session), named: name, session)
    }

    /// The answer to the fiche of that key, as the daemon shows it now.
    package static func reply(to key: PliKey, _ session: Session) throws -> FicheStart {
        let session = try session.synchronize()
        let row = try BoxListing.find(key, session)
        return try reply(
            to: FicheSource.given(row, session), named: key.id.text, session)
    }

    private static func reply(
        to given: (fiche: Fiche, manifest: Manifest, sender: StructureName), named name: String,
        _ session: Session
    ) throws -> FicheStart {
        let (original, manifest, sender) = given
        guard sender != session.own.structure else {
            throw AgentError(
                .usage, "Cette fiche vient de votre propre structure.",
                next: .fiche(.replace(name)))
        }
        let sens = Sens(author: session.own.type)
        var content = FicheSource.person(of: original.content)
        content["modele"] = .string(original.modele.rawValue)
        content["sens"] = .string(sens.rawValue)
        // As its card says, whatever was typed on the form; who gave it on paper may have none.
        if try manifest.objet == .fiche || session.folder.contact(sender) != nil {
            content = FicheSource.naming(try session.trustedCard(sender), in: content, sens)
        }
        let own = OwnContact(session.folder).prefilled(on: session.today)
        content = FicheSource.adding(own, to: content, sens)
        let block = sens.authorBlock
        let said = (content[block]?.object?.keys ?? []).filter { own[block]?.object?[$0] == nil }
        return FicheStart(
            original.modele, content, FicheLink(reponseA: manifest.id),
            .init(fiches: [manifest.key]),
            unsure: Set(said.map { FormPath(keys: [block, $0]) }))
    }

    /// A fiche that was sent, to be replaced by another one.
    package static func correction(of name: String, _ session: Session) throws -> FicheStart {
        let (original, manifest, sender) = try FicheSource.given(name, session)
        guard sender == session.own.structure else {
            throw AgentError(
                .usage, "Cette fiche n'a pas été écrite par votre structure.",
                next: .fiche(.answer(name)))
        }
        return FicheStart(
            original.modele, original.content,
            FicheLink(reponseA: manifest.reponseA, remplace: manifest.id),
            .init(fiches: [manifest.key]))
    }

    /// The whole form, empty but for what it starts from, to be filled in with an editor.
    package func blank(on today: CalendarDate) -> JSONObject {
        var blank = Fiche.blankModel(modele: modele)
        blank.fill(
            with: FormInterview(modele: modele, content: content, today: today).content)
        return blank
    }

    /// Remembers a file that was just written: that it is there in plain, and which fiche it answers.
    package static func written(
        _ path: String, link: FicheLink, source: Copie.Source, _ context: AgentContext
    ) throws {
        Copies.record(path, .fiche, source, context)
        guard link != .none else { return }
        try FicheLinks.update(context.folder) { $0[path] = link }
    }
}

extension JSONObject {
    /// Replaces values by those of another document, keeping the order of the keys.
    fileprivate mutating func fill(with other: JSONObject) {
        for member in other.members {
            guard let inner = member.value.object, var own = self[member.key]?.object else {
                self[member.key] = member.value
                continue
            }
            own.fill(with: inner)
            self[member.key] = .object(own)
        }
    }
}
