internal import LiaisonBase
public import LiaisonSchema

/// Records of the log, a line each, oldest first (`GET /local/v1/journal/enregistrements`).
public struct LogLines: Sendable, Equatable {
    public let records: [LogRecord]
    /// How many lines are records whose form this version does not read.
    public let unreadable: Int

    public var count: Int { records.count + unreadable }

    /// - Throws: `LocalUnreadable` for a line that is no record at all.
    public init(_ body: [UInt8]) throws {
        var records: [LogRecord] = []
        var unreadable = 0
        for line in body.split(separator: 0x0A) {
            if let record = try? LogRecord(line: String(decoding: line, as: UTF8.self)) {
                records.append(record)
            } else if let object = (try? JSONValue.parse(line))?.object,
                object["n"]?.integer != nil
            {
                unreadable += 1
            } else {
                throw LocalUnreadable("enregistrement")
            }
        }
        self.records = records
        self.unreadable = unreadable
    }

    /// The body of lines as they were stored.
    public static func body(_ lines: [String]) -> [UInt8] {
        Array(lines.map { "\($0)\n" }.joined().utf8)
    }
}

extension SignedClient {
    /// - Throws: `Unreachable`, `WrongKey`, `Problem`, `LocalUnreadable`.
    public func logLines(_ target: String) throws -> LogLines {
        try LogLines(request("GET", target).body)
    }
}
