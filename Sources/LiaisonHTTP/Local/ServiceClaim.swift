public import LiaisonBase
public import LiaisonSchema

/// Who a daemon works for, and its public keys, 32 bytes each (`GET /local/v1/prise`).
public struct ServiceClaim: LocalAnswer, Equatable {
    /// Nil: nobody took it yet.
    public let structure: StructureName?
    public let service: [UInt8]
    public let journal: [UInt8]
    public let temoin: [UInt8]
    /// The époque of its log.
    public let epoch: Int

    public init(
        structure: StructureName?, service: [UInt8], journal: [UInt8], temoin: [UInt8], epoch: Int
    ) {
        self.structure = structure
        self.service = service
        self.journal = journal
        self.temoin = temoin
        self.epoch = epoch
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "prise")
        func key(_ value: JSONValue) -> [UInt8]? {
            LocalRead.bytes(value).flatMap { $0.count == 32 ? $0 : nil }
        }
        structure = try fields.optional("structure", LocalRead.structure)
        service = try fields.value("service", key)
        journal = try fields.value("journal", key)
        temoin = try fields.value("temoin", key)
        epoch = try fields.count("epoque")
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("structure", structure.map { .string($0.text) }),
                ("service", .string(Base64.encode(service))),
                ("journal", .string(Base64.encode(journal))),
                ("temoin", .string(Base64.encode(temoin))), ("epoque", .integer(Int64(epoch))),
            ]))
    }
}
