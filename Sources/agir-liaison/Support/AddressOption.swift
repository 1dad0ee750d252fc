import LiaisonAgent
import LiaisonSchema

/// The address of a daemon for partners, given on the command line.
enum AddressOption {
    /// - Throws: exit 64 for what is none.
    static func read(
        _ text: String, hint: NextStep = "Elle est de la forme https://hôte[:port]."
    ) throws -> PeerAddress {
        guard let address = PeerAddress(text) else {
            throw Failure(
                .usage, "L'adresse « \(Output.visible(text)) » n'est pas utilisable.", next: hint)
        }
        return address
    }
}
