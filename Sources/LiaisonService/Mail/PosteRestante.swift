public import LiaisonSchema
internal import LiaisonStore

/// «Poste restante»: a structure whose daemon nobody can reach fetches its plis from its partners'
/// (formats.md, «Peer protocol»).
extension MailDesk {
    /// How many plis a page names.
    static let waitingPage = 100

    /// The plis that wait here for a structure, oldest first, a page at a time.
    ///
    /// - Parameters:
    ///   - pour: what the request names; must be the structure whose key signed it.
    ///   - after: the last id of the page before.
    public func waiting(
        pour: String, after: PliID?, for peer: Carte
    ) throws -> [PliID] {
        guard pour == peer.structure.text else {
            try refused(.refus, by: peer.structure.key(.service), detail: .destinataire)
            throw Refusal(.interdit, "Ces plis sont pour une autre structure.")
        }
        var after = after
        while true {
            let page = try store.read {
                try $0.waiting(
                    for: peer.structure, at: now(), after: after, limit: Self.waitingPage)
            }
            // An incident may hold back what is not a message.
            let free = try page.filter { try !incidents.isStopped($0.slip) }
            guard free.isEmpty, page.count == Self.waitingPage else { return free.map(\.slip.id) }
            after = page.last?.slip.id
        }
    }

    /// A pli that waits here, to its addressee only.
    ///
    /// - Parameter willRead: told how many bytes it is, before they are read: what it throws, this throws.
    public func waitingPli(
        _ id: PliID, for peer: Carte, willRead: (Int) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        let row = try store.read { try $0.outgoing(id, pour: peer.structure) }
        let absent = Refusal(
            .introuvable, "Aucun pli de cet identifiant n'attend votre structure.")
        guard let row, row.statut == EnvoiStatut.enAttente.rawValue, row.prochain != nil,
            try !incidents.isStopped(row.slip)
        else { throw absent }
        try willRead(row.slipNote.count + 1 + row.slip.taille)
        // Its author may have taken it back, or it is not to leave yet.
        let claimed = try store.write(at: now()) { try $0.claim([row], isGiven: true) }
        guard claimed.count == 1 else { throw absent }
        return try outgoingBytes(row)
    }

    /// The partners from whom to fetch: all who may be talked to, when we have no address.
    func partnersToFetchFrom() throws -> [Carte] {
        guard let own = try store.ownCard()?.carte, own.adresse == nil else {
            return []
        }
        return try office.reachablePartners().filter { try !office.isSuspended($0.structure, nil) }
    }
}
