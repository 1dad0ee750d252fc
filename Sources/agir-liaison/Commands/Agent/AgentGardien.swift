import ArgumentParser
import LiaisonAgent
import LiaisonBase

struct AgentDeverrouiller: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "deverrouiller",
        abstract: "Garde l'identité ouverte un moment, dans la mémoire de cette machine.",
        discussion: "agir-liaison agent deverrouiller --minutes 30")

    @Option(help: "Combien de minutes (1 à 720).")
    var minutes = 30

    @OptionGroup var options: CommonOptions

    func run() throws {
        let isOpen = try IdentityCare.unlock(minutes: minutes, options.context) {
            [
                "agir-liaison", "agent", "gardien", "--socket", $0, "--secondes", String($1),
            ]
        }
        guard isOpen else {
            return Output.note("L'identité n'a pas de phrase secrète : rien à déverrouiller.")
        }
        Output.note("L'identité reste ouverte \(Plural.of(minutes, "minute")).")
    }
}

struct AgentVerrouiller: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "verrouiller", abstract: "Referme l'identité tout de suite.",
        discussion: "agir-liaison agent verrouiller")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let wasOpen = try Keeper(try options.context.folder).lock()
        Output.note(wasOpen ? "L'identité est refermée." : "L'identité n'était pas ouverte.")
    }
}

/// The keeping process itself; started by `deverrouiller`, of no use to people.
struct AgentGardien: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "gardien", abstract: "Processus qui garde l'identité ouverte.",
        discussion: "agir-liaison agent deverrouiller", shouldDisplay: false)

    @Option(help: "Socket à ouvrir.")
    var socket: String

    @Option(help: "Durée en secondes.")
    var secondes: Int

    func run() throws {
        try Keeper.keep(at: socket, seconds: min(secondes, Keeper.minutes.upperBound * 60))
    }
}
