public import LiaisonBase
public import LiaisonSchema

/// A log that something contradicts, as the daemon tells it to those who answer for it.
extension LogSuspension: LocalAnswer {
    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "suspension du journal")
        self.init(
            structure: try fields.structure("structure"),
            depuis: try fields.optional("depuis", LocalRead.instant),
            par: try fields.list("par", LocalRead.structure))
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("structure", .string(structure.text)),
                ("depuis", depuis.map { .string($0.description) }),
                ("par", .array(par.map { .string($0.text) })),
            ]))
    }
}
