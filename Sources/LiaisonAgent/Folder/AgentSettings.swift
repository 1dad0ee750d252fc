import Glibc
import LiaisonBase
package import LiaisonHTTP

/// Whose work it is: the folder and the daemon, as a face was told or the environment says (cli.md, «Common»).
package struct AgentSettings: Sendable {
    package let folder: String
    private let service: String

    /// - Throws: exit 78 without a folder, or with a relative one of the environment.
    package init(dossier: String?, service: String?) throws {
        folder = try FolderPlace.path(named: dossier, Self.variable)
        self.service =
            service ?? Self.variable("AGIR_LIAISON_SERVICE")
            ?? "unix:/run/agir-liaisond/liaisond.sock"
    }

    /// Asked when the daemon is: what needs none works whatever the address.
    ///
    /// - Throws: exit 64 for an address that is not one.
    package var endpoint: SignedClient.Endpoint {
        get throws {
            guard let endpoint = SignedClient.Endpoint(service) else {
                throw AgentError(
                    .usage, "L'adresse du service est mal écrite : \(VisibleText.line(service)).",
                    next: "Elle est de la forme unix:/chemin ou https://hôte:port.")
            }
            return endpoint
        }
    }

    /// Of the environment; nil for one that is not set, or empty.
    package static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
