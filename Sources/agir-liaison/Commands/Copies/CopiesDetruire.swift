import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonBase
import LiaisonSchema

struct CopiesGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copies",
        abstract: "Les fichiers en clair que ce programme a laissés sur cette machine.",
        discussion: "agir-liaison copies lister",
        subcommands: [CopiesLister.self, CopiesDetruire.self])
}

struct CopiesLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister",
        abstract: "Montre les fichiers en clair, et ceux dont la fiche est détruite.",
        discussion: "agir-liaison copies lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let (rows, told) = try DestroyCopies(Session.open(options.context)).list()
        let destroyed = told ?? []
        if options.json {
            Output.json(.array(rows.map { Self.json($0, destroyed) }))
        } else {
            show(rows, destroyed)
        }
        if told == nil {
            Output.note(
                "Le service ne dit pas quelles fiches sont détruites : ce n'est pas montré.")
        }
        let left = rows.count { $0.isDestroyed(destroyed) }
        if left > 0 {
            Output.note(
                "\(left) fichier(s) d'une fiche détruite : « agir-liaison copies detruire "
                    + "--detruites ».")
        }
    }

    private func show(_ rows: [Copie], _ destroyed: Set<PliKey>) {
        guard !rows.isEmpty else { return Output.line("Aucun fichier en clair n'est connu ici.") }
        let table = rows.enumerated().map { index, row in
            [
                String(index + 1), row.nature.french, Output.local(row.ecrit),
                row.isDestroyed(destroyed)
                    ? "DÉTRUITE" : String(row.fiche?.id.text.prefix(8) ?? ""),
                Output.visible(row.chemin),
            ]
        }
        Output.table([["N°", "NATURE", "ÉCRIT", "FICHE", "CHEMIN"]] + table)
    }

    private static func json(_ row: Copie, _ destroyed: Set<PliKey>) -> JSONValue {
        .row([
            ("chemin", .string(row.chemin)), ("nature", .code(row.nature)),
            ("ecrit", .text(row.ecrit)), ("de", .text(row.fiche?.de)),
            ("id", .text(row.fiche?.id)), ("detruite", .bool(row.isDestroyed(destroyed))),
        ])
    }
}

struct CopiesDetruire: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "detruire",
        abstract: "Détruit des fichiers en clair : leur contenu d'abord, puis leur nom.",
        discussion: "agir-liaison copies detruire --detruites")

    @Argument(help: "Numéros de la dernière liste montrée.")
    var numeros: [Int] = []

    @Flag(help: "Ceux dont la fiche est détruite.")
    var detruites = false

    @Flag(help: "Tous ceux de la liste.")
    var tout = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        guard [!numeros.isEmpty, detruites, tout].count(where: { $0 }) == 1 else {
            throw Failure(
                .usage, "Il faut des numéros de la liste, ou --detruites, ou --tout.",
                next: "Voyez « agir-liaison copies lister ».")
        }
        let copies = try DestroyCopies(Session.open(options.context))
        let plan = try copies.plan(detruites ? .destroyed : tout ? .all : .numbers(numeros))
        guard agreed(plan) else { return Output.note("Rien n'est détruit.") }
        let result = try copies.execute(plan)
        if options.json {
            Output.json(
                .array(
                    result.files.map {
                        .row([
                            ("chemin", .string($0.chemin)), ("detruit", .bool($0.isGone)),
                        ])
                    }))
        } else {
            Output.line("\(result.destroyed) fichier(s) détruit(s).")
        }
        if result.destroyed > 0 { Output.note(FileDestruction.caution) }
        guard result.failures == 0 else {
            throw Failure(
                .data, "\(result.failures) fichier(s) ne sont pas détruits.",
                next: "Regardez ce qu'ils sont devenus, et effacez-les vous-même.")
        }
    }

    private func agreed(_ plan: DestroyCopies.Plan) -> Bool {
        guard Terminal.isInteractive else { return true }
        for case .destroy(let files) in plan.questions {
            for file in files { Terminal.say(Output.visible(file)) }
            guard Terminal.confirms("Détruire \(files.count) fichier(s), pour toujours ?") else {
                return false
            }
        }
        return true
    }
}
