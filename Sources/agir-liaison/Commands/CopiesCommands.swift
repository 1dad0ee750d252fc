import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonSchema

struct CopiesGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copies",
        abstract: "Les fichiers en clair que ce programme a laissés sur cette machine.",
        discussion: "agir-liaison copies lister",
        subcommands: [CopiesLister.self, CopiesDetruire.self])

    static func session(_ options: CommonOptions) throws -> Session {
        let session = try Session.open(try options.context)
        try session.require(.readFiche)
        return session
    }
}

struct CopiesLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister",
        abstract: "Montre les fichiers en clair, et ceux dont la fiche est détruite.",
        discussion: "agir-liaison copies lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try CopiesGroup.session(options)
        let rows = try Copies.update(session.folder, session.identity) { $0.number() }.rows
        let told = try DestroyedFiches.among(rows, session)
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

    private func show(_ rows: [Copie], _ destroyed: Set<FicheName>) {
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

    private static func json(_ row: Copie, _ destroyed: Set<FicheName>) -> JSONValue {
        .object(
            JSONObject([
                ("chemin", .string(row.chemin)), ("nature", .string(row.nature.rawValue)),
                ("ecrit", .string(row.ecrit.description)),
                ("de", row.fiche.map { .string($0.de.text) }),
                ("id", row.fiche.map { .string($0.id.text) }),
                ("detruite", .bool(row.isDestroyed(destroyed))),
            ]))
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
        let session = try CopiesGroup.session(options)
        let rows = try Copies.update(session.folder, session.identity).rows
        let chosen = try chosen(rows, session)
        guard agreed(chosen) else { return Output.note("Rien n'est détruit.") }
        var left = 0
        for row in chosen {
            do {
                try FileDestruction.destroy(row.chemin)
            } catch {
                left += 1
                Output.note(Failure(error).message)
            }
        }
        try Copies.update(session.folder, session.identity)
        let destroyed = chosen.map(\.chemin).filter(FilePath.isGone)
        try FicheLinks.forget(destroyed, session.folder)
        report(chosen, destroyed: destroyed.count)
        guard left == 0 else {
            throw Failure(
                .data, "\(left) fichier(s) ne sont pas détruits.",
                next: "Regardez ce qu'ils sont devenus, et effacez-les vous-même.")
        }
    }

    /// - Throws: exit 66 when nothing, or not all that was named, is in the list.
    private func chosen(_ rows: [Copie], _ session: Session) throws -> [Copie] {
        let chosen: [Copie]
        if detruites {
            guard let destroyed = try DestroyedFiches.among(rows, session) else {
                throw Failure(
                    .unavailable, "Le service ne dit pas quelles fiches sont détruites.",
                    next: "Vérifiez qu'il répond, ou donnez des numéros de la liste.")
            }
            chosen = rows.filter { $0.isDestroyed(destroyed) }
        } else if tout {
            chosen = rows
        } else {
            chosen = try Set(numeros).sorted().map { number in
                guard let row = rows.first(where: { $0.numero == number }) else {
                    throw Failure(
                        .noInput, "Il n'y a pas de fichier n° \(number) dans la dernière liste.",
                        next: "Voyez « agir-liaison copies lister ».")
                }
                return row
            }
        }
        guard !chosen.isEmpty else {
            throw Failure(.noInput, "Aucun fichier en clair n'est à détruire.")
        }
        return chosen
    }

    private func agreed(_ chosen: [Copie]) -> Bool {
        guard Terminal.isInteractive else { return true }
        for row in chosen { Terminal.say(Output.visible(row.chemin)) }
        return Terminal.confirms("Détruire \(chosen.count) fichier(s), pour toujours ?")
    }

    private func report(_ chosen: [Copie], destroyed: Int) {
        if options.json {
            Output.json(
                .array(
                    chosen.map { row in
                        .object(
                            JSONObject([
                                ("chemin", .string(row.chemin)),
                                ("detruit", .bool(FilePath.isGone(row.chemin))),
                            ]))
                    }))
        } else {
            Output.line("\(destroyed) fichier(s) détruit(s).")
        }
        if destroyed > 0 { Output.note(FileDestruction.caution) }
    }
}
