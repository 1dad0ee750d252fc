import ArgumentParser
import Glibc
import LiaisonAgent

/// Becomes the bureau, the program beside this one: the command line keeps its own start.
struct BureauCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "bureau",
        abstract: "Ouvre le bureau dans le navigateur de cette machine.",
        discussion: "agir-liaison bureau")

    @Option(help: "Port de la boucle locale (défaut : un port libre).")
    var port: Int?

    @Option(help: "Minutes sans demande après lesquelles l'identité se ferme (5 à 240).")
    var minutes: Int?

    @Flag(help: "N'ouvre pas de navigateur : écrit l'adresse, à ouvrir dans la minute.")
    var sansNavigateur = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        var words = ["agir-liaison-bureau", "--dossier", try options.context.folder.path]
        if let service = options.service { words += ["--service", service] }
        if let port { words += ["--port", String(port)] }
        if let minutes { words += ["--minutes", String(minutes)] }
        if sansNavigateur { words.append("--sans-navigateur") }
        let path = try Self.program()
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        execv(path, arguments)
        // It comes back only when it failed.
        throw Failure(
            .configuration, "Le bureau n'est pas installé : \(Output.visible(path)).",
            next: "Installez « agir-liaison-bureau » à côté de « agir-liaison ».")
    }

    /// The program of that name in this one's own folder: nothing is looked for elsewhere.
    private static func program() throws -> String {
        guard let own = realpath("/proc/self/exe", nil) else {
            throw Failure(.configuration, "Le dossier de ce programme n'est pas connu.")
        }
        defer { free(own) }
        let path = String(cString: own)
        let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
        return "\(folder)/agir-liaison-bureau"
    }
}
