import ArgumentParser

/// Where a service is, of the commands about one that does not serve meanwhile. The command that serves says it
/// by itself: of a group that both have, the parser would give the subcommand its parent's values.
struct StateOptions: ParsableArguments {
    @Option(help: "Fichier de configuration (/etc/agir-liaison/liaisond.json).")
    var config: String?

    @Option(help: "Dossier d'état (/var/lib/agir-liaisond).")
    var etat: String?

    /// Of a command that serves nobody.
    func configuration(_ environment: [String: String]) async throws -> DaemonConfiguration {
        try await DaemonConfiguration(
            file: config, etat: etat, socket: nil, ecoute: nil, environment: environment)
    }
}
