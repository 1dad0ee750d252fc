internal import LiaisonBase

/// A page of «poste restante»: `{"plis":[id]}`, oldest first; an empty one is the last.
public enum PliList {
    /// The most ids that a page names.
    private static let limit = 1_000

    public static func write(_ ids: [PliID]) -> String {
        var object = JSONObject()
        object["plis"] = .array(ids.map { .string($0.text) })
        return JSONValue.object(object).text
    }

    /// Nil for what is not such a page.
    public static func read(_ bytes: [UInt8]) -> [PliID]? {
        guard
            let rows = (try? JSONValue.parse(bytes, nodes: 2 * limit))?.object?["plis"]?.array,
            rows.count <= limit
        else { return nil }
        let ids = rows.compactMap { $0.string.flatMap { PliID($0) } }
        return ids.count == rows.count ? ids : nil
    }
}
