internal import LiaisonBase
import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

/// What a referent can read about the person of a request, without anything about others: pseudonyms lead
/// to the plis, and the number inside each must be the one behind the pseudonym.
package struct AccessAssembly {
    package let session: Session
    package let dossier: RequestDossier
    private let keyring: IndexKeyring
    /// By what its author sealed: a `partage` and its original are one.
    private var items: [PliKey: AccessAnswer.Item] = [:]
    private var unread = Set<PliKey>()
    /// The plis that are about somebody else, though their annotation says otherwise.
    package private(set) var strangers: [PliKey] = []
    package private(set) var number: AGDREFNumber?

    package init(_ dossier: RequestDossier, _ session: Session) throws {
        self.dossier = dossier
        self.session = session
        keyring = try IndexKeyring.required(session)
        // Originals first: what was handed on is read where the original can't be.
        let held = dossier.held
        for pli in held where pli.original == nil { try read(pli) }
        for pli in held {
            guard let original = pli.original, items[original] == nil else { continue }
            try read(pli)
        }
        if let number { try readTables(of: number) }
    }

    /// Whether somebody who knows the number has something to answer: tables that may list the person, or
    /// fiches that bear no number.
    package var awaitsNumber: Bool { number == nil && !(dossier.tables.isEmpty && items.isEmpty) }

    /// Takes the number that no fiche gave.
    ///
    /// - Throws: exit 65 for another person's.
    package mutating func take(_ given: AGDREFNumber) throws {
        guard isAbout(given) else {
            throw AgentError(
                .data, "Ce numéro n'est pas celui de la personne de cette demande.",
                next: "Vérifiez-le avec le DPO qui a ouvert la demande n° \(dossier.request.n).")
        }
        try readTables(of: given)
    }

    private mutating func readTables(of number: AGDREFNumber) throws {
        for pli in dossier.tables { try readTable(pli, of: number) }
    }

    /// - Parameter number: the person's, when no fiche said it.
    package func answer(number: AGDREFNumber) -> AccessAnswer {
        AccessAnswer(
            demande: dossier.request.n, numeroAGDREF: number,
            plis: items.values.sorted { ($0.scelle, $0.id.text) < ($1.scelle, $1.id.text) },
            nonOuverts: unread.subtracting(items.keys).sorted { $0.description < $1.description })
    }

    private mutating func read(_ pli: LocalHeld) throws {
        do {
            let (opened, _) = try session.opened(pli.key)
            guard let payload = opened.payload, let item = try item(opened, payload) else {
                return strangers.append(pli.key)
            }
            items[PliKey(de: item.de, id: item.id)] = item
        } catch {
            try tolerate(error, pli)
        }
    }

    /// What is sealed to a colleague, destroyed meanwhile, or does not verify is named in the answer; a
    /// daemon that does not answer stops everything.
    private mutating func tolerate(_ error: any Error, _ pli: LocalHeld) throws {
        guard AgentError.isOfOnePli(error) else { throw error }
        if (error as? CryptoError)?.code != .noMatch {
            session.context.notify(
                .rights(.unreadable(pli.key.id, why: AgentError(error).message)))
        }
        unread.insert(pli.original ?? pli.key)
    }

    /// Nil for a pli about somebody else.
    private mutating func item(
        _ opened: OpenedPayload, _ payload: Payload
    ) throws -> AccessAnswer.Item? {
        let manifest = payload.manifest
        guard let content = payload.first.flatMap({ try? JSONValue.parse($0.content) })?.object
        else { throw AgentError(.data, "Le contenu est illisible.") }
        guard isAbout(numberIn(content, manifest.objet)) else { return nil }
        let modele =
            content["modele"]?.string.flatMap { FicheModele(rawValue: $0) } ?? manifest.modele
        var kept = content
        if manifest.objet == .fiche { kept = PersonExtract.of(content, modele ?? .generique) }
        return AccessAnswer.Item(
            de: manifest.structure, id: manifest.id, objet: manifest.objet,
            modele: manifest.objet == .fiche ? modele ?? .generique : nil, scelle: manifest.scelle,
            fonction: try? session.trustedCard(manifest.structure).agent(manifest.auteur)?
                .fonction,
            contenu: kept,
            pieces: payload.parts.dropFirst().map { .init(type: $0.type, taille: $0.content.count) }
        )
    }

    private func numberIn(_ content: JSONObject, _ objet: Objet) -> AGDREFNumber? {
        let holder = objet == .fiche ? content["beneficiaire"]?.object : content
        return holder?["numeroAGDREF"]?.string.flatMap { AGDREFNumber($0) }
    }

    /// A fiche without a number is the person's to whom a referent attached it.
    private mutating func isAbout(_ found: AGDREFNumber?) -> Bool {
        guard let found else { return true }
        guard keyring.indices(of: found).contains(where: dossier.request.personnes.contains) else {
            return false
        }
        number = number ?? found
        return true
    }

    /// The person's own row of a table that lists others.
    private mutating func readTable(_ pli: LocalHeld, of number: AGDREFNumber) throws {
        do {
            let (opened, _) = try session.opened(pli.key)
            guard let payload = opened.payload, let table = payload.first?.content,
                let row = OFIITable.row(of: number, in: table)
            else { return }
            items[pli.key] = AccessAnswer.Item(
                de: pli.key.de, id: pli.key.id, objet: .tableauOFII, modele: nil,
                scelle: payload.manifest.scelle, fonction: nil, contenu: row)
        } catch {
            try tolerate(error, pli)
        }
    }
}
