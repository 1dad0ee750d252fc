internal import LiaisonSchema
internal import LiaisonStore

/// Closing a guichet: state, log and tombstones in one transaction; `RetentionDesk.finishTombs` does the
/// rest, as for plis.
extension StoreTransaction {
    /// From here on it serves nothing. One that was never published is dropped without a word.
    ///
    /// Answers that nobody opened stay, and the key that opens them, unless the fiche itself is destroyed.
    func close(
        _ guichet: StoredGuichet, for motif: GuichetMotif, by actor: KeyName
    ) throws {
        let nom = guichet.nom
        switch guichet.statut {
        case .prepare:
            try entomb(.key, of: nom)
            return try forgetGuichet(nom)
        case .clos:
            if motif == .purge { try dropAnswers(of: guichet) }
            return
        case .ouvert: break
        }
        try updateGuichet(nom, statut: .clos, motif: motif)
        try entomb(.content, of: nom)
        if motif == .purge { try dropAnswers(of: guichet) }
        try dropUselessKey(of: nom)
        try record(
            LogEvent(.guichetClos, by: actor, ref: guichet.ref, detail: motif.detail))
    }

    /// The fiche of these is being destroyed, or its destruction was forgotten by a backup.
    func closeGuichets(of fiche: HeldFiche, by service: KeyName) throws {
        guard fiche.box == .envoi else { return }
        for guichet in try view.guichets(of: fiche.id) {
            try close(guichet, for: .purge, by: service)
        }
    }

    /// Destroys the answers that nobody opened.
    ///
    /// - Parameter instant: only those that came before; nil: all.
    func dropAnswers(of guichet: StoredGuichet, before instant: Instant? = nil) throws {
        for answer in try view.answers(of: guichet.nom) where answer.ouverte == nil {
            if let instant, answer.recu >= instant { continue }
            try entomb(.answer(answer.id), of: guichet.nom)
            try forgetAnswer(answer.id, of: guichet.nom)
        }
        try dropUselessKey(of: guichet.nom)
    }

    /// The key of answers opens what is still to come, and what waits; nothing else.
    func dropUselessKey(of nom: GuichetName) throws {
        guard try view.guichet(nom)?.statut == .clos,
            try view.answers(of: nom).allSatisfy({ $0.ouverte != nil })
        else { return }
        try entomb(.key, of: nom)
    }

    /// One of ours opened an answer and sealed it again: what the browser sealed goes, and the sending has its
    /// answer. One that came as a file is known from now on: it is no other when it comes again.
    func take(
        _ answer: MailDesk.GuichetAnswer, of guichet: StoredGuichet, as document: PliID
    ) throws {
        let id = answer.reponse
        if let file = answer.file {
            try insertAnswer(id, of: guichet.nom, sha256: file.sha256, taille: file.taille)
        }
        try noteAnswer(id, of: guichet.nom, document: document)
        try entomb(.answer(id), of: guichet.nom)
        try dropUselessKey(of: guichet.nom)
        guard let envoi = guichet.subject.envoi,
            let row = try view.outgoing(envoi, pour: guichet.pour)
        else { return }
        _ = try move(row, by: .reponse)
    }
}
