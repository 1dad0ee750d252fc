import LiaisonHTTP
package import LiaisonSchema

/// A partner's card among the contacts, to be verified afterwards.
package enum ContactImport {
    package enum Source {
        /// Reads the file that was carried.
        case file(() throws -> [UInt8])
        /// The partner's daemon.
        case service(PeerAddress)
    }

    package enum Outcome: Equatable, Sendable {
        case imported(Contact)
        /// It bears another structure key than the known one, which stays in force until somebody compares
        /// the digits of the new key.
        case setAside(Contact)
    }

    /// - Parameter file: what the file is called, for the refusal.
    package static func run(
        _ source: Source, named file: String? = nil, _ context: AgentContext
    ) throws -> Outcome {
        let session = try Session.open(context).synchronizedIfReachable()
        try session.require(.importContact)
        let card = try GivenActe.read(bytes(source, context), "une carte", from: file) {
            try SignedCarte($0)
        }
        let name = card.carte.structure
        guard name != session.own.structure else {
            throw AgentError(.data, "C'est la carte de votre propre structure.")
        }
        let folder = session.folder
        let isKnownKey = try folder.locked {
            let held = try folder.contact(name) ?? folder.removedContact(name)
            guard held.map({ $0.carte.cleStructure == card.carte.cleStructure }) ?? true else {
                try folder.save(pendingContact: card)
                return false
            }
            if let held { try card.checkSuccession(of: held) }
            try folder.save(contact: card)
            return true
        }
        guard isKnownKey else {
            do {
                _ = try session.client.request("PUT", Routes.localContacts, body: card.bytes)
            } catch is SignedClient.Unreachable {
                context.notify(.trust(.toldAtVerification))
            }
            context.notify(.trust(.importedOtherKey(name)))
            return .setAside(Contact(card.carte, isVerified: false))
        }
        try session.pushIfReachable(name)
        return .imported(try Contact(card.carte, session))
    }

    private static func bytes(_ source: Source, _ context: AgentContext) throws -> [UInt8] {
        switch source {
        case .file(let read): try read()
        case .service(let address):
            // A stranger's, as long as nobody verified it.
            try context.client(of: address).request("GET", Routes.card, limit: Limits.act).body
        }
    }
}
