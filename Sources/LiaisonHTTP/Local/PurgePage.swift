public import LiaisonBase
public import LiaisonSchema

/// A page of what a purge of some day would destroy, and of what a hold keeps from it (`GET
/// /local/v1/purge`).
public struct PurgePage: LocalAnswer, Equatable {
    public let plis: [DuePli]
    /// The id after which to go on; nil: this page is the last one.
    public let next: PliID?

    public init(plis: [DuePli], next: PliID?) {
        self.plis = plis
        self.next = next
    }

    public init(_ value: JSONValue) throws {
        let fields = try LocalFields(value, "purge")
        plis = try fields.list("plis") { try DuePli($0) }
        next = try fields.optional("suite", LocalRead.id)
    }

    public var value: JSONValue {
        .object(
            JSONObject([
                ("plis", plis.value), ("suite", next.map { .string($0.text) }),
            ]))
    }
}
