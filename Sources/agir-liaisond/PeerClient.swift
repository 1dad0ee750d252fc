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
        guard let address = peer.adresse else { throw NoAddress() }
        let answer = try await SignedClient(.peer(address), now: now).send("GET", Routes.card)
        return PeerAnswer(status: answer.status, body: answer.body)
    }

    func waiting(at peer: Carte, after: PliID?) async throws -> PeerAnswer {
        let own = try courrier.ownCard().carte.structure
        return try await send("GET", Routes.waiting(pour: own, after: after), [], to: peer)
    }

    func pli(_ id: PliID, at peer: Carte) async throws -> PeerAnswer {
        try await send("GET", Routes.pli(id), [], to: peer)
    }

    func addCheckpoint(_ body: [UInt8], at peer: Carte) async throws -> PeerAnswer {
        guard let address = peer.adresse else { throw NoAddress() }
        let answer = try await SignedClient(.peer(address), now: now).send(
            "POST", Routes.addCheckpoint, body: body, seconds: 20)
        return PeerAnswer(status: answer.status, body: answer.body)
    }

    func witnessedPoint(at peer: Carte) async throws -> PeerAnswer {
        try await send("GET", Routes.witnessedPoint, [], to: peer)
    }

    func consistency(
        from first: UInt64, to second: UInt64, at peer: Carte
    ) async throws -> PeerAnswer {
        try await send("GET", Routes.consistency(from: first, to: second), [], to: peer)
    }

    func put(epoch: [UInt8], to peer: Carte) async throws -> PeerAnswer {
        try await put(Routes.epochs, epoch, to: peer)
    }

    func purgeReceipts(at peer: Carte, after: Int64) async throws -> PeerAnswer {
        let own = try courrier.ownCard().carte.structure
        return try await send("GET", Routes.purgeReceipts(pour: own, after: after), [], to: peer)
    }

    private func put(_ target: String, _ body: [UInt8], to peer: Carte) async throws -> PeerAnswer {
        try await send("PUT", target, body, to: peer)
    }

    private func send(
        _ method: String, _ target: String, _ body: [UInt8], to peer: Carte
    ) async throws -> PeerAnswer {
        guard let address = peer.adresse else { throw NoAddress() }
        let own = try courrier.ownCard().carte
        let verifier = try courrier.keys.service.verifierKey(
            name: own.structure.key(.service).description)
        let client = SignedClient(
            .peer(address), signer: .init(key: courrier.keys.service, verifier: verifier),
            pour: peer.structure, now: now)
        let answer = try await client.send(method, target, body: body, seconds: 60)
        return PeerAnswer(status: answer.status, body: answer.body)
    }
}
