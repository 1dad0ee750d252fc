public import LiaisonCrypto
public import LiaisonSchema
internal import LiaisonStore
internal import Synchronization

/// A key that its structure revoked, still at work: somebody holds it who should not. It is known by name,
/// recorded so, and the DPO is told (formats.md, «Which key counts»).
extension CardDesk {
    /// The revoked key of that id, ours or a partner's; nil for any other. What it signed is the caller's to
    /// verify: anybody can write a key's id.
    public func revokedKey(keyID: String) throws -> VerifierKey? {
        guard
            let structure = keyID.split(separator: "/").first.flatMap({ StructureName(String($0)) })
        else { return nil }
        let own = try store.ownCard()
        let card = own?.carte.structure == structure ? own : try store.card(of: structure)
        return card?.carte.revocations.first { $0.cle.keyID == keyID }?.cle
    }

    /// Records what a revoked key tried, and tells the DPO: once a day a key.
    public func refused(
        revoked key: VerifierKey, _ acte: LogActe = .refus, ref: String? = nil
    ) throws {
        guard let name = KeyName(key.name), let own = try store.ownCard()?.carte.structure else {
            return
        }
        // A partner has as many keys as it likes: they count together.
        let counted = name.structure == own ? name : name.structure.key(.service)
        try refused(acte, by: name, ref: ref, detail: .cleRevoqueeUtilisee, countedAs: counted)
        let instant = now()
        guard tellsToday(of: key.keyID, of: name.structure, on: ParisTime.date(at: instant))
        else { return }
        try store.write(at: instant) {
            // Whoever may be behind a card that nobody verified alarms nobody.
            guard try name.structure == own || $0.view.isVerified(name.structure) else {
                return
            }
            try $0.record(
                LogEvent(
                    .alarme, by: own.key(.service), ref: name.description, .echec,
                    detail: .cleRevoqueeUtilisee))
        }
    }

    /// Who revoked whom, and why: a record a name, however many keys it had.
    func recordRevocations(
        _ card: Carte, after held: Carte?, by actor: KeyName, in transaction: StoreTransaction
    ) throws {
        var named: Set<String> = []
        for revocation in card.revocations
        where !(held?.revocations.contains { $0.cle == revocation.cle } ?? false)
            && named.insert(revocation.cle.name).inserted
        {
            try transaction.record(
                LogEvent(
                    .revocation, by: actor, ref: revocation.cle.name,
                    detail: revocation.motif?.detail))
        }
    }

    /// Refuses what a revoked key of that name signed.
    ///
    /// - Parameter card: of the signer's structure, in force here.
    /// - Throws: `Refusal` `.interdit`.
    func refuseRevoked(
        _ acte: Acte, signer: KeyName, of card: Carte, _ kind: LogActe, ref: String?
    ) throws {
        let revoked = card.revocations.map(\.cle).filter { $0.name == signer.description }
        guard !revoked.isEmpty else { return }
        // The same name may have a key in force.
        if let key = card.agent(signer)?.cle, (try? acte.verify(key)) != nil { return }
        guard let key = revoked.first(where: { (try? acte.verify($0)) != nil }) else { return }
        try refused(revoked: key, kind, ref: ref)
        throw Refusal(
            .interdit, "La clé de \(signer) est révoquée : ce qu'elle signe n'est pas pris.",
            hint: "Prévenez votre DPO, si ce n'est pas vous.")
    }
}

/// Which revoked keys were told of today: a few a structure, for it could use them at will.
final class RevokedKeys: Sendable {
    private static let perStructure = 16
    private let told = Mutex<(day: CalendarDate?, keys: [StructureName: Set<String>])>((nil, [:]))

    func isNew(_ keyID: String, of structure: StructureName, on day: CalendarDate) -> Bool {
        told.withLock { told in
            if told.day != day { told = (day, [:]) }
            guard told.keys[structure]?.count ?? 0 < Self.perStructure else { return false }
            return told.keys[structure, default: []].insert(keyID).inserted
        }
    }
}

extension Carte.Revocation.Motif {
    var detail: LogDetail {
        switch self {
        case .depart: .depart
        case .compromission: .compromission
        case .perte: .perte
        }
    }
}
