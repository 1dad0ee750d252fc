import ArgumentParser
import LiaisonAgent
import LiaisonBase
import LiaisonHTTP
import LiaisonSchema

struct BoiteCommand: ParsableCommand {
    static let configuration = CommandConfiguration.leaf(
        commandName: "boite", abstract: "Montre les fiches reçues ou envoyées.",
        discussion: "agir-liaison boite envoi")

    @Argument(help: "Boîte : reception ou envoi.")
    var boite: BoiteName = .reception

    @Flag(help: "Toute la boîte, et non les plus récentes.")
    var tout = false

    @Option(help: "Ce qui vient de cette structure, ou va vers elle.")
    var contact: String?

    @Option(help: "« - » : les fiches d'une personne, dont le numéro AGDREF est demandé.")
    var personne: String?

    @Flag(help: "Alarmes et délais d'incidents : une fois par jour, et non à chaque commande.")
    var plusTard = false

    @OptionGroup var options: CommonOptions

    func run() throws {
        let opened = try Session.open(try options.context)
        let session =
            try plusTard
            ? opened.synchronize(saysDeadlines: false)
            : opened.synchronizedIfReachable(saysDeadlines: false)
        let later = PutOff(session)
        for line in try later.clocks(session) { Output.note(Output.visible(line)) }
        if plusTard { try later.set(session) }
        WaitingDeposits(session: session).warn()
        let view = try BoxView(session)
        if !options.json { session.warn() }
        let listing = try view.list(boite, filter())
        if listing.isCut {
            Output.note("Les \(BoxView.newest) plus récentes ; le reste avec --tout.")
        }
        if let text = unlooked(listing) { Output.note(text) }
        if options.json { return Output.json(listing.json) }
        if Terminal.showsOutput { try view.prune() }
        BoxTable(boite, listing, PartnerNames(session)).show()
    }

    /// Of whom some fiches are nobody here knows: they may be about the person too.
    private func unlooked(_ listing: BoxView.Listing) -> String? {
        let (rows, answers) = (listing.unlooked, listing.unlookedAnswers)
        guard !rows.isEmpty || answers > 0 else { return nil }
        var parts: [String] = []
        if !rows.isEmpty {
            let ids = rows.prefix(5).map { String($0.id.text.prefix(8)) }.joined(separator: ", ")
            let end = rows.count > 5 ? "…" : ""
            parts.append("\(Plural.of(rows.count, "fiche")) (\(ids)\(end))")
        }
        if answers > 0 {
            parts.append(Plural.of(answers, "réponse de guichet", "réponses de guichet"))
        }
        return "Non regardé, faute d'avoir été ouvert ici : \(parts.joined(separator: " et ")).\n"
            + "Ouvrez, puis cherchez encore ; ou « Relever le courrier », dans « agir-liaison "
            + "bureau », les nomme sans les ouvrir."
    }

    private func filter() throws -> BoxView.Filter {
        var filter = BoxView.Filter()
        filter.isWhole = tout
        filter.contact = try contact.map(Typed.structure)
        filter.person = try personne.map(PersonOption.read)
        return filter
    }
}
