public import LiaisonBase
public import LiaisonSchema

/// What one request of a purge did (`POST /local/v1/purge`).
public struct PurgeSlice: LocalAnswer, Equatable {
    /// The procès-verbal of a run that is over.
    public struct Attestation: Sendable, Equatable {
        public let numero: Int
        public let controle: PurgeActe.Controle

        public init(numero: Int, controle: PurgeActe.Controle) {
            self.numero = numero
            self.controle = controle
        }
    }

    public let destroyed: Int
    /// How many are still to go.
    public let left: Int
    public let suspended: Int
    /// Nil as long as the run goes on, and when it destroyed nothing.
    public let attestation: Attestation?

    public init(destroyed: Int, left: Int, suspended: Int, attestation: Attestation?) {
        self.destroyed = destroyed
        self.left = left
        self.suspended = suspended
        self.attestation = attestation
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "tranche")
        destroyed = try fields.count("detruits")
        left = try fields.count("reste")
        suspended = try fields.count("suspendus")
        let numero = try fields.optional("procesVerbal", LocalRead.count)
        attestation = try numero.map {
            Attestation(numero: $0, controle: try fields.code("controle"))
        }
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("detruits", .integer(Int64(destroyed))), ("reste", .integer(Int64(left))),
                ("suspendus", .integer(Int64(suspended))),
                ("procesVerbal", attestation.map { .integer(Int64($0.numero)) }),
                ("controle", attestation.map { .string($0.controle.rawValue) }),
            ]))
    }
}
