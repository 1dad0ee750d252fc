import HTTPTypes
import Hummingbird
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import NIOCore
import NIOHTTP1

/// The one way in for signed requests (formats.md, «Peer protocol»): bounded body, digest, one
/// signature of the one form, by a known key, for this structure, fresh. What is let in is done off the
/// threads that serve.
struct RequestGate: Sendable {
    private let office: Office
    private let cards: CardDesk
    let replays: ReplayGuard
    let now: @Sendable () -> Instant
    let budget: RequestBudget

    init(desks: Desks, replays: ReplayGuard, now: @escaping @Sendable () -> Instant) {
        office = desks.office
        cards = desks.cards
        self.replays = replays
        self.now = now
        budget = RequestBudget(now: now)
    }

    /// A request that was let in.
    struct Verified<Signer: Sendable>: Sendable {
        let signer: Signer
        let body: [UInt8]
        let parameters: RequestParameters
        fileprivate let lease: RequestBudget.Lease
        fileprivate let asker: Asker?

        /// Takes memory for an answer of so many bytes before it is read: the asker's account has room for it,
        /// or it is not read.
        ///
        /// - Throws: `Refusal` `.tropDeDemandes`.
        @Sendable func charge(_ bytes: Int) throws { try asker?.charge(bytes) }
    }

    /// Lets a partner's service in, and does what it asks for.
    ///
    /// - Parameter limit: bytes of the body.
    func peer(
        _ request: Request, _ context: some RequestContext, limit: Int = 0,
        _ work: @escaping @Sendable (Verified<Carte>) throws -> Response
    ) async throws -> Response {
        let verified = try await verify(request, context, limit: limit) { keyID in
            try office.peer(keyID: keyID)
        } onBehalf: {
            $0.structure.key(.service)
        }
        return try await Workers.run(body: verified.body.count) { try work(verified) }
    }

    /// The same of an agent of this structure.
    func agent(
        _ request: Request, _ context: some RequestContext, limit: Int = 0,
        _ work: @escaping @Sendable (Verified<AuthenticatedAgent>) throws -> Response
    ) async throws -> Response {
        let verified = try await agent(request, context, limit: limit)
        return try await Workers.run(body: verified.body.count) { try work(verified) }
    }

    /// Lets an agent in whose request waits for more than the disk.
    func agent(
        _ request: Request, _ context: some RequestContext, limit: Int = 0
    ) async throws -> Verified<AuthenticatedAgent> {
        try await verify(request, context, limit: limit) { keyID in
            try office.agent(keyID: keyID)
        } onBehalf: {
            $0.name
        }
    }

    /// What authenticates itself, with the agent who signed the request, when one did. It is charged as long as
    /// the work lasts.
    func optionalAgent(
        _ request: Request, _ context: LocalContext, limit: Int,
        _ work: @escaping @Sendable ([UInt8], AuthenticatedAgent?) throws -> Response
    ) async throws -> Response {
        if let input = single(request, FieldNames.signatureInput),
            let value = single(request, FieldNames.signature),
            let signature = MessageSignature(input: input, signature: value),
            (try? office.agent(keyID: signature.keyID)) != nil
        {
            return try await agent(request, context, limit: limit) {
                try work($0.body, $0.signer)
            }
        }
        return try await unsigned(request, limit: limit, isLocal: context.isLocal) {
            try work($0, nil)
        }
    }

    /// What carries its own authentication or needs none. Strangers are counted together; who writes on the
    /// socket of this machine is none of them. It is charged as long as the work lasts.
    func unsigned(
        _ request: Request, limit: Int, isLocal: Bool = false,
        _ work: @escaping @Sendable ([UInt8]) throws -> Response
    ) async throws -> Response {
        if !isLocal { try budget.countStranger() }
        let (body, lease) = try await body(request, limit: limit, key: isLocal ? "socket" : nil)
        return try await Workers.run(body: body.count) {
            try withExtendedLifetime(lease) { try work(body) }
        }
    }

    /// What nobody signs, and is for one of ours whose link was given away: body and answer are charged to its
    /// account, so that neither strangers nor other links take its room.
    ///
    /// - Parameter work: given the body, and what charges the answer before it is read.
    func visited(
        _ request: Request, account: String, limit: Int = 0,
        _ work:
            @escaping @Sendable ([UInt8], _ willRead: @Sendable (Int) throws -> Void) throws ->
            Response
    ) async throws -> Response {
        let asker = Asker.current
        asker?.identify(account)
        // A proof is in a small body: whoever takes the room of the account stops none.
        let (body, lease) = try await body(
            request, limit: limit, key: account, isCertain: limit <= RequestBudget.smallAnswer)
        return try await Workers.run(body: body.count) {
            try withExtendedLifetime(lease) {
                try work(body) { bytes in try asker?.charge(bytes) }
            }
        }
    }

    /// - Parameters:
    ///   - key: whose request it is; nil for a stranger's.
    ///   - isCertain: whether it is taken whatever is taken already.
    private func body(
        _ request: Request, limit: Int, key: String?, isCertain: Bool = false
    ) async throws -> (bytes: [UInt8], lease: RequestBudget.Lease) {
        let announced = request.headers[.contentLength].flatMap { Int($0) } ?? limit
        let tooLarge = Refusal(.tropGrand, "La demande dépasse \(limit) octets.")
        guard announced <= limit else { throw tooLarge }
        let lease = try budget.take(max(0, announced), for: key, isCertain: isCertain)
        do {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(max(0, announced))
            for try await piece in request.body {
                guard piece.readableBytes <= limit - bytes.count else { throw tooLarge }
                bytes += piece.readableBytesView
            }
            return (bytes, lease)
        } catch is HTTPParserError {
            throw Refusal(.invalide, "Le corps de la demande n'est pas en HTTP/1.1.")
        }
    }

    private func refuseStranger(_ detail: LogDetail) async throws {
        try budget.countStranger()
        try await refuse(nil, detail)
    }

    private func refuse(_ actor: KeyName?, _ detail: LogDetail) async throws {
        try await Workers.run { try office.refused(.refus, by: actor, detail: detail) }
    }

    private func verify<Signer: Sendable>(
        _ request: Request, _ context: some RequestContext, limit: Int,
        known: (String) throws -> (Signer, VerifierKey)?, onBehalf: (Signer) -> KeyName
    ) async throws -> Verified<Signer> {
        guard let digest = single(request, FieldNames.contentDigest),
            let pour = single(request, FieldNames.pour),
            let input = single(request, FieldNames.signatureInput),
            let value = single(request, FieldNames.signature),
            let signature = MessageSignature(input: input, signature: value)
        else {
            try await refuseStranger(.signature)
            throw Refusal(.nonAuthentifie, "La demande n'est pas signée comme il faut.")
        }
        let halves = (request.head.path ?? "/")
            .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let subject = MessageSignature.Subject(
            method: request.method.rawValue, path: String(halves.first ?? "/"),
            query: halves.count > 1 ? String(halves[1]) : nil, contentDigest: digest, pour: pour)
        guard let (signer, key) = try known(signature.keyID) else {
            try await refuseRevoked(signature, subject)
            try await refuseStranger(.partenaireInconnu)
            throw Refusal(
                .nonAuthentifie, "La clé qui signe la demande n'est pas connue ici.",
                hint: "Faites parvenir la carte en vigueur de votre structure.")
        }
        guard signature.verifies(subject, key: key) else {
            try await refuseStranger(.signature)
            throw Refusal(.nonAuthentifie, "La signature de la demande est fausse.")
        }
        let actor = onBehalf(signer)
        try await judge(signature, actor: actor)
        guard pour == (try office.ownCard().carte.structure.text) else {
            try await refuse(actor, .destinataire)
            throw Refusal(.interdit, "Cette demande est destinée à une autre structure.")
        }
        Asker.current?.identify(signature.keyID)
        // Read last: no stranger makes us hold a large body.
        let (body, lease) = try await body(request, limit: limit, key: signature.keyID)
        guard ContentDigest.matches(digest, body) else {
            try await refuse(actor, .empreinte)
            throw Refusal(.invalide, "Le contenu de la demande ne correspond pas à son empreinte.")
        }
        return Verified(
            signer: signer, body: body, parameters: RequestParameters(request, context),
            lease: lease, asker: Asker.current)
    }

    /// Whoever signs with a revoked key is told so, by name, and so is the DPO. A copy of an old request is
    /// nobody at work.
    private func refuseRevoked(
        _ signature: MessageSignature, _ subject: MessageSignature.Subject
    ) async throws {
        guard let key = try cards.revokedKey(keyID: signature.keyID),
            signature.verifies(subject, key: key),
            // A structure revokes as many keys as it likes: together they take the place of one.
            [.fresh, .ahead].contains(
                replays.judge(
                    signer: "\(signature.keyID.prefix { $0 != "/" })/revoquees",
                    nonce: "\(signature.keyID) \(signature.nonce)", created: signature.created,
                    now: now().seconds))
        else { return }
        try budget.countStranger()
        try await Workers.run { try cards.refused(revoked: key) }
        throw Refusal(
            .nonAuthentifie, "La clé de \(key.name) est révoquée.",
            hint: "Le DPO de la structure en est averti.")
    }

    private func judge(_ signature: MessageSignature, actor: KeyName) async throws {
        let verdict = replays.judge(
            signer: actor.description, nonce: signature.nonce, created: signature.created,
            now: now().seconds)
        switch verdict {
        case .fresh: return
        case .ahead:
            try await Workers.run { try office.noteSignedAhead(signature.created, by: actor) }
        case .clock(let time):
            throw Problem(
                code: Refusal.Code.horloge.rawValue, status: 401,
                title: "L'heure de la demande n'est pas celle du service.",
                detail: "Réglez l'horloge de la machine.", heure: time)
        case .replayed:
            try await refuse(actor, .rejeu)
            throw Refusal(.rejeu, "Cette demande a déjà été reçue.")
        case .tooMany:
            throw Refusal(
                .tropDeDemandes, "Trop de demandes.", hint: "Réessayez dans cinq minutes.")
        }
    }

    /// The value of a field that must come exactly once.
    private func single(_ request: Request, _ name: String) -> String? {
        guard let name = HTTPField.Name(name) else { return nil }
        let values = request.headers[values: name]
        return values.count == 1 ? values[0] : nil
    }
}
