import JOSE
import LiaisonBase
import LiaisonCrypto
package import LiaisonHTTP
package import LiaisonSchema

/// An answer that came by a guichet and that nobody opened: a row of the inbox, and no pli.
package struct GuichetAnswer: Equatable, Sendable {
    package let guichet: LocalGuichet
    package let reponse: LocalGuichet.Reponse

    /// What `boite` remembers of it for its row numbers.
    package var key: PliKey { PliKey(de: guichet.pour, id: reponse.id) }
}

/// The answers that wait. The first of ours who opens one seals it again, to those here who read fiches: it
/// is then a `recu` like any other (guichet.md, «What comes back»).
struct GuichetAnswers {
    let session: Session

    /// Oldest first; none where the daemon knows of no guichet.
    func waiting() throws -> [GuichetAnswer] {
        do {
            return try GuichetBook.fetch(session, .unopened)
                .flatMap { guichet in
                    guichet.unopened.map { GuichetAnswer(guichet: guichet, reponse: $0) }
                }
                .sorted { $0.reponse.recu < $1.reponse.recu }
        } catch let problem as Problem where problem.status == 404 {
            return []
        }
    }

    /// The one that a person names as a row of the inbox; nil for none.
    func find(_ text: String) throws -> GuichetAnswer? {
        if let key = BoxListing.remembered(text, session.folder) {
            return try waiting().first { $0.key == key }
        }
        let start = text.lowercased()
        guard start.utf8.count >= 4 else { return nil }
        let found = try waiting().filter { $0.reponse.id.text.hasPrefix(start) }
        return found.count == 1 ? found.first : nil
    }

    /// Opens it, and seals what it holds to our readers.
    ///
    /// - Returns: the identity under which it lies in the inbox from now on.
    /// - Throws: exit 65 for an answer that can't be opened or is none: it stays where it is.
    func take(_ answer: GuichetAnswer) throws -> PliID {
        let (guichet, id) = (answer.guichet, answer.reponse.id)
        let sealed = try session.client.request(
            "GET", Routes.localGuichetAnswer(guichet.nom, id), limit: GuichetReply.sealedLimit
        ).body
        let reply = try open(sealed, id, of: guichet.nom)
        return try keep(
            reply, of: guichet, on: ParisTime.date(at: answer.reponse.recu),
            .answer(id, of: guichet.nom, from: guichet.pour))
    }

    /// The same of an answer that came as a file, which the daemon never saw: to it, it came as the agent
    /// says.
    ///
    /// - Throws: exit 65 for the answer of another partner, and for one that came already, by the guichet or as
    ///   a file.
    func take(
        _ subject: GuichetFile.Subject, file content: [UInt8], _ note: ReceptionNote
    ) throws -> PliID {
        let (name, id) = subject
        let guichet = try session.client.ask(LocalGuichet.self, "GET", Routes.localGuichet(name))
        guard guichet.pour == note.origine else {
            throw AgentError(
                .data, "Ce guichet était pour \(guichet.pour), et non pour \(note.origine).")
        }
        try requireNew(id, of: guichet)
        let reply = try open(content, id, of: name)
        return try keep(
            reply, of: guichet, on: note.le,
            .answerFile(
                id, of: name, sha256: Hex.encode(Hash.sha256(content)), taille: content.count,
                note.voie, from: guichet.pour))
    }

    /// Said before anything is opened: the key may be gone since. The daemon says it again of what came meanwhile.
    private func requireNew(_ id: PliID, of guichet: LocalGuichet) throws {
        guard let known = guichet.reponses.first(where: { $0.id == id }) else { return }
        guard let ouverte = known.ouverte else {
            throw AgentError(
                .data, "Cette réponse est déjà reçue : elle est venue par le guichet.",
                next: .fiche(.openAnswer(id)))
        }
        throw AgentError(
            .data,
            "Cette réponse est déjà reçue : elle a été ouverte le "
                + "\(ParisTime.date(at: ouverte).french).",
            next: .fiche(.nameFiche))
    }

    private func open(
        _ sealed: [UInt8], _ id: PliID, of name: GuichetName
    ) throws -> GuichetReply {
        try session.require(.readFiche)
        let file = try session.client.request(
            "GET", Routes.localGuichetKey(name), limit: GuichetBounds.sealedKey
        ).body
        var bytes = try Age.open(file, with: session.identity.all)
        let key = try SecretBytes(taking: &bytes)
        var plaintext = try DirectJWE(
            contentType: GuichetReply.contentType, id: id.text, name: name.text
        ).open(sealed, key: key, limit: GuichetReply.sealedLimit)
        defer { Sodium.wipe(&plaintext) }
        return try GuichetReply(plaintext, id: id)
    }

    private func keep(
        _ reply: GuichetReply, of guichet: LocalGuichet, on day: CalendarDate,
        _ deposit: Dispatch.Deposit
    ) throws -> PliID {
        let envoi = guichet.subject.envoi
        let documents = AnswerDocuments(reply, isReply: envoi != nil, on: session.today)
        for name in documents.leftOut { session.context.notify(.fiche(.leftOut(name))) }
        // Our own readers alone: whatever their keys, the answer's key was sealed to the same.
        let sealer = Sealer(
            session: session, destinations: [], classical: true, link: FicheLink(reponseA: envoi))
        let (pli, manifest) = try sealer.reception(
            ReceptionNote(origine: guichet.pour, voie: .guichet, le: day),
            modele: documents.fiche?.modele, documents: documents.parts)
        try Dispatch(
            session, deposit,
            about: DataSubjects(documents.fiche?.numeroAGDREF ?? person(of: guichet))
        ).send(pli)
        return manifest.id
    }

    /// Whom the fiche is about that it answers: a message alone is about the same person. Nil where our
    /// copy can't be read any more: a referent attaches it.
    private func person(of guichet: LocalGuichet) -> AGDREFNumber? {
        guard let envoi = guichet.subject.envoi,
            let row = try? BoxListing.sent(envoi, session).first(where: {
                $0.pour == guichet.pour
            })
        else { return nil }
        return try? FicheSource.open(row, session).fiche?.numeroAGDREF
    }
}
