import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService

/// Reaches partners' daemons with requests signed by this structure's service key.
struct PeerClient: PeerTransport {
    let courrier: Courrier
    let now: @Sendable () -> Instant

    struct NoAddress: Error {}

    func put(pli: [UInt8], id: PliID, to peer: Carte) async throws -> PeerAnswer {
        try await put(Routes.pli(id), pli, to: peer)
    }

    func put(
        receipt: [UInt8], _ accuse: ReceiptPath, to peer: Carte
    ) async throws -> PeerAnswer {
        let target = Routes.receipt(
            de: accuse.de, id: accuse.id, statut: accuse.statut, par: accuse.par)
        return try await put(target, receipt, to: peer)
    }

    func put(card: [UInt8], to peer: Carte) async throws -> PeerAnswer {
        try await put(Routes.cards, card, to: peer)
    }

    func card(of peer: Carte) async throws -> PeerAnswer {
        try await ask(peer, "GET", Routes.card, limit: Limits.act, isSigned: false, seconds: 30)
    }

    func waiting(at peer: Carte, after: PliID?) async throws -> PeerAnswer {
        let own = try courrier.ownCard().carte.structure
        return try await ask(
            peer, "GET", Routes.waiting(pour: own, after: after), limit: Limits.pliPage)
    }

    func pli(_ id: PliID, at peer: Carte) async throws -> PeerAnswer {
        try await ask(peer, "GET", Routes.pli(id), limit: Limits.pli)
    }

    func addCheckpoint(_ body: [UInt8], at peer: Carte) async throws -> PeerAnswer {
        try await ask(
            peer, "POST", Routes.addCheckpoint, body, limit: Limits.proof, isSigned: false,
            seconds: 20)
    }

    func witnessedPoint(at peer: Carte) async throws -> PeerAnswer {
        try await ask(peer, "GET", Routes.witnessedPoint, limit: Limits.act)
    }

    func consistency(
        from first: UInt64, to second: UInt64, at peer: Carte
    ) async throws -> PeerAnswer {
        try await ask(
            peer, "GET", Routes.consistency(from: first, to: second), limit: Limits.proof)
    }

    func put(epoch: [UInt8], to peer: Carte) async throws -> PeerAnswer {
        try await put(Routes.epochs, epoch, to: peer)
    }

    func purgeReceipts(at peer: Carte, after: Int64) async throws -> PeerAnswer {
        let own = try courrier.ownCard().carte.structure
        return try await ask(
            peer, "GET", Routes.purgeReceipts(pour: own, after: after), limit: Limits.receiptPage)
    }

    /// What is put is answered by a receipt at most.
    private func put(_ target: String, _ body: [UInt8], to peer: Carte) async throws -> PeerAnswer {
        try await ask(peer, "PUT", target, body, limit: Limits.act)
    }

    /// - Parameters:
    ///   - limit: bytes of what the route answers.
    ///   - seconds: how long it may take.
    private func ask(
        _ peer: Carte, _ method: String, _ target: String, _ body: [UInt8] = [], limit: Int,
        isSigned: Bool = true, seconds: Int64 = 60
    ) async throws -> PeerAnswer {
        guard let address = peer.adresse else { throw NoAddress() }
        let client = SignedClient(
            .peer(address), signer: isSigned ? try signer() : nil, pour: peer.structure, now: now)
        do {
            let answer = try await client.send(
                method, target, body: body, limit: limit, seconds: seconds)
            return PeerAnswer(status: answer.status, body: answer.body)
        } catch let error as SignedClient.TooLarge {
            // The DPO reads whose daemon answers what no route answers.
            try courrier.refused(
                .refus, by: peer.structure.key(.service), detail: .formatInvalide)
            throw error
        }
    }

    private func signer() throws -> SignedClient.Signer {
        let own = try courrier.ownCard().carte.structure
        return .init(
            key: courrier.keys.service,
            verifier: try courrier.keys.service.verifierKey(name: own.key(.service).description))
    }
}
