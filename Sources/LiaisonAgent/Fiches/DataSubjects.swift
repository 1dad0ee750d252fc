package import LiaisonSchema

/// Whom something that leaves is about.
package struct DataSubjects: Equatable, Sendable {
    package let numbers: [AGDREFNumber]
    /// Of a monthly table: how many persons it lists, those without a number included.
    package let listed: Int?

    /// About nobody, or without a number to say it.
    package static let none = DataSubjects(nil)

    package init(_ number: AGDREFNumber?) {
        numbers = [number].compactMap(\.self)
        listed = nil
    }

    /// Everybody whom a monthly table lists.
    package init(table csv: [UInt8]) {
        numbers = OFIITable.numbers(in: csv)
        listed = OFIITable.personCount(in: csv)
    }
}
