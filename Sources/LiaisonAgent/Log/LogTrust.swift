import LiaisonBase
package import LiaisonCrypto
package import LiaisonSchema

/// Whose signatures count on the own log's checkpoints.
package struct LogTrust {
    private let key: VerifierKey?
    private let cosigners: [VerifierKey]

    package init(_ session: Session) {
        key = session.own.daemon?.journal
        // A card that nobody verified may be the daemon's own invention.
        cosigners = Self.partners(session).compactMap { $0.carte.daemon?.temoin }
    }

    /// The cards of the verified partners that have a service, by name.
    static func partners(_ session: Session) -> [SignedCarte] {
        session.folder.contactNames().sorted { $0.text < $1.text }.compactMap { name in
            guard name != session.own.structure,
                let card = try? session.folder.contact(name), card.carte.daemon != nil,
                (try? Session.isVerified(card.carte, own: session.own, folder: session.folder))
                    == true
            else { return nil }
            return card
        }
    }

    /// The session under the card that names the époque of that checkpoint, where somebody else renewed it since
    /// this agent looked: no other command is to be run first.
    package static func session(_ session: Session, naming point: SignedNote) throws -> Session {
        guard let tree = try? Checkpoint(text: point.text), !LogTrust(session).isCurrent(tree)
        else {
            return session
        }
        return try session.synchronizedIfReachable()
    }

    package func isCurrent(_ tree: Checkpoint) -> Bool { tree.origin == key?.name }

    /// The checkpoint, signed by the log's key in its époque or an earlier one.
    ///
    /// - Throws: exit 65.
    package func verified(_ note: SignedNote) throws -> Checkpoint {
        let tree = try Checkpoint(text: note.text)
        guard let key, let name = KeyName(tree.origin), let own = KeyName(key.name),
            name.structure == own.structure, name.isJournal
        else {
            throw AgentError(.data, "Ce point de contrôle n'est pas du journal de votre structure.")
        }
        do {
            try note.verify(VerifierKey(name: tree.origin, publicKey: key.publicKey))
        } catch {
            throw AgentError(
                .data,
                "Le point de contrôle de \(Plural.of(tree.size, "entrée")) n'est pas signé par le journal.",
                next: "Gardez la base en l'état et prévenez l'administrateur.")
        }
        return tree
    }

    package func witnesses(of note: SignedNote) -> [(name: String, time: Instant)] {
        cosigners.compactMap { key in
            (try? note.cosignatureTime(by: key)).map {
                (key.name, Instant(seconds: Int64($0)))
            }
        }
    }

    /// Whether a partner attests that the log had that size before that day.
    package func isAttested(_ note: SignedNote, size: UInt64, by date: CalendarDate) -> Bool {
        (try? Checkpoint(text: note.text))?.size == size
            && witnesses(of: note).contains { $0.time <= ParisTime.start(of: date) }
    }
}
