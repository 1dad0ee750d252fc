internal import LiaisonSchema
internal import LiaisonStore

/// One subject of the service, with a memory of its own that no other desk reads. What it takes from the
/// office it calls by the office's words.
protocol Desk: Sendable {
    var office: Office { get }
}

extension Desk {
    var store: LiaisonStore { office.store }
    var keys: ServiceKeys { office.keys }
    func now() -> Instant { office.now() }
    func wakeDelivery() { office.wakeDelivery() }
    func ownCard() throws -> SignedCarte { try office.ownCard() }
    func requireRoom() throws { try office.requireRoom() }
    func alarm(_ detail: LogDetail) throws { try office.alarm(detail) }

    func require(
        _ permission: Permission, _ agent: AuthenticatedAgent, ref: String? = nil
    ) throws {
        try office.require(permission, agent, ref: ref)
    }

    func requireReading(_ slip: Slip?, _ agent: AuthenticatedAgent) throws {
        try office.requireReading(slip, agent)
    }

    func refused(
        _ acte: LogActe, by actor: KeyName?, ref: String? = nil, detail: LogDetail,
        countedAs counted: KeyName? = nil
    ) throws {
        try office.refused(acte, by: actor, ref: ref, detail: detail, countedAs: counted)
    }

    func schema<Result>(
        _ acte: LogActe, by actor: KeyName?, ref: String? = nil, _ body: () throws -> Result
    ) throws -> Result {
        try office.schema(acte, by: actor, ref: ref, body)
    }
}
