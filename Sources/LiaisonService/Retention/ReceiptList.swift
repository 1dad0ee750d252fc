internal import LiaisonBase
internal import LiaisonCrypto

/// A page of receipts, as a partner answers.
public enum ReceiptList {
    public static func write(_ notes: [[UInt8]], next: Int64?) -> String {
        var object = JSONObject()
        object["accuses"] = .array(notes.map { .string(Base64.encode($0)) })
        object["suite"] = next.map { .integer($0) }
        return JSONValue.object(object).text
    }

    static func read(_ bytes: [UInt8]) -> (notes: [[UInt8]], next: Int64?)? {
        guard let object = (try? JSONValue.parse(bytes, nodes: 1_000))?.object,
            let list = object["accuses"]?.array, list.count <= 100
        else { return nil }
        return (
            list.compactMap { $0.string.flatMap { Base64.decode($0) } }, object["suite"]?.integer
        )
    }
}
