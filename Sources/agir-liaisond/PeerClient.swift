import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// Reaches partners' daemons with requests signed by this structure's service key.
struct PeerClient: PeerTransport {
    let office: Office
    let now: @Sendable () -> Instant

    func put(pli: [UInt8], id: PliID, to peer: Carte) async -> PeerAnswer {
        await put(Routes.pli(id), pli, to: peer)
    }

    func put(
        receipt: [UInt8], _ accuse: ReceiptPath, to peer: Carte
    ) async -> PeerAnswer {
        let target = Routes.receipt(
            de: accuse.de, id: accuse.id, statut: accuse.statut, par: accuse.par)
        return await put(target, receipt, to: peer)
    }

    func put(card: [UInt8], to peer: Carte) async -> PeerAnswer {
        await put(Routes.cards, card, to: peer)
    }

    func card(of peer: Carte) async -> PeerAnswer {
        await ask(peer, "GET", Routes.card, limit: Limits.act, isSigned: false, seconds: 30)
    }

    func waiting(at peer: Carte, after: PliID?) async -> PeerAnswer {
        guard let own = ownName else { return .unreachable(.nobody) }
        return await ask(
            peer, "GET", Routes.waiting(pour: own, after: after), limit: Limits.pliPage)
    }

    func pli(_ id: PliID, at peer: Carte) async -> PeerAnswer {
        await ask(peer, "GET", Routes.pli(id), limit: Limits.pli)
    }

    func addCheckpoint(_ body: [UInt8], at peer: Carte) async -> PeerAnswer {
        await ask(
            peer, "POST", Routes.addCheckpoint, body, limit: Limits.proof, isSigned: false,
            seconds: 20)
    }

    func witnessedPoint(at peer: Carte) async -> PeerAnswer {
        await ask(peer, "GET", Routes.witnessedPoint, limit: Limits.act)
    }

    func consistency(
        from first: UInt64, to second: UInt64, at peer: Carte
    ) async -> PeerAnswer {
        await ask(
            peer, "GET", Routes.consistency(from: first, to: second), limit: Limits.proof)
    }

    func put(epoch: [UInt8], to peer: Carte) async -> PeerAnswer {
        await put(Routes.epochs, epoch, to: peer)
    }

    func purgeReceipts(at peer: Carte, after: Int64) async -> PeerAnswer {
        guard let own = ownName else { return .unreachable(.nobody) }
        return await ask(
            peer, "GET", Routes.purgeReceipts(pour: own, after: after), limit: Limits.receiptPage)
    }

    /// Nil when this service is nobody's.
    private var ownName: StructureName? { try? office.ownCard().carte.structure }

    /// What is put is answered by a receipt at most.
    private func put(_ target: String, _ body: [UInt8], to peer: Carte) async -> PeerAnswer {
        await ask(peer, "PUT", target, body, limit: Limits.act)
    }

    /// - Parameters:
    ///   - limit: bytes of what the route answers.
    ///   - seconds: how long it may take.
    private func ask(
        _ peer: Carte, _ method: String, _ target: String, _ body: [UInt8] = [], limit: Int,
        isSigned: Bool = true, seconds: Int64 = 60
    ) async -> PeerAnswer {
        guard let address = peer.adresse, let signer = try? signer() else {
            return .unreachable(.nobody)
        }
        let client = SignedClient(
            .peer(address), signer: isSigned ? signer : nil, pour: peer.structure, now: now)
        do {
            let answer = try await client.send(
                method, target, body: body, limit: limit, seconds: seconds)
            note(Self.trouble(answer), peer)
            return Self.meaning(answer)
        } catch is SignedClient.TooLarge {
            // The DPO reads whose daemon answers what no route answers.
            try? office.refused(
                .refus, by: peer.structure.key(.service), detail: .formatInvalide)
            note(.reponseIllisible, peer)
            return .unreachable(.nobody)
        } catch let error as SignedClient.Unreachable {
            var trouble = error.trouble
            if trouble == .certificatInconnu { trouble = await client.certificateTrouble() }
            note(trouble, peer)
            return .unreachable(error.mayHaveSent ? .nobody : .noConnection)
        } catch {
            return .unreachable(.nobody)
        }
    }

    /// Why the partner can't be reached, for people.
    private func note(_ trouble: PeerTrouble?, _ peer: Carte) {
        try? office.noteReach(peer.structure, trouble)
    }

    /// What an answer tells of who gave it; nil: a partner's service.
    static func trouble(_ answer: SignedClient.Answer) -> PeerTrouble? {
        if answer.isPage { return .reponseIllisible }
        if case .unreachable = meaning(answer.status, answer.body) { return .statut }
        return nil
    }

    /// Whatever its status, a web page says nothing of what was asked.
    static func meaning(_ answer: SignedClient.Answer) -> PeerAnswer {
        guard !answer.isPage else {
            return .unreachable(.status("\(answer.status), page web"))
        }
        return meaning(answer.status, answer.body)
    }

    /// What a status says (formats.md, «Peer protocol»; RFC 9110, section 15).
    static func meaning(_ status: Int, _ body: [UInt8]) -> PeerAnswer {
        switch status {
        case 200, 201: .taken(body)
        case 404: .absent
        case 400, 403: .refused(.request("\(status)"))
        case 409: .refused(.conflict(body))
        case 422: .refused(.content(body))
        default: .unreachable(.status("\(status)"))
        }
    }

    private func signer() throws -> SignedClient.Signer {
        let own = try office.ownCard().carte.structure
        return .init(
            key: office.keys.service,
            verifier: try office.keys.service.verifierKey(name: own.key(.service).description))
    }
}
