import Configuration
import LiaisonBase
import LiaisonSchema
import LiaisonService

/// The settings of guichets (cli.md, «The daemon»): there are none until the administrator names where.
struct GuichetConfiguration: Equatable {
    /// Under which name they are served, used for nothing else.
    let adresse: PeerAddress?
    /// Bytes that all of them take; the setting is in Mio.
    let quota: Int64
    /// Network addresses of the proxies whose word on where a request comes from counts.
    let proxies: [String]

    init(_ reader: ConfigReader) throws {
        let address = reader.string(forKey: "guichet.adresse")
        adresse = address.flatMap { PeerAddress($0) }
        guard address == nil || adresse != nil else {
            throw ConfigurationError(
                "guichet.adresse n'est pas une adresse https:// sans chemin.",
                hint: "Par exemple https://guichet.agir38.example, un nom qui ne sert qu'à cela.")
        }
        let text = reader.string(forKey: "guichet.quota")
        guard let mebibytes = text.map({ Int64($0) }) ?? GuichetSettings.defaultQuota >> 20,
            (1...1 << 30).contains(mebibytes)
        else {
            throw ConfigurationError(
                "guichet.quota n'est pas un nombre de Mio.",
                hint: "Par exemple « 4096 », la place d'environ 2 000 guichets avec pièces jointes."
            )
        }
        quota = mebibytes << 20
        proxies = (reader.string(forKey: "guichet.proxies") ?? "").split(separator: ",").map {
            String($0.filter { $0 != " " })
        }
        if let wrong = proxies.first(where: { NetworkPlace.bytes(of: $0) == nil }) {
            throw ConfigurationError(
                "guichet.proxies : « \(wrong) » n'est pas une adresse IP.",
                hint: "Des adresses séparées par des virgules, par exemple « 127.0.0.1 ».")
        }
    }
}
