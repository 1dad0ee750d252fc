import LiaisonCrypto
import LiaisonSchema
import LiaisonService
import LiaisonStore

/// The JSON and text that the local interface answers with (formats.md, «Local interface»).
enum LocalAnswers {
    /// First line: size and root of the whole log. Then a leaf a line: its hash in base64, a space,
    /// its record, or `-` for a pruned one.
    static func leaves(_ page: LogPage) -> [UInt8] {
        Array("\(page.size) \(Base64.encode(page.root))\n".utf8) + page.leaves
    }
}
