import ArgumentParser
import FrenchArguments
import Glibc
import LiaisonAgent
import LiaisonBase
import LiaisonCrypto

/// The command line of referents, DPOs and administrators (cli.md).
struct AgirLiaison: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agir-liaison",
        abstract: "Écrit, scelle, envoie, ouvre et prouve les fiches de liaison AGIR.",
        discussion: "agir-liaison nouvelle --modele spe -o fiche.json",
        subcommands: [
            AgentGroup.self, StructureGroup.self, CarteGroup.self, ContactGroup.self,
            EmpreinteCommand.self, NouvelleCommand.self, RepondreCommand.self, CorrigerCommand.self,
            ValiderCommand.self, AfficherCommand.self, ScellerCommand.self, OuvrirCommand.self,
            EnvoyerCommand.self, RetirerCommand.self, RecevoirCommand.self,
            BoiteCommand.self, SuiviCommand.self, PartagerCommand.self,
            GuichetGroup.self,
            PliGroup.self, OFIIGroup.self, CopiesGroup.self, AccompagnementGroup.self,
            SortieGroup.self, FicheGroup.self, ConventionGroup.self, ContentieuxGroup.self,
            ExceptionGroup.self, PersonneGroup.self, DroitsGroup.self, PurgeGroup.self,
            ViolationGroup.self, PlainteGroup.self, AnomalieGroup.self, JournalGroup.self,
            HebergementGroup.self, ServiceGroup.self,
            BureauCommand.self, SchemaCommand.self,
        ])
}

@main
enum Main {
    static func main() {
        StandardStream.hold()
        do {
            try Sodium.start()
        } catch {
            Failure(error).report()
            exit(78)
        }
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        umask(0o077)
        let arguments = Array(CommandLine.arguments.dropFirst())
        let isMenu = arguments.isEmpty && Terminal.isInteractive && Terminal.showsOutput
        exit(
            isMenu
                ? Menu(perform: perform, roles: Menu.heldRoles()).run() : perform(arguments))
    }

    private static func perform(_ arguments: [String]) -> Int32 {
        FrenchCommandLine.run(AgirLiaison.self, arguments: arguments, version: "0.1.0") { error in
            let failure = Failure(error)
            failure.report()
            return failure.status
        }
    }
}
