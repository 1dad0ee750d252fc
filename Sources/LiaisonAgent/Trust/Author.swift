import LiaisonCrypto
import LiaisonHTTP
package import LiaisonSchema

extension Session {
    /// Who signed a payload, and by which card.
    package struct Author {
        /// The card in force of the author's structure.
        package let sender: Carte
        /// The card that gives the author this key.
        package let card: Carte
        package let agent: Carte.Agent
        /// Set when the key was doubtful when the pli came.
        package let isSuspect: Bool
    }

    /// Finds the author's key: in the card in force, else in an earlier one (formats.md, «Which key
    /// counts»).
    ///
    /// - Parameter recorded: when the pli was recorded at the daemon; nil for a file.
    /// - Throws: `.signature` for a key that no card gives, or that was revoked before the pli came.
    package func author(of payload: Payload, recorded: Instant?) throws -> Author {
        let manifest = payload.manifest
        let sender = try trustedCard(manifest.structure)
        func signer(_ card: Carte) -> Carte.Agent? {
            card.activeAgents.first { agent in
                agent.nom == manifest.auteur
                    && payload.acte.note.signatures.contains {
                        $0.name == agent.cle.name && $0.keyID == agent.cle.id
                    }
            }
        }
        if let agent = signer(sender) {
            return Author(sender: sender, card: sender, agent: agent, isSuspect: false)
        }
        let earlier = try earlierCards(sender, isNeeded: recorded != nil)
        guard let found = earlier.last(where: { signer($0.card.carte) != nil }),
            let agent = signer(found.card.carte)
        else {
            throw SchemaError(
                .signature, "L'auteur \(manifest.auteur) n'est pas dans la carte de sa structure.",
                hint: "Demandez la carte en vigueur, ou prévenez votre DPO.")
        }
        let revocations = sender.revocations.filter { $0.cle == agent.cle }
        guard !revocations.isEmpty else {
            // The first card that no longer gives this key: what came later is not by it.
            let next = earlier.drop { $0.card.carte.serie <= found.card.carte.serie }.first
            guard let recorded, recorded <= next?.acceptee ?? sender.emise else {
                throw SchemaError(
                    .signature, "La clé qui a signé pour \(manifest.auteur) n'est plus la sienne.",
                    hint: "Demandez-lui de sceller de nouveau avec sa clé en vigueur.")
            }
            return Author(sender: sender, card: found.card.carte, agent: agent, isSuspect: false)
        }
        let revoked = earlier.first { card in
            card.card.carte.revocations.contains { $0.cle == agent.cle }
        }
        // A card comes after what its structure sent in the same second.
        guard let recorded, recorded <= revoked?.acceptee ?? sender.emise else {
            throw SchemaError(
                .signature,
                "La clé de \(manifest.auteur) a été révoquée avant que ce pli n'arrive.",
                hint: "Ne vous y fiez pas ; prévenez votre DPO et la structure.")
        }
        return Author(
            sender: sender, card: found.card.carte, agent: agent,
            isSuspect: revocations.contains { recorded > $0.depuis })
    }

    /// The cards of a structure that came into force at the daemon, oldest first, each signed by the
    /// key trusted for it; and when. What the daemon says of the time is its word alone.
    ///
    /// - Parameter isNeeded: whether the verdict depends on them; of a file that was carried, a key that no
    ///   card in force gives counts in no case.
    /// - Throws: for an answer that is none, for a daemon that refuses or is not there: a key counts or not by
    ///   it. The own cards held here stand in for one that is not there.
    func earlierCards(
        _ trusted: Carte, isNeeded: Bool = true
    ) throws -> [(card: SignedCarte, acceptee: Instant)] {
        var rows: [AcceptedCard] = []
        do {
            var next: Int64?
            repeat {
                let page = try client.ask(
                    CardPage.self, "GET", Routes.localCards(of: trusted.structure, after: next))
                guard page.next.map({ $0 > next ?? 0 && !page.cards.isEmpty }) ?? true else {
                    throw LocalUnreadable("cartes.suite")
                }
                rows += page.cards
                next = page.next
            } while next != nil
        } catch let error as SignedClient.Unreachable {
            guard trusted.structure != own.structure else {
                return folder.earlierOwnCards().map { ($0, $0.carte.emise) }
            }
            if isNeeded { throw error }
            return []
        }
        return rows.compactMap { row in
            guard let card = try? SignedCarte(row.card), card.carte.structure == trusted.structure,
                // The key trusted now vouches for the one it says it replaces.
                [trusted.cleStructure, trusted.remplace].contains(card.carte.cleStructure)
            else { return nil }
            return (card, row.accepted)
        }
    }
}
