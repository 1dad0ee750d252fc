/// An object of many members, few of which are looked at: a value is read when it is asked for, and what nobody
/// changes is written again as it stood. For what this program wrote itself: of a value it sees at first but where it
/// ends.
public struct JSONMembers: Sendable {
    private enum Value {
        case written(Range<Int>)
        case set(JSONValue)
    }

    private let bytes: [UInt8]
    private var values: [String: Value] = [:]
    /// Whether something is other than it was read.
    public private(set) var isChanged = false

    public init() { bytes = [] }

    /// Reads the text of an object (`JSONValue.parse`). The caller bounds the size before.
    ///
    /// - Throws: also for a key that comes twice.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, left: JSONValue.mostNodes)
        self.bytes = bytes
        let members = try parser.outline()
        values.reserveCapacity(members.count)
        for (key, place) in members {
            guard values.updateValue(.written(place), forKey: key) == nil else {
                throw JSONError(code: .duplicateKey, line: 1, column: place.lowerBound + 1)
            }
        }
    }

    public var isEmpty: Bool { values.isEmpty }
    public var keys: [String] { Array(values.keys) }

    /// Nil for none, and for one that is no JSON.
    public subscript(key: String) -> JSONValue? {
        get {
            switch values[key] {
            case .written(let place): try? JSONValue.parse(bytes[place])
            case .set(let value): value
            case nil: nil
            }
        }
        set {
            guard newValue != self[key] else { return }
            values[key] = newValue.map { .set($0) }
            isChanged = true
        }
    }

    /// The keys of the members as they were read whose text holds that one: most are passed over unread.
    ///
    /// - Parameter text: without what JSON escapes.
    public func keys(holding text: String) -> [String] {
        let sought = Array(text.utf8)
        return bytes.withUnsafeBufferPointer { bytes in
            func holds(_ place: Range<Int>) -> Bool {
                guard place.count >= sought.count else { return false }
                return (place.lowerBound...place.upperBound - sought.count).contains { start in
                    sought.indices.allSatisfy { bytes[start + $0] == sought[$0] }
                }
            }
            return values.compactMap { key, value in
                if case .written(let place) = value, !holds(place) { return nil }
                return key
            }
        }
    }

    /// The text on one line: what was read in its order, then what was set, by its key.
    public var text: [UInt8] {
        var read: [(key: String, place: Range<Int>)] = []
        var set: [(key: String, value: JSONValue)] = []
        for (key, value) in values {
            switch value {
            case .written(let place): read.append((key, place))
            case .set(let value): set.append((key, value))
            }
        }
        read.sort { $0.place.lowerBound < $1.place.lowerBound }
        set.sort { $0.key < $1.key }
        var text = [UInt8(ascii: "{")]
        func begin(_ key: String) {
            if text.count > 1 { text.append(UInt8(ascii: ",")) }
            text += JSONValue.string(key).text.utf8
            text.append(UInt8(ascii: ":"))
        }
        for (key, place) in read {
            begin(key)
            text += bytes[place]
        }
        for (key, value) in set {
            begin(key)
            text += value.text.utf8
        }
        text.append(UInt8(ascii: "}"))
        return text
    }
}
