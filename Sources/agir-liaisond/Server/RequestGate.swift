import Dispatch
import HTTPTypes
import Hummingbird
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema
import LiaisonService
import NIOCore
import NIOHTTP1

/// The one way in for signed requests (formats.md, «Peer protocol»): bounded body, digest, one
/// signature of the one form, by a known key, for this structure, fresh.
struct RequestGate: Sendable {
    let courrier: Courrier
    let replays: ReplayGuard
    let now: @Sendable () -> Instant
    let budget: RequestBudget

    init(courrier: Courrier, replays: ReplayGuard, now: @escaping @Sendable () -> Instant) {
        self.courrier = courrier
        self.replays = replays
        self.now = now
        budget = RequestBudget(now: now)
    }

    struct Verified<Signer: Sendable>: Sendable {
        let signer: Signer
        let body: [UInt8]
        let lease: RequestBudget.Lease
    }

    /// Where requests wait for the disk: those that wait together share a commit, and the threads that
    /// serve the others do not wait.
    private static let workers = DispatchQueue(label: "stockage", attributes: .concurrent)

    /// Reads a sealed pli. `read` tells its size before it reads it: the asker's account has room for it, or
    /// it is not read.
    ///
    /// - Throws: `Refusal` `.tropDeDemandes`.
    static func pli(
        _ read: @escaping @Sendable (_ willRead: (Int) throws -> Void) throws -> [UInt8]
    ) async throws -> Response {
        let asker = Asker.current
        let pli = try await store { try read { try asker?.charge($0) } }
        return Response(status: .ok, bytes: pli, type: "application/vnd.agir-liaison.pli")
    }

    /// Where large plis wait: one at a time, for while it is read, sealed and stored a pli is in memory
    /// four times.
    private static let porters = DispatchQueue(label: "stockage-lourd")
    /// Bytes from which a pli is large.
    private static let large = 1_024 * 1_024

    /// Does what writes to the store.
    ///
    /// - Parameter bytes: of the pli that is stored.
    static func store<Result: Sendable>(
        pli bytes: Int = 0, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            (bytes < large ? workers : porters).async {
                continuation.resume(with: Swift.Result { try body() })
            }
        }
    }

    /// Lets a partner's service in.
    func peer(_ request: Request, limit: Int) async throws -> Verified<Carte> {
        try await verify(request, limit: limit) { keyID in
            try courrier.peer(keyID: keyID)
        } onBehalf: {
            $0.structure.key(.service)
        }
    }

    /// Lets an agent of this structure in.
    func agent(_ request: Request, limit: Int) async throws -> Verified<Courrier.AuthenticatedAgent>
    {
        try await verify(request, limit: limit) { keyID in
            try courrier.agent(keyID: keyID)
        } onBehalf: {
            $0.name
        }
    }

    /// The body of a request that authenticates itself, with the agent who signed the request, when one did. It
    /// is charged as long as the lease is held.
    func optionalAgent(
        _ request: Request, limit: Int, isLocal: Bool
    ) async throws -> (
        body: [UInt8], agent: Courrier.AuthenticatedAgent?, lease: RequestBudget.Lease
    ) {
        if let input = single(request, FieldNames.signatureInput),
            let value = single(request, FieldNames.signature),
            let signature = MessageSignature(input: input, signature: value),
            (try? courrier.agent(keyID: signature.keyID)) != nil
        {
            let verified = try await agent(request, limit: limit)
            return (verified.body, verified.signer, verified.lease)
        }
        let (body, lease) = try await unsignedBody(request, limit: limit, isLocal: isLocal)
        return (body, nil, lease)
    }

    /// The bounded body of a request that carries its own authentication or needs none. Strangers are
    /// counted together; who writes on the socket of this machine is none of them. It is charged as long as the
    /// lease is held.
    func unsignedBody(
        _ request: Request, limit: Int, isLocal: Bool = false
    ) async throws -> (bytes: [UInt8], lease: RequestBudget.Lease) {
        if !isLocal { try budget.countStranger() }
        return try await body(request, limit: limit, key: isLocal ? "socket" : nil)
    }

    /// - Parameter key: whose request it is; nil for a stranger's.
    private func body(
        _ request: Request, limit: Int, key: String?
    ) async throws -> (bytes: [UInt8], lease: RequestBudget.Lease) {
        let announced = request.headers[.contentLength].flatMap { Int($0) } ?? limit
        let tooLarge = Refusal(.tropGrand, "La demande dépasse \(limit) octets.")
        guard announced <= limit else { throw tooLarge }
        let lease = try budget.take(max(0, announced), for: key)
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

    private func refuseStranger(_ detail: LogDetail) throws {
        try budget.countStranger()
        try courrier.refused(.refus, by: nil, detail: detail)
    }

    private func verify<Signer: Sendable>(
        _ request: Request, limit: Int, known: (String) throws -> (Signer, VerifierKey)?,
        onBehalf: (Signer) -> KeyName
    ) async throws -> Verified<Signer> {
        guard let digest = single(request, FieldNames.contentDigest),
            let pour = single(request, FieldNames.pour),
            let input = single(request, FieldNames.signatureInput),
            let value = single(request, FieldNames.signature),
            let signature = MessageSignature(input: input, signature: value)
        else {
            try refuseStranger(.signature)
            throw Refusal(.nonAuthentifie, "La demande n'est pas signée comme il faut.")
        }
        let halves = (request.head.path ?? "/")
            .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let subject = MessageSignature.Subject(
            method: request.method.rawValue, path: String(halves.first ?? "/"),
            query: halves.count > 1 ? String(halves[1]) : nil, contentDigest: digest, pour: pour)
        guard let (signer, key) = try known(signature.keyID) else {
            try refuseRevoked(signature, subject)
            try refuseStranger(.partenaireInconnu)
            throw Refusal(
                .nonAuthentifie, "La clé qui signe la demande n'est pas connue ici.",
                hint: "Faites parvenir la carte en vigueur de votre structure.")
        }
        guard signature.verifies(subject, key: key) else {
            try refuseStranger(.signature)
            throw Refusal(.nonAuthentifie, "La signature de la demande est fausse.")
        }
        let actor = onBehalf(signer)
        try judge(signature, actor: actor)
        guard pour == (try courrier.ownCard().carte.structure.text) else {
            try courrier.refused(.refus, by: actor, detail: .destinataire)
            throw Refusal(.interdit, "Cette demande est destinée à une autre structure.")
        }
        Asker.current?.identify(signature.keyID)
        // Read last: no stranger makes us hold a large body.
        let (body, lease) = try await body(request, limit: limit, key: signature.keyID)
        guard ContentDigest.matches(digest, body) else {
            try courrier.refused(.refus, by: actor, detail: .empreinte)
            throw Refusal(.invalide, "Le contenu de la demande ne correspond pas à son empreinte.")
        }
        return Verified(signer: signer, body: body, lease: lease)
    }

    /// Whoever signs with a revoked key is told so, by name, and so is the DPO. A copy of an old request is
    /// nobody at work.
    private func refuseRevoked(
        _ signature: MessageSignature, _ subject: MessageSignature.Subject
    ) throws {
        guard let key = try courrier.revokedKey(keyID: signature.keyID),
            signature.verifies(subject, key: key),
            // A structure revokes as many keys as it likes: together they take the place of one.
            case .fresh = replays.judge(
                keyID: "\(signature.keyID.prefix { $0 != "/" })/revoquees",
                nonce: "\(signature.keyID) \(signature.nonce)", created: signature.created,
                now: now().seconds)
        else { return }
        try budget.countStranger()
        try courrier.refused(revoked: key)
        throw Refusal(
            .nonAuthentifie, "La clé de \(key.name) est révoquée.",
            hint: "Le DPO de la structure en est averti.")
    }

    private func judge(_ signature: MessageSignature, actor: KeyName) throws {
        let verdict = replays.judge(
            keyID: signature.keyID, nonce: signature.nonce, created: signature.created,
            now: now().seconds)
        switch verdict {
        case .fresh: return
        case .clock(let time):
            throw Problem(
                code: Refusal.Code.horloge.rawValue, status: 401,
                title: "L'heure de la demande n'est pas celle du service.",
                detail: "Réglez l'horloge de la machine.", heure: time)
        case .replayed:
            try courrier.refused(.refus, by: actor, detail: .rejeu)
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
