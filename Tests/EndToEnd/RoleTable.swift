import ArgumentParser
import LiaisonSchema

@testable import agir_liaison

/// What each command asks of who runs it: the manual's table (docs/roles.md), and what the role test
/// tries. Which roles an action takes stands in `Permission`.
enum RoleTable {
    /// By the words of the command; nil: everybody, on one's own files.
    static let rows: [(command: String, permission: Permission?)] = [
        ("agent creer", nil), ("agent montrer", nil), ("agent deverrouiller", nil),
        ("agent verrouiller", nil), ("agent phrase", nil), ("agent recuperer", nil),
        ("agent renouveler", nil),
        ("structure creer", nil), ("structure rejoindre", nil), ("structure accueillir", nil),
        ("structure documents", nil),
        ("structure agent ajouter", .publishCard), ("structure agent revoquer", .publishCard),
        ("structure renouveler", .publishCard), ("structure confier", .publishCard),
        ("structure recevoir", .publishCard), ("structure cle remplacer", .publishCard),
        ("carte exporter", nil), ("empreinte", nil), ("bureau", nil),
        ("contact ajouter", .importContact), ("contact rattacher", .importContact),
        ("contact importer", .importContact), ("contact lister", .listContacts),
        ("contact verifier", .verifyContact), ("contact retirer", .importContact),
        ("contact suspendre", .importContact), ("contact reprendre", .importContact),
        ("nouvelle", nil), ("valider", nil), ("afficher", nil), ("schema", nil),
        ("repondre", .readFiche), ("corriger", .readFiche),
        ("sceller", .sendFiche), ("ouvrir", .readFiche), ("envoyer", .sendFiche),
        ("retirer", .sendFiche), ("recevoir", .readFiche),
        ("boite", .listFiches), ("suivi", .listFiches), ("partager", .sendFiche),
        ("guichet inviter", .sendFiche), ("guichet lister", .listFiches),
        ("guichet prolonger", .sendFiche), ("guichet refaire", .sendFiche),
        ("guichet fermer", .sendFiche), ("guichet verifier", nil),
        ("pli exporter", .readFiche), ("pli importer", .readMessage),
        ("ofii tableau", .readFiche), ("ofii completer", .readFiche),
        ("ofii corriger", .answerRequest),
        ("copies lister", .readFiche), ("copies detruire", .readFiche),
        ("accompagnement clore", .closeFile), ("accompagnement rouvrir", .closeFile),
        ("sortie confirmer", .closeFile), ("fiche rattacher", .closeFile),
        ("fiche exclure", .closeFile), ("fiche usage", .closeFile),
        ("convention ajouter", .keepConventions), ("convention lister", .listConventions),
        ("convention contacts", .keepConventions), ("convention avenant", .keepConventions),
        ("convention resilier", .keepConventions), ("convention echeance", .keepConventions),
        ("contentieux ouvrir", .holdPurge), ("contentieux clore", .holdPurge),
        ("contentieux lister", .holdPurge), ("exception ajouter", .holdPurge),
        ("personne demande ouvrir", .handleRequest),
        ("personne demande identite", .handleRequest),
        ("personne demande prolonger", .handleRequest),
        ("personne demande executer", .handleRequest),
        ("personne demande clore", .handleRequest),
        ("personne demande refuser", .handleRequest),
        ("personne demande lister", .handleRequest),
        ("personne demande montrer", .handleRequest), ("personne repondre", .answerRequest),
        ("personne acces", .handleRequest), ("droits confirmer", .handleRequest),
        ("droits refuser", .handleRequest),
        ("purge apercu", .purge), ("purge executer", .purge), ("purge reprendre", .purge),
        ("purge attestations", .purge),
        ("violation declarer", .declareIncident), ("plainte enregistrer", .declareIncident),
        ("violation qualifier", .handleIncident), ("violation notifier", .handleIncident),
        ("violation notifie", .handleIncident), ("violation retard", .handleIncident),
        ("violation clore", .handleIncident), ("violation lister", .handleIncident),
        ("violation montrer", .handleIncident), ("violation registre", .handleIncident),
        ("anomalie envoyer", .sendMessage),
        ("journal lister", .readLog), ("journal actes", nil), ("journal verifier", .readLog),
        ("journal preuve", .readLog), ("journal racine", .readLog),
        ("journal exporter", .readLog), ("journal resume", .readLog),
        ("journal reprendre", .resumeLog), ("journal reconnaitre", .resumeLog),
        ("hebergement decider", .decideHosting), ("hebergement cesser", .decideHosting),
        ("hebergement publier", .publishCard),
        ("service etat", .watchService),
    ]

    /// The words of every command that people can run.
    static var commands: [String] { leaves(of: AgirLiaison.self, []) }

    private static func leaves(of type: any ParsableCommand.Type, _ words: [String]) -> [String] {
        let configuration = type.configuration
        guard configuration.shouldDisplay else { return [] }
        guard !configuration.subcommands.isEmpty else { return [words.joined(separator: " ")] }
        return configuration.subcommands.flatMap { command in
            leaves(of: command, words + [command.configuration.commandName ?? ""])
        }
    }

    /// The table of the manual.
    static var markdown: String {
        let heading = Role.allCases.map(\.rawValue).joined(separator: " | ")
        let lines = rows.map { row in
            let marks = Role.allCases.map { role in
                row.permission?.allows([role]) ?? true ? "oui" : ""
            }
            return "| `\(row.command)` | \(marks.joined(separator: " | ")) |"
        }
        return "| commande | \(heading) |\n|---|---|---|---|\n"
            + lines.joined(separator: "\n") + "\n"
    }
}
