import ArgumentParser
import FrenchArguments
import LiaisonAgent
import LiaisonCrypto
import LiaisonHTTP
import LiaisonSchema

struct ContentieuxGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contentieux",
        abstract: "Ce qu'un litige garde de la destruction, et jusqu'à quand on le revoit.",
        discussion: "agir-liaison contentieux lister",
        subcommands: [
            ContentieuxOuvrir.self, ContentieuxClore.self, ContentieuxLister.self,
            HoldExceptionGroup.self,
        ])
}

struct ExceptionGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exception",
        abstract: "Ce qu'une obligation légale fait garder plus longtemps.",
        discussion: "agir-liaison contentieux lister", subcommands: [ExceptionAjouter.self])
}

/// The same under the name that cli.md may be read to give it.
struct HoldExceptionGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exception",
        abstract: "Ce qu'une obligation légale fait garder plus longtemps.",
        discussion: "agir-liaison exception ajouter --help", shouldDisplay: false,
        subcommands: [ExceptionAjouter.self])
}

/// What a hold or an exception is about: one of the three.
struct ScopeOptions: ParsableArguments {
    @Option(help: "Une fiche : numéro de ligne, ou identifiant.")
    var fiche: String?

    @Option(help: "« - » : une personne, dont le numéro AGDREF est demandé.")
    var personne: String?

    @Option(help: "Une convention : sa référence.")
    var convention: String?

    func scope(_ session: Session) throws -> RetentionFact.Portee {
        switch (fiche, personne, convention) {
        case (let text?, nil, nil):
            return try Self.held(text, session)
        case (nil, let text?, nil):
            return .personne(try PersonSelector(text, fiche: nil, session).indices)
        case (nil, nil, let reference?):
            return .convention(try ConventionGroup.reference(reference))
        default:
            throw Failure(
                .usage, "Il faut --fiche ID, ou --personne -, ou --convention REF, et un seul.")
        }
    }

    /// A DPO has no box: the daemon tells what is held by the beginning of its id.
    private static func held(_ text: String, _ session: Session) throws -> RetentionFact.Portee {
        // Two structures may have chosen the same id.
        if let key = PliKey(text.replacing("/", with: " ")) {
            return .fiche(de: key.de, id: key.id)
        }
        guard text.utf8.count >= 4,
            text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) || $0 == 45 })
        else {
            guard session.me?.roles.contains(.referent) == true else {
                throw Failure(
                    .usage, "Une fiche se nomme par son identifiant, ou 4 signes de son début.",
                    next: "Voyez « agir-liaison journal lister ».")
            }
            let row = try BoxListing.find(text, session)
            return .fiche(de: row.de, id: row.id)
        }
        let answer = try session.client.request("GET", Routes.localHeld(prefix: text))
        let rows = ((try? JSONValue.parse(answer.body))?.array ?? []).compactMap(\.object)
        guard let row = rows.first, let id = row["id"]?.string.flatMap({ PliID($0) }),
            let de = row["de"]?.string.flatMap({ StructureName($0) })
        else {
            throw Failure(
                .noInput, "Aucune fiche gardée ici ne commence par « \(text) ».",
                next: "Elle est peut-être déjà détruite : « agir-liaison journal lister --fiche ».")
        }
        guard rows.count == 1 else {
            throw Failure(
                .usage, "Plusieurs fiches commencent par « \(text) ».",
                next: "Donnez plus de signes, ou STRUCTURE/IDENTIFIANT.")
        }
        return .fiche(de: de, id: id)
    }
}

struct ContentieuxOuvrir: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ouvrir", abstract: "Suspend la destruction, le temps d'un contentieux.",
        discussion: "agir-liaison contentieux ouvrir --personne - --motif \"Recours contentieux\"")

    @OptionGroup var scope: ScopeOptions

    @Option(help: "Motif, scellé pour les DPO.")
    var motif: String

    @Option(help: "Date de revue, dans les six mois (défaut : six mois).")
    var revue: String?

    @OptionGroup var options: CommonOptions

    func run() throws {
        let review = try DayOption.read(revue) ?? Now.today.adding(months: 6)
        let session = try Session.open(try options.context).synchronize()
        try session.require(.holdPurge)
        let retention = Retention(session: session)
        let outcome = try retention.enter(
            .contentieux(
                scope.scope(session), revue: review, motif: retention.sealed(motif)))
        if options.json {
            var object = JSONObject()
            object["n"] = .integer(outcome.n)
            object["suspendues"] = .integer(outcome.changed)
            object["aExaminer"] = .array(outcome.toExamine.map { .object($0) })
            return Output.json(.object(object))
        }
        Output.line(
            "Contentieux n° \(outcome.n) ouvert : \(outcome.changed) fiche(s) suspendues, à revoir le "
                + "\(review.french).")
        guard !outcome.toExamine.isEmpty else { return }
        Output.line(
            "\(outcome.toExamine.count) pli(s) que personne n'a encore ouverts sont suspendus aussi ; "
                + "un référent les ouvre, les rattache ou les exclut :")
        for pli in outcome.toExamine {
            Output.line("  \(Output.visible(pli["id"]?.string ?? ""))")
        }
    }
}

struct ContentieuxClore: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "clore",
        abstract: "Clôt un contentieux ou une exception : la purge reprend aussitôt.",
        discussion: "agir-liaison contentieux clore 12")

    @Argument(help: "Numéro.")
    var n: Int

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.holdPurge)
        guard n >= 0 else { throw Failure(.usage, "Un numéro n'est pas négatif.") }
        let outcome = try Retention(session: session).enter(.levee(n))
        if options.json {
            var object = JSONObject()
            object["n"] = .integer(Int64(n))
            object["dues"] = .integer(outcome.due)
            return Output.json(.object(object))
        }
        Output.line("N° \(n) clos.")
        if outcome.due > 0 {
            Output.note(
                "\(outcome.due) fiche(s) sont détruites maintenant : leur échéance est passée.")
        }
    }
}

struct ContentieuxLister: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "lister", abstract: "Liste les contentieux et les exceptions en vigueur.",
        discussion: "agir-liaison contentieux lister")

    @OptionGroup var options: CommonOptions

    func run() throws {
        let session = try Session.open(try options.context).synchronize()
        try session.require(.holdPurge)
        let answer = try session.client.request("GET", Routes.localSuspensions)
        let rows = ((try? JSONValue.parse(answer.body))?.array ?? []).compactMap(\.object)
            .map { row in
                var row = row
                let reason = row["motif"]?.string.flatMap { Base64.decode($0) }
                    .flatMap { try? SealedText(age: $0) }?.text(with: session.identity.all)
                row["motif"] = .string(reason ?? "(scellé pour un autre DPO)")
                return row
            }
        if options.json { return Output.json(.array(rows.map { .object($0) })) }
        guard !rows.isEmpty else { return Output.line("Aucun contentieux en vigueur.") }
        func text(_ row: JSONObject, _ key: String) -> String {
            Output.visible(row[key]?.string ?? "")
        }
        Output.table(
            [["N°", "GENRE", "PORTÉE", "À REVOIR", "PAR", "MOTIF"]]
                + rows.map { row in
                    [
                        String(row["n"]?.integer ?? 0), text(row, "genre"),
                        row["reference"] != nil
                            ? "convention \(text(row, "reference"))"
                            : row["id"] != nil
                                ? "fiche \(text(row, "id").prefix(8))" : "une personne",
                        row["jusquA"]?.string.flatMap { CalendarDate($0) }?.french ?? "",
                        text(row, "par"), text(row, "motif"),
                    ]
                })
        for row in rows {
            let left = row["aExaminer"]?.array?.compactMap { $0.object?["id"]?.string } ?? []
            guard !left.isEmpty else { continue }
            Output.line(
                "N° \(row["n"]?.integer ?? 0) : \(left.count) pli(s) à ouvrir, rattacher ou exclure :"
            )
            for id in left { Output.line("  \(Output.visible(id))") }
        }
    }
}

struct ExceptionAjouter: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "ajouter", abstract: "Fait garder plus longtemps ce qu'une loi demande.",
        discussion:
            "agir-liaison exception ajouter --convention SPE-38-2026 --base \"Règlement FAMI, art. 53\" "
            + "--document \"Pièces justificatives\" --jusqua 2031-12-31")

    @OptionGroup var scope: ScopeOptions

    @Option(help: "Base légale.")
    var base: String

    @Option(help: "Type de document.")
    var document: String

    @Option(name: [.customLong("jusqua"), .customLong("jusquA")], help: "Dernier jour.")
    var jusqua: String

    @OptionGroup var options: CommonOptions

    func run() throws {
        let end = try ConventionGroup.day(jusqua)
        let session = try Session.open(try options.context).synchronize()
        try session.require(.holdPurge)
        let retention = Retention(session: session)
        let outcome = try retention.enter(
            .exception(
                scope.scope(session), jusquA: end,
                motif: retention.sealed("\(base) ; \(document)")))
        if options.json {
            var object = JSONObject()
            object["n"] = .integer(outcome.n)
            object["changees"] = .integer(outcome.changed)
            return Output.json(.object(object))
        }
        Output.line(
            "Exception n° \(outcome.n) : \(outcome.changed) fiche(s) gardées jusqu'au \(end.french)."
        )
    }
}
