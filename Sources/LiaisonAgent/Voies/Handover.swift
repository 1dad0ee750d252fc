import LiaisonHTTP
package import LiaisonSchema

/// One sending by another road than the service, in an order that no crash breaks (voies.md, «Going out»): our
/// own copy is at the daemon, or sealed in the agent's folder, before the partner's file is there.
package struct Handover {
    /// What only a face can do.
    package struct Hands {
        package typealias Write =
            (_ name: String, _ bytes: [UInt8], _ placing: (_ path: String) -> Void) throws -> String

        /// Writes a file that is not there yet, under that name unless the person said another one, and
        /// gives its path, which it tells just before the file is there.
        let write: Write
        /// What shows a phrase on the person's terminal, nowhere else.
        ///
        /// Throws where there is none: asked before anything is deposited.
        let screen: () throws -> (SecretMessage) throws -> Void

        package init(
            write: @escaping Write,
            screen: @escaping () throws -> (SecretMessage) throws -> Void
        ) {
            self.write = write
            self.screen = screen
        }
    }

    /// A phrase, shown this once, and what to send with it by another channel.
    package struct SecretMessage: Equatable, Sendable {
        package let file: String
        package let phrase: String
        /// For a text message: how the file is opened.
        package let sms: String
    }

    package struct Made: Equatable, Sendable {
        package let manifest: Manifest
        package let voie: Voie
        package let path: String
        /// Bytes of the file.
        package let size: Int
        /// Whether the daemon will have our copy later: it does not answer.
        package let isWaiting: Bool
    }

    let sealer: Sealer
    let artefact: Artefact
    var deposit = Dispatch.Deposit.message
    var subjects = DataSubjects.none
    var justifications: [Justification] = []

    private var session: Session { sealer.session }

    func run(_ content: Sealer.Content, by hands: Hands) throws -> Made {
        for destination in sealer.destinations {
            if case .phrase = artefact { continue }
            try RoadChoice.check(artefact.voie, destination)
        }
        let show = artefact.needsPhrase ? try hands.screen() : nil
        let (copy, plis) = try sealer.ownCopy(content)
        // In memory only: a crash leaves nothing of it.
        let (bytes, phrase) = try artefact.make(content, like: copy.manifest, by: sealer)
        let isWaiting = try keep(plis)
        let path = try hands.write(artefact.fileName(copy.manifest.id), bytes) { path in
            // Noted before it is there: a kill in between leaves no page that no list tells of.
            guard artefact.isPlain else { return }
            Copies.record(
                path, .fiche, Copie.Source(fiches: [copy.manifest.key]), session.context)
        }
        if let show, let phrase { try show(message(path, phrase)) }
        return Made(
            manifest: copy.manifest, voie: artefact.voie, path: path, size: bytes.count,
            isWaiting: isWaiting)
    }

    /// - Returns: whether our copy waits here for the daemon.
    private func keep(_ plis: [Pli]) throws -> Bool {
        // A structure without a daemon has nowhere to keep it.
        guard session.own.daemon != nil else { return false }
        let target = Routes.by(artefact.voie, deposit.target)
        let waiting = WaitingDeposits(session: session)
        do {
            try Dispatch(
                session, deposit, about: subjects, because: justifications, by: artefact.voie
            ).deliver(plis)
            return false
        } catch is SignedClient.Unreachable {
            // What the daemon has of it already, it answers for again.
            try waiting.add(plis, target: target, about: subjects, because: justifications)
            session.context.notify(.fiche(.depositWaits))
            return true
        }
    }

    private func message(_ path: String, _ phrase: String) -> SecretMessage {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let how =
            switch artefact {
            case .archive:
                "Ouvrez \(file) avec 7-Zip (clic droit, Extraire), puis lisez lisez-moi.html. Mot de "
                    + "passe"
            case .phrase(asPage: true):
                "Ouvrez \(file) avec age : age -d -o fiche.html \(file). Phrase"
            default: "Ouvrez \(file) avec agir-liaison : agir-liaison ouvrir \(file). Phrase"
            }
        return SecretMessage(
            file: path, phrase: phrase, sms: "\(session.own.libelle) : \(how) : \(phrase)")
    }
}
