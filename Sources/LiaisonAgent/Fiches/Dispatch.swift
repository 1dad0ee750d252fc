import LiaisonHTTP
package import LiaisonSchema

/// The one way to send: seal, give the daemon the addressees' cards, tell it whom the pli is about and why
/// its author does otherwise than asked, deposit. In this order: the daemon delivers only to whom it knows,
/// its record of the deposit bears the person's pseudonym, and what left was explained.
package struct Dispatch {
    /// What a deposit is, besides the pli itself.
    package enum Deposit: Equatable, Sendable {
        case message
        /// A fiche, and what its author declares of it.
        ///
        /// - isDelayed: whether it waits a moment before it leaves.
        case fiche([LogDetail], isDelayed: Bool)
        /// A `partage` of that fiche.
        case share(of: PliKey)
        /// What came outside the service.
        case received(VoieRecue, from: StructureName)
        /// What an answer of that guichet became.
        case answer(PliID, of: GuichetName, from: StructureName)
        /// The same of one that came as a file, of those bytes.
        case answerFile(
            PliID, of: GuichetName, sha256: String, taille: Int, VoieRecue, from: StructureName)
        /// A notice of that incident.
        case notice(incident: Int, phase: Int)

        var target: String {
            switch self {
            case .message: Routes.localSend
            case .fiche(let declarations, let isDelayed):
                Routes.localSend(declarations: declarations, isDelayed: isDelayed)
            case .share(let fiche): Routes.localShare(of: fiche)
            case .received(let voie, let origin): Routes.localSend(received: voie, from: origin)
            case .answer(let id, let name, let origin):
                Routes.localSend(answer: id, of: name, from: origin)
            case .answerFile(let id, let name, let sha256, let taille, let voie, let origin):
                Routes.localSend(
                    answer: id, of: name, sha256: sha256, taille: taille, received: voie,
                    from: origin)
            case .notice(let n, let phase): Routes.localSend(incident: n, phase: phase)
            }
        }
    }

    private let session: Session
    private let deposit: Deposit
    private let subjects: DataSubjects
    private let justifications: [Justification]
    /// By which road what is deposited leaves.
    private let voie: Voie

    package init(
        _ session: Session, _ deposit: Deposit = .message, about subjects: DataSubjects = .none,
        because justifications: [Justification] = [], by voie: Voie = .service
    ) {
        self.session = session
        self.deposit = deposit
        self.subjects = subjects
        self.justifications = justifications
        self.voie = voie
    }

    /// Seals, and sends to each structure that the sealer names.
    ///
    /// - Returns: what was sealed, deposited for all of them.
    @discardableResult
    package func send(
        by sealer: Sealer, _ seal: (Sealer) throws -> Sealer.Sealed
    ) throws -> Sealer.Sealed {
        let sealed = try seal(sealer)
        try deliver(sealed, by: sealer)
        return sealed
    }

    /// The same once it is sealed.
    ///
    /// - Parameter accepted: told of each addressee's pli as soon as the daemon answers for it.
    /// - Throws: after the first of them, an error that says for whom the daemon has it: to send it again
    ///   to all would send it twice to these.
    package func deliver(
        _ sealed: Sealer.Sealed, by sealer: Sealer, accepted: (StructureName) -> Void = { _ in }
    ) throws {
        try deliver(try sealer.plis(sealed), accepted: accepted)
    }

    /// The same of plis that were made of one payload.
    package func deliver(
        _ plis: [Pli], accepted: (StructureName) -> Void = { _ in }
    ) throws {
        for pli in plis { try session.push(pli.slip.pour) }
        if let key = plis.first?.slip.key {
            try annotate(key.id)
            let retention = RetentionClient(session: session)
            for justification in justifications {
                _ = try retention.enter(justification.fact(of: key))
            }
        }
        for (index, pli) in plis.enumerated() {
            do {
                try put(pli)
            } catch {
                // By another road nothing is lost: what the daemon has it answers for again.
                guard index > 0, voie == .service else { throw error }
                throw Self.partial(plis.map(\.slip.pour), done: index, error)
            }
            accepted(pli.slip.pour)
        }
    }

    private static func partial(
        _ names: [StructureName], done: Int, _ error: any Error
    ) -> AgentError {
        let why = AgentError(error)
        func list(_ names: ArraySlice<StructureName>) -> String {
            names.map(\.text).joined(separator: ", ")
        }
        return AgentError(
            why.code,
            "Le service a pris l'envoi pour \(list(names[..<done])), et pas pour "
                + "\(list(names[done...])). \(why.message)",
            next: .sentence("Ne l'envoyez de nouveau qu'à \(list(names[done...]))."))
    }

    /// Sends a pli that stays in the structure.
    package func send(_ pli: Pli) throws {
        try annotate(pli.slip.id)
        try put(pli)
    }

    private func annotate(_ id: PliID) throws {
        for number in subjects.numbers {
            try session.annotate(
                number, de: session.own.structure, id: id, listed: subjects.listed)
        }
    }

    private func put(_ pli: Pli) throws {
        let entry = try session.client.ask(
            BoxEntry.self, "PUT", Routes.by(voie, deposit.target), body: pli.bytes)
        // Anything else is no proof that it will be delivered.
        guard entry.key == pli.slip.key, entry.pour == pli.slip.pour else {
            throw LocalUnreadable("envoi")
        }
    }
}
