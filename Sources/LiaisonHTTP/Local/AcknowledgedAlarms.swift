public import LiaisonBase

/// The alarms that a DPO acknowledged (`POST /local/v1/journal/reconnaissances`): the numbers of their records.
public struct AcknowledgedAlarms: LocalAnswer, Equatable {
    public let numbers: [UInt64]

    public init(_ numbers: [UInt64]) { self.numbers = numbers }

    public init(_ value: JSONValue) throws {
        numbers = try LocalFields(value, "reconnaissance").list("reconnues") {
            LocalRead.count($0).map { UInt64($0) }
        }
    }

    public var value: JSONValue {
        .object(
            JSONObject([("reconnues", .array(numbers.map { .integer(Int64(clamping: $0)) }))]))
    }
}
