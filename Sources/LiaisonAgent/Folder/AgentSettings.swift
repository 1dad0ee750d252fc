import Glibc
import LiaisonBase
package import LiaisonHTTP

/// Whose work it is: the folder and the daemon, as a face was told or the environment says (cli.md, «Common»).
package struct AgentSettings: Sendable {
    package let folder: String
    package let endpoint: SignedClient.Endpoint

    /// - Throws: exit 64 for an address that is not one, 78 without a folder, or with a relative one of the
    ///   environment.
    package init(dossier: String?, service: String?) throws {
        folder = try FolderPlace.path(named: dossier, Self.variable)
        let text =
            service ?? Self.variable("AGIR_LIAISON_SERVICE")
            ?? "unix:/run/agir-liaisond/liaisond.sock"
        guard let endpoint = SignedClient.Endpoint(text) else {
            throw AgentError(
                .usage, "L'adresse du service est mal écrite : \(VisibleText.line(text)).",
                next: "Elle est de la forme unix:/chemin ou https://hôte:port.")
        }
        self.endpoint = endpoint
    }

    /// Of the environment; nil for one that is not set, or empty.
    package static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
